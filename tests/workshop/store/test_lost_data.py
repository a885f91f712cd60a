"""A Redis that comes back without what it had: each process writes again what it knows, and nothing that was closed."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from contextlib import AsyncExitStack

import pytest

from sandbox.workshop.model import Person, Room, Scene
from sandbox.workshop.store.interface import StoreUnreachable
from sandbox.workshop.store.redis import RedisStore
from sandbox.workshop.store.scripts import PREFIX
from tests.workshop.people import answers, until
from tests.workshop.store.redis_server import RedisServer, redis_server

QUESTION = "one/1#1"
ROOM = Room(code="ABCD", secret="h", seal="k", playlist="", opened=1.0, address="", scene=Scene(place="one/1/predict"))
NEXT = ROOM.model_copy(update={"version": 2})
ANN, BEN = Person(name="Ann", address="192.0.2.1"), Person(name="Ben", address="192.0.2.2")


@pytest.fixture(autouse=True)
def nothing_is_logged() -> None:
    """Here a Redis is away."""


@pytest.fixture
def server() -> Iterator[RedisServer]:
    with redis_server() as server:
        yield server


@pytest.fixture(autouse=True)
def patient(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sandbox.workshop.store.redis.TIMEOUT", 20.0)


@pytest.fixture
async def stores(server: RedisServer) -> AsyncIterator[tuple[RedisStore, RedisStore]]:
    """Two processes that know a room, in each of which somebody has joined and voted."""
    async with AsyncExitStack() as stack:
        first, second = RedisStore(server.url), RedisStore(server.url)
        for store in (first, second):
            stack.push_async_callback(store.aclose)
            await store.listen(lambda *_: None, lambda _: None)
        assert await first.open(ROOM)
        assert await second.read("ABCD") == ROOM
        assert await first.join("ABCD", "ann", ANN)
        assert await first.vote("ABCD", QUESTION, "ann", ANN, 1) == "counted"
        assert await second.join("ABCD", "ben", BEN)
        assert await second.vote("ABCD", QUESTION, "ben", BEN, 2) == "counted"
        yield first, second


def emptied(server: RedisServer) -> None:
    server.ask("FLUSHALL")


def begun_anew(server: RedisServer) -> None:
    server.kill()
    server.start()


def thrown_away(server: RedisServer) -> None:
    server.ask("DEL", *server.ask("KEYS", f"{PREFIX}*"))


async def given(store: RedisStore) -> dict[str, int]:
    return answers(await store.votes("ABCD", QUESTION))


async def eventually(expected: object, ask: Callable[[], Awaitable[object]]) -> None:
    found: object = None
    for _ in range(500):
        try:
            found = await ask()
        except StoreUnreachable as error:
            found = error
        if found == expected:
            break
        await asyncio.sleep(0.01)
    assert found == expected


@pytest.mark.parametrize("lose", [emptied, begun_anew, thrown_away])
async def test_what_each_process_had_confirmed_is_all_there_again(
    server: RedisServer, stores: tuple[RedisStore, RedisStore], lose: Callable[[RedisServer], None]
) -> None:
    first, second = stores
    assert await second.write(NEXT)
    lose(server)
    await eventually(NEXT, lambda: second.read("ABCD"))
    await eventually({"ann": 1, "ben": 2}, lambda: given(first))
    assert await second.people("ABCD") == {"ann": ANN, "ben": BEN}
    assert await first.read("ABCD") == NEXT
    assert await first.vote("ABCD", QUESTION, "cleo", ANN, 3) == "counted"
    assert await second.count_votes("ABCD", QUESTION) == 3


async def test_of_two_versions_the_newer_one_is_written_again_whoever_comes_first(
    server: RedisServer, stores: tuple[RedisStore, RedisStore]
) -> None:
    first, second = stores
    assert await second.write(NEXT)
    server.ask("FLUSHALL")
    assert await first.read("ABCD") in (ROOM, NEXT)  # which may not have heard of the newer one
    await eventually(NEXT, lambda: second.read("ABCD"))
    await eventually(NEXT, lambda: first.read("ABCD"))


async def test_older_data_is_brought_up_to_date(server: RedisServer, stores: tuple[RedisStore, RedisStore]) -> None:
    first, second = stores
    assert await first.vote("ABCD", QUESTION, "ann", ANN, 3) == "counted"
    assert await first.write(NEXT)
    assert await second.read("ABCD") == NEXT
    older = ("json", ROOM.model_dump_json(), "version", 1, "asked", ROOM.poll_key)
    server.ask("HSET", f"{PREFIX}room:ABCD", *older)
    server.ask("HSET", f"{PREFIX}votes:ABCD:{QUESTION}", "ann", 1)
    assert await first.read("ABCD") == NEXT
    await eventually({"ann": 3, "ben": 2}, lambda: given(first))


async def test_a_later_answer_through_another_process_stays_when_nothing_was_lost(
    server: RedisServer, stores: tuple[RedisStore, RedisStore]
) -> None:
    first, second = stores
    assert await second.vote("ABCD", QUESTION, "ann", ANN, 3) == "counted"
    told: list[str] = []
    first._on_change = lambda code, _change: told.append(code)
    server.ask("CLIENT", "KILL", "TYPE", "pubsub")
    await until(lambda: told)
    await eventually({"ann": 3, "ben": 2}, lambda: given(first))


async def test_a_connection_that_ends_is_no_outage(server: RedisServer, stores: tuple[RedisStore, RedisStore]) -> None:
    outages: list[str] = []
    told: list[str] = []
    stores[0]._on_change, stores[0]._on_reach = lambda code, _change: told.append(code), outages.append
    server.ask("CLIENT", "KILL", "TYPE", "pubsub")
    await until(lambda: told)
    assert outages == []
    assert await stores[0].read("ABCD") == ROOM


async def test_a_closed_room_does_not_come_back(server: RedisServer, stores: tuple[RedisStore, RedisStore]) -> None:
    first, second = stores
    await first.close("ABCD")
    server.ask("CLIENT", "KILL", "TYPE", "pubsub")
    assert await second.read("ABCD") is None
    server.ask("FLUSHALL")
    assert await first.read("ABCD") is None
    assert await second.read("ABCD") is None
    assert await second.open(ROOM)
    assert await first.read("ABCD") == ROOM
    assert await second.people("ABCD") == {}


async def test_a_room_whose_time_was_over_does_not_come_back(
    server: RedisServer,
) -> None:
    now = [0.0]
    store = RedisStore(server.url, lambda: now[0])
    assert await store.open(ROOM.model_copy(update={"code": "WXYZ"}))
    server.ask("DEL", f"{PREFIX}room:WXYZ")
    now[0] = 13 * 3600
    assert await store.read("WXYZ") is None
    await store.aclose()
