"""What a room has to bear, from another process over real sockets: it goes on, and the server writes nothing."""

import re
from collections.abc import Iterator
from contextlib import ExitStack
from urllib.parse import urlsplit

import httpx2
import pytest

from tests.test_logs import Server, running_server
from tests.workshop.people import never_reading, poll_key, shown, version

PREDICT = "/scenarios/bar-token-to-baz/at-baz/predict"
STREAMS = 30
CALM = re.compile(r"Audience Sandbox: http://localhost:\d+ \(Ctrl-C stops it\)\n\n")
"""What a server writes that was started and stopped, and had nothing to complain of."""


def few_places(port: int = 0) -> tuple[str, str]:
    """A server with places for few."""
    return (
        "-c",
        f"""
from dataclasses import replace
from sandbox import settings
settings.LIMITS = replace(settings.LIMITS, streams={STREAMS})
from sandbox.cli import main
main(["serve", "--port", "{port}"])
""",
    )


class Room:
    """A room on a server, with its presenter."""

    def __init__(self, url: str) -> None:
        self.server = url.replace("localhost", "127.0.0.1")
        self._clients = [httpx2.Client(base_url=self.server, timeout=20, follow_redirects=True)]
        panel = self.presenter.post("/workshop", data={"playlist": "workshop-45"})
        assert panel.status_code == 200
        self.url = panel.url.path.removesuffix("/present")
        self.version = version(panel.text)

    @property
    def presenter(self) -> httpx2.Client:
        return self._clients[0]

    def do(self, command: str) -> None:
        panel = self.presenter.post(f"{self.url}/present", data={"do": command, "at": str(self.version)})
        assert panel.status_code == 200, panel.text
        self.version = version(panel.text)

    def visitor(self) -> httpx2.Client:
        http = httpx2.Client(base_url=self.server, timeout=20)
        assert http.get(self.url).status_code == 200
        self._clients.append(http)
        return http

    def asks(self, http: httpx2.Client) -> bytes:
        """The request of a stream, as bytes."""
        cookies = "; ".join(f"{cookie.name}={cookie.value}" for cookie in http.cookies.jar)
        return f"GET {self.url}/events HTTP/1.1\r\nHost: localhost\r\nCookie: {cookies}\r\n\r\n".encode()

    def leave(self) -> None:
        for client in self._clients:
            client.close()


@pytest.fixture(scope="module")
def server() -> Iterator[Server]:
    with running_server(*few_places()) as server:
        yield server
    assert [word for word in server.private if word in server.said()] == []
    assert CALM.fullmatch(server.said().replace("WARNING:  Invalid HTTP request received.\n", ""))


@pytest.fixture
def room(server: Server) -> Iterator[Room]:
    room = Room(server.url)
    yield room
    room.presenter.post(f"{room.url}/present", data={"do": "close"})
    room.leave()


def test_hundreds_of_half_open_connections_keep_nobody_out(room: Room) -> None:
    visitor, strangers = room.visitor(), [room.visitor() for _ in range(3)]
    with ExitStack() as stack:
        for number in range(300):
            whole = room.asks(strangers[number % 3])
            connection = stack.enter_context(never_reading(room.server))
            connection.sendall([b"", b"GET ", whole[:-2], whole.replace(b"Cookie", b"Kookie"), whole][number % 5])
        room.do(f"go {PREDICT}")
        page = visitor.get(room.url).text
        assert shown(page) == PREDICT
        vote = visitor.post(f"{room.url}/vote", data={"key": poll_key(page), "answer": "2"})
        assert vote.status_code == 303
        with visitor.stream("GET", f"{room.url}/events") as stream:
            assert next(stream.iter_lines()) == f"id: {room.version}"
    assert 'data-tally="voted">1<' in room.presenter.get(f"{room.url}/present").text


def test_streams_are_bounded_and_their_places_are_free_again_when_they_close(room: Room) -> None:
    people = [room.visitor() for _ in range(STREAMS // 3 + 2)]

    def begins(person: httpx2.Client) -> bytes:
        connection = stack.enter_context(never_reading(room.server))
        connection.sendall(room.asks(person))
        received = b""
        while b"\nid: " not in received and b"event: full" not in received:
            received += connection.recv(200)
        return received

    with ExitStack() as stack:
        full = [b"event: full" in begins(person) for person in people for _ in range(3)]
        assert full == [False] * STREAMS + [True] * 6
        assert people[-1].get(room.url).status_code == 200
    with ExitStack() as stack:
        assert any(b"event: full" not in begins(people[-1]) for _ in range(200))


def test_a_server_that_was_started_anew_under_its_followers_says_that_the_room_has_ended() -> None:
    with running_server(*few_places()) as first:
        room = Room(first.url)
        person = room.visitor()
        cookie = {"cookie": room.asks(person).decode().partition("Cookie: ")[2].strip()}
        with person.stream("GET", f"{room.url}/events") as stream:
            assert next(stream.iter_lines()).startswith("id: ")
        room.leave()
    with running_server(*few_places(urlsplit(first.url).port or 0)) as second:
        assert second.url == first.url
        with httpx2.Client(base_url=room.server, headers=cookie) as person:
            with person.stream("GET", f"{room.url}/events", headers={"last-event-id": "1"}) as stream:
                assert "event: closed" in list(stream.iter_lines())
            page = person.get(room.url)
            assert (page.status_code, 'href="/workshop"' in page.text) == (404, True)
        Room(second.url).leave()
    assert [bool(CALM.fullmatch(server.said())) for server in (first, second)] == [True, True]


def test_nothing_private_is_written_whatever_is_sent(server: Server, room: Room) -> None:
    """What it has written is looked at when it has ended."""
    visitor = room.visitor()
    secret, device = (str(next(iter(client.cookies.jar)).value) for client in (room.presenter, visitor))
    name = "somebody-with-a-name"
    server.keep(secret, device, name)
    room.do("names")
    room.do(f"go {PREDICT}")
    assert visitor.get(f"{room.url}/present", params={"secret": f"{secret}x"}).status_code == 403
    assert visitor.get(f"{room.url}/present", params={"secret": secret}).status_code == 303
    assert visitor.post(f"{room.url}/name", data={"name": name}).status_code == 303
    assert visitor.post(f"{room.url}/vote", data={"key": name, "answer": name}).status_code == 409
    for request in (
        f"GET {room.url}/present?secret={secret} HTTP/1.1\r\n\r\n",
        f"GET {room.url}/present?secret={secret} \0 HTTP/1.1\r\nHost: x\r\n\r\n",
        f"GET {room.url} HTTP/1.1\r\nHost: x\r\nCookie: device={device}\0\r\n\r\n",
    ):
        with never_reading(room.server) as connection:
            connection.sendall(request.encode())
            assert connection.recv(12) == b"HTTP/1.1 400"
