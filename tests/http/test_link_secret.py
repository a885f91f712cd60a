"""A secret in a link: it becomes a cookie that goes nowhere else, and nothing else is taken for it."""

from http.cookies import SimpleCookie

import pytest
from hypothesis import given
from hypothesis import strategies as st
from starlette.requests import Request

from sandbox.http.link_secret import LinkSecret, hashed, new_secret

SECRET = new_secret()
PLACE = LinkSecret("place_secret", "/place", hashed(SECRET))


def request_with(query: str = "", cookie: bytes = b"", scheme: str = "http") -> Request:
    scope = {
        "type": "http",
        "scheme": scheme,
        "server": ("a", 80),
        "path": "/place",
        "query_string": query.encode("latin-1"),
        "headers": [(b"host", b"a"), (b"cookie", cookie)],
    }
    return Request(scope)


@pytest.mark.parametrize(
    ("query", "location"),
    [("", "/place"), ("begin=new%2Fworld", "/place?begin=new%2Fworld"), ("a=1&b=%20", "/place?a=1&b=+")],
)
def test_the_link_leads_to_the_place_without_the_secret_and_with_a_cookie(query: str, location: str) -> None:
    answer = PLACE.enter(request_with(f"secret={SECRET}&{query}".rstrip("&")))
    assert answer is not None
    assert (answer.status_code, answer.headers["location"], answer.headers["cache-control"]) == (
        303,
        location,
        "no-store",
    )
    (cookie,) = SimpleCookie(answer.headers["set-cookie"]).values()
    assert (cookie.key, cookie["path"], cookie["samesite"], cookie["httponly"], cookie["secure"]) == (
        "place_secret",
        "/place",
        "strict",
        True,
        "",
    )
    assert PLACE.admits(request_with(cookie=f"{cookie.key}={cookie.value}".encode()))


def test_over_https_the_cookie_goes_by_https_alone() -> None:
    answer = PLACE.enter(request_with(f"secret={SECRET}", scheme="https"))
    assert answer is not None
    assert "; Secure" in answer.headers["set-cookie"]


@given(st.text(st.characters(codec="latin-1", exclude_characters='&;=\r\n\0 "'), max_size=40))
def test_nothing_else_is_taken_for_it(value: str) -> None:
    for other in (value, f"x{value}{SECRET}", f"{SECRET}x{value}", SECRET[:-1]):
        assert PLACE.enter(request_with(f"secret={other}")) is None
        assert not PLACE.admits(request_with(cookie=b"place_secret=" + other.encode("latin-1")))
    assert not PLACE.admits(request_with())
    assert PLACE.enter(request_with()) is None


def test_each_is_new_and_long_enough_not_to_be_guessed_and_its_place_keeps_it_not() -> None:
    assert new_secret() != SECRET
    assert len(SECRET) == 32
    assert SECRET not in repr(PLACE)
    other = LinkSecret("place_secret", "/place", hashed(new_secret()))
    assert not other.admits(request_with(cookie=f"place_secret={SECRET}".encode()))


def test_a_secret_may_be_shared_by_servers() -> None:
    same = LinkSecret("place_secret", "/place", hashed(SECRET))
    assert same.enter(request_with(PLACE.link(SECRET).partition("?")[2])) is not None


def test_a_cookie_may_outlast_its_browser() -> None:
    answer = LinkSecret("place_secret", "/place", hashed(SECRET), max_age=60).enter(request_with(f"secret={SECRET}"))
    assert answer is not None
    assert "; Max-Age=60;" in answer.headers["set-cookie"]
