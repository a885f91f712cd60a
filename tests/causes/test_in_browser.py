"""The interpreter of the page agrees with that of Python to the letter: one token, one expectation, one diagnosis."""

import json
from collections.abc import Iterator
from dataclasses import asdict
from typing import Any, Final

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sandbox.causes.explain import explain
from sandbox.causes.facts import Expectation, Token, known
from sandbox.causes.handed import handed
from sandbox.causes.identifiers import difference
from sandbox.tokens.encoding import encode_part
from sandbox.tokens.parsed_token import parse_token
from sandbox.views.parts.values import as_json
from sandbox.views.tools.check import check_data
from sandbox.views.tools.diagnosis import diagnosis_view, strip_of
from tests.causes.in_browser import InBrowser, in_browser

NOW: Final = 1_800_000_000


@pytest.fixture(scope="module")
def browser() -> Iterator[InBrowser]:
    with in_browser(check_data()) as started:
        yield started


def as_data(value: Any) -> Any:
    """A dataclass as its JSON comes back."""
    return json.loads(json.dumps(asdict(value)))


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
    assert browser.ask("explain", **asked) == as_data(diagnosis)
    assert browser.ask("view", **asked) == {"view": as_data(view), "strip": list(strip_of(token))}


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
    if parsed.claims is None:
        assert came["claims"] is None
    elif not any(isinstance(value, float) for value in parsed.claims.values()):
        assert came["claims"] == [[name, as_json(value)] for name, value in parsed.claims.items()]
