"""What this issuer writes into its tokens, in each dialect."""

import secrets
from typing import Any

from sandbox.issuer.site import Visit
from sandbox.issuer.state import Grant, OpaqueToken, RefreshToken
from sandbox.issuer.targets import OFFLINE_ACCESS
from sandbox.settings import LIMITS
from sandbox.tokens.minting import access_token_header, id_token_header, sign


def issue(visit: Visit, grant: Grant) -> dict[str, Any]:
    """The token response for a grant (RFC 6749 §5.1), with an ID token when ``openid`` was granted.

    A refresh token comes with it when ``offline_access`` was granted (OpenID Connect Core §11).

    Without an audience the access token is opaque: a random word that means something to the issuer alone.
    """
    ttl = visit.site.issuer.access_token_ttl
    now = int(visit.instance.clock())
    key = visit.state.keys.current
    audience = grant.audience
    if audience is None:
        access_token = secrets.token_urlsafe(24)
        visit.state.opaque_tokens.put(access_token, OpaqueToken(grant, now + ttl))
    else:
        header = access_token_header(key, visit.site.issuer.dialect)
        access_token = sign(header, access_token_claims(visit, grant, audience, now), key)
    answer: dict[str, Any] = {"access_token": access_token, "token_type": "Bearer", "expires_in": ttl}
    if grant.user is not None and "openid" in grant.scopes:
        answer["id_token"] = sign(id_token_header(key), id_token_claims(visit, grant, grant.user, now), key)
    if grant.family is not None and OFFLINE_ACCESS in grant.family.grant.scopes:
        answer["refresh_token"] = secrets.token_urlsafe(32)
        kept = RefreshToken(grant.family, now + LIMITS.refresh_token_ttl)
        visit.state.refresh_tokens.put(answer["refresh_token"], kept)
    answer["scope"] = " ".join(grant.scopes)
    return answer


def base_claims(visit: Visit, now: int, ttl: int) -> dict[str, Any]:
    """What the issuer puts into every access token by itself."""
    return {"iss": visit.iss, "iat": now, "exp": now + ttl, "jti": secrets.token_urlsafe(12)}


def access_token_claims(visit: Visit, grant: Grant, audience: str, now: int) -> dict[str, Any]:
    """The claims of an access token: Auth0's, or those RFC 9068 §2.2 requires."""
    auth0 = visit.site.issuer.dialect == "auth0"
    base = base_claims(visit, now, visit.site.issuer.access_token_ttl)
    subject = grant.user or (f"{grant.client}@clients" if auth0 else grant.client)
    claims = {
        "iss": base["iss"],
        "sub": subject,
        "aud": visit.site.world.audiences[audience].identifier,
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
    return claims


def id_token_claims(visit: Visit, grant: Grant, user_id: str, now: int) -> dict[str, Any]:
    """The claims of an ID token (OpenID Connect Core §2): its audience is the client."""
    user = visit.site.world.users[user_id]
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
    if "profile" in grant.scopes:
        claims["name"] = user.name
    if "email" in grant.scopes and user.email:
        claims["email"] = user.email
    return claims
