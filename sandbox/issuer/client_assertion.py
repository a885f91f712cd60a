"""``private_key_jwt`` (OpenID Connect Core §9, RFC 7523 §3, RFC 10070 §4): a client proves itself by a JWT it signed.

Its audience is this issuer and nobody else, as one string: an assertion that also named another server could be
carried there by whoever received it (the audience injection that RFC 10070 mends; the string is FAPI 2.0's).
"""

from collections.abc import Mapping, Sequence
from typing import Any, Final

from sandbox.issuer.errors import OAuthError
from sandbox.issuer.request import IssuerRequest
from sandbox.settings import LIMITS
from sandbox.tokens.claim_types import as_number
from sandbox.tokens.keys import PublicKey
from sandbox.tokens.parsed_token import ParsedToken, parse_token
from sandbox.tokens.signatures import try_key
from sandbox.worlds.keys import client_key

ASSERTION_TYPE: Final = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer"


def asserted_client(issuer_request: IssuerRequest, assertion: str, client_id: str | None) -> str:
    """The id of the client that signed an assertion, which works once.

    Args:
        issuer_request: The request to the issuer.
        assertion: The JWT, as it came.
        client_id: The request's ``client_id``, if it has one: it must be the same client (RFC 7521 §4.2).

    Raises:
        OAuthError: ``invalid_client`` (401), with the reason.

    """
    token = parse_token(assertion)
    claims = token.claims
    if token.fault is not None or token.header is None or claims is None:
        raise _refusal("it is not a JWT")
    subject = claims.get("sub")
    client = issuer_request.world.clients.get(subject) if isinstance(subject, str) else None
    if not isinstance(subject, str) or client is None or client.token_endpoint_auth_method != "private_key_jwt":  # noqa: S105 - the name of a method
        raise _refusal("its sub is no client that authenticates by private_key_jwt")
    if claims.get("iss") != subject or client_id not in (None, subject):
        raise _refusal("its iss, its sub and the client_id are not the same client")
    if not any(_signed_by(token, key) for key in _keys(issuer_request, subject)):
        raise _refusal("no key of the client fits its signature")
    _check_claims(issuer_request, subject, claims)
    return subject


def _keys(issuer_request: IssuerRequest, client: str) -> Sequence[PublicKey]:
    jwks = issuer_request.world.clients[client].jwks
    if jwks is None:
        return (client_key(issuer_request.world, client, issuer_request.instance.keys).public,)
    return tuple(PublicKey.from_jwk(key) for key in jwks.keys)


def _signed_by(token: ParsedToken, key: PublicKey) -> bool:
    header = token.header or {}
    named = header.get("kid") in (None, key.kid)
    return named and header.get("alg") == key.algorithm and try_key(token, key).holds


def _check_claims(issuer_request: IssuerRequest, client: str, claims: Mapping[str, Any]) -> None:
    now, aud, jti = issuer_request.instance.clock(), claims.get("aud"), claims.get("jti")
    if aud != issuer_request.iss:
        found = "an array" if isinstance(aud, list) else str(aud)[:200]
        raise _refusal(f"its aud must be the issuer, {issuer_request.iss}, as one string; found {found}")
    moments = {name: claims.get(name) for name in ("exp", "nbf", "iat")}
    if not all(value is None or as_number(value) is not None for value in moments.values()):
        raise _refusal("its exp, nbf and iat must be numbers")
    expires = moments["exp"]
    if expires is None or not now < expires <= now + LIMITS.assertion_ttl:
        raise _refusal(f"its exp must be within the next {LIMITS.assertion_ttl} seconds")
    if any(value is not None and value > now + LIMITS.clock_skew for value in (moments["nbf"], moments["iat"])):
        raise _refusal("it is from the future")
    if not isinstance(jti, str) or not jti or len(jti) > LIMITS.name_chars * 4:
        raise _refusal("it needs a jti, a string")
    if (issuer_request.state.assertions.get(f"{client} {jti}") or 0) > now:
        raise _refusal("it was used before")
    issuer_request.state.assertions.put(f"{client} {jti}", expires)


def _refusal(reason: str) -> OAuthError:
    return OAuthError("invalid_client", f"The client assertion is refused: {reason}.", 401)
