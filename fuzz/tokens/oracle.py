"""A strict reader of access tokens, written again after the RFCs: what `sandbox.tokens.verify` is compared with.

It imports nothing of the sandbox. Its own bounds are those that docs/serving.md states: 16 KiB, 32 levels, 300 digits.
"""

import json
import re
from base64 import b64decode
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from hashlib import sha256, sha384
from math import isfinite
from typing import Any, Final

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, padding, utils

Object = dict[str, Any]
_PART: Final = re.compile(r"(?:[A-Za-z0-9_-]{4})*(?:[A-Za-z0-9_-][AQgw]|[A-Za-z0-9_-]{2}[AEIMQUYcgkosw048])?")
"""Base64url without padding, and without bits that mean nothing (RFC 7515 §2, RFC 4648 §3.5)."""
_BOUNDS: Final = {"characters": 16_384, "depth": 32, "digits": 300}
_HEADER_CHECKS: Final = frozenset(("format", "type", "algorithm", "key", "signature"))
_CLAIM_CHECKS: Final = frozenset(("format", "issuer", "audience", "expiry", "not_before", "scope"))


@dataclass(frozen=True)
class Issuer:
    """An issuer that is trusted: what it is called, what its tokens say they are, and its keys by their ids."""

    names: tuple[str, ...]
    types: tuple[str | None, ...]
    algorithm: str
    keys: dict[str, Any]


@dataclass(frozen=True)
class Reader:
    """What an API requires."""

    audiences: tuple[str, ...]
    issuers: tuple[Issuer, ...]
    now: float
    scope: str | None = None
    scope_claims: tuple[str, ...] = ("scope",)


def faults(token: str, reader: Reader) -> frozenset[str]:
    """The checks that a strict reader finds failed; none if it accepts."""
    parts = token.split(".")
    if len(token) > _BOUNDS["characters"] or len(parts) != 3:
        return _HEADER_CHECKS | _CLAIM_CHECKS
    (header, twice), (claims, also_twice) = _object(parts[0]), _object(parts[1])
    found: set[str] = set()
    if twice or also_twice or not _PART.fullmatch(parts[2]):
        found.add("format")
    named = [issuer for issuer in reader.issuers if claims is not None and claims.get("iss") in issuer.names]
    found.update(_CLAIM_CHECKS if claims is None else _of_claims(claims, reader, trusted=bool(named)))
    found.update(_HEADER_CHECKS if header is None else _of_header(header, token, named or list(reader.issuers)))
    return frozenset(found)


def has_a_signature(token: str) -> bool:
    """Whether the last part is base64url; where not, who wrote it is a question that readers answer differently."""
    return _PART.fullmatch(token.rpartition(".")[2]) is not None


def _of_header(header: Object, token: str, issuers: list[Issuer]) -> Iterable[str]:
    if "crit" in header or header.get("b64", True) is not True:
        yield "format"
    typ = header.get("typ")
    said = typ.lower() if isinstance(typ, str) else typ
    if not any(said in issuer.types and (said is not None or "typ" not in header) for issuer in issuers):
        yield "type"
    fitting = [issuer for issuer in issuers if header.get("alg") == issuer.algorithm]
    if not fitting:
        yield "algorithm"
    known = {kid for issuer in issuers for kid in issuer.keys}
    kid = header.get("kid")
    if "kid" in header and not (isinstance(kid, str) and kid in known):
        yield "key"
    tried = [
        (issuer.algorithm, key)
        for issuer in fitting
        for id_, key in issuer.keys.items()
        if "kid" not in header or id_ == kid
    ]
    if not any(_holds(token, algorithm, key) for algorithm, key in tried):
        yield "signature"


def _of_claims(claims: Object, reader: Reader, *, trusted: bool) -> Iterable[str]:
    if not all(isinstance(claims.get(name, ""), str) for name in ("sub", "jti")) or not _number(claims.get("iat", 0)):
        yield "format"
    if not trusted:
        yield "issuer"
    aud = claims.get("aud")
    meant = [aud] if isinstance(aud, str) else aud if isinstance(aud, list) else []
    if not all(isinstance(one, str) for one in meant) or not set(meant) & set(reader.audiences):
        yield "audience"
    if not _number(claims.get("exp")) or reader.now >= claims["exp"]:
        yield "expiry"
    if "nbf" in claims and (not _number(claims["nbf"]) or reader.now < claims["nbf"]):
        yield "not_before"
    if reader.scope is not None and reader.scope not in _scopes(claims, reader.scope_claims):
        yield "scope"


def _scopes(claims: Object, names: Iterable[str]) -> Iterable[str]:
    for name in names:
        held = claims.get(name)
        if isinstance(held, str):
            yield from held.split(" ")
        elif name != "scope" and isinstance(held, list) and all(isinstance(one, str) for one in held):
            yield from held


def _number(value: object) -> bool:
    return type(value) in (int, float)


def _object(part: str) -> tuple[Object | None, bool]:
    """The object that a part holds, if it holds one, and whether a name in it stands twice."""
    repeated = False

    def unique(pairs: list[tuple[str, Any]]) -> Object:
        nonlocal repeated
        repeated = repeated or len({name for name, _ in pairs}) < len(pairs)
        json.dumps(pairs, ensure_ascii=False).encode("utf-8")  # no half of a pair, which a later name may hide
        return dict(pairs)

    def bounded(read: Callable[[str], Any]) -> Callable[[str], Any]:
        def number(digits: str) -> Any:
            value = read(digits) if len(digits) <= _BOUNDS["digits"] else float("inf")
            if not isfinite(value):
                raise ValueError(digits)
            return value

        return number

    try:
        if not _PART.fullmatch(part):
            return None, repeated
        text = b64decode(part + "=" * (-len(part) % 4), altchars=b"-_").decode("utf-8")
        value = json.loads(
            text,
            object_pairs_hook=unique,
            parse_constant=bounded(float),
            parse_int=bounded(int),
            parse_float=bounded(float),
        )
        json.dumps(value, ensure_ascii=False).encode("utf-8")
        whole = json.loads(text, object_pairs_hook=lambda pairs: [one for _, one in pairs])  # none hides another
        bounded_depth = _depth(whole) <= _BOUNDS["depth"]
    except (ValueError, RecursionError):
        return None, False
    return (value, repeated) if isinstance(value, dict) and bounded_depth else (None, False)


def _depth(value: object) -> int:
    return 1 + max(map(_depth, value), default=0) if isinstance(value, list) else 0


def _holds(token: str, algorithm: str, key: Any) -> bool:
    signed, _, last = token.rpartition(".")
    if not _PART.fullmatch(last):
        return False
    signature, message = (
        b64decode(last + "=" * (-len(last) % 4), altchars=b"-_"),
        signed.encode("utf-8", "surrogatepass"),
    )
    try:
        if algorithm == "EdDSA":
            key.verify(signature, message)
        elif algorithm == "RS256":
            key.verify(signature, message, padding.PKCS1v15(), hashes.SHA256())
        elif algorithm == "PS256":
            key.verify(signature, message, padding.PSS(padding.MGF1(hashes.SHA256()), 32), hashes.SHA256())
        else:
            _verify_ecdsa(key, signature, message)
    except (InvalidSignature, ValueError):
        return False
    return True


def _verify_ecdsa(key: Any, signature: bytes, message: bytes) -> None:
    """Verify R, then S, of one length each (RFC 7518 §3.4).

    Raises:
        InvalidSignature: They are not of this message.

    """
    size = key.curve.key_size // 8
    if len(signature) != 2 * size:
        raise InvalidSignature
    digest = (sha256 if size == 32 else sha384)(message).digest()
    der = utils.encode_dss_signature(int.from_bytes(signature[:size]), int.from_bytes(signature[size:]))
    key.verify(der, digest, ec.ECDSA(utils.Prehashed(hashes.SHA256() if size == 32 else hashes.SHA384())))
