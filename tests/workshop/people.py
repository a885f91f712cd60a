"""A server with rooms, and people in them, written as strangers would: they know the addresses, not our code."""

import asyncio
import json
import re
import socket
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from typing import Any
from urllib.parse import urlsplit

import httpx2
import pytest
from starlette.types import ASGIApp

from sandbox.settings import LIMITS
from sandbox.workshop.hub import Hub
from sandbox.workshop.model import Vote
from tests.running import PUBLIC_URL

ELSEWHERE = "192.168.1.7"
"""The address of a phone."""

PARTS = 8
"""More than any step has parts."""

LIMITED = ("access", "channel", "commands", "hub", "pages.follower", "pages.lobby", "store.memory")


def few(monkeypatch: pytest.MonkeyPatch, **limits: int) -> None:
    """Let a limit be reached sooner."""
    for module in LIMITED:
        monkeypatch.setattr(f"sandbox.workshop.{module}.LIMITS", replace(LIMITS, **limits))


@dataclass(frozen=True)
class StreamEvent:
    """An event of a stream."""

    name: str
    data: str
    id: str = ""
    retry: str = ""

    @property
    def counts(self) -> dict[str, int]:
        """What a tally says."""
        counts: dict[str, int] = json.loads(self.data)
        return counts


def parse_event(block: str) -> StreamEvent | None:
    """Read an event after HTML Standard §9.2.6; None for a comment."""
    fields: dict[str, list[str]] = {}
    for line in block.split("\n"):
        name, _, value = line.partition(":")
        fields.setdefault(name, []).append(value.removeprefix(" "))
    if "data" not in fields:
        return None
    last = {name: values[-1] for name, values in fields.items()}
    return StreamEvent(
        last.get("event", "message"), "\n".join(fields["data"]), last.get("id", ""), last.get("retry", "")
    )


class Stream:
    """An open stream."""

    def __init__(self, answer: httpx2.Response) -> None:
        self.answer = answer
        self._bytes = answer.aiter_bytes()
        self._text = ""

    async def next(self, name: str | None = None) -> StreamEvent:
        """The next event that says something, or the next one of this name."""
        async with asyncio.timeout(20):
            while (event := await self._event()) is not None:
                if name == event.name or (name is None and event.name != "beat"):
                    return event
        raise EOFError("the stream has ended")

    async def rest(self) -> list[StreamEvent]:
        """Everything until the stream ends."""
        event = []
        async with asyncio.timeout(20):
            while (one := await self._event()) is not None:
                event.append(one)
        return event

    async def _event(self) -> StreamEvent | None:
        while True:
            block, found, rest = self._text.partition("\n\n")
            if found:
                self._text = rest
                if (event := parse_event(block)) is not None:
                    return event
                continue
            piece = await anext(self._bytes, None)
            if piece is None:
                return None
            self._text += piece.decode()


@dataclass
class Person:
    """Somebody with a browser: it keeps cookies, follows redirects, and sends the forms of its page."""

    http: httpx2.AsyncClient
    code: str = ""
    page: str = ""

    @property
    def url(self) -> str:
        """The room's address."""
        return f"/room/{self.code}"

    async def look(self, path: str = "") -> str:
        """Load a page of the room."""
        answer = await self.http.get(self.url + path)
        assert answer.status_code == 200, (answer.status_code, answer.text)
        self.page = answer.text
        return self.page

    async def vote(self, answer: int | str, key: str | None = None, **more: Any) -> httpx2.Response:
        """Press an answer, on the page as it was loaded."""
        key = poll_key(self.page) if key is None else key
        return await self.http.post(f"{self.url}/vote", data={"key": key, "answer": str(answer)}, **more)

    def asks(self, path: str = "/events") -> bytes:
        """The request of a stream, as bytes."""
        cookies = "; ".join(f"{cookie.name}={cookie.value}" for cookie in self.http.cookies.jar)
        return f"GET {self.url}{path} HTTP/1.1\r\nHost: localhost\r\nCookie: {cookies}\r\n\r\n".encode()

    @asynccontextmanager
    async def follow(self, view: str = "", since: int = 0, last: str = "") -> AsyncIterator[Stream]:
        """Open a stream, as a page that shows a version; or once more, after the last event it got."""
        headers = {"last-event-id": last} if last else {}
        path = f"{self.url}/{view}{'/' if view else ''}events"
        async with self.http.stream("GET", path, params={"since": since}, headers=headers) as answer:
            assert answer.headers["content-type"] == "text/event-stream; charset=utf-8"
            yield Stream(answer)


@dataclass
class Presenter(Person):
    """Whoever has the secret."""

    secret: str = ""

    async def do(self, command: str, also: Mapping[str, str] | None = None) -> httpx2.Response:
        """Press a button of the panel as it was loaded last, and load it again."""
        form = {"do": command, "at": str(version(self.page)), **(also or {})}
        answer = await self.http.post(f"{self.url}/present", data=form)
        await self.look("/present")
        return answer

    async def reveal(self) -> None:
        """Go on, part by part, until the outcome is shown."""
        for _ in range(PARTS):
            await self.do("next")
            if part(self.page) == "outcome":
                return
        raise AssertionError(self.page)

    async def to(self, place: str) -> None:
        """Go somewhere."""
        assert (await self.do(f"go {place}")).status_code == 303, self.page


@dataclass
class Workshop:
    """An application with rooms, asked by its ASGI door or over real sockets."""

    app: ASGIApp
    hub: Hub
    url: str = PUBLIC_URL
    sockets: httpx2.AsyncHTTPTransport | None = None
    replays: list[str] = field(default_factory=list)

    def browser(self, address: str = "127.0.0.1", **headers: str) -> httpx2.AsyncClient:
        """A browser on a machine that has this address; over sockets, it is always this machine."""
        transport = self.sockets or httpx2.ASGITransport(self.app, client=(address, 50_000))
        return httpx2.AsyncClient(transport=transport, base_url=self.url, headers=headers, timeout=20)

    def person(self, code: str, address: str = ELSEWHERE) -> Person:
        """Somebody new."""
        return Person(self.browser(address), code)

    async def visitor(self, code: str, address: str = ELSEWHERE) -> Person:
        """Somebody who has loaded the room's page."""
        person = self.person(code, address)
        await person.look()
        return person

    async def presenter(self, playlist: str = "workshop-45", **form: str) -> Presenter:
        """Open a room by the form of the lobby, and come to its panel."""
        http = self.browser()
        answer = await http.post("/workshop", data={"playlist": playlist, **form})
        assert answer.status_code == 303, answer.text
        link = urlsplit(answer.headers["location"])
        entered = await http.get(answer.headers["location"])
        assert entered.status_code == 303
        presenter = Presenter(http, link.path.split("/")[2], secret=link.query.removeprefix("secret="))
        await presenter.look("/present")
        return presenter


def answers(votes: Mapping[str, Vote]) -> dict[str, int]:
    """The number of each answer, by device."""
    return {device: vote.answer for device, vote in votes.items()}


def poll_key(page: str) -> str:
    """The key of the question that a page asks; empty if it asks none."""
    found = re.search(r'<input type="hidden" name="key" value="([^"]+)">', page)
    return found[1] if found else ""


def version(page: str) -> int:
    """The version of the room that a page shows."""
    found = re.search(r'data-version="(\d+)"', page)
    assert found, page
    return int(found[1])


def shown(page: str) -> str:
    """The place that a page shows."""
    found = re.search(r'data-shown="([^"]*)"', page)
    assert found, page
    return found[1]


def part(page: str) -> str:
    """The part of a stop that the projector or the preview shows."""
    found = re.search(r'data-showing="(\w+)"', page)
    return found[1] if found else ""


def chosen(page: str) -> int:
    """The answer that is marked on a page; 0 for none."""
    found = re.search(r'name="answer" value="(\d+)" data-expect="\d+" aria-pressed="true"', page)
    return int(found[1]) if found else 0


def said(page: str) -> dict[int, int]:
    """How many chose each answer, by the histogram of a page."""
    bars = re.findall(r'<li class="share.*?data-answer="(\d+)">.*?<p class="count"><b>(\d+)</b>', page, re.DOTALL)
    return {int(number): int(votes) for number, votes in bars}


def mine(page: str) -> list[int]:
    """The answers that a histogram marks as one's own."""
    return [int(number) for number in re.findall(r'class="share[^"]*mine[^"]*" data-answer="(\d+)"', page)]


def cookies(answer: httpx2.Response) -> Mapping[str, str]:
    """What an answer has a browser keep: name and attributes."""
    kept = {}
    for text in answer.headers.get_list("set-cookie"):
        name, _, rest = text.partition("=")
        kept[name] = rest
    return kept


def listening(send_buffer: int | None = None) -> socket.socket:
    """A socket on a free port, whose connections keep no more than this for who does not read."""
    made = socket.create_server(("127.0.0.1", 0), backlog=1000)
    if send_buffer:
        made.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, send_buffer)
    return made


def never_reading(url: str) -> socket.socket:
    """A connection of somebody who sends a request, and reads nothing of the answer."""
    address = urlsplit(url)
    connection = socket.socket()
    connection.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
    connection.connect((address.hostname, address.port))
    return connection


async def until(reached: Callable[[], object]) -> None:
    """Wait for something that has no event to wait for."""
    async with asyncio.timeout(20):
        while not reached():  # noqa: ASYNC110
            await asyncio.sleep(0.01)
