"""Who signs and who reads in this: keys that the seed does not change, and each reader twice, as both sides know it."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from random import Random
from typing import Any, Final

from cryptography.hazmat.primitives.asymmetric import ec, ed25519, rsa

from fuzz.tokens.oracle import Issuer, Reader
from sandbox.tokens.encoding import encode_part
from sandbox.tokens.keys import SigningKey
from sandbox.tokens.names import Dialect
from sandbox.tokens.policy import Policy, TrustedIssuer

NOW: Final = 1_800_000_000
BAR: Final = "https://bar.foo.com"
BAZ: Final = "https://baz.foo.com"
ISS: Final = "https://issuer.foo.com/"
PARTNER: Final = "https://partner.example.org"
_TYPES: Final[Mapping[Dialect, tuple[str | None, ...]]] = {
    "auth0": ("jwt", None),
    "rfc9068": ("at+jwt", "application/at+jwt"),
}
_SMALL: Final = [number for number in range(3, 2_000) if all(number % by for by in range(2, int(number**0.5) + 1))]


@dataclass(frozen=True)
class Party:
    """A reader as the sandbox knows it and as the oracle does, and by whom and how its tokens are honestly signed."""

    name: str
    policy: Policy
    reader: Reader
    signers: tuple[tuple[str, Dialect, SigningKey], ...]


@cache
def parties() -> tuple[Party, ...]:
    """All readers, those whose tokens are cheap to sign more than once."""
    strict = _party("strict", [(ISS, "rfc9068", "ES256")], (BAR, "urn:bar"))
    two = _party(
        "two", [(ISS, "auth0", "PS256"), (PARTNER, "rfc9068", "EdDSA")], (BAR,), "read:orders", ("scp", "roles")
    )
    rsa_reader = _party("rsa", [(ISS, "auth0", "RS256")], (BAR,), "read:orders")
    return strict, strict, strict, two, two, rsa_reader, _party("p384", [(ISS, "auth0", "ES384")], (BAR,))


def _party(
    name: str,
    issuers: list[tuple[str, Dialect, str]],
    audiences: tuple[str, ...],
    scope: str | None = None,
    scope_claims: tuple[str, ...] = ("scope",),
) -> Party:
    trusted, known, signers = [], [], []
    for iss, dialect, algorithm in issuers:
        keys = [key(f"{algorithm}-{number}", algorithm) for number in (1, 2)]
        names = (iss, f"{iss.rstrip('/')}.localhost:8000")
        trusted.append(TrustedIssuer(names, dialect, algorithm, tuple(one.public for one in keys)))
        public = {one.public.kid: one.public.material.prepared_key for one in keys}
        known.append(Issuer(names, _TYPES[dialect], algorithm, public))
        signers.append((iss, dialect, keys[0]))
    policy = Policy(
        audiences,
        tuple(trusted),
        NOW,
        scope,
        scope_claims,
        clients=frozenset({"www"}),
        registered=frozenset({*audiences, BAZ}),
    )
    return Party(name, policy, Reader(audiences, tuple(known), NOW, scope, scope_claims), tuple(signers))


@cache
def key(kid: str, algorithm: str) -> SigningKey:
    """The signing key of this id, the same in each run."""
    return SigningKey.from_jwk({**_jwk(algorithm, Random(kid)), "kid": kid, "alg": algorithm})


def _jwk(algorithm: str, random: Random) -> dict[str, Any]:
    if algorithm == "EdDSA":
        private = ed25519.Ed25519PrivateKey.from_private_bytes(random.randbytes(32))
        public = private.public_key().public_bytes_raw()
        return {"kty": "OKP", "crv": "Ed25519", "x": encode_part(public), "d": encode_part(private.private_bytes_raw())}
    if algorithm.startswith("ES"):
        curve: ec.EllipticCurve = ec.SECP256R1() if algorithm == "ES256" else ec.SECP384R1()
        size, number = curve.key_size // 8, random.getrandbits(curve.key_size - 1)
        point = ec.derive_private_key(number, curve).public_key().public_numbers()
        numbers = {"x": point.x, "y": point.y, "d": number}
        encoded = {name: encode_part(value.to_bytes(size)) for name, value in numbers.items()}
        return {"kty": "EC", "crv": f"P-{curve.key_size}", **encoded}
    p, q, e = _prime(random), _prime(random), 65537
    d = rsa.rsa_recover_private_exponent(e, p, q)
    numbers = {"n": p * q, "e": e, "d": d, "p": p, "q": q, "dp": d % (p - 1), "dq": d % (q - 1), "qi": pow(q, -1, p)}
    encoded = {name: encode_part(value.to_bytes((value.bit_length() + 7) // 8)) for name, value in numbers.items()}
    return {"kty": "RSA", **encoded}


def _prime(random: Random) -> int:
    """A prime of 1,024 bits (by Fermat, to two bases), such as two make a key of."""
    while True:
        number = random.getrandbits(1024) | 3 << 1022 | 1
        if all(number % by for by in _SMALL) and all(pow(base, number - 1, number) == 1 for base in (2, 3)):
            return number
