"""Writing tokens, honest and forged; read back by python-jose and by hand."""

import hashlib
import hmac
import json
from base64 import urlsafe_b64decode
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from jose import jws, jwt
from jose.exceptions import JOSEError

from sandbox.tokens.encoding import encode_part
from sandbox.tokens.keys import SigningKey
from sandbox.tokens.minting import (
    access_token_header,
    assertion_header,
    id_token_header,
    sign,
    sign_with_public_key,
    tamper,
    unsigned,
    without,
)
from sandbox.tokens.names import Dialect
from tests.tokens.samples import BAZ, CLAIMS, EC_KEY, HEADER, KEY, STRANGERS_KEY, token


def decoded(part: str) -> bytes:
    return urlsafe_b64decode(part + "=" * (-len(part) % 4))


def opened(raw: str) -> tuple[dict[str, Any], dict[str, Any], bytes]:
    """Header, claims and signature, read by hand."""
    header, claims, signature = raw.split(".")
    return json.loads(decoded(header)), json.loads(decoded(claims)), decoded(signature)


@pytest.mark.parametrize(("dialect", "typ"), [("auth0", "JWT"), ("rfc9068", "at+jwt")])
def test_an_access_token_says_its_type_as_its_dialect_does(dialect: Dialect, typ: str) -> None:
    assert access_token_header(EC_KEY, dialect) == {"alg": "ES256", "typ": typ, "kid": "foo-ec"}


def test_an_id_token_is_a_plain_jwt_in_every_dialect() -> None:
    assert id_token_header(KEY) == {"alg": "RS256", "typ": "JWT", "kid": "foo-2"}


def test_a_clients_proof_says_that_it_is_one() -> None:
    assert assertion_header(EC_KEY) == {"alg": "ES256", "typ": "client-authentication+jwt", "kid": "foo-ec"}


@pytest.mark.parametrize("key", [KEY, EC_KEY], ids=["RS256", "ES256"])
def test_what_is_signed_verifies_with_the_published_key_and_no_other(key: SigningKey) -> None:
    header = access_token_header(key, "auth0")
    raw = sign(header, CLAIMS, key)
    assert json.loads(jws.verify(raw, dict(key.public.jwk), [key.public.algorithm])) == CLAIMS
    assert jwt.get_unverified_header(raw) == header
    with pytest.raises(JOSEError):
        jws.verify(raw, dict(STRANGERS_KEY.public.jwk), ["RS256", "ES256"])


def test_header_and_claims_are_signed_as_they_are_whatever_they_say() -> None:
    odd = {"aud": None, "exp": "tomorrow", "名": ["🗝", {"deep": 1.5}]}
    assert opened(sign({"alg": 5}, odd, KEY))[:2] == ({"alg": 5}, odd)


def test_parts_are_base64url_without_padding() -> None:
    assert not set(sign(HEADER, {"?": ">>>???"}, KEY)) & set("+/=")


def test_an_unsigned_token_ends_with_its_dot() -> None:
    raw = unsigned({"alg": "none"}, CLAIMS)
    assert raw.endswith(".")
    assert opened(raw) == ({"alg": "none"}, CLAIMS, b"")


def test_the_confused_hmac_has_the_public_key_as_its_secret() -> None:
    raw = sign_with_public_key({"alg": "HS256"}, CLAIMS, KEY)
    signing_input = raw.rpartition(".")[0].encode()
    expected = hmac.new(KEY.public.der, signing_input, hashlib.sha256).digest()
    assert opened(raw) == ({"alg": "HS256"}, CLAIMS, expected)


def test_tampering_rewrites_the_token_and_keeps_its_signature() -> None:
    raw = token()
    rewritten = tamper(raw, {"kid": "other"}, {"aud": BAZ}, ["exp", "never-there"])
    expected = without({**CLAIMS, "aud": BAZ}, ["exp"])
    assert opened(rewritten) == ({**HEADER, "kid": "other"}, expected, opened(raw)[2])
    with pytest.raises(JOSEError):
        jws.verify(rewritten, dict(KEY.public.jwk), ["RS256"])


def test_tampering_with_nothing_changes_nothing() -> None:
    assert tamper(token(), {}, {}, []) == token()


@pytest.mark.parametrize("raw", ["", "opaque", "a.b.c", f"{token().split('.')[0]}.!.a"])
def test_what_cannot_be_read_cannot_be_rewritten(raw: str) -> None:
    with pytest.raises(ValueError, match="opaque or unreadable"):
        tamper(raw, {}, {}, [])


def test_taking_members_out_leaves_the_original_alone() -> None:
    members = {"a": 1, "b": 2}
    assert (without(members, ["a"]), members) == ({"b": 2}, {"a": 1, "b": 2})


@given(
    before=st.dictionaries(
        st.text("x é😀", max_size=5), st.text(max_size=5) | st.integers() | st.booleans(), max_size=4
    ),
    after=st.dictionaries(st.text("x é😀", max_size=5), st.lists(st.text(max_size=5), max_size=3), max_size=4),
    aud=st.text("abc:/.", min_size=1, max_size=12),
    at=st.integers(0, 11),
)
def test_rewriting_one_character_changes_one_character(
    before: dict[str, Any], after: dict[str, Any], aud: str, at: int
) -> None:
    """In base64url a character of the text is in one or two of the token; every other one stays."""
    at %= len(aud)
    other = f"{aud[:at]}z{aud[at + 1 :]}"
    raw = unsigned(HEADER, {**before, "aud": aud, **after}) + "c2lnbmF0dXJl"
    rewritten = tamper(raw, {}, {"aud": other}, ())
    assert len(rewritten) == len(raw)
    places = [place for place, pair in enumerate(zip(raw, rewritten, strict=True)) if pair[0] != pair[1]]
    assert places in ([places[0]], [places[0], places[0] + 1])
    texts = [decoded(one.split(".")[1]).decode() for one in (raw, rewritten)]
    assert [pair for pair in zip(*texts, strict=True) if pair[0] != pair[1]] == [(aud[at], "z")]


def test_what_is_not_rewritten_keeps_its_bytes_however_it_was_written() -> None:
    header = encode_part(b'{ "alg":"RS256",\n"typ" : "JWT"}')
    raw = f"{header}.{encode_part(json.dumps(CLAIMS, indent=1).encode())}.c2lnbmF0dXJl"
    assert tamper(raw, {}, {}, ()) == raw
    assert tamper(raw, {}, {"aud": "other"}, ()).split(".")[::2] == raw.split(".")[::2]
    assert tamper(raw, {"typ": "at+jwt"}, {}, ()).split(".")[1:] == raw.split(".")[1:]
    assert opened(tamper(unsigned({}, {"x": 1}), {}, {"x": True}, ()))[1]["x"] is True
