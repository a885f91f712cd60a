"""Signing keys and their public halves (RFC 7517).

One of the two modules that see python-jose, which has no type marker.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Final

from cryptography.hazmat.primitives.asymmetric import ec, ed25519, rsa
from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from jose import jwk
from jose.exceptions import JOSEError
from jose.utils import base64_to_long

from sandbox.errors import SandboxError
from sandbox.settings import LIMITS
from sandbox.tokens.names import ALGORITHMS, Algorithm
from sandbox.tokens.other_keys import Ed25519Key, PssKey

_CURVES: Final = {"ES256": "P-256", "ES384": "P-384", "EdDSA": "Ed25519"}
"""RFC 7518 §3.4, RFC 8037 §3.1."""
_PRIVATE: Final = {"RSA": ("d", "p", "q", "dp", "dq", "qi"), "EC": ("d",), "OKP": ("d",)}
"""The members of a private key beside its public half (RFC 7518 §6.2.2, §6.3.2, RFC 8037 §2)."""
_PUBLIC: Final = ("n", "e", "x", "y")
"""The members of a public key that hold numbers, as base64url (RFC 7518 §6.2.1, §6.3.1, RFC 8037 §2)."""
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
        material: The key as python-jose holds it, or in the same shape (`sandbox.tokens.other_keys`).
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
            UnusableKey: It is no public key for signatures by an algorithm used here with a ``kid`` and an ``alg``.

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
            return cls(kid, algorithm, _construct(published, algorithm), published)
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
        """Sign ``header.payload`` (RFC 7515 §5.1) with the key's algorithm: the same input, the same signature.

        RSASSA-PKCS1-v1_5 and Ed25519 have no randomness in it. That of ECDSA is derived from the key and the input
        (RFC 6979). Of PS256 this process remembers what it signed lately (`sandbox.tokens.other_keys`).
        """
        if self.public.algorithm.startswith("ES"):
            return _ecdsa(self.material, signing_input)
        signature: bytes = self.material.sign(signing_input)
        return signature

    @classmethod
    def make(cls, kid: str, algorithm: Algorithm) -> "SigningKey":
        """Make a new RSA-2048, P-256, P-384 or Ed25519 key, whichever the algorithm asks for."""
        private: Any
        if algorithm == "EdDSA":
            private = ed25519.Ed25519PrivateKey.generate()
        elif algorithm.startswith("ES"):
            private = ec.generate_private_key(ec.SECP256R1() if algorithm == "ES256" else ec.SECP384R1())
        else:
            private = rsa.generate_private_key(public_exponent=65537, key_size=_RSA_BITS)
        material = _construct(private, algorithm)
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
            UnusableKey: It is no whole private key for signatures with a ``kid`` and an ``alg``. No message holds more
                of it than these two.

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
        if private.get("kty") == "RSA" and half.material.prepared_key.key_size < _RSA_BITS:
            raise UnusableKey(f"the JWK {half.kid} is shorter than {_RSA_BITS} bits (RFC 7518 §3.3)")
        try:
            material = _construct(_rsa(private) if private.get("kty") == "RSA" else private, half.algorithm)
            fits = half.material.verify(b"", material.sign(b""))
        except (JOSEError, ValueError, TypeError, OverflowError):
            fits = False
        if not fits:
            raise UnusableKey(f"the JWK {half.kid} cannot sign: its private and its public half do not fit")
        return cls(PublicKey.from_jwk({**material.public_key().to_dict(), "use": "sig", "kid": half.kid}), material)


def _construct(key: Any, algorithm: str) -> Any:
    """A key as python-jose holds it, or in the same shape for an algorithm that it does not know.

    Args:
        key: A JWK, or a private key of cryptography.
        algorithm: The algorithm that it is for.

    Raises:
        JOSEError: See python-jose; so ValueError, TypeError and OverflowError.

    """
    if algorithm == "EdDSA":
        return Ed25519Key.from_jwk(key) if isinstance(key, Mapping) else Ed25519Key(key)
    held = dict(key) if isinstance(key, Mapping) else key
    return PssKey(jwk.construct(held, "RS256")) if algorithm == "PS256" else jwk.construct(held, algorithm)


def _rsa(private: Mapping[str, Any]) -> rsa.RSAPrivateKey:
    """A private JWK as a key. Whether its numbers fit is not calculated, which takes 30 ms: a signature proves it."""
    e, n, d, p, q, dp, dq, qi = (base64_to_long(private[name]) for name in ("e", "n", *_PRIVATE["RSA"]))
    numbers = rsa.RSAPrivateNumbers(p, q, d, dp, dq, qi, rsa.RSAPublicNumbers(e, n))
    return numbers.private_key(unsafe_skip_rsa_key_validation=True)


def _ecdsa(material: Any, signing_input: bytes) -> bytes:
    """A deterministic signature (RFC 6979), which python-jose does not make, as RFC 7518 §3.4 writes it: R, then S."""
    private = material.prepared_key
    der = private.sign(signing_input, ec.ECDSA(material.hash_alg(), deterministic_signing=True))
    size = (private.key_size + 7) // 8
    return b"".join(number.to_bytes(size, "big") for number in decode_dss_signature(der))


def _require_texts(key: Mapping[str, Any], members: Iterable[str]) -> None:
    """Refuse numbers that are no base64url: python-jose would make as many bytes as an integer says.

    Raises:
        UnusableKey: One of the members is there and is no string, or is too long.

    """
    for name in members:
        value = key.get(name, "")
        if not isinstance(value, str) or len(value) > LIMITS.jwk_member_chars:
            raise UnusableKey(f"the {name} of a JWK is base64url, of {LIMITS.jwk_member_chars} characters at the most")
