"""Signing keys and their public halves (RFC 7517).

One of the two modules that see python-jose, which has no type marker.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from jose import jwk
from jose.exceptions import JOSEError

from sandbox.errors import SandboxError
from sandbox.tokens.names import ALGORITHMS, Algorithm

_CURVES: Final = {"ES256": "P-256", "ES384": "P-384"}
"""RFC 7518 §3.4."""


class UnusableKey(SandboxError):
    """A JWK that verifies no signature this sandbox can check."""

    code = "unusable_key"


@dataclass(frozen=True, slots=True, eq=False)
class PublicKey:
    """What a reader knows of an issuer's key.

    Args:
        kid: Key id (RFC 7517 §4.5).
        algorithm: The one algorithm it is for (RFC 7517 §4.4).
        material: The key as python-jose holds it.
        jwk: The key as it is published.

    """

    kid: str
    algorithm: str
    material: Any
    jwk: Mapping[str, str]

    @property
    def der(self) -> bytes:
        """SubjectPublicKeyInfo, DER: the bytes that the HMAC confusion attack uses as a secret."""
        public: bytes = self.material.prepared_key.public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)
        return public

    @classmethod
    def from_jwk(cls, published: Mapping[str, Any]) -> "PublicKey":
        """Read one member of a JWKS.

        Raises:
            UnusableKey: It is no public RSA or EC key for signatures with a ``kid`` and an ``alg``.

        """
        kid, algorithm = published.get("kid"), published.get("alg")
        if not isinstance(kid, str):
            raise UnusableKey("a JWK needs a kid, which is a string")
        if algorithm not in ALGORITHMS:
            raise UnusableKey(f"the alg of the JWK {kid} is not used here", found=str(algorithm), allowed=ALGORITHMS)
        if "d" in published or published.get("use", "sig") != "sig" or published.get("crv") != _CURVES.get(algorithm):
            raise UnusableKey(f"the JWK {kid} is private, for another use or on another curve than its alg")
        try:
            return cls(kid, algorithm, jwk.construct(dict(published), algorithm), published)
        except (JOSEError, ValueError, TypeError, OverflowError) as error:
            raise UnusableKey(f"the JWK {kid} cannot be read: {error}") from error


@dataclass(frozen=True, slots=True, eq=False)
class SigningKey:
    """A private key and its public half."""

    public: PublicKey
    material: Any

    def sign(self, signing_input: bytes) -> bytes:
        """Sign ``header.payload`` (RFC 7515 §5.1) with the key's algorithm."""
        signature: bytes = self.material.sign(signing_input)
        return signature

    @classmethod
    def make(cls, kid: str, algorithm: Algorithm) -> "SigningKey":
        """Make a new RSA-2048, P-256 or P-384 key, whichever the algorithm asks for."""
        private: Any
        if algorithm.startswith("RS"):
            private = rsa.generate_private_key(public_exponent=65537, key_size=2048)
        else:
            private = ec.generate_private_key(ec.SECP256R1() if algorithm == "ES256" else ec.SECP384R1())
        material = jwk.construct(private, algorithm)
        published = {**material.public_key().to_dict(), "use": "sig", "kid": kid}
        return cls(PublicKey.from_jwk(published), material)
