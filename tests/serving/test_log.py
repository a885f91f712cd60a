"""``--log``: one line for each request and each error, whatever was sent."""

import json
import re
import socket
from typing import Any

import httpx2
import pytest

from sandbox.serving.observed import masked
from tests.commands.calling import aud, started
from tests.commands.test_workshop import workshop
from tests.test_logs import BROKEN, running_server

TOKEN = "eyJhbGciOiJSUzI1NiJ9.eyJzdWIiOiJhbGljZSJ9.c2lnbmF0dXJlLXNpZ25hdHVyZQ"


def logged(*options: str, requests: list[tuple[str, str]], headers: dict[str, str] | None = None) -> list[str]:
    """The lines of a server to which some requests were sent."""
    with started(*options) as (process, url):
        with httpx2.Client(base_url=url, headers=headers) as http:
            for method, path in requests:
                http.request(method, path)
        process.terminate()
        return process.communicate(timeout=20)[1].splitlines()


def test_nothing_is_logged_unless_it_is_asked_for() -> None:
    assert logged(requests=[("GET", "/"), ("GET", "/nowhere"), ("GET", "/metrics")]) == []


def test_a_line_says_what_was_requested_and_what_came_of_it() -> None:
    sent = [
        ("GET", "/glossary?code=private"),
        ("HEAD", "/"),
        ("POST", "/nowhere"),
        ("GET", "/worlds/foo/apis/bar/orders"),
    ]
    lines: list[dict[str, Any]] = [json.loads(line) for line in logged("--log", "json", requests=sent)]
    told = [(line["method"], line["path"], line["route"], line["status"]) for line in lines]
    assert told == [
        ("GET", "/glossary", "/glossary", 200),
        ("HEAD", "/", "/", 200),
        ("POST", "/nowhere", "other", 404),
        ("GET", "/worlds/foo/apis/bar/orders", "/worlds/{world}/apis/*", 401),
    ]
    for line in lines:
        assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z", line["time"])
        assert (line["client"], line["worker"], line["level"]) == ("127.0.0.1", 0, "info")
        assert line["ms"] > 0
    assert lines[0]["bytes"] > 1000


@pytest.mark.parametrize("format_", ["json", "text"])
def test_nothing_that_is_sent_begins_a_line_or_commands_a_terminal(format_: str) -> None:
    sent = [("GET", "/%0a%0d%1b[31m%e2%80%a8x"), ("GET", f"/scenarios/{TOKEN}"), ("GET", f"/?token={TOKEN}")]
    with started("--log", format_, "--proxy", "127.0.0.1") as (process, url):
        for method, path in sent:
            httpx2.request(method, url + path, headers={"X-Forwarded-For": "1.2.3.4\x1b[31m", "Cookie": f"a={TOKEN}"})
        with socket.create_connection(("127.0.0.1", int(url.rpartition(":")[2]))) as connection:
            connection.sendall(f"{TOKEN.replace('.', '')} / HTTP/1.1\r\nHost: localhost\r\n\r\n".encode())
            assert connection.recv(100)
        process.terminate()
        said = process.communicate(timeout=20)[1]
    assert len(said.splitlines()) == len(sent) + 1
    assert said.isascii()
    assert said.replace("\n", "").isprintable()
    assert "eyJ" not in said
    assert "1.2.3.4" in said  # whom the proxy names


def test_an_error_of_our_own_is_one_line_with_its_traceback() -> None:
    with running_server("-c", BROKEN.replace('"0"]', '"0", "--log", "json"]')) as server:
        assert server.http.get(f"{server.url}/worlds/foo/apis/bar/orders", headers={"Authorization": f"Bearer {TOKEN}"})
    lines = [json.loads(line) for line in server.said().splitlines()[1:] if line]
    error = next(line for line in lines if line["level"] == "error")
    assert "RuntimeError: this was planted" in error["traceback"]
    assert [line["status"] for line in lines if "status" in line] == [500]
    assert TOKEN[:20] not in server.said()


def test_the_code_of_a_room_and_the_secret_of_who_presents_it_are_not_written() -> None:
    with workshop("--host", "127.0.0.1", "--log", "json") as told:
        httpx2.get(told["link"], follow_redirects=True)
        httpx2.get(told["link"].partition("/present")[0])
        assert masked(f"/room/{told['code'].lower()}/present") == "/room/*/present"


@pytest.mark.parametrize(
    ("path", "shown"),
    [
        ("/scenarios/bar-token-to-baz/call-baz", "/scenarios/bar-token-to-baz/call-baz"),
        ("/worlds/foo/apis/bar;audience=ignore-case/orders", "/worlds/foo/apis/bar;audience=ignore-case/orders"),
        ("/static/vendor/htmx-4.0.1.min.js", "/static/vendor/htmx-4.0.1.min.js"),
        ("/.well-known/openid-configuration", "/.well-known/openid-configuration"),
        ("/room/bcdfg", "/room/*"),
        ("/room/bcdfg/vote", "/room/*/vote"),
        ("/room/", "/room/"),
        (f"/worlds/foo/{TOKEN}", "/worlds/foo/*"),
        ("/3f2a9c4e5d6b7a8091a2b3c4d5e6f708", "/*"),
        ("/a" * 500, "/a" * 19 + "/*"),
        ("/" + "a-" * 100, "/*"),
    ],
)
def test_of_a_path_only_names_are_shown(path: str, shown: str) -> None:
    assert masked(path) == shown


def test_another_format_is_refused() -> None:
    said = aud("serve", "--log", "xml")
    assert said.exit == 2
    assert "'xml' is not one of 'json', 'text'" in said.err
