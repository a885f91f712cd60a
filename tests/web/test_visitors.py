"""What is done for visitors holds up nobody, comes after a room, and ends when they leave: counted, not timed."""

import asyncio
from urllib.parse import urlencode

import httpx2
import pytest
from starlette.types import ASGIApp, Message

from sandbox.app import create_app
from sandbox.replay.player import ReplayRequest
from sandbox.replay.trace import Trace
from sandbox.replay.turns import Turns
from sandbox.scenarios.loading.catalogue import Catalogue
from sandbox.workshop.hub import Hub
from sandbox.workshop.store.memory import MemoryStore
from tests.running import KEYS, PUBLIC_URL
from tests.workshop.people import Workshop

STEP = "  - {id: s%d, title: t, call: {api: bar, request: GET /orders}, what_if: [%s]}\n"
WHAT_IF = "{title: t, verify: {audience: 'off'}},"
DRAFT = "scenario: draft\ntitle: t\nworld: foo\nquestion: q\nsteps:\n" + "".join(
    STEP % (number, 2 * WHAT_IF) for number in range(50)
)
"""A hundred and fifty requests: as many as may be."""
TOO_MUCH = DRAFT.replace(2 * WHAT_IF, 95 * WHAT_IF)


class Counted(Turns):
    """Turns that count the requests of visitors' replays."""

    def __init__(self) -> None:
        super().__init__()
        self.requests = 0
        self._some = asyncio.Event()

    async def give_way(self) -> None:
        await super().give_way()
        self.requests += 1
        if self.requests == 2:
            self._some.set()

    async def at_work(self) -> None:
        """Wait until some requests were sent."""
        await asyncio.wait_for(self._some.wait(), 60)


class House:
    """A server with a room in it, and visitors who write."""

    def __init__(self, catalogue: Catalogue) -> None:
        self.catalogue = catalogue
        self.turns = Counted()
        hub = Hub(MemoryStore(), PUBLIC_URL)
        self.app: ASGIApp = create_app(catalogue, KEYS, PUBLIC_URL, hub=lambda: hub, turns=self.turns)
        self.workshop = Workshop(self.app, hub)

    def visitor(self, path: str = "/author", text: str = DRAFT) -> "Visitor":
        return Visitor(self.app, path, text)


class Visitor:
    """Somebody who sends a form and may leave: as a server tells an application."""

    def __init__(self, app: ASGIApp, path: str, text: str) -> None:
        self.answer = b""
        self._gone = asyncio.Event()
        self._body: list[Message] = [{"type": "http.request", "body": urlencode({"text": text}).encode()}]
        headers = [(b"host", b"localhost:8000"), (b"content-type", b"application/x-www-form-urlencoded")]
        scope = {"type": "http", "method": "POST", "path": path, "raw_path": path.encode(), "query_string": b""}
        scope |= {"headers": headers, "scheme": "http", "server": ("localhost", 8000), "client": ("192.0.2.1", 9)}
        self.task: asyncio.Future[None] = asyncio.ensure_future(app(scope, self._receive, self._send))

    def leaves(self) -> None:
        self._gone.set()

    async def _receive(self) -> Message:
        if self._body:
            return self._body.pop()
        await self._gone.wait()
        return {"type": "http.disconnect"}

    async def _send(self, message: Message) -> None:
        self.answer += message.get("body", b"")


@pytest.fixture
def house(catalogue: Catalogue) -> House:
    return House(catalogue)


async def test_a_room_is_answered_while_drafts_are_replayed(house: House) -> None:
    presenter = await house.workshop.presenter()
    drafts = [house.visitor() for _ in range(3)]
    await house.turns.at_work()
    before = house.turns.requests
    await presenter.look()
    assert house.turns.requests - before < 20
    await presenter.to("/scenarios/bar-token-to-baz/takeaway")
    assert house.turns.requests - before < 40
    assert not any(draft.task.done() for draft in drafts)
    await asyncio.gather(*(draft.task for draft in drafts))
    assert all(b"No mistakes" in draft.answer for draft in drafts)


async def test_no_visitor_s_replay_goes_on_while_a_room_replays(house: House) -> None:
    gate = asyncio.Event()

    async def play(_request: ReplayRequest) -> Trace:
        await gate.wait()
        raise NotImplementedError

    replay = house.turns.for_rooms(play)(ReplayRequest(next(house.catalogue.scenarios())))
    in_room = asyncio.ensure_future(replay)
    draft = house.visitor()
    for _ in range(1_000):
        await asyncio.sleep(0)
    assert house.turns.requests == 0
    gate.set()
    await asyncio.gather(in_room, draft.task, return_exceptions=True)
    assert house.turns.requests >= 150


async def test_a_page_is_answered_before_the_drafts_that_came_before_it(house: House) -> None:
    drafts = [house.visitor() for _ in range(3)]
    await house.turns.at_work()
    async with httpx2.AsyncClient(transport=httpx2.ASGITransport(house.app), base_url=PUBLIC_URL) as http:
        assert (await http.get("/scenarios/bar-token-to-baz/takeaway")).status_code == 200
    assert not any(draft.task.done() for draft in drafts)
    await asyncio.gather(*(draft.task for draft in drafts))


@pytest.mark.parametrize("path", ["/author", "/api/scenarios/one-audience-per-service/replay"])
async def test_who_leaves_leaves_no_work_behind(house: House, path: str) -> None:
    visitors = [house.visitor(path) for _ in range(3)]
    await house.turns.at_work()
    for visitor in visitors:
        visitor.leaves()
    await asyncio.gather(*(visitor.task for visitor in visitors))
    sent = house.turns.requests
    for _ in range(1_000):
        await asyncio.sleep(0)
    assert (house.turns.requests, [visitor.answer for visitor in visitors]) == (sent, [b"", b"", b""])
    assert sent < 150


async def test_what_would_be_too_much_work_is_a_mistake_and_is_not_replayed(house: House) -> None:
    visitor = house.visitor(text=TOO_MUCH)
    await visitor.task
    assert b"at most 100 what-ifs may stand in a scenario; found 4750" in visitor.answer
    assert house.turns.requests == 0


async def test_whoever_waits_when_the_server_stops_is_told_so(house: House) -> None:
    visitors = [house.visitor() for _ in range(3)]
    await house.turns.at_work()
    house.turns.stop()
    await asyncio.gather(*(visitor.task for visitor in visitors))
    assert all(b"this was not read: the server is stopping" in visitor.answer for visitor in visitors)
