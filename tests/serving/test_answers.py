"""What is on every answer, of the server itself, too; and what malformed HTTP leaves behind: nothing."""

import signal
import socket
from collections.abc import Iterator
from itertools import product

import pytest

from tests.commands.calling import started

HOST = b"Host: localhost\r\n"
REQUESTS = {
    "home": b"GET / HTTP/1.1\r\n" + HOST,
    "head": b"HEAD / HTTP/1.1\r\n" + HOST,
    "style sheet": b"GET /static/css/base.css HTTP/1.1\r\n" + HOST,
    "not modified": b"GET /static/css/base.css HTTP/1.1\r\nIf-Modified-Since: Thu, 01 Jan 2099 00:00:00 GMT\r\n" + HOST,
    "schema": b"GET /schema/world.json HTTP/1.1\r\n" + HOST,
    "redirect": b"GET /paths HTTP/1.1\r\n" + HOST,
    "redirect of a slash": b"GET /questions/ HTTP/1.1\r\n" + HOST,
    "no page": b"GET /no/such HTTP/1.1\r\n" + HOST,
    "no part": b"GET /worlds/foo/apis/x/y HTTP/1.1\r\n" + HOST,
    "no part by host": b"GET / HTTP/1.1\r\nHost: x.foo.localhost\r\n",
    "other method": b"DELETE /questions HTTP/1.1\r\n" + HOST,
    "json": b"GET /api/scenarios HTTP/1.1\r\n" + HOST,
    "issuer": b"GET /worlds/foo/issuer/.well-known/openid-configuration HTTP/1.1\r\n" + HOST,
    "issuer's token": b"POST /worlds/foo/issuer/oauth/token HTTP/1.1\r\nContent-Length: 0\r\n" + HOST,
    "issuer's page": b"GET /worlds/foo/issuer/authorize HTTP/1.1\r\n" + HOST,
    "preflight": b"OPTIONS /worlds/foo/issuer/oauth/token HTTP/1.1\r\nOrigin: http://x\r\n"
    b"Access-Control-Request-Method: POST\r\n" + HOST,
    "api": b"GET /worlds/foo/apis/bar/orders HTTP/1.1\r\n" + HOST,
    "api by host": b"GET /orders HTTP/1.1\r\nHost: bar.foo.localhost\r\n",
    "client": b"GET / HTTP/1.1\r\nHost: www.foo.localhost\r\n",
    "no room": b"GET /room/BCDFG HTTP/1.1\r\n" + HOST,
    "stream of no room": b"GET /room/BCDFG/events HTTP/1.1\r\n" + HOST,
    "foreign form": b"POST /workshop HTTP/1.1\r\nOrigin: http://x\r\nContent-Length: 0\r\n" + HOST,
    "foreign host": b"GET / HTTP/1.1\r\nHost: evil.example\r\n",
    "no host": b"GET / HTTP/1.1\r\n",
    "two lengths": b"POST / HTTP/1.1\r\nContent-Length: 1\r\nContent-Length: 2\r\n" + HOST,
    "no HTTP": b"hello\r\n",
}
MALFORMED = {
    "a bad chunk": b"Transfer-Encoding: chunked\r\n\r\nzz\r\nhello\r\n0\r\n\r\n",
    "a chunk of no length": b"Transfer-Encoding: chunked\r\n\r\n\r\n\r\n",
    "a chunk that is longer": b"Transfer-Encoding: chunked\r\n\r\n2\r\nhello\r\n0\r\n\r\n",
    "a chunk of a huge length": b"Transfer-Encoding: chunked\r\n\r\n" + b"f" * 30 + b"\r\n",
    "a negative chunk": b"Transfer-Encoding: chunked\r\n\r\n-1\r\n\r\n",
    "a good chunk, then a bad one": b"Transfer-Encoding: chunked\r\n\r\n5\r\nhello\r\nzz\r\n",
    "a bad trailer": b"Transfer-Encoding: chunked\r\n\r\n0\r\n\x00: x\r\n\r\n",
    "an endless chunk head": b"Transfer-Encoding: chunked\r\n\r\n" + b"1" * 100_000,
    "a bad second request": b"Content-Length: 5\r\n\r\nhelloGET\r\n\r\n",
}
TARGETS = ["/", "/workshop", "/workbench", "/author", "/worlds/foo/issuer/oauth/token", "/worlds/foo/apis/bar/orders"]


@pytest.fixture(scope="module")
def port() -> Iterator[int]:
    with started() as (_, url):
        yield int(url.rpartition(":")[2])


def sent(port: int, request: bytes, *, done: bool = False) -> bytes:
    """Everything that comes to some bytes, until the server ends; it need not wait for more if that was all."""
    with socket.create_connection(("127.0.0.1", port), timeout=20) as connection:
        connection.sendall(request)
        if done:
            connection.shutdown(socket.SHUT_WR)
        return b"".join(iter(lambda: connection.recv(65536), b""))


@pytest.mark.parametrize("request_", REQUESTS.values(), ids=REQUESTS)
def test_no_answer_may_be_taken_for_another_type(port: int, request_: bytes) -> None:
    head = sent(port, request_ + b"Connection: close\r\n\r\n").partition(b"\r\n\r\n")[0].lower().split(b"\r\n")
    assert head.count(b"x-content-type-options: nosniff") == 1, head


def test_malformed_http_leaves_no_traceback() -> None:
    with started() as (process, url):
        port = int(url.rpartition(":")[2])
        for target in TARGETS:
            for method, rest in product((b"POST", b"HEAD", b"GET"), MALFORMED.values()):
                answer = sent(port, method + b" %s HTTP/1.1\r\n" % target.encode() + HOST + rest, done=True)
                assert answer == b"" or answer.startswith(b"HTTP/1.1 "), answer[:80]
                assert b"HTTP/1.1 500" not in answer
        for request in (b"\x00", b"\x16\x03\x01\x02\x00", b"GET / HTTP/9.9\r\n\r\n", b"GET \xff HTTP/1.1\r\n\r\n"):
            assert sent(port, request).startswith(b"HTTP/1.1 400")
        process.send_signal(signal.SIGTERM)
        errors = process.communicate(timeout=60)[1].splitlines()
    assert set(errors) <= {"WARNING:  Invalid HTTP request received."}
