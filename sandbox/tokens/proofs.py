"""Proofs of possession: a JWT by which who sends a request shows that it has a key (DPoP, RFC 9449)."""

import json
from base64 import urlsafe_b64encode
from dataclasses import dataclass
from hashlib import sha256
from typing import TYPE_CHECKING, Any, Final
from urllib.parse import unquote, urlsplit

from sandbox.errors import SandboxError
from sandbox.settings import LIMITS
from sandbox.tokens.claim_types import as_number
from sandbox.tokens.names import ALGORITHMS
from sandbox.tokens.parsed_token import Object, parse_token

if TYPE_CHECKING:
    from sandbox.tokens.jwks_signature import Key

_TYPE: Final = "dpop+jwt"
_MEMBERS: Final = {"RSA": ("e", "kty", "n"), "EC": ("crv", "kty", "x", "y"), "OKP": ("crv", "kty", "x")}
"""What a thumbprint is made of, in the order of the alphabet (RFC 7638 §3.2, RFC 8037 §2)."""


class BadProof(SandboxError):
    """A proof that proves nothing."""

    code = "invalid_dpop_proof"


@dataclass(frozen=True, slots=True)
class Proof:
    """What a proof that is good says.

    Args:
        jkt: The thumbprint of the key that signed it.
        jti: Its id, by which it is known when it comes again.
        ath: The hash of the access token that it came with; None if it says none.

    """

    jkt: str
    jti: str
    ath: str | None


@dataclass(frozen=True, slots=True)
class Presented:
    """How a token came to a reader that asks who sends it.

    Args:
        scheme: ``Bearer`` or ``DPoP``.
        proof: What the proof beside it says; None without one, or with one that is no good.
        fault: Why it is no good.

    """

    scheme: str
    proof: Proof | None = None
    fault: str | None = None


def read_proof(text: str, method: str, url: str, now: float) -> Proof:
    """Check a proof for one request (RFC 9449 §4.3), but for whether it came before.

    Args:
        text: The value of the header ``DPoP``.
        method: The method of the request.
        url: The address of the request, without its query.
        now: Epoch seconds.

    Raises:
        BadProof: It is not of this form, not signed by its own key, not for this request, or not of now.

    """
    token = parse_token(text)
    header, claims = token.header, token.claims
    if token.fault is not None or header is None or claims is None:
        raise BadProof("it is not one JWT")
    if header.get("typ") != _TYPE:
        raise BadProof(f"its typ must be {_TYPE}")
    jkt = _signer(text, header)
    if claims.get("htm") != method or not _same_address(claims.get("htu"), url):
        raise BadProof(f"it is for another request than {method} {url}")
    issued, jti, ath = as_number(claims.get("iat")), claims.get("jti"), claims.get("ath")
    if issued is None or not now - LIMITS.proof_ttl <= issued <= now + LIMITS.clock_skew:
        raise BadProof("its iat is not the time of now")
    if not isinstance(jti, str) or not 0 < len(jti) <= LIMITS.subject_chars:
        raise BadProof("it needs a jti, a string")
    return Proof(jkt, jti, ath if isinstance(ath, str) else None)


def _signer(text: str, header: Object) -> str:
    """The thumbprint of the key in the header, which must have signed it and must be public.

    Raises:
        BadProof: It did not, or is not.

    """
    from sandbox.tokens.jwks_signature import signed_by  # noqa: PLC0415 - imports cryptography; a start does not wait

    key: Key | None = header["jwk"] if isinstance(header.get("jwk"), dict) else None
    if key is None or header.get("alg") not in ALGORITHMS or "d" in key:
        raise BadProof("its header needs the public key, jwk, and an alg for it")
    if signed_by(text, {"alg": header["alg"]}, [key]) != "good":
        raise BadProof("its own key did not sign it")
    return thumbprint(key)


def thumbprint(key: "Key") -> str:
    """The SHA-256 thumbprint of a public key (RFC 7638 §3)."""
    members: dict[str, Any] = {name: key[name] for name in _MEMBERS[key["kty"]]}
    return _digest(json.dumps(members, separators=(",", ":"), sort_keys=True))


def token_hash(token: str) -> str:
    """What a proof says in ``ath`` of the access token that it comes with (RFC 9449 §4.2)."""
    return _digest(token)


def _digest(text: str) -> str:
    return urlsafe_b64encode(sha256(text.encode("utf-8", "replace")).digest()).rstrip(b"=").decode("ascii")


def _same_address(htu: object, url: str) -> bool:
    """Whether two addresses are the same but for query and fragment, and for capital letters in the host."""
    try:
        parts = [urlsplit(text if isinstance(text, str) else "") for text in (htu, url)]
    except ValueError:
        return False
    one, other = ((part.scheme.lower(), part.netloc.lower(), unquote(part.path) or "/") for part in parts)
    return one == other
