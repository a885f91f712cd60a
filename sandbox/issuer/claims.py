"""What an issuer writes into its tokens, in each dialect."""

from collections.abc import Collection
from typing import Any, Final

from sandbox.issuer.request import IssuerRequest
from sandbox.issuer.sealed import sealed
from sandbox.issuer.state import Grant, OpaqueToken, RefreshToken, token_digest
from sandbox.issuer.targets import OFFLINE_ACCESS, permitted_scopes
from sandbox.settings import LIMITS
from sandbox.tokens.minting import access_token_header, id_token_header, sign
from sandbox.worlds.bearer import BEARER, DPOP
from sandbox.worlds.model import World

ACCESS_TOKEN_TYPE: Final = "urn:ietf:params:oauth:token-type:access_token"  # noqa: S105 - a name, RFC 8693 §3


def issue(issuer_request: IssuerRequest, grant: Grant) -> dict[str, Any]:
    """The token response for a grant (RFC 6749 §5.1), with an ID token when ``openid`` was granted.

    A refresh token comes with it when ``offline_access`` was granted (OpenID Connect Core §11).

    Without an audience, or for one whose tokens are `opaque`, the access token is a random string that means something
    to the issuer alone.
    """
    ttl = issuer_request.issuer.access_token_ttl
    now = int(issuer_request.instance.clock())
    key = issuer_request.keys.current
    claims = access_token_claims(issuer_request, grant, now) if grant.audiences else None
    ttl = claims["exp"] - now if claims else ttl
    jkt = issuer_request.jkt
    if claims is None or any(issuer_request.world.audiences[id_].tokens == "opaque" for id_ in grant.audiences):
        access_token = _opaque(issuer_request, claims, now + ttl)
        issuer_request.state.opaque_tokens.put(access_token, OpaqueToken(grant, now, now + ttl, claims, jkt))
    else:
        access_token = sign(access_token_header(key, issuer_request.issuer.dialect), claims, key)
        if grant.family is not None:
            issuer_request.state.families.put(token_digest(access_token), grant.family)
    response: dict[str, Any] = {
        "access_token": access_token,
        "token_type": DPOP if jkt else BEARER,
        "expires_in": ttl,
    }
    if grant.exchange is not None:
        response["issued_token_type"] = ACCESS_TOKEN_TYPE
    if grant.user is not None and "openid" in grant.scopes:
        response["id_token"] = sign(id_token_header(key), id_token_claims(issuer_request, grant, grant.user, now), key)
    if grant.family is not None and OFFLINE_ACCESS in grant.family.grant.scopes:
        response["refresh_token"] = issuer_request.instance.random_text(32)
        refresh_token = RefreshToken(grant.family, now + LIMITS.refresh_token_ttl)
        issuer_request.state.refresh_tokens.put(response["refresh_token"], refresh_token)
    return response | _scope(grant)


def _opaque(issuer_request: IssuerRequest, claims: dict[str, Any] | None, expires: int) -> str:
    """A random string; for userinfo alone, in Auth0's dialect, an encrypted token of the form that Auth0 has."""
    if claims is not None or issuer_request.issuer.dialect != "auth0":
        return issuer_request.instance.random_text(24)
    inside = {"aud": userinfo_audience(issuer_request.iss), "exp": expires}
    return sealed(issuer_request.iss, inside, issuer_request.instance.random_bytes)


def base_claims(issuer_request: IssuerRequest, now: int, ttl: int) -> dict[str, Any]:
    """What the issuer puts into every access token by itself.

    Args:
        issuer_request: The request to the issuer.
        now: Epoch seconds.
        ttl: Seconds until the token expires.

    """
    return {"iss": issuer_request.iss, "iat": now, "exp": now + ttl, "jti": issuer_request.instance.random_text(12)}


def access_token_claims(issuer_request: IssuerRequest, grant: Grant, now: int) -> dict[str, Any]:
    """The claims of an access token: Auth0's, or those RFC 9068 §2.2 requires.

    Args:
        issuer_request: The request to the issuer.
        grant: What was granted.
        now: Epoch seconds.

    """
    auth0 = issuer_request.issuer.dialect == "auth0"
    base = base_claims(issuer_request, now, issuer_request.issuer.access_token_ttl)
    machine = f"{grant.client}@clients" if auth0 else grant.client
    claims = {
        "iss": base["iss"],
        "sub": grant.exchange.subject if grant.exchange else grant.user or machine,
        "aud": _aud(issuer_request, grant),
        "azp" if auth0 else "client_id": grant.client,
        **_scope(grant),
        "iat": base["iat"],
        "exp": base["exp"],
        **({} if auth0 else {"jti": base["jti"]}),
    }
    if issuer_request.jkt is not None:
        claims["cnf"] = {"jkt": issuer_request.jkt}
    if auth0 and grant.user is None:
        claims["gty"] = "client-credentials"
    if not auth0 and grant.auth_time is not None:
        claims["auth_time"] = grant.auth_time
    if grant.exchange is not None:
        claims["exp"] = min(base["exp"], grant.exchange.expires)
        claims["act"] = grant.exchange.actor
    adding = [id_ for id_ in grant.audiences if issuer_request.world.audiences[id_].add_permissions]
    if adding:
        claims["permissions"] = list(permitted_scopes(issuer_request.issuer_ref, grant.client, grant.user, adding))
    return claims | _own_claims(issuer_request.world, grant)


def _own_claims(world: World, grant: Grant) -> dict[str, Any]:
    """What the world adds: for the audiences, the client and the user, of which the last that says something counts."""
    claims: dict[str, Any] = {}
    for id_ in grant.audiences:
        claims |= world.audiences[id_].claims
    claims |= world.clients[grant.client].claims
    return claims | (world.users[grant.user].claims if grant.user is not None else {})


def _scope(grant: Grant) -> dict[str, str]:
    """``scope``, or nothing where no scope was granted: a list of none cannot be written (RFC 6749 §3.3)."""
    return {"scope": " ".join(grant.scopes)} if grant.scopes else {}


def _aud(issuer_request: IssuerRequest, grant: Grant) -> str | list[str]:
    """``aud``: one audience is a string, several are an array (RFC 7519 §4.1.3).

    Auth0 adds the issuer's own userinfo when ``openid`` was granted: the token is good there, too.
    """
    identifiers = [issuer_request.world.audiences[id_].identifier for id_ in grant.audiences]
    if issuer_request.issuer.dialect == "auth0" and "openid" in grant.scopes:
        identifiers.append(userinfo_audience(issuer_request.iss))
    return identifiers[0] if len(identifiers) == 1 else identifiers


def userinfo_audience(iss: str) -> str:
    """The identifier of an issuer's userinfo endpoint as an audience: its address."""
    return f"{iss}userinfo"


def id_token_claims(issuer_request: IssuerRequest, grant: Grant, user_id: str, now: int) -> dict[str, Any]:
    """The claims of an ID token (OpenID Connect Core §2): its audience is the client.

    Args:
        issuer_request: The request to the issuer.
        grant: What was granted.
        user_id: Who signed in.
        now: Epoch seconds.

    """
    claims: dict[str, Any] = {
        "iss": issuer_request.iss,
        "sub": user_id,
        "aud": grant.client,
        "iat": now,
        "exp": now + LIMITS.id_token_ttl,
        "auth_time": grant.auth_time,
    }
    if grant.nonce is not None:
        claims["nonce"] = grant.nonce
    own = issuer_request.world.users[user_id].claims
    return claims | about_user(issuer_request, user_id, grant.scopes) | own


def about_user(issuer_request: IssuerRequest, user_id: str, scopes: Collection[str]) -> dict[str, str]:
    """What an ID token and the userinfo endpoint say of a user (OpenID Connect Core §5.4).

    Args:
        issuer_request: The request to the issuer.
        user_id: The user's id.
        scopes: The scopes granted.

    """
    user = issuer_request.world.users[user_id]
    claims: dict[str, str] = {}
    if "profile" in scopes:
        claims["name"] = user.name
    if "email" in scopes and user.email:
        claims["email"] = user.email
    return claims
