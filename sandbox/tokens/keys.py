"""Signing keys and their public halves (RFC 7517).

One of the two modules that see python-jose, which has no type marker.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Final

from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from jose import jwk
from jose.exceptions import JOSEError

from sandbox.errors import SandboxError
from sandbox.settings import LIMITS
from sandbox.tokens.names import ALGORITHMS, Algorithm

_CURVES: Final = {"ES256": "P-256", "ES384": "P-384"}
"""RFC 7518 §3.4."""
_PRIVATE: Final = {"RSA": ("d", "p", "q", "dp", "dq", "qi"), "EC": ("d",)}
"""The members of a private key beside its public half (RFC 7518 §6.2.2, §6.3.2)."""
_PUBLIC: Final = ("n", "e", "x", "y")
"""The members of a public key that hold numbers, as base64url (RFC 7518 §6.2.1, §6.3.1)."""
_RSA_BITS: Final = 2048
"""The least there may be (RFC 7518 §3.3)."""


class UnusableKey(SandboxError):
    """A JWK by which this sandbox can check or make no signature."""

    code = "unusable_key"


@dataclass(frozen=True, slots=True, eq=False)
class PublicKey:
    """An issuer's key, as far as a reader has it.

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

    @property
    def pem(self) -> bytes:
        """The same as PEM, which is how most people have it in a file."""
        public: bytes = self.material.prepared_key.public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)
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
        _require_texts(published, _PUBLIC)
        try:
            return cls(kid, algorithm, jwk.construct(dict(published), algorithm), published)
        except (JOSEError, ValueError, TypeError, OverflowError) as error:
            raise UnusableKey(f"the JWK {kid} cannot be read: {error}") from error


@dataclass(frozen=True, slots=True, eq=False)
class SigningKey:
    """A private key and its public half."""

    public: PublicKey
    material: Any

    @property
    def private_key(self) -> Any:
        """The key as ``cryptography`` holds it."""
        return self.material.prepared_key

    def sign(self, signing_input: bytes) -> bytes:
        """Sign ``header.payload`` (RFC 7515 §5.1) with the key's algorithm."""
        signature: bytes = self.material.sign(signing_input)
        return signature

    @classmethod
    def make(cls, kid: str, algorithm: Algorithm) -> "SigningKey":
        """Make a new RSA-2048, P-256 or P-384 key, whichever the algorithm asks for."""
        private: Any
        if algorithm.startswith("RS"):
            private = rsa.generate_private_key(public_exponent=65537, key_size=_RSA_BITS)
        else:
            private = ec.generate_private_key(ec.SECP256R1() if algorithm == "ES256" else ec.SECP384R1())
        material = jwk.construct(private, algorithm)
        published = {**material.public_key().to_dict(), "use": "sig", "kid": kid}
        return cls(PublicKey.from_jwk(published), material)

    @property
    def private_jwk(self) -> dict[str, str]:
        """The key as a private JWK: whoever reads it can sign."""
        return {**self.public.jwk, **self.material.to_dict()}

    @classmethod
    def from_jwk(cls, private: Mapping[str, Any]) -> "SigningKey":
        """Read a private JWK; that its two halves belong together is proven by a signature.

        Raises:
            UnusableKey: It is no whole private RSA or EC key for signatures with a ``kid`` and an ``alg``. No message
                holds more of it than these two.

        """
        if any(isinstance(value, str) and len(value) > LIMITS.jwk_member_chars for value in private.values()):
            raise UnusableKey(f"a JWK has a member of more than {LIMITS.jwk_member_chars} characters")
        members = _PRIVATE.get(str(private.get("kty")), ())
        _require_texts(private, members)
        half = PublicKey.from_jwk({name: value for name, value in private.items() if name not in members})
        missing = [name for name in members if name not in private]
        if missing:
            fault = "is public" if "d" in missing else "is not whole"
            raise UnusableKey(f"the JWK {half.kid} {fault}: signing needs its {', '.join(missing)}")
        if half.algorithm.startswith("RS") and half.material.prepared_key.key_size < _RSA_BITS:
            raise UnusableKey(f"the JWK {half.kid} is shorter than {_RSA_BITS} bits (RFC 7518 §3.3)")
        try:
            material = jwk.construct(dict(private), half.algorithm)
            fits = half.material.verify(b"", material.sign(b""))
        except (JOSEError, ValueError, TypeError, OverflowError):
            fits = False
        if not fits:
            raise UnusableKey(f"the JWK {half.kid} cannot sign: its private and its public half do not fit")
        return cls(PublicKey.from_jwk({**material.public_key().to_dict(), "use": "sig", "kid": half.kid}), material)


def _require_texts(key: Mapping[str, Any], members: Iterable[str]) -> None:
    """Refuse numbers that are no base64url: python-jose would make as many bytes as an integer says.

    Raises:
        UnusableKey: One of the members is there and is no string, or is too long.

    """
    for name in members:
        value = key.get(name, "")
        if not isinstance(value, str) or len(value) > LIMITS.jwk_member_chars:
            raise UnusableKey(f"the {name} of a JWK is base64url, of {LIMITS.jwk_member_chars} characters at the most")
