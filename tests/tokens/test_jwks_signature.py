"""Whether a key of a set signed a token: each algorithm, and what is no key for it."""

import json
from typing import Any

import jwt
import pytest
from cryptography.hazmat.primitives.asymmetric import ec, ed25519, rsa

from sandbox.tokens.jwks_signature import NoKeySet, read_jwks, signed_by

_RSA = rsa.generate_private_key(public_exponent=65537, key_size=2048)
_SECRET = "a secret of more than sixty-four characters, so that it is long enough for HS512"
_PRIVATE: dict[str, Any] = {
    **dict.fromkeys(("RS256", "RS384", "RS512", "PS256", "PS384", "PS512"), _RSA),
    "ES256": ec.generate_private_key(ec.SECP256R1()),
    "ES384": ec.generate_private_key(ec.SECP384R1()),
    "ES512": ec.generate_private_key(ec.SECP521R1()),
    "EdDSA": ed25519.Ed25519PrivateKey.generate(),
    "HS256": _SECRET,
    "HS512": _SECRET,
}
ALGORITHMS = tuple(_PRIVATE)


def published(algorithm: str, **members: Any) -> dict[str, Any]:
    """The key of an algorithm, as an issuer publishes it: without ``alg``, as Microsoft Entra does."""
    private = _PRIVATE[algorithm]
    public = private if isinstance(private, str) else private.public_key()
    jwk = jwt.get_algorithm_by_name(algorithm).to_jwk(public, as_dict=True)
    kept = {name: value for name, value in jwk.items() if name in ("kty", "crv", "n", "e", "x", "y", "k")}
    return {**kept, "kid": "k1", **members}


def signed(algorithm: str, **header: Any) -> str:
    return jwt.encode({"aud": "x"}, _PRIVATE[algorithm], algorithm=algorithm, headers={"kid": "k1", **header})


def outcome(token: str, *keys: dict[str, Any]) -> str:
    return signed_by(token, jwt.get_unverified_header(token), read_jwks(json.dumps({"keys": keys}).encode()))


@pytest.mark.parametrize("algorithm", ALGORITHMS)
def test_the_key_that_signed_fits(algorithm: str) -> None:
    assert outcome(signed(algorithm), published(algorithm)) == "good"


@pytest.mark.parametrize("algorithm", ALGORITHMS)
def test_a_token_that_was_changed_does_not_fit(algorithm: str) -> None:
    header, _, signature = signed(algorithm).split(".")
    assert outcome(f"{header}.eyJhdWQiOiJ5In0.{signature}", published(algorithm)) == "bad"


@pytest.mark.parametrize("algorithm", ALGORITHMS)
def test_a_token_without_its_signature_does_not_fit(algorithm: str) -> None:
    assert outcome(signed(algorithm).rsplit(".", 1)[0] + ".", published(algorithm)) == "bad"


def test_a_key_of_another_name_is_unknown() -> None:
    assert outcome(signed("RS256"), published("RS256", kid="k2")) == "unknown-kid"
    assert outcome(signed("RS256")) == "unknown-kid"


@pytest.mark.parametrize("members", [{"use": "enc"}, {"alg": "RS512"}, {"kty": "EC"}])
def test_a_key_for_something_else_does_not_fit_the_algorithm(members: dict[str, Any]) -> None:
    assert outcome(signed("RS256"), published("RS256", **members)) == "no-key"


def test_public_keys_are_none_for_a_shared_secret() -> None:
    assert outcome(signed("HS256"), published("RS256")) == "no-key"


def test_without_a_kid_each_key_is_tried() -> None:
    token = jwt.encode({"aud": "x"}, _RSA, algorithm="RS256")
    assert outcome(token, published("ES256"), published("RS256", kid="other")) == "good"


@pytest.mark.parametrize("broken", [{"n": "!"}, {"n": 5}, {"n": "A" * 2000}, {"n": ""}, {"e": "AA"}, {"e": None}])
def test_a_broken_key_fits_nothing(broken: dict[str, Any]) -> None:
    assert outcome(signed("RS256"), published("RS256", **broken)) == "bad"


@pytest.mark.parametrize(
    "content", [b"", b"x", b"[]", b"{}", b'{"keys":[1]}', b'{"keys":{}}', b"\xff\xfe", b"[" * 100000]
)
def test_what_is_no_set_of_keys_is_said_to_be_none(content: bytes) -> None:
    with pytest.raises(NoKeySet):
        read_jwks(content)


def test_a_single_key_is_taken() -> None:
    assert read_jwks(json.dumps(published("ES256")).encode())[0]["kty"] == "EC"
