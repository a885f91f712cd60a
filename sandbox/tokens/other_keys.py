"""Keys for the algorithms that python-jose does not know: RSASSA-PSS and Ed25519, by cryptography.

They answer to the names of python-jose's keys, so that `sandbox.tokens.keys` need not know which it holds.
"""

from base64 import b64decode, urlsafe_b64encode
from collections.abc import Mapping
from functools import lru_cache
from typing import Any, Final

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ed25519, padding

_SHA256: Final = hashes.SHA256()
_REMEMBERED: Final = 1_000
"""Signatures of PS256 that a key remembers."""
_PSS: Final = padding.PSS(padding.MGF1(_SHA256), _SHA256.digest_size)


class PssKey:
    """An RSA key for PS256 (RFC 7518 §3.5): its salt is as long as its hash, and new each time.

    A visit shows the same token on each of its pages, so what was signed lately is remembered. Other processes do not
    know it: there the same claims have another signature.
    """

    def __init__(self, rsa_key: Any) -> None:
        """Take the numbers of an RSA key of python-jose, which reads and writes them."""
        self._rsa_key = rsa_key
        self.prepared_key = rsa_key.prepared_key
        self._signed = lru_cache(maxsize=_REMEMBERED)(self._sign)

    def sign(self, signing_input: bytes) -> bytes:
        """Sign with the private half."""
        return self._signed(signing_input)

    def _sign(self, signing_input: bytes) -> bytes:
        signature: bytes = self.prepared_key.sign(signing_input, _PSS, _SHA256)
        return signature

    def verify(self, signing_input: bytes, signature: bytes) -> bool:
        """Whether the private half made this signature."""
        try:
            self.prepared_key.verify(signature, signing_input, _PSS, _SHA256)
        except InvalidSignature:
            return False
        return True

    def public_key(self) -> "PssKey":
        """The public half."""
        return PssKey(self._rsa_key.public_key())

    def to_dict(self) -> dict[str, str]:
        """The key as a JWK (RFC 7518 §6.3)."""
        return {**self._rsa_key.to_dict(), "alg": "PS256"}


class Ed25519Key:
    """An Ed25519 key for EdDSA (RFC 8037 §3.1)."""

    def __init__(self, key: ed25519.Ed25519PrivateKey | ed25519.Ed25519PublicKey) -> None:
        self._private = key if isinstance(key, ed25519.Ed25519PrivateKey) else None
        self._public = key.public_key() if isinstance(key, ed25519.Ed25519PrivateKey) else key
        self.prepared_key = key

    @classmethod
    def from_jwk(cls, key: Mapping[str, Any]) -> "Ed25519Key":
        """Read a JWK (RFC 8037 §2), private if it has a ``d``.

        Raises:
            ValueError: It is no Octet Key Pair, or its numbers have not 32 bytes.

        """
        if key.get("kty") != "OKP" or "x" not in key:
            raise ValueError("a key for EdDSA is an Octet Key Pair (kty OKP) with an x")
        public = cls(ed25519.Ed25519PublicKey.from_public_bytes(_octets(key["x"])))
        if "d" not in key:
            return public
        private = cls(ed25519.Ed25519PrivateKey.from_private_bytes(_octets(key["d"])))
        if private.to_dict()["x"] != public.to_dict()["x"]:
            raise ValueError("its two halves do not fit")
        return private

    def sign(self, signing_input: bytes) -> bytes:
        """Sign with the private half.

        Raises:
            ValueError: There is none.

        """
        if self._private is None:
            raise ValueError("a public key cannot sign")
        return self._private.sign(signing_input)

    def verify(self, signing_input: bytes, signature: bytes) -> bool:
        """Whether the private half made this signature."""
        try:
            self._public.verify(signature, signing_input)
        except InvalidSignature:
            return False
        return True

    def public_key(self) -> "Ed25519Key":
        """The public half."""
        return Ed25519Key(self._public)

    def to_dict(self) -> dict[str, str]:
        """The key as a JWK (RFC 8037 §2)."""
        public = {
            "alg": "EdDSA",
            "kty": "OKP",
            "crv": "Ed25519",
            "x": _text(self._public.public_bytes_raw()),
        }
        return public if self._private is None else {**public, "d": _text(self._private.private_bytes_raw())}


def _text(octets: bytes) -> str:
    return urlsafe_b64encode(octets).rstrip(b"=").decode("ascii")


def _octets(text: str) -> bytes:
    return b64decode(text + "=" * (-len(text) % 4), altchars="-_", validate=True)
