"""Whether one of some published keys signed a token, whatever issuer they are of (RFC 7515 §5.2, RFC 7517)."""

import hmac
import json
from base64 import urlsafe_b64decode
from collections.abc import Mapping, Sequence
from typing import Any, Final, Literal

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, ed25519, padding, rsa
from cryptography.hazmat.primitives.asymmetric.utils import encode_dss_signature

from sandbox.errors import SandboxError
from sandbox.settings import LIMITS

Key = Mapping[str, Any]
Outcome = Literal["good", "bad", "unknown-kid", "no-key"]
_HASHES: Final = {"256": hashes.SHA256(), "384": hashes.SHA384(), "512": hashes.SHA512()}
_CURVES: Final = {
    "ES256": ("P-256", ec.SECP256R1(), 32),
    "ES384": ("P-384", ec.SECP384R1(), 48),
    "ES512": ("P-521", ec.SECP521R1(), 66),
}
"""RFC 7518 §3.4: the name of the curve, the curve, and the bytes of each of the two numbers of a signature."""
_KINDS: Final = {"RS": "RSA", "PS": "RSA", "ES": "EC", "Ed": "OKP", "HS": "oct"}
_MOST: Final = 100
"""Keys of a set that are looked at."""


class NoKeySet(SandboxError):
    """A text that is no set of keys."""

    code = "no_key_set"


def read_jwks(content: bytes) -> list[Key]:
    """The keys of a JWK Set (RFC 7517 §5), or a single key.

    Raises:
        NoKeySet: It is neither.

    """
    try:
        document = json.loads(content.decode("utf-8-sig"))
    except (ValueError, RecursionError):
        raise NoKeySet("it is not JSON") from None
    members = document.get("keys", [document]) if isinstance(document, dict) else None
    if not isinstance(members, list) or not all(isinstance(key, dict) and "kty" in key for key in members):
        raise NoKeySet("it is no JWK Set: an object whose `keys` are an array of keys (RFC 7517 §5)")
    return members[:_MOST]


def signed_by(token: str, header: Mapping[str, Any], keys: Sequence[Key]) -> Outcome:
    """What some keys say of the signature of a token.

    Args:
        token: The token, in its compact form.
        header: Its header.
        keys: The keys.

    """
    algorithm, kid = header.get("alg"), header.get("kid")
    named = [key for key in keys if kid is None or key.get("kid", kid) == kid]
    if not named:
        return "unknown-kid"
    fitting = [key for key in named if isinstance(algorithm, str) and _fits(key, algorithm)]
    if not fitting:
        return "no-key"
    return "good" if any(_holds(token, str(algorithm), key) for key in fitting) else "bad"


def _fits(key: Key, algorithm: str) -> bool:
    curve = _CURVES.get(algorithm, ("Ed25519" if algorithm == "EdDSA" else None,))[0]
    return (
        key.get("kty") == _KINDS.get(algorithm[:2])
        and key.get("alg", algorithm) == algorithm
        and key.get("use", "sig") == "sig"
        and (curve is None or key.get("crv") == curve)
    )


def _holds(token: str, algorithm: str, key: Key) -> bool:
    signed, _, last = token.rpartition(".")
    try:
        return _verified(signed.encode("ascii"), _bytes(last), algorithm, key)
    except (ValueError, TypeError, KeyError, OverflowError, InvalidSignature):
        return False


def _verified(signed: bytes, signature: bytes, algorithm: str, key: Key) -> bool:
    """Whether the signature holds.

    Raises:
        InvalidSignature: It does not.

    """
    if algorithm == "EdDSA":
        ed25519.Ed25519PublicKey.from_public_bytes(_bytes(key["x"])).verify(signature, signed)
        return True
    digest = _HASHES[algorithm[2:]]
    if algorithm.startswith("HS"):
        return hmac.compare_digest(hmac.digest(_bytes(key["k"]), signed, digest.name), signature)
    if algorithm.startswith("ES"):
        _, curve, size = _CURVES[algorithm]
        point = ec.EllipticCurvePublicNumbers(_number(key["x"]), _number(key["y"]), curve).public_key()
        r, s = signature[:size], signature[size:]
        if len(signature) != 2 * size:
            return False
        point.verify(encode_dss_signature(int.from_bytes(r), int.from_bytes(s)), signed, ec.ECDSA(digest))
        return True
    scheme = padding.PSS(padding.MGF1(digest), digest.digest_size) if algorithm.startswith("PS") else padding.PKCS1v15()
    rsa.RSAPublicNumbers(_number(key["e"]), _number(key["n"])).public_key().verify(signature, signed, scheme, digest)
    return True


def _number(text: str) -> int:
    return int.from_bytes(_bytes(text))


def _bytes(text: str) -> bytes:
    if len(text) > LIMITS.jwk_member_chars:
        raise ValueError(len(text))
    return urlsafe_b64decode(text + "=" * (-len(text) % 4))
