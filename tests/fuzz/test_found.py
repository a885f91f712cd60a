"""What hostile input in bulk has found, each as an ordinary test."""

from collections.abc import Iterator
from dataclasses import asdict

import pytest

from fuzz.requests.application import OWN, application
from fuzz.requests.calling import Request, call
from sandbox.causes.explain import explain
from sandbox.causes.facts import Expectation
from sandbox.causes.handed import handed
from sandbox.tokens.encoding import encode_part
from sandbox.tokens.parsed_token import parse_token
from sandbox.views.tools.diagnosis import diagnosis_view
from tests.causes.in_browser import InBrowser, in_browser


@pytest.mark.parametrize(
    "target", [b"/?q=\xed\xa0\x80", b"/scenarios/bar-token-to-baz/at-baz?was=\xff", b"/your-api?url=\xc3"]
)
async def test_a_query_that_is_not_ascii_is_a_bad_request_whatever_parses_http(target: bytes) -> None:
    app, _ = application()
    answer = await call(app, Request("GET", target, (OWN,)))
    assert (answer.status, b"percent-encoded" in answer.body) == (400, True)


@pytest.fixture(scope="module")
def browser() -> Iterator[InBrowser]:
    with in_browser() as started:
        yield started


NUMBERS = ["0.0", "-0.0", "1e3", "1800000000.0", "1e16", "1e-5", "0.0001", "1.5e300", "1e-400", "123456789012345678.5"]


@pytest.mark.parametrize("claims", [f'{{"aud":"x","exp":1800000000,"x":[{number}]}}' for number in NUMBERS])
def test_numbers_are_shown_alike_by_the_page_and_by_python(browser: InBrowser, claims: str) -> None:
    token, expectation = handed(f"eyJhbGciOiJub25lIn0.{encode_part(claims.encode())}.eA"), Expectation(at=1_800_000_000)
    came = browser.ask(
        "diagnosis", text=f"eyJhbGciOiJub25lIn0.{encode_part(claims.encode())}.eA", expectation=asdict(expectation)
    )
    view = diagnosis_view(explain(token, expectation), token, expectation)
    assert view.claims
    assert [row["value"] for row in came["view"]["claims"]] == [row.value for row in view.claims]


DEEP = ['{"a":' + "[" * depth + end for depth in (31, 32, 399, 400, 900, 5_000) for end in ("", "x", "]" * depth + "}")]


@pytest.mark.parametrize(
    "text", [*DEEP, '{"a":"' + "[" * 5_000 + '"}', '{"a":"' + '\\"[' * 2_000 + '"}', '{"a":"' + "[" * 5_000]
)
def test_what_is_nested_too_deeply_is_told_alike_whatever_else_is_wrong_with_it(browser: InBrowser, text: str) -> None:
    token = f"e30.{encode_part(text.encode())}."
    fault = parse_token(token).fault
    assert browser.ask("parse", text=token)["fault"] == (list(fault) if fault else None)


@pytest.mark.parametrize(
    "claims", [r'{"a":"\ud800","a":"x"}', r'{"b":{"a":["\udfff"],"a":1}}', r'{"a":"\ud800","b":1}']
)
def test_half_a_surrogate_pair_is_refused_where_a_later_name_hides_it_too(browser: InBrowser, claims: str) -> None:
    token = f"e30.{encode_part(claims.encode())}."
    assert parse_token(token).fault == ("json", "payload")
    assert browser.ask("parse", text=token)["fault"] == ["json", "payload"]


LETTERS = "\u0131\u0130\u017f\u212a"
"""Which ignoring case takes for i, s and k, unless it is told to keep to ASCII."""
AROUND = [
    "$TOKEN {}",
    "https://x/#id_token={}&state=1",
    "http{letter}://x/#id_token={token}",
    "author{letter}zation: bearer {token}",
]


@pytest.mark.parametrize("letter", LETTERS)
@pytest.mark.parametrize("around", AROUND)
def test_a_letter_that_only_looks_like_one_of_ascii_is_none(browser: InBrowser, letter: str, around: str) -> None:
    whole = f"eyJhbGciOiJub25lIn0.{encode_part(b'{}')}.eA"
    cut = f"{whole[:24]}{letter}{whole[24:]}"
    text = around.format(cut, letter=letter, token=whole)
    expectation = Expectation(at=1_800_000_000)
    came = browser.ask("diagnosis", text=text, expectation=asdict(expectation))["diagnosis"]
    diagnosis = explain(handed(text), expectation)
    assert (came["verdict"], came["form"]) == (diagnosis.verdict, diagnosis.form)
    assert came["cause"]["title"] == (diagnosis.cause.title if diagnosis.cause else None)


HIDDEN = [
    '{{"a":{deep},"a":1}}',
    '{{"b":{{"a":{deep},"a":[]}}}}',
    '{{"a":{deep},"a":{deep}}}',
    '{{"a":"{deep}","a":1}}',
]


@pytest.mark.parametrize("depth", [30, 31, 32])
@pytest.mark.parametrize("claims", HIDDEN)
def test_what_is_nested_too_deeply_is_refused_where_a_later_name_hides_it_too(
    browser: InBrowser, claims: str, depth: int
) -> None:
    text = claims.format(deep="[" * depth + "]" * depth)
    token = f"e30.{encode_part(text.encode())}."
    open_at_once = 1 if '"[' in text else depth + (2 if '"b"' in text else 1)
    expected = "too_deep" if open_at_once > 32 else "repeated_member"
    fault = parse_token(token).fault
    assert fault
    assert fault[0] == expected
    assert browser.ask("parse", text=token)["fault"] == list(fault)
