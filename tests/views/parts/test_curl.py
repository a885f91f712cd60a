"""Copy as curl, word by word. That it does what it says when pasted is tried in ``tests/browser``."""

import shlex

import pytest

from sandbox.replay.trace import Exchange, Request, Response
from sandbox.views.parts.curl import curl

OWN = [
    ("Host", "localhost"),
    ("User-Agent", "x"),
    ("Accept-Encoding", "gzip"),
    ("Connection", "close"),
    ("Accept", "*/*"),
]
FORM = ("content-type", "application/x-www-form-urlencoded")


def exchange(
    method: str, url: str, headers: list[tuple[str, str]] = OWN, body: str = "", location: str = ""
) -> Exchange:
    answered = [("location", location)] if location else []
    return Exchange(
        sender="www",
        receiver="issuer",
        request=Request(method=method, url=url, headers=headers, body=body),
        response=Response(status=200, headers=answered, body=""),
    )


@pytest.mark.parametrize(
    ("sent", "words"),
    [
        (exchange("GET", "http://h/a"), ["curl", "-i", "http://h/a"]),
        (exchange("GET", "http://h/a;b=c/d?e=f&g"), ["curl", "-i", "http://h/a;b=c/d?e=f&g"]),
        (exchange("GET", "http://h/{a}"), ["curl", "-i", "--globoff", "http://h/{a}"]),
        (exchange("POST", "http://h/a"), ["curl", "-i", "-X", "POST", "http://h/a"]),
        (exchange("DELETE", "http://h/a"), ["curl", "-i", "-X", "DELETE", "http://h/a"]),
        (exchange("POST", "http://h/a", [FORM], "b=c"), ["curl", "-i", "--data-raw", "b=c", "http://h/a"]),
        (exchange("PUT", "http://h/a", [], "@f"), ["curl", "-i", "--data-raw", "@f", "-X", "PUT", "http://h/a"]),
        (exchange("GET", "http://h/", [("Accept", "a/b")]), ["curl", "-i", "-H", "Accept: a/b", "http://h/"]),
        (
            exchange("GET", "http://h/", [("authorization", 'it\'s $HOME `id` \\ "x"')]),
            ["curl", "-i", "-H", 'authorization: it\'s $HOME `id` \\ "x"', "http://h/"],
        ),
    ],
)
def test_the_command_holds_just_what_the_client_meant(sent: Exchange, words: list[str]) -> None:
    assert shlex.split(curl(sent)) == words


def test_a_code_is_good_once_so_the_command_signs_in_anew() -> None:
    sign_in = exchange("POST", "http://h/authorize?a=b", [FORM], "user=al%27ice", "http://app/cb?code=once&state=s")
    body = "grant_type=authorization_code&code=once&resource=a&resource=b&empty="
    first, second = curl(exchange("POST", "http://h/token", [FORM], body), [sign_in]).split("\n")
    assert first.startswith('export code="$(curl -s ')
    assert "'http://h/authorize?a=b'" in first
    assert "once" not in first + second
    assert shlex.split(second)[-5:] == [
        "--data-raw",
        "grant_type=authorization_code&resource=a&resource=b&empty=",
        "--data-raw",
        "code=$code",
        "http://h/token",
    ]
    assert '"code=$code"' in second


def test_a_code_from_nowhere_is_sent_as_it_was() -> None:
    words = shlex.split(curl(exchange("POST", "http://h/token", [FORM], "code=stale")))
    assert words == ["curl", "-i", "--data-raw", "code=stale", "http://h/token"]
