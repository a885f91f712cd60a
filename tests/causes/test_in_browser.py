"""The interpreter of the page agrees with that of Python to the letter: one token, one expectation, one diagnosis."""

import json
from collections.abc import Iterator
from dataclasses import asdict
from typing import Any, Final

import pytest
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, ed25519, padding, rsa
from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature
from hypothesis import given, settings
from hypothesis import strategies as st

from sandbox.causes.explain import explain
from sandbox.causes.facts import Expectation, Token, known
from sandbox.causes.handed import handed
from sandbox.causes.identifiers import difference
from sandbox.tokens.encoding import encode_json, encode_part
from sandbox.tokens.jwks_signature import NoKeySet, read_jwks, signed_by
from sandbox.tokens.parsed_token import parse_token
from sandbox.views.parts.values import as_json
from sandbox.views.tools.check import Form
from sandbox.views.tools.diagnosis import diagnosis_view, strip_of
from sandbox.web.check import expectation_of
from tests.causes.cases import by_file
from tests.causes.in_browser import InBrowser, in_browser

FILES: Final = by_file()

NOW: Final = 1_800_000_000


@pytest.fixture(scope="module")
def browser() -> Iterator[InBrowser]:
    with in_browser() as started:
        yield started


def as_data(value: Any) -> Any:
    """A dataclass as its JSON comes back."""
    return json.loads(json.dumps(asdict(value)))


def without_sources(diagnosis: Any) -> Any:
    """A diagnosis as the page has it, which leads to the sources on the page of all causes."""
    for cause in filter(None, (diagnosis["cause"], *diagnosis["others"])):
        del cause["sources"]
    return diagnosis


NAMED: Final = (
    *(
        "ey",
        "eyJhbGciOiJub25lIn0",
        "eyJhdWQiOiJ4IiwiZXhwIjoxfQ",
        "e30",
        ".",
        "..",
        "=",
        "%2E",
        "%20",
        "+",
        "/",
        "-",
        "_",
    ),
    *(
        "Bearer ",
        "bearer",
        "Authorization: ",
        '"authorization":"',
        "access_token=",
        "id_token",
        ": ",
        "token",
        "refresh_token",
    ),
    *(
        '{"',
        '"}',
        "{",
        "}",
        "[",
        "]",
        '"',
        "'",
        "`",
        ":",
        ",",
        "alg",
        "aud",
        "payload",
        "header",
        "active",
        "error",
        "True",
        "None",
    ),
    *(
        "curl -H ",
        "'",
        "\\\n",
        "\n",
        "\r\n",
        " ",
        "\t",
        "> ",
        "https://x/#",
        "?code=1",
        "&",
        "ya29.abcdefgh",
        "...",
        "\u2026",
    ),
    *(
        "\ufeff",
        "\u200b",
        "\xe9",
        "\u201c",
        "\x1c",
        "\x85",
        "\xa0",
        "//",
        "/*",
        "*/",
        "$TOKEN",
        "{{ token }}",
        "undefined",
        "1",
        "1e9",
        "NaN",
    ),
)


@settings(max_examples=1_500, deadline=None)
@given(st.lists(st.sampled_from(NAMED), max_size=9).map("".join))
def test_what_is_in_hand_is_read_alike(browser: InBrowser, text: str) -> None:
    token = handed(text)
    expected = {**asdict(token), "header": as_json(dict(token.header)), "claims": as_json(dict(token.claims))}
    assert browser.ask("handed", text=text) == json.loads(json.dumps(expected))


NEAR: Final = (
    "https://orders.example.com",
    "https://orders.example.com/",
    "http://orders.example.com",
    "https://Orders.example.com",
    "https://orders.example.com:443",
    "https://orders.example.com/v1",
    "https://other.example.com/v1",
    "https://orders.example.com ",
    " https://orders.example.com",
    "https://orders.example.com\u200b",
    "https://\u043erders.example.com",
    "https%3A%2F%2Forders.example.com",
    '"https://orders.example.com"',
    "\u201chttps://orders.example.com\u201d",
    "https://orders.example.com,https://other.example.com",
    "https://*",
    "api://6e74172b-be56-4843-9ff4-e66a39bb12e3",
    "6e74172b-be56-4843-9ff4-e66a39bb12e3",
    "spn:6E74172B-be56-4843-9ff4-e66a39bb12e3",
    "orders",
    "Orders/",
    "localhost/x",
    "",
    "////////x",
    "\U0001f600/\U0001f600",
    "\uff4frders",
)
identifiers = st.sampled_from(NEAR) | st.text(
    st.sampled_from("aA/:.% \t\n'\"\u00e9\u200b\u043e\uff0f\U0001f600"), max_size=12
)
numbers = st.integers(-(10**20), 10**20) | st.sampled_from([0, NOW, NOW - 301, NOW + 299, NOW + 301, 10**12, 2**53 + 1])
issuers = st.sampled_from(
    [
        "https://dev-x.us.auth0.com/",
        "https://sts.windows.net/72f988bf-0000-4000-8000-2d7cd011db47/",
        "https://login.microsoftonline.com/common/v2.0",
        "https://cognito-idp.eu-west-1.amazonaws.com/eu-west-1_abc",
        "https://id.example.com/realms/shop",
        "https://x.okta.com",
        "https://x.okta.com/oauth2/default\n",
        "https://token.actions.githubusercontent.com",
    ]
)
anything = st.none() | st.booleans() | numbers | identifiers | st.lists(identifiers | numbers | st.none(), max_size=4)
NAMES: Final = (
    *("iss", "aud", "sub", "azp", "client_id", "appid", "exp", "nbf", "iat", "scope", "scp", "nonce", "typ", "ver"),
    *(
        "token_use",
        "gty",
        "realm_access",
        "roles",
        "permissions",
        "jti",
        "at_hash",
        "__proto__",
        "constructor",
        "10",
        "9",
    ),
)
times = st.sampled_from([NOW + away for away in (-4000, -301, -300, -299, -1, 0, 1, 299, 300, 301, 90_000)]) | numbers
roles = st.just({"roles": ["read:orders"]})
usual = st.fixed_dictionaries(
    {"exp": times, "nbf": times},
    optional={"iss": issuers, "aud": identifiers, "iat": times, "scope": st.just("a b"), "realm_access": roles},
)
odd = st.dictionaries(st.sampled_from(NAMES) | st.text(max_size=3), anything | issuers | roles, max_size=6)
claims = odd | st.builds(lambda one, other: {**one, **other}, usual, odd)
headers = st.dictionaries(
    st.sampled_from(["alg", "typ", "kid", "nonce", "toString"]),
    anything | st.sampled_from(["RS256", "HS256", "none", "at+jwt", "JWT", "dir"]),
    max_size=4,
)
tokens = st.builds(
    Token,
    form=st.sampled_from(["none", "token", "claims", "curl"]),
    shape=st.sampled_from(["none", "jwt", "jwt", "jwt", "jwe", "opaque", "broken"]),
    text=st.sampled_from(["", "a.b.c", "ya29.x", "oat_1", "a.b.c.d.e"]) | identifiers,
    header=headers,
    claims=claims,
    damage=st.sampled_from([(), (), ("doubled-bearer",), ("quoted-in-header",)]),
    fault=st.sampled_from(["", "", "it is no JSON"]),
)
expectations = st.builds(
    Expectation,
    audiences=st.lists(identifiers.filter(bool), max_size=3).map(tuple),
    issuer=st.just("") | issuers | identifiers,
    kind=st.sampled_from(["", "access", "id"]),
    scope=st.sampled_from(["", "read:orders", "a  b"]),
    error=st.sampled_from(["", "Invalid audience", "AADSTS500011: x", "jwt audience invalid. expected: x"]),
    library=st.sampled_from(["", "pyjwt", "jose", "aspnet", "toString"]),
    signature=st.sampled_from(["unchecked", "good", "bad", "unknown-kid", "no-key"]),
    at=st.sampled_from([float(NOW), float(NOW), NOW + 0.5]),
)


@settings(max_examples=600, deadline=None)
@given(token=tokens, expectation=expectations)
def test_any_token_and_expectation_have_one_diagnosis(
    browser: InBrowser, token: Token, expectation: Expectation
) -> None:
    diagnosis = explain(token, expectation)
    view = diagnosis_view(diagnosis, token, expectation)
    asked = {"token": asdict(token), "expectation": asdict(expectation)}
    assert browser.ask("facts", **asked) == as_data(known(token, expectation))["facts"]
    assert browser.ask("explain", **asked) == without_sources(as_data(diagnosis))
    assert browser.ask("view", **asked) == {"view": as_data(view), "strip": list(strip_of(token))}


@pytest.mark.parametrize("file", FILES)
def test_each_case_of_the_corpus_has_the_same_diagnosis(browser: InBrowser, file: str) -> None:
    for case in FILES[file]:
        diagnosis, token = case.diagnosis(), case.token
        came = browser.ask("diagnosis", text=case.given, expectation=asdict(case.expectation))
        assert came["diagnosis"] == without_sources(as_data(diagnosis)), case.name
        assert came["view"] == as_data(diagnosis_view(diagnosis, token, case.expectation)), case.name
        assert came["strip"] == list(strip_of(token)), case.name


@settings(max_examples=400, deadline=None)
@given(one=identifiers, other=identifiers)
def test_two_identifiers_differ_in_the_same_way(browser: InBrowser, one: str, other: str) -> None:
    assert browser.ask("difference", one=one, other=other) == as_data(difference(one, other))


DOCUMENTS: Final = (
    '{"a": 1}',
    '{"a": 1, "a": 2}',
    '{"a": {"b": 1, "b": 2}, "a": 1}',
    '{"__proto__": {"aud": "x"}, "constructor": 1}',
    '{"exp": 12345678901234567890123}',
    '{"exp": 1e400}',
    f'{{"exp": {"9" * 301}}}',
    '{"exp": 01}',
    '{"exp": NaN}',
    '{"aud": "\\ud800"}',
    '{"aud": "\\ud83d\\ude00 \\u0000"}',
    '{"aud": "a\nb"}',
    '\ufeff{"aud": "x"}',
    "[" * 10_000,
    "[" * 10_000 + "]" * 10_000,
    f'{{"a": {"[" * 31}{"]" * 31}}}',
    f'{{"a": {"[" * 32}{"]" * 32}}}',
    '{"a": [1, 2,]}',
    '{"a": 1} x',
    '"text"',
    "[]",
    "",
    " ",
    '{"a"',
    '{"a": tru}',
    '{"1": 1, "0": -0, "b": [true, false, null, "\\/"]}',
)


@pytest.mark.parametrize("document", DOCUMENTS)
def test_a_document_is_read_or_refused_alike(browser: InBrowser, document: str) -> None:
    """Python reads it as the claims of a token."""
    assert_read_alike(browser, document)


@settings(max_examples=400, deadline=None)
@given(text=st.text(st.sampled_from('{}[]",:\\u0019.eE+-atruefalsn \n\u00e9'), max_size=30))
def test_noise_is_read_or_refused_alike(browser: InBrowser, text: str) -> None:
    assert_read_alike(browser, f'{{"a": {text}}}')


def assert_read_alike(browser: InBrowser, document: str) -> None:
    token = f"e30.{encode_part(document.encode())}."
    parsed = parse_token(token)
    came = browser.ask("parse", text=token)
    assert came["fault"] == (list(parsed.fault) if parsed.fault else None)
    claims = parsed.claims
    assert came["claims"] == (None if claims is None else [[name, as_json(value)] for name, value in claims.items()])


def jwk_of(key: Any, **members: Any) -> dict[str, Any]:
    """The public half of a key as a JWK."""

    def encoded(number: int, size: int) -> str:
        return encode_part(number.to_bytes(size))

    public = key.public_key()
    if isinstance(public, rsa.RSAPublicKey):
        numbers = public.public_numbers()
        return {"kty": "RSA", "n": encoded(numbers.n, 256), "e": "AQAB", **members}
    if isinstance(public, ec.EllipticCurvePublicKey):
        point, size = public.public_numbers(), (public.key_size + 7) // 8
        name = {256: "P-256", 384: "P-384", 521: "P-521"}[public.key_size]
        return {"kty": "EC", "crv": name, "x": encoded(point.x, size), "y": encoded(point.y, size), **members}
    return {"kty": "OKP", "crv": "Ed25519", "x": encode_part(public.public_bytes_raw()), **members}


def sign(key: Any, algorithm: str, text: bytes) -> bytes:
    """A signature as JWS has it (RFC 7518 §3)."""
    if isinstance(key, ed25519.Ed25519PrivateKey):
        return key.sign(text)
    digest = {"256": hashes.SHA256(), "384": hashes.SHA384(), "512": hashes.SHA512()}[algorithm[2:]]
    if isinstance(key, ec.EllipticCurvePrivateKey):
        size = (key.key_size + 7) // 8
        r, s = decode_dss_signature(key.sign(text, ec.ECDSA(digest)))
        return r.to_bytes(size) + s.to_bytes(size)
    scheme = padding.PSS(padding.MGF1(digest), digest.digest_size) if algorithm[0] == "P" else padding.PKCS1v15()
    signature: bytes = key.sign(text, scheme, digest)
    return signature


@pytest.fixture(scope="module")
def keys() -> dict[str, Any]:
    """A key of each kind."""
    return {
        "RSA": rsa.generate_private_key(65537, 2048),
        "P-256": ec.generate_private_key(ec.SECP256R1()),
        "P-384": ec.generate_private_key(ec.SECP384R1()),
        "P-521": ec.generate_private_key(ec.SECP521R1()),
        "Ed25519": ed25519.Ed25519PrivateKey.generate(),
    }


SIGNED: Final = {
    **dict.fromkeys(("RS256", "RS384", "RS512", "PS256", "PS384", "PS512"), "RSA"),
    "ES256": "P-256",
    "ES384": "P-384",
    "ES512": "P-521",
    "EdDSA": "Ed25519",
}


@pytest.mark.parametrize("algorithm", SIGNED)
def test_a_signature_is_checked_by_the_given_keys(browser: InBrowser, keys: dict[str, Any], algorithm: str) -> None:
    key = keys[SIGNED[algorithm]]
    signed = f"{encode_json({'alg': algorithm, 'kid': 'a'})}.{encode_json({'aud': 'x'})}"
    token = f"{signed}.{encode_part(sign(key, algorithm, signed.encode()))}"
    other = f"{encode_json({'alg': algorithm, 'kid': 'a'})}.{encode_json({'aud': 'y'})}.{token.rpartition('.')[2]}"
    given = {
        "good": (token, {"keys": [jwk_of(key, kid="a")]}),
        "good without a kid": (token, jwk_of(key)),
        "bad": (other, {"keys": [jwk_of(key, kid="a")]}),
        "unknown-kid": (token, {"keys": [jwk_of(key, kid="b")]}),
        "no-key": (token, {"keys": [{"kty": "RSA", "kid": "a", "alg": "RS1"}]}),
        "no-key for encryption": (token, {"keys": [jwk_of(key, kid="a", use="enc")]}),
        "bad key": (token, {"keys": [{**jwk_of(key, kid="a"), "n": "!", "x": "!"}]}),
    }
    for says, (text, jwks) in given.items():
        came = browser.ask("signature", token=text, keys=json.dumps(jwks))
        expected = signed_by(text, {"alg": algorithm, "kid": "a"}, read_jwks(json.dumps(jwks).encode()))
        assert (says, came) == (says, expected)
        assert came == says.split(" ")[0]


@pytest.mark.parametrize("text", ["x", "[]", '{"keys": 1}', '{"keys": [1]}', '{"a": 1}', "null", '{"keys": [{}]}'])
def test_what_is_no_key_set_is_refused_alike(browser: InBrowser, text: str) -> None:
    assert browser.ask("signature", token="a.b.c", keys=text) is None
    with pytest.raises(NoKeySet):
        read_jwks(text.encode())


TIMES: Final = (
    *("", " ", "now", "1700000000", "1700000000.5", " 1700000000 ", "123456789012", "-1", "1e9", "\u0661"),
    *("2026-11-28", "2026-11-28T14:00", "2026-11-28 14:00:30", "2026-11-28T14:00:30.123Z", "2026-11-28 14:00 UTC"),
    *("2026-11-28T14:00+02:00", "2026-02-30", "2026-02-29T00:00Z", "2028-02-29", "2026-13-01", "2026-11-28T24:00Z"),
    *("2026-11-28T23:60Z", "2026-11-28T14:00:60Z", "2026-11-28T14:00+25:00", "2026-11-28T14:00+23:59", "0001-01-01"),
    *("0000-01-01", "9999-12-31T23:59:59Z", "9999-12-31T23:59:59-23:59", "1969-12-31T23:59:59Z"),
)


@pytest.mark.parametrize("at", TIMES)
def test_a_time_is_read_alike(browser: InBrowser, at: str) -> None:
    typed = Form(at=at)
    assert browser.ask("expectation", form=asdict(typed), now=NOW) == as_data(expectation_of(typed, NOW))


@settings(max_examples=200, deadline=None)
@given(st.text(st.sampled_from("a \n\r\t/\U0001f600\u200b"), max_size=8), st.sampled_from([1, 3_000]))
def test_what_is_expected_is_read_alike(browser: InBrowser, text: str, times: int) -> None:
    typed = Form(audience=text * times, issuer=text, scope=text, error=text * times)
    assert browser.ask("expectation", form=asdict(typed), now=NOW) == as_data(expectation_of(typed, NOW))
