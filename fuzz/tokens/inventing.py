"""Tokens that are honest but for something: most of them made from a pool, because signing is dear."""

import hashlib
import hmac
import json
from base64 import urlsafe_b64decode
from functools import cache
from random import Random
from typing import Final

from fuzz.mutators import Members, as_text, change_bytes, change_members, change_text, near_miss
from fuzz.tokens.parties import BAR, NOW, Party, key, parties
from sandbox.tokens.encoding import encode_part
from sandbox.tokens.keys import SigningKey

_POOL: Final = 3_000
"""Signed tokens of a pool, the same for each seed; they are made as they are needed."""
_OFTEN_SIGNED: Final = 0.15
"""How many cases sign a token of their own."""
_CLAIMS: Final = (
    "aud",
    "iss",
    "exp",
    "nbf",
    "iat",
    "sub",
    "jti",
    "scope",
    "scp",
    "roles",
    "azp",
    "client_id",
    "cnf",
    "x",
)
_HEADER: Final = ("alg", "typ", "kid", "crit", "b64", "jku", "jwk", "x5u", "x5c", "cty", "zip", "enc")
_ALPHABET: Final = "AQgw-_.=+/ \n\x00é~a0"
_ORDER: Final = {
    "ES256": 0xFFFFFFFF00000000FFFFFFFFFFFFFFFFBCE6FAADA7179E84F3B9CAC2FC632551,
    "ES384": 0xFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFC7634D81F4372DDF581A0DB248B0A77AECEC196ACCC52973,
}
"""SEC 2, §2.4.2 and §2.5.1: the order of the curve, n. Where (r, s) is a signature, (r, n - s) is one, too."""


def token_for(party: int, random: Random) -> str:
    """A token for the reader of a number: honest, nearly, or not at all."""
    own = random.random() < _OFTEN_SIGNED
    token = _signed(parties()[party], random) if own else _from_pool(party, random.randrange(_POOL))
    while random.random() < (0.35 if own else 0.6):
        token = _changed(token, parties()[party], random)
    return token


@cache
def _from_pool(party: int, number: int) -> str:
    return _signed(parties()[party], Random(f"pool {party} {number}"))


def _signed(party: Party, random: Random) -> str:
    iss, dialect, honest = random.choice(party.signers)
    header: Members = [
        ("alg", json.dumps(honest.public.algorithm)),
        ("typ", '"JWT"' if dialect == "auth0" else '"at+jwt"'),
        ("kid", json.dumps(honest.public.kid)),
    ]
    claims: Members = [
        ("iss", json.dumps(iss)),
        ("sub", '"auth0|alice"'),
        ("aud", json.dumps(random.choice((BAR, [BAR, "https://baz.foo.com"])))),
        ("azp", '"www"'),
        (party.policy.scope_claims[0], '"openid read:orders"'),
        ("iat", str(NOW - 60)),
        ("exp", str(NOW + 900)),
        ("jti", '"a1"'),
    ]
    while random.random() < 0.65:
        change_members(claims, random, _CLAIMS)
    while random.random() < 0.25:
        change_members(header, random, _HEADER)
    texts = [as_text(one).encode("utf-8", "surrogatepass") for one in (header, claims)]
    if random.random() < 0.05:
        texts[random.randrange(2)] = change_bytes(random.choice(texts), random)
    signing_input = ".".join(map(encode_part, texts))
    return f"{signing_input}.{encode_part(_signature(signing_input.encode(), honest, random))}"


def _signature(signing_input: bytes, honest: SigningKey, random: Random) -> bytes:
    kind = random.randrange(20)
    algorithm = honest.public.algorithm
    if kind == 0:
        return b""
    if kind == 1:
        return hmac.digest(random.choice((honest.public.der, honest.public.pem)), signing_input, hashlib.sha256)
    if kind == 2:
        return key("stranger", "ES256").sign(signing_input)
    return (key(f"{algorithm}-2", algorithm) if kind == 3 else honest).sign(signing_input)


def _changed(token: str, party: Party, random: Random) -> str:
    """The same token, with other characters."""
    parts = token.split(".")
    at, kind = random.randrange(len(parts)), random.randrange(12)
    if kind <= 2 and len(parts) == 3:
        return f"{parts[0]}.{parts[1]}.{_other_signature(parts[2], party, random)}"
    if kind == 3:
        parts[at] += random.choice(("=", "==", " ", "\n", "A", "%3D"))
    elif kind == 4:
        parts.insert(at, random.choice(("", parts[at], "e30")))
    elif kind == 5:
        del parts[at]
    elif kind == 6:
        random.shuffle(parts)
    elif kind == 7 and parts[at]:
        parts[at] = parts[at][:-1] + chr(ord(parts[at][-1]) ^ random.choice((1, 2, 3)))  # bits that may mean nothing
    elif kind == 8:
        return random.choice(
            (f"Bearer {token}", f'"{token}"', token * 2, near_miss(token, random), f"{token}{'A' * 17_000}")
        )
    elif kind == 9:
        parts[at] = encode_part(change_bytes(_decoded(parts[at]), random))
    else:
        return change_text(token, random, _ALPHABET)
    return ".".join(parts)


def _other_signature(part: str, party: Party, random: Random) -> str:
    signature = bytearray(_decoded(part))
    order = _ORDER.get(party.signers[0][2].public.algorithm)
    if order and len(signature) * 4 == order.bit_length() and random.random() < 0.5:
        half = len(signature) // 2
        r, s = bytes(signature[:half]), int.from_bytes(signature[half:])
        if s < order:
            other = random.choice((order - s, 0, order, s, s))
            return encode_part(random.choice((r, r, bytes(half), b"\x00" + r)) + other.to_bytes(half))
    if signature:
        signature[random.randrange(len(signature))] ^= 1 << random.randrange(8)
    return encode_part(bytes(signature) + random.choice((b"", b"", b"", b"\x00")))


def _decoded(part: str) -> bytes:
    try:
        return urlsafe_b64decode(part + "=" * (-len(part) % 4))
    except ValueError:
        return part.encode("utf-8", "surrogatepass")
