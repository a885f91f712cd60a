"""By which names a server is called: a page whose own name was made to lead here gets nothing of any address."""

import http.client
import re
import socket
from collections.abc import Iterator
from urllib.parse import urlsplit

import pytest

from sandbox.serving.interfaces import reachable
from tests.commands.calling import started
from tests.scenarios import pack_files

PUBLIC = "https://Sandbox.example.org"
PATHS = [
    "/",
    "/author",
    "/author?begin=file/01-one/of-mine.yaml",
    "/workshop",
    "/room/BCDFG/events",
    "/events",
    "/static/css/base.css",
    "/schema/world.json",
    "/api/scenarios",
    "/worlds/foo/issuer/.well-known/openid-configuration",
    "/.well-known/oauth-authorization-server/worlds/foo/issuer",
    "/worlds/foo/issuer/authorize",
    "/worlds/foo/apis/bar/orders",
    "/worlds/foo/clients/www/",
    "/questions/",
    "/no/such/page",
]
FOREIGN = [
    b"evil.example",
    b"evil.example:8000",
    b"EVIL.EXAMPLE",
    b"evil.example.",
    b"localhost.",
    b"localhost.evil.example",
    b"evil.localhost",
    b"bar.evil.localhost",
    b"a.bar.foo.localhost",
    b"sandbox.example.org.evil.example",
    b"203.0.113.5",
    b"0.0.0.0",
    b"127.1",
    b"2130706433",
    b"[2001:db8::1]:8000",
    b"[::ffff:203.0.113.5]",
    b"xn--bcher-kva.example",
]
MALFORMED = [
    b"",
    b"[",
    b"[::1",
    b"::1",
    b"localhost:99999",
    b"localhost:8000:8000",
    b"localhost:x",
    b"localhost:" + b"1" * 5000,
    b"user@localhost",
    b"evil.example@localhost:8000",
    b"localhost/evil.example",
    b"localhost, evil.example",
    b"local host",
    b"[fe80::1%25eth0]",
    b"l\xc3\xb6calhost",
    b"http://localhost",
]
OWN = [
    b"localhost",
    b"LOCALHOST:8000",
    b"localhost:",
    b"127.0.0.1:1",
    b"127.8.8.8",
    b"[::1]:8000",
    b"[0:0:0:0:0:0:0:1]",
    b"[::ffff:127.0.0.1]",
    b"sandbox.example.org",
    b"SANDBOX.example.org:443",
    b"www.foo.localhost:8000",
    b"Issuer.Foo.localhost",
    b"notes.mine.localhost",
]


@pytest.fixture(scope="module")
def port(tmp_path_factory: pytest.TempPathFactory) -> Iterator[int]:
    """A server with everything on, for others: files to edit, watched, under a public URL."""
    pack = pack_files.pack(tmp_path_factory.mktemp("pack"))
    with socket.create_server(("127.0.0.1", 0)) as free:
        number = free.getsockname()[1]
    options = ["--host", "0.0.0.0", "--edit", "--scenarios", str(pack), "--public-url", PUBLIC]
    with started("--port", str(number), *options):
        yield number


def answer(port: int, head: bytes, at: str = "127.0.0.1") -> http.client.HTTPResponse:
    """What comes to a request, as it is written."""
    with socket.create_connection((at, port), timeout=20) as connection:
        connection.sendall(head + b"\r\n\r\n")
        response = http.client.HTTPResponse(connection)
        response.begin()
        if response.getheader("content-type", "").startswith("text/event-stream"):
            return response
        response.body = response.read()  # type: ignore[attr-defined]
        return response


def get(port: int, path: str, *hosts: bytes, at: str = "127.0.0.1", version: bytes = b"1.1") -> tuple[int, str]:
    head = b"\r\n".join([b"GET %s HTTP/%s" % (path.encode(), version), *(b"Host: " + host for host in hosts)])
    response = answer(port, head, at)
    assert response.getheader("x-content-type-options") == "nosniff"
    return response.status, getattr(response, "body", b"").decode("utf-8", "replace")


@pytest.mark.parametrize("path", PATHS)
def test_no_address_answers_to_a_name_of_somebody_else(port: int, path: str) -> None:
    status, body = get(port, path, b"evil.example:8000")
    assert (status, body.count("\n")) == (421, 1)
    assert body.startswith("421 Misdirected Request: this server is not called evil.example. Open it by the address")
    assert body.rstrip().endswith("start it with --public-url http://evil.example:8000")


@pytest.mark.parametrize("host", FOREIGN)
def test_a_name_that_is_not_its_own_is_misdirected(port: int, host: bytes) -> None:
    assert get(port, "/author", host)[0] == 421


@pytest.mark.parametrize("host", MALFORMED)
def test_what_is_no_host_is_a_bad_request(port: int, host: bytes) -> None:
    status, body = get(port, "/author", host)
    assert (status, body.startswith("400 Bad Request: ")) == (400, True)


@pytest.mark.parametrize("hosts", [(), (b"localhost", b"localhost"), (b"localhost", b"evil.example")])
@pytest.mark.parametrize("version", [b"1.0", b"1.1"])
def test_one_host_has_to_be_named(port: int, hosts: tuple[bytes, ...], version: bytes) -> None:
    assert get(port, "/", *hosts, version=version)[0] == 400


@pytest.mark.parametrize("host", OWN)
def test_each_of_its_names_is_answered(port: int, host: bytes) -> None:
    assert get(port, "/static/css/base.css", host)[0] == 200


def test_every_address_of_this_machine_is_answered(port: int) -> None:
    found = [one for one in reachable("0.0.0.0", port) if one.for_others]
    for one in found:
        assert get(port, "/", urlsplit(one.url).netloc.encode())[0] == 200
        assert get(port, "/", urlsplit(one.url).netloc.encode(), at=one.address)[0] == 200


@pytest.mark.parametrize(
    ("target", "host", "status"),
    [
        ("http://localhost:8000/questions", b"localhost:8000", 200),
        ("HTTP://LOCALHOST/questions", b"localhost", 200),
        ("http://localhost", b"localhost", 200),
        ("http://localhost?a=b", b"localhost", 200),
        ("http://bar.foo.localhost/orders", b"localhost", 401),
        ("http://evil.example/questions", b"localhost", 421),
        ("http://evil.example", b"localhost", 421),
        ("http://localhost/questions", b"evil.example", 421),
        ("http://evil.example@localhost/questions", b"localhost", 400),
        ("http:///questions", b"localhost", 400),
        ("ftp://localhost/questions", b"localhost", 400),
        ("localhost:8000", b"localhost", 400),
        ("*", b"localhost", 400),
        ("questions", b"localhost", 400),
    ],
)
def test_a_target_with_a_host_of_its_own_is_no_way_in(port: int, target: str, host: bytes, status: int) -> None:
    assert get(port, target, host)[0] == status


@pytest.mark.parametrize("path", ["/questions/", "/docs/authoring/", "/api/scenarios/", "/workshop/", "/static"])
def test_no_redirect_follows_what_a_request_calls_the_host(port: int, path: str) -> None:
    head = b"GET %s HTTP/1.1\r\nHost: localhost:7\r\nX-Forwarded-Host: evil.example\r\nX-Forwarded-Proto: https"
    response = answer(port, head % path.encode())
    location = response.getheader("location")
    assert response.status in (307, 308, 404), response.status
    assert location is None or re.match(r"/\w", location), location


def test_another_protocol_is_no_way_in(port: int) -> None:
    upgrade = b"\r\nConnection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Key: x\r\nSec-WebSocket-Version: 13"
    assert answer(port, b"GET /events HTTP/1.1\r\nHost: evil.example" + upgrade).status == 421
    assert answer(port, b"GET / HTTP/1.1\r\nHost: localhost" + upgrade).status == 200
