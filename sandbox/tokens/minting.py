"""Writing tokens: what an honest issuer signs, and forgeries."""

import hashlib
import hmac
from collections.abc import Iterable, Mapping
from typing import Any, Final

from sandbox.tokens.encoding import encode_json, encode_part
from sandbox.tokens.keys import SigningKey
from sandbox.tokens.names import Dialect
from sandbox.tokens.parsed_token import parse_token

_TYPE: Final[dict[Dialect, str]] = {"auth0": "JWT", "rfc9068": "at+jwt"}


def access_token_header(key: SigningKey, dialect: Dialect) -> dict[str, Any]:
    """The header an issuer of this dialect gives an access token (RFC 9068 §2.1 in dialect ``rfc9068``)."""
    return {"alg": key.public.algorithm, "typ": _TYPE[dialect], "kid": key.public.kid}


def id_token_header(key: SigningKey) -> dict[str, Any]:
    """The header of an ID token (OpenID Connect Core §2)."""
    return {"alg": key.public.algorithm, "typ": "JWT", "kid": key.public.kid}


def assertion_header(key: SigningKey) -> dict[str, Any]:
    """The header of a JWT by which a client proves itself (RFC 10070 §4)."""
    return {"alg": key.public.algorithm, "typ": "client-authentication+jwt", "kid": key.public.kid}


def sign(header: Mapping[str, Any], claims: Mapping[str, Any], key: SigningKey) -> str:
    """Sign header and claims as they are, whatever they say (RFC 7515 §7.1).

    Args:
        header: The JOSE header.
        claims: The claims.
        key: The key; its ``kid`` and ``alg`` are written only if the header has them.

    """
    signing_input = f"{encode_json(header)}.{encode_json(claims)}"
    return f"{signing_input}.{encode_part(key.sign(signing_input.encode('ascii')))}"


def unsigned(header: Mapping[str, Any], claims: Mapping[str, Any]) -> str:
    """A token without a signature; its header says ``alg: none`` if the forger keeps to RFC 7519 §6."""
    return f"{encode_json(header)}.{encode_json(claims)}."


def sign_with_public_key(header: Mapping[str, Any], claims: Mapping[str, Any], key: SigningKey) -> str:
    """The HMAC confusion: HS256 with the issuer's *public* key (DER) as the secret (RFC 8725 §2.1).

    Args:
        header: The JOSE header; a forgery says ``alg: HS256``.
        claims: The claims.
        key: The key whose public half is the secret.

    """
    signing_input = f"{encode_json(header)}.{encode_json(claims)}"
    mac = hmac.new(key.public.der, signing_input.encode("ascii"), hashlib.sha256).digest()
    return f"{signing_input}.{encode_part(mac)}"


def tamper(token: str, header: Mapping[str, Any], claims: Mapping[str, Any], remove: Iterable[str]) -> str:
    """Rewrite a token's header and claims and keep its old signature. What is not rewritten keeps its bytes.

    Args:
        token: A readable JWT.
        header: Header members to set.
        claims: Claims to set.
        remove: Claims to take out.

    Raises:
        ValueError: The token is opaque or cannot be read.

    """
    parsed = parse_token(token)
    if parsed.header is None or parsed.claims is None:
        raise ValueError("an opaque or unreadable token cannot be rewritten")
    header_part, claims_part, signature = token.split(".")
    new_header = _rewritten(header_part, parsed.header, {**parsed.header, **header})
    new_claims = _rewritten(claims_part, parsed.claims, without({**parsed.claims, **claims}, remove))
    return f"{new_header}.{new_claims}.{signature}"


def _rewritten(part: str, before: Mapping[str, Any], after: Mapping[str, Any]) -> str:
    """A part of a token with other members; the very same characters where they say the same."""
    encoded = encode_json(after)
    return part if encoded == encode_json(before) else encoded


def without(members: Mapping[str, Any], remove: Iterable[str]) -> dict[str, Any]:
    """A copy of ``members`` less those named in ``remove``."""
    removed = set(remove)
    return {name: value for name, value in members.items() if name not in removed}
