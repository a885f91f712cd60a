"""``private_key_jwt`` (OpenID Connect Core §9, RFC 7523 §3, RFC 10070 §4): a client proves itself by a JWT it signed.

Its audience is this issuer and nobody else, as one string: an assertion that also named another server could be
carried there by whoever received it (the audience injection that RFC 10070 mends; the string is FAPI 2.0's).
"""

from collections.abc import Mapping, Sequence
from typing import Any, Final

from sandbox.issuer.errors import OAuthError
from sandbox.issuer.request import IssuerRequest
from sandbox.settings import LIMITS
from sandbox.tokens.keys import PublicKey
from sandbox.tokens.library import ask_signature
from sandbox.tokens.parsed_token import ParsedToken, parse_token
from sandbox.worlds.keys import client_key

ASSERTION_TYPE: Final = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer"


def asserted_client(here: IssuerRequest, assertion: str, client_id: str | None) -> str:
    """The id of the client that signed an assertion, which works once.

    Args:
        here: The issuer asked.
        assertion: The JWT, as it came.
        client_id: The request's ``client_id``, if it has one: it must be the same client (RFC 7521 §4.2).

    Raises:
        OAuthError: ``invalid_client`` (401), with the reason.

    """
    letter = parse_token(assertion)
    claims = letter.claims
    if letter.fault is not None or letter.header is None or claims is None:
        raise _refused("it is not a JWT")
    subject = claims.get("sub")
    client = here.site.world.clients.get(subject) if isinstance(subject, str) else None
    if not isinstance(subject, str) or client is None or client.token_endpoint_auth_method != "private_key_jwt":  # noqa: S105 - the name of a method
        raise _refused("its sub is no client that authenticates by private_key_jwt")
    if claims.get("iss") != subject or client_id not in (None, subject):
        raise _refused("its iss, its sub and the client_id are not the same client")
    if not any(_signed_by(letter, key) for key in _keys(here, subject)):
        raise _refused("no key of the client fits its signature")
    _check_claims(here, subject, claims)
    return subject


def _keys(here: IssuerRequest, client: str) -> Sequence[PublicKey]:
    jwks = here.site.world.clients[client].jwks
    if jwks is None:
        return (client_key(here.site.world, client, here.instance.keys).public,)
    return tuple(PublicKey.from_jwk(key) for key in jwks.keys)


def _signed_by(letter: ParsedToken, key: PublicKey) -> bool:
    header = letter.header or {}
    named = header.get("kid") in (None, key.kid)
    return named and header.get("alg") == key.algorithm and ask_signature(letter.raw, key, [key.algorithm]).says is None


def _check_claims(here: IssuerRequest, client: str, claims: Mapping[str, Any]) -> None:
    now, aud, jti = here.instance.clock(), claims.get("aud"), claims.get("jti")
    if aud != here.iss:
        found = "an array" if isinstance(aud, list) else str(aud)[:200]
        raise _refused(f"its aud must be the issuer, {here.iss}, as one string; found {found}")
    moments = {name: claims.get(name) for name in ("exp", "nbf", "iat")}
    if not all(value is None or _is_number(value) for value in moments.values()):
        raise _refused("its exp, nbf and iat must be numbers")
    expires = moments["exp"]
    if expires is None or not now < expires <= now + LIMITS.assertion_ttl:
        raise _refused(f"its exp must be within the next {LIMITS.assertion_ttl} seconds")
    if any(value is not None and value > now + LIMITS.clock_skew for value in (moments["nbf"], moments["iat"])):
        raise _refused("it is from the future")
    if not isinstance(jti, str) or not jti or len(jti) > LIMITS.name_chars * 4:
        raise _refused("it needs a jti, a string")
    if (here.state.assertions.get(f"{client} {jti}") or 0) > now:
        raise _refused("it was used before")
    here.state.assertions.put(f"{client} {jti}", expires)


def _is_number(value: object) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)


def _refused(why: str) -> OAuthError:
    return OAuthError("invalid_client", f"The client assertion is refused: {why}.", 401)
