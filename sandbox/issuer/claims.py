"""What this issuer writes into its tokens, in each dialect."""

import secrets
from collections.abc import Collection
from typing import Any, Final

from sandbox.issuer.request import IssuerRequest
from sandbox.issuer.state import Grant, OpaqueToken, RefreshToken
from sandbox.issuer.targets import OFFLINE_ACCESS, permitted_scopes
from sandbox.settings import LIMITS
from sandbox.tokens.minting import access_token_header, id_token_header, sign

ACCESS_TOKEN_TYPE: Final = "urn:ietf:params:oauth:token-type:access_token"  # noqa: S105 - a name, RFC 8693 §3


def issue(visit: IssuerRequest, grant: Grant) -> dict[str, Any]:
    """The token response for a grant (RFC 6749 §5.1), with an ID token when ``openid`` was granted.

    A refresh token comes with it when ``offline_access`` was granted (OpenID Connect Core §11).

    Without an audience, or for one whose tokens are `opaque`, the access token is a random word that means something
    to the issuer alone.
    """
    ttl = visit.site.issuer.access_token_ttl
    now = int(visit.instance.clock())
    key = visit.state.keys.current
    claims = access_token_claims(visit, grant, now) if grant.audiences else None
    ttl = claims["exp"] - now if claims else ttl
    if claims is None or any(visit.site.world.audiences[id_].tokens == "opaque" for id_ in grant.audiences):
        access_token = secrets.token_urlsafe(24)
        visit.state.opaque_tokens.put(access_token, OpaqueToken(grant, now, now + ttl, claims))
    else:
        if grant.family is not None:
            visit.state.families.put(claims["jti"], grant.family)
        access_token = sign(access_token_header(key, visit.site.issuer.dialect), claims, key)
    answer: dict[str, Any] = {"access_token": access_token, "token_type": "Bearer", "expires_in": ttl}
    if grant.exchange is not None:
        answer["issued_token_type"] = ACCESS_TOKEN_TYPE
    if grant.user is not None and "openid" in grant.scopes:
        answer["id_token"] = sign(id_token_header(key), id_token_claims(visit, grant, grant.user, now), key)
    if grant.family is not None and OFFLINE_ACCESS in grant.family.grant.scopes:
        answer["refresh_token"] = secrets.token_urlsafe(32)
        kept = RefreshToken(grant.family, now + LIMITS.refresh_token_ttl)
        visit.state.refresh_tokens.put(answer["refresh_token"], kept)
    answer["scope"] = " ".join(grant.scopes)
    return answer


def base_claims(visit: IssuerRequest, now: int, ttl: int) -> dict[str, Any]:
    """What the issuer puts into every access token by itself."""
    return {"iss": visit.iss, "iat": now, "exp": now + ttl, "jti": secrets.token_urlsafe(12)}


def access_token_claims(visit: IssuerRequest, grant: Grant, now: int) -> dict[str, Any]:
    """The claims of an access token: Auth0's, or those RFC 9068 §2.2 requires."""
    auth0 = visit.site.issuer.dialect == "auth0"
    base = base_claims(visit, now, visit.site.issuer.access_token_ttl)
    machine = f"{grant.client}@clients" if auth0 else grant.client
    claims = {
        "iss": base["iss"],
        "sub": grant.exchange.subject if grant.exchange else grant.user or machine,
        "aud": _aud(visit, grant),
        "azp" if auth0 else "client_id": grant.client,
        "scope": " ".join(grant.scopes),
        "iat": base["iat"],
        "exp": base["exp"],
        "jti": base["jti"],
    }
    if auth0 and grant.user is None:
        claims["gty"] = "client-credentials"
    if not auth0 and grant.auth_time is not None:
        claims["auth_time"] = grant.auth_time
    if grant.exchange is not None:
        claims["exp"] = min(base["exp"], grant.exchange.expires)
        claims["act"] = grant.exchange.actor
    adding = [id_ for id_ in grant.audiences if visit.site.world.audiences[id_].add_permissions]
    if adding:
        claims["permissions"] = list(permitted_scopes(visit.site, grant.client, grant.user, adding))
    return claims


def _aud(visit: IssuerRequest, grant: Grant) -> str | list[str]:
    """``aud``: one audience is a string, several are an array (RFC 7519 §4.1.3).

    Auth0 adds the issuer's own userinfo when ``openid`` was granted: the token is good there, too.
    """
    identifiers = [visit.site.world.audiences[id_].identifier for id_ in grant.audiences]
    if visit.site.issuer.dialect == "auth0" and "openid" in grant.scopes:
        identifiers.append(userinfo_audience(visit.iss))
    return identifiers[0] if len(identifiers) == 1 else identifiers


def userinfo_audience(iss: str) -> str:
    """The identifier of an issuer's userinfo endpoint as an audience: its address."""
    return f"{iss}userinfo"


def id_token_claims(visit: IssuerRequest, grant: Grant, user_id: str, now: int) -> dict[str, Any]:
    """The claims of an ID token (OpenID Connect Core §2): its audience is the client."""
    claims: dict[str, Any] = {
        "iss": visit.iss,
        "sub": user_id,
        "aud": grant.client,
        "iat": now,
        "exp": now + LIMITS.id_token_ttl,
        "auth_time": grant.auth_time,
    }
    if grant.nonce is not None:
        claims["nonce"] = grant.nonce
    return claims | about_user(visit, user_id, grant.scopes)


def about_user(visit: IssuerRequest, user_id: str, scopes: Collection[str]) -> dict[str, str]:
    """What an ID token and the userinfo endpoint say of a user (OpenID Connect Core §5.4)."""
    user = visit.site.world.users[user_id]
    claims: dict[str, str] = {}
    if "profile" in scopes:
        claims["name"] = user.name
    if "email" in scopes and user.email:
        claims["email"] = user.email
    return claims
