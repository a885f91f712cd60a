"""Whatever an Authorization header holds: an answer below 500, of the same shape."""

import base64
import json

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from sandbox.tokens.encoding import encode_part
from sandbox.tokens.minting import sign
from tests.apis.conftest import Forge
from tests.running import BAR, KEYS, Running, opened

HEADER_BYTES = st.binary(max_size=200).map(lambda noise: bytes(byte for byte in noise if byte not in b"\r\n\x00"))
SCHEMES = st.sampled_from([b"Bearer ", b"bearer ", b"Bearer", b"Basic ", b"", b" Bearer "])
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=10),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=6,
)
CLAIM = st.sampled_from(["iss", "aud", "sub", "exp", "nbf", "iat", "jti", "scope", "azp", "client_id"])
MEMBER = st.sampled_from(["alg", "typ", "kid", "crit", "jwk", "jku", "x5c", "b64", "cty"])

many = settings(max_examples=200, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])


async def answered(live: Running, value: bytes) -> int:
    answer = await live.http.get(f"{BAR}/orders", headers=[(b"authorization", value)])
    assert answer.status_code in (200, 400, 401, 403)
    assert "sandbox" in answer.json()
    assert ("www-authenticate" in answer.headers) == (answer.status_code != 200)
    return answer.status_code


@many
@given(scheme=SCHEMES, noise=HEADER_BYTES)
async def test_any_bytes(live: Running, scheme: bytes, noise: bytes) -> None:
    assert await answered(live, scheme + noise) != 200


@many
@given(parts=st.lists(HEADER_BYTES, min_size=1, max_size=5))
async def test_any_bytes_between_dots(live: Running, parts: list[bytes]) -> None:
    encoded = b".".join(base64.urlsafe_b64encode(part).rstrip(b"=") for part in parts)
    assert await answered(live, b"Bearer " + encoded) != 200


@many
@given(header=st.dictionaries(MEMBER, JSON, max_size=4), claims=st.dictionaries(CLAIM, JSON, max_size=6))
async def test_any_header_and_claims_well_signed(live: Running, forge: Forge, header: dict, claims: dict) -> None:  # type: ignore[type-arg]
    good_header, good_claims = opened(forge())
    token = sign({**good_header, **header}, {**good_claims, **claims}, KEYS.key("foo-1", "RS256"))
    await answered(live, f"Bearer {token}".encode())


def nasty(good: str) -> dict[str, str]:
    header, payload, signature = good.split(".")

    def with_payload(data: bytes) -> str:
        return f"{header}.{encode_part(data)}.{signature}"

    deep = b'{"a":' * 1000 + b"1" + b"}" * 1000
    return {
        "one dot": ".",
        "two dots": "..",
        "three dots": "...",
        "only dots": "." * 5000,
        "a megabyte": "a" * 1_000_000,
        "a megabyte in the middle": f"{header}.{'a' * 1_000_000}.{signature}",
        "padding": f"{good}==",
        "standard base64": good.replace("_", "/").replace("-", "+") + "+/",
        "junk in the signature": f"{good}!!!",
        "no header": f".{payload}.{signature}",
        "no payload": f"{header}..{signature}",
        "five parts": f"{good}.a.b",
        "a JSON array": with_payload(b"[]"),
        "a JSON string": with_payload(b'"x"'),
        "a JSON null": with_payload(b"null"),
        "no JSON": with_payload(b"{"),
        "nothing": with_payload(b""),
        "NUL": with_payload(b"\x00"),
        "a member twice": with_payload(b'{"aud":"https://baz.foo.com","aud":"https://bar.foo.com"}'),
        "nested 1000 deep": with_payload(deep),
        "arrays 1000 deep": with_payload(b'{"aud":' + b"[" * 1000 + b"]" * 1000 + b"}"),
        "a number of 10,000 digits": with_payload(b'{"exp":' + b"9" * 10_000 + b"}"),
        "a number without end": with_payload(b'{"exp":1e999}'),
        "Infinity": with_payload(b'{"exp":Infinity}'),
        "NaN": with_payload(b'{"exp":NaN}'),
        "a lone surrogate": with_payload(b'{"sub":"\\ud800"}'),
        "not UTF-8": with_payload(b'{"sub":"\xff"}'),
        "a byte order mark": with_payload(b"\xef\xbb\xbf{}"),
        "UTF-16": with_payload('{"sub":"x"}'.encode("utf-16")),
    }


NAMES = sorted(nasty("a.b.c"))


@pytest.mark.parametrize("name", NAMES)
async def test_nasty_tokens(live: Running, forge: Forge, name: str) -> None:
    answer = await live.http.get(f"{BAR}/orders", headers={"Authorization": f"Bearer {nasty(forge())[name]}"})
    assert (answer.status_code, answer.json()["error"]) == (401, "invalid_token")
    assert answer.json()["sandbox"]["decided_by"] == "format"
    assert len(answer.content) < 8_000


NASTY_CLAIMS = {
    "exp is null": {"exp": json.loads("null")},
    "exp is a list": {"exp": [1]},
    "exp is an object": {"exp": {}},
    "exp is a string": {"exp": "9999999999"},
    "exp is true": {"exp": True},
    "exp is huge": {"exp": 10**200},
    "exp is negative": {"exp": -1},
    "nbf is a list": {"nbf": [1]},
    "iat is null": {"iat": [None]},
    "iat is an object": {"iat": {}},
    "sub is a number": {"sub": 1},
    "aud is a number": {"aud": 1},
    "aud is an object": {"aud": {"https://bar.foo.com": 1}},
    "aud is a star": {"aud": "*"},
    "aud holds a number": {"aud": ["https://bar.foo.com", 1]},
    "aud is nested": {"aud": [["https://bar.foo.com"]]},
    "aud is a list of nothing": {"aud": []},
    "aud is empty": {"aud": ""},
    "iss is a list": {"iss": ["http://localhost:8000/worlds/foo/issuer/"]},
    "scope is a list": {"scope": ["read:orders"]},
}


@pytest.mark.parametrize("name", NASTY_CLAIMS)
async def test_nasty_claims_well_signed(live: Running, forge: Forge, name: str) -> None:
    answer = await live.http.get(f"{BAR}/orders", headers={"Authorization": f"Bearer {forge(**NASTY_CLAIMS[name])}"})
    wanted = 200 if name == "exp is huge" else 403 if name.startswith("scope") else 401
    assert answer.status_code == wanted
