"""Keys: what a JWKS publishes, and what of it can be used."""

import json
from collections.abc import Mapping
from typing import Any

import pytest
from jose import jwk

from sandbox.tokens.encoding import encode_part
from sandbox.tokens.keys import PublicKey, SigningKey, UnusableKey
from sandbox.tokens.names import ALGORITHMS, Algorithm
from tests.tokens.samples import EC_KEY, KEY, OLDER_KEY, STRANGERS_KEY

PSS_KEY, ED_KEY = SigningKey.make("pss-1", "PS256"), SigningKey.make("ed-1", "EdDSA")


@pytest.mark.parametrize("algorithm", ALGORITHMS)
def test_what_a_new_key_signs_its_published_half_verifies(algorithm: Algorithm) -> None:
    key = SigningKey.make("k1", algorithm)
    published = PublicKey.from_jwk(json.loads(json.dumps(key.public.jwk)))
    signature = key.sign(b"a.b")
    assert published.material.verify(b"a.b", signature)
    assert not published.material.verify(b"a.c", signature)
    assert (published.kid, published.algorithm) == ("k1", algorithm)


@pytest.mark.parametrize(
    ("key", "members"),
    [(KEY, {"n", "e"}), (EC_KEY, {"crv", "x", "y"}), (PSS_KEY, {"n", "e"}), (ED_KEY, {"crv", "x"})],
    ids=["RSA", "EC", "PSS", "OKP"],
)
def test_only_the_public_half_is_published(key: SigningKey, members: set[str]) -> None:
    assert set(key.public.jwk) == {"kty", "alg", "use", "kid"} | members


@pytest.mark.parametrize(
    ("algorithm", "curve", "bits"),
    [("RS256", None, 2048), ("ES256", "P-256", 256), ("ES384", "P-384", 384), ("PS256", None, 2048)],
)
def test_a_key_is_as_strong_as_its_algorithm_asks(algorithm: Algorithm, curve: str | None, bits: int) -> None:
    public = SigningKey.make("k1", algorithm).public
    assert (public.jwk.get("crv"), public.material.prepared_key.key_size) == (curve, bits)


def test_the_der_of_a_key_is_its_subject_public_key_info() -> None:
    pem = jwk.construct(dict(KEY.public.jwk), "RS256").to_pem().decode()
    assert PublicKey.from_jwk(KEY.public.jwk).der == KEY.public.der
    assert KEY.public.der[:1] == b"\x30"
    assert len(KEY.public.der) == sum(len(line) for line in pem.splitlines()[1:-1]) * 3 // 4


def test_no_two_keys_are_alike() -> None:
    assert len({key.public.jwk["n"] for key in (KEY, OLDER_KEY, STRANGERS_KEY)}) == 3


RSA, EC, OKP = KEY.public.jwk, EC_KEY.public.jwk, ED_KEY.public.jwk
UNUSABLE: dict[str, Mapping[str, Any]] = {
    "nothing": {},
    "no kid": {name: value for name, value in RSA.items() if name != "kid"},
    "a kid that is no string": {**RSA, "kid": 1},
    "no alg": {name: value for name, value in RSA.items() if name != "alg"},
    "an alg that is a list": {**RSA, "alg": ["RS256"]},
    "an alg that is not used here": {**RSA, "alg": "PS384"},
    "an alg for encryption": {**RSA, "alg": "RSA-OAEP"},
    "a secret for HMAC": {"kty": "oct", "k": "c2VjcmV0", "kid": "k1", "alg": "HS256"},
    "a key for encryption": {**RSA, "use": "enc"},
    "a private key": {**KEY.material.to_dict(), "kid": "k1"},
    "an EC key for RS256": {**EC, "alg": "RS256"},
    "an RSA key for ES256": {**RSA, "alg": "ES256"},
    "a curve for another alg": {**EC, "alg": "ES384"},
    "no modulus": {name: value for name, value in RSA.items() if name != "n"},
    "a modulus that is no base64url": {**RSA, "n": "!"},
    "a modulus that is beyond ASCII": {**RSA, "n": "é"},
    "a modulus that is a number": {**RSA, "n": 10**30},
    "a modulus that is a list": {**RSA, "n": [1, "a"]},
    "an exponent of zero": {**RSA, "e": "AA"},
    "a point that is not on the curve": {**EC, "x": EC["y"], "y": EC["x"]},
    "an RSA key for EdDSA": {**RSA, "alg": "EdDSA", "crv": "Ed25519"},
    "an EC key for PS256": {**EC, "alg": "PS256"},
    "an Octet Key Pair for ES256": {**OKP, "alg": "ES256", "crv": "P-256"},
    "another curve of Edwards": {**OKP, "crv": "Ed448"},
    "an Octet Key Pair without x": {name: value for name, value in OKP.items() if name != "x"},
    "an x that is too short": {**OKP, "x": "AAAA"},
    "an x that is no base64url": {**OKP, "x": f"!{OKP['x']}"},
    "a private Octet Key Pair": ED_KEY.private_jwk,
    "half a point": {name: value for name, value in EC.items() if name != "y"},
}


@pytest.mark.parametrize("published", UNUSABLE.values(), ids=UNUSABLE)
def test_a_jwk_of_no_use_is_refused_by_its_own_error(published: Mapping[str, Any]) -> None:
    with pytest.raises(UnusableKey) as caught:
        PublicKey.from_jwk(published)
    assert caught.value.code == "unusable_key"


def test_the_error_about_an_algorithm_names_those_there_are() -> None:
    with pytest.raises(UnusableKey) as caught:
        PublicKey.from_jwk({**RSA, "alg": "RS265"})
    assert (caught.value.found, caught.value.suggestion) == ("RS265", "RS256")


def test_members_nobody_knows_do_no_harm() -> None:
    assert PublicKey.from_jwk({**RSA, "x5t": "a", "key_ops": ["verify"]}).kid == KEY.public.kid


@pytest.mark.parametrize(
    ("algorithm", "private", "signature"),
    [
        (  # RFC 6979, A.2.5, with SHA-256, of "sample"
            "ES256",
            {
                "crv": "P-256",
                "d": "C9AFA9D845BA75166B5C215767B1D6934E50C3DB36E89B127B8A622B120F6721",
                "x": "60FED4BA255A9D31C961EB74C6356D68C049B8923B61FA6CE669622E60F29FB6",
                "y": "7903FE1008B8BC99A41AE9E95628BC64F2F1B20C2D7E9F5177A3C294D4462299",
            },
            (
                "EFD48B2AACB6A8FD1140DD9CD45E81D69D2C877B56AAF991C34D0EA84EAF3716"
                "F7CB1C942D657C41D436C7A1B6E29F65F3E900DBB9AFF4064DC4AB2F843ACDA8"
            ),
        ),
        (  # RFC 6979, A.2.6, with SHA-384, of "sample"
            "ES384",
            {
                "crv": "P-384",
                "d": "6B9D3DAD2E1B8C1C05B19875B6659F4DE23C3B667BF297BA9AA47740787137D896D5724E4C70A825F872C9EA60D2EDF5",
                "x": "EC3A4E415B4E19A4568618029F427FA5DA9A8BC4AE92E02E06AAE5286B300C64DEF8F0EA9055866064A254515480BC13",
                "y": "8015D9B72D7D57244EA8EF9AC0C621896708A59367F9DFB9F54CA84B3F1C9DB1288B231C3AE0D4FE7344FD2533264720",
            },
            (
                "94EDBB92A5ECB8AAD4736E56C691916B3F88140666CE9FA73D64C4EA95AD133C"
                "81A648152E44ACF96E36DD1E80FABE4699EF4AEB15F178CEA1FE40DB2603138F"
                "130E740A19624526203B6351D0A3A94FA329C145786E679E7B82C71A38628AC8"
            ),
        ),
    ],
)
def test_ecdsa_signs_as_rfc_6979_says(algorithm: str, private: Mapping[str, str], signature: str) -> None:
    members = {name: value if name == "crv" else encode_part(bytes.fromhex(value)) for name, value in private.items()}
    key = SigningKey.from_jwk({"kty": "EC", "kid": "k1", "alg": algorithm, **members})
    assert key.sign(b"sample") == bytes.fromhex(signature)


@pytest.mark.parametrize("algorithm", ALGORITHMS)
def test_the_same_text_has_the_same_signature(algorithm: Algorithm) -> None:
    key = SigningKey.make("k1", algorithm)
    assert key.sign(b"a.b") == key.sign(b"a.b")


@pytest.mark.parametrize("algorithm", ALGORITHMS)
def test_the_private_key_is_the_private_half_whichever_its_algorithm(algorithm: Algorithm) -> None:
    key = SigningKey.make("a", algorithm)
    assert key.private_key.public_key() == key.public.material.prepared_key
    read = SigningKey.from_jwk(key.private_jwk)
    assert read.private_key.public_key() == key.private_key.public_key()
