"""Signing keys in a file: what was written is read, and nothing that cannot sign is."""

import json
from collections.abc import Mapping
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sandbox.settings import LIMITS
from sandbox.tokens.key_set import UnusableKeySet, key_set, read_key_set
from sandbox.tokens.keyring import KeyMaker, KeyRing
from sandbox.tokens.keys import SigningKey
from sandbox.tokens.names import ALGORITHMS
from tests.tokens.samples import EC_KEY, KEY, OLDER_KEY

RSA, EC = KEY.private_jwk, EC_KEY.private_jwk
ED, OTHER_ED = (SigningKey.make("ed-1", "EdDSA").private_jwk for _ in range(2))
SHORT = {**RSA, "n": RSA["n"][:267], "kid": "short"}
"""An odd modulus of 1,602 bits, or nearly."""


def written(*keys: Mapping[str, Any]) -> bytes:
    return json.dumps({"keys": keys}).encode()


def without(key: Mapping[str, Any], *names: str) -> dict[str, Any]:
    return {name: value for name, value in key.items() if name not in names}


@pytest.mark.parametrize("algorithm", ALGORITHMS)
def test_what_was_written_is_read_and_signs_alike(algorithm: Any) -> None:
    key = SigningKey.make("k1", algorithm)
    (again,) = read_key_set(json.dumps(key_set([key])).encode())
    assert (again.public.jwk, again.private_jwk) == (key.public.jwk, key.private_jwk)
    assert key.public.material.verify(b"a.b", again.sign(b"a.b"))


def test_only_the_public_half_of_a_key_that_was_read_is_published() -> None:
    for read in read_key_set(written(RSA, {**EC, "x5t": "a"})):
        assert set(read.public.jwk) & {"d", "p", "q", "dp", "dq", "qi", "x5t"} == set()


def test_a_file_may_begin_with_a_mark_as_some_editors_write_it() -> None:
    assert len(read_key_set(b"\xef\xbb\xbf" + written(RSA, EC))) == 2


def test_what_was_given_is_not_made_and_what_was_not_is() -> None:
    maker = KeyMaker([KEY, EC_KEY])
    ring = KeyRing("foo-ec".removesuffix("-ec"), "RS256", maker)
    assert maker.key(KEY.public.kid, "RS256") is KEY
    assert ring.current.public.jwk["n"] != OLDER_KEY.public.jwk["n"]
    ring.rotate(keep_old=False)
    assert ring.current is KEY, "a key that was given for the time after a rotation is used then"


WRONG: dict[str, tuple[bytes, str]] = {
    "nothing": (b"", "it is not JSON (line 1, column 1)"),
    "no JSON": (b'{"keys": [\n  {,', "it is not JSON (line 2, column 4)"),
    "a PEM file": (b"-----BEGIN PRIVATE KEY-----", "it is not JSON"),
    "no text": (b"\xff\xfe", "it is not JSON"),
    "brackets without end": (b"[" * 100_000, "it is not JSON"),
    "a number without end": (b"9" * 10_000, "it is not JSON"),
    "a number": (b"1", "it is no JWK Set"),
    "one key alone": (json.dumps(RSA).encode(), "it is no JWK Set"),
    "no keys": (written(), "it is no JWK Set"),
    "keys that are none": (b'{"keys": ["a"]}', "it is no JWK Set"),
    "too much": (b" " * (LIMITS.key_set_bytes + 1), f"it is larger than {LIMITS.key_set_bytes} bytes"),
    "a public RSA key": (
        written(KEY.public.jwk),
        "key 1: the JWK foo-2 is public: signing needs its d, p, q, dp, dq, qi",
    ),
    "a public EC key": (written(RSA, EC_KEY.public.jwk), "key 2: the JWK foo-ec is public: signing needs its d"),
    "an RSA key without its primes": (written(without(RSA, "p", "q")), "key 1: the JWK foo-2 is not whole"),
    "no kid": (written(without(RSA, "kid")), "key 1: a JWK needs a kid"),
    "no alg": (written(without(RSA, "alg")), "key 1: the alg of the JWK foo-2 is not used here"),
    "another alg": (written({**RSA, "alg": "PS384"}), "key 1: the alg of the JWK foo-2 is not used here"),
    "another kty": (
        written({"kty": "oct", "k": "c2VjcmV0", "kid": "k", "alg": "HS256"}),
        "key 1: the alg of the JWK k",
    ),
    "a kty that is a list": (written({**RSA, "kty": ["RSA"]}), "key 1: the JWK foo-2 is private"),
    "an RSA key that says it is an EC key": (written({**RSA, "kty": "EC"}), "key 1: "),
    "for encryption": (written({**RSA, "use": "enc"}), "key 1: the JWK foo-2 is private, for another use"),
    "one kid twice": (written(RSA, {**EC, "kid": "foo-2"}), "key 2: there is another key with the kid foo-2"),
    "halves of two keys": (written({**RSA, **KEY.public.jwk, "n": OLDER_KEY.public.jwk["n"]}), "do not fit"),
    "another curve point": (written({**EC, "d": SigningKey.make("k", "ES256").private_jwk["d"]}), "do not fit"),
    "an Octet Key Pair of two keys": (written({**ED, "d": OTHER_ED["d"]}), "do not fit"),
    "a public Octet Key Pair": (written(without(ED, "d")), "key 1: the JWK ed-1 is public: signing needs its d"),
    "a PS256 key that is too short": (
        written({**SHORT, "alg": "PS256"}),
        "key 1: the JWK short is shorter than 2048 bits",
    ),
    "a d that is a number": (written({**EC, "d": 7}), "the d of a JWK is base64url"),
    "a d of zero": (written({**EC, "d": "AA"}), "do not fit"),
    "an RSA key that is too short": (written(SHORT), "key 1: the JWK short is shorter than 2048 bits (RFC 7518 §3.3)"),
    "a modulus without end": (
        written({**RSA, "n": "A" * 100_000}),
        f"key 1: a JWK has a member of more than {LIMITS.jwk_member_chars} characters",
    ),
}


@pytest.mark.parametrize(("content", "message"), WRONG.values(), ids=WRONG)
def test_what_cannot_sign_is_refused_with_the_reason_and_no_secret(content: bytes, message: str) -> None:
    with pytest.raises(UnusableKeySet) as caught:
        read_key_set(content)
    assert message in caught.value.message
    assert not any(RSA[name][:12] in caught.value.message for name in ("d", "p", "q", "dp", "dq", "qi"))
    assert EC["d"][:12] not in caught.value.message


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(st.sampled_from([*RSA, *EC, "keys"]) | st.text(), inner),
    max_leaves=12,
)


@settings(max_examples=50)
@given(JSON, st.sampled_from([RSA, EC]), st.sampled_from(sorted({*RSA, *EC})))
def test_no_json_gets_past_its_own_error(value: Any, key: Mapping[str, str], member: str) -> None:
    for content in (json.dumps(value).encode(), written({**key, member: value}), json.dumps({"keys": value}).encode()):
        try:
            keys = read_key_set(content)
        except UnusableKeySet:
            continue
        assert all(key.public.material.verify(b"a", key.sign(b"a")) for key in keys)


@given(st.binary(max_size=200))
def test_no_bytes_get_past_its_own_error(content: bytes) -> None:
    with pytest.raises(UnusableKeySet):
        read_key_set(content)


@pytest.mark.parametrize("size", [3_755_843_276, 10**30, -1, 1.5, True, None, [], {}])
@pytest.mark.parametrize(("key", "member"), [(EC, "x"), (EC, "y"), (EC, "d"), (RSA, "n"), (RSA, "e"), (RSA, "dq")])
def test_a_member_that_is_no_text_is_refused_before_anything_is_made_of_it(
    key: Mapping[str, Any], member: str, size: object
) -> None:
    with pytest.raises(UnusableKeySet, match=f"^key 1: the {member} of a JWK is base64url"):
        read_key_set(written({**key, member: size}))
