"""What every store keeps to: each sentence of the interface, in memory and in a real Redis."""

import asyncio
from collections.abc import AsyncIterator, Iterator
from contextlib import AsyncExitStack
from dataclasses import dataclass, field, replace
from pathlib import Path
from socket import socketpair

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule, run_state_machine_as_test

from sandbox.serving.link import Link
from sandbox.settings import LIMITS
from sandbox.workshop.model import Person, Room, Scene, Vote
from sandbox.workshop.store.file import FileStore
from sandbox.workshop.store.interface import Store
from sandbox.workshop.store.memory import MemoryStore
from sandbox.workshop.store.redis import RedisStore
from sandbox.workshop.store.scripts import CHANGES
from sandbox.workshop.store.shared import SharedStore, StoreOffers
from tests.running import Clock
from tests.workshop.people import answers
from tests.workshop.store.redis_server import RedisServer, redis_server

SMALL = replace(LIMITS, rooms=3, people_in_room=4, people_per_address=2)
ASKING = Scene(place="scenarios/one/steps/1/predict")
QUESTION = "scenarios/one/steps/1#1"
END = "the end"
DEVICES = [f"device {number}" for number in range(20)]
ANN = Person(name="Ann", address="192.0.2.1")


def a_room(code: str = "ABCD", scene: Scene = ASKING) -> Room:
    return Room(
        code=code, secret="hash", seal="key", playlist="", opened=1.0, address="http://192.0.2.9:8000", scene=scene
    )


def after(room: Room, **changed: object) -> Room:
    """Its next version."""
    return room.model_copy(update={"version": room.version + 1, **changed})


def revealed(room: Room) -> Room:
    return after(room, revealed=(room.scene.question,))


def somebody(number: int, address: str = "127.0.0.1") -> Person:
    return Person(name=f"somebody {number}", address=address)


@dataclass
class Kept:
    """A store, and what it told."""

    store: Store
    told: list[tuple[str, str]] = field(default_factory=list)
    end: asyncio.Event = field(default_factory=asyncio.Event)

    def note(self, code: str, change: str) -> None:
        """Take down what is told, up to the end."""
        if code == END:
            self.end.set()
        else:
            self.told.append((code, change))

    async def change(self) -> list[tuple[str, str]]:
        """What has been told since the last time."""
        await self.settle()
        told, self.told[:] = list(self.told), []
        return told

    async def settle(self) -> None:
        """Until everything was told that will be."""

    def later(self, seconds: float) -> None:
        """Let time pass."""
        raise NotImplementedError

    async def another(self) -> Store:
        """What another process has, if there can be one."""
        return self.store

    async def aclose(self) -> None:
        await self.store.aclose()


class InMemory(Kept):
    def __init__(self) -> None:
        self._clock = Clock()
        super().__init__(MemoryStore(self._clock))

    def later(self, seconds: float) -> None:
        self._clock.now += seconds


class InFile(InMemory):
    def __init__(self, path: Path) -> None:
        super().__init__()
        self.store = FileStore(path, self._clock)


class InRedis(Kept):
    def __init__(self, server: RedisServer) -> None:
        self._clock = Clock()
        super().__init__(RedisStore(server.url, self._clock))
        self._server = server
        self._others = AsyncExitStack()

    async def settle(self) -> None:
        self.end.clear()
        self._server.ask("PUBLISH", CHANGES, f"room {END}")  # what is published last is told last
        await asyncio.wait_for(self.end.wait(), 20)

    def later(self, seconds: float) -> None:
        self._clock.now += seconds
        self._server.later(seconds)

    async def another(self) -> Store:
        store = RedisStore(self._server.url)
        self._others.push_async_callback(store.aclose)
        return store

    async def aclose(self) -> None:
        await self._others.aclose()
        await super().aclose()


class InAnotherProcess(InMemory):
    """As a worker has it. Each worker's link ends in this process, for once."""

    def __init__(self) -> None:
        super().__init__()
        self._links, self._links_here = list[Link](), list[Link]()
        self._offers = StoreOffers(self.store, lambda: self._links)
        self.store = self._worker()

    async def start(self) -> None:
        """Tell workers of changes from now on."""
        await self._offers.start()
        await self._links[0].start()

    async def settle(self) -> None:
        await self.store.read(END)  # what is told comes before what is returned

    async def another(self) -> Store:
        store = self._worker()
        await self._links[-1].start()
        return store

    async def aclose(self) -> None:
        for link in (*self._links_here, *self._links):
            await link.aclose()

    def _worker(self) -> SharedStore:
        here, there = socketpair()
        self._links.append(Link(there, self._offers.offers()))
        self._links_here.append(Link(here))
        return SharedStore(self._links_here[-1])


def make(kind: str, server: RedisServer) -> Kept:
    if kind == "memory":
        return InMemory()
    if kind == "worker":
        return InAnotherProcess()
    server.ask("FLUSHALL")
    return InRedis(server)


async def start(kept: Kept) -> None:
    if isinstance(kept, InAnotherProcess):
        await kept.start()
    await kept.store.listen(kept.note, lambda _: None)


@pytest.fixture(scope="module")
def server() -> Iterator[RedisServer]:
    with redis_server() as server:
        yield server


@pytest.fixture(autouse=True)
def small(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sandbox.workshop.store.memory.LIMITS", SMALL)
    monkeypatch.setattr("sandbox.workshop.store.redis.LIMITS", SMALL)
    monkeypatch.setattr("sandbox.workshop.store.redis.TIMEOUT", 20.0)


@pytest.fixture(params=["memory", "file", "redis", "worker"])
async def kept(request: pytest.FixtureRequest, server: RedisServer, tmp_path: Path) -> AsyncIterator[Kept]:
    kept = InFile(tmp_path / "rooms") if request.param == "file" else make(request.param, server)
    await start(kept)
    yield kept
    await kept.aclose()


@pytest.fixture
def store(kept: Kept) -> Store:
    return kept.store


async def test_a_room_is_read_as_it_was_kept(store: Store) -> None:
    room = a_room().model_copy(
        update={"rounds": {"a question": 2}, "revealed": ("a", "b"), "ahead": Scene(place="end")}
    )
    assert await store.open(room)
    assert await store.read("ABCD") == room


async def test_a_room_that_nobody_opened_is_none(store: Store) -> None:
    assert await store.read("ABCD") is None


async def test_a_code_is_taken_once(store: Store) -> None:
    assert await store.open(a_room())
    assert not await store.open(after(a_room()))
    assert await store.read("ABCD") == a_room()


async def test_no_more_rooms_are_opened_than_may_be(store: Store) -> None:
    assert [await store.open(a_room(code)) for code in "ABCD"] == [True, True, True, False]
    await store.close("B")
    assert await store.open(a_room("D"))


async def test_a_forgotten_room_leaves_its_place(kept: Kept) -> None:
    assert [await kept.store.open(a_room(code)) for code in "ABC"] == [True, True, True]
    kept.later(SMALL.room_ttl / 2)
    assert await kept.store.write(after(a_room("A")))
    kept.later(SMALL.room_ttl / 2)
    assert [await kept.store.open(a_room(code)) for code in "ADEF"] == [False, True, True, False]


async def test_opening_tells_nobody(kept: Kept) -> None:
    await kept.store.open(a_room())
    assert await kept.change() == []


async def test_the_next_version_is_taken_over_and_told(kept: Kept) -> None:
    await kept.store.open(a_room())
    assert await kept.store.write(revealed(a_room()))
    assert await kept.store.read("ABCD") == revealed(a_room())
    assert await kept.change() == [("ABCD", "room")]


@pytest.mark.parametrize("version", [0, 1, 3, 10])
async def test_no_other_version_is_taken_over_or_told(kept: Kept, version: int) -> None:
    await kept.store.open(a_room())
    assert not await kept.store.write(a_room(scene=Scene(place="end")).model_copy(update={"version": version}))
    assert await kept.store.read("ABCD") == a_room()
    assert await kept.change() == []


async def test_a_closed_room_is_not_written(kept: Kept) -> None:
    await kept.store.open(a_room())
    await kept.store.close("ABCD")
    await kept.change()
    assert not await kept.store.write(after(a_room()))
    assert await kept.store.read("ABCD") is None
    assert await kept.change() == []


async def test_of_fifty_who_write_one_version_one_comes_first(kept: Kept) -> None:
    stores = [kept.store, await kept.another()]
    await kept.store.open(a_room())
    hub = [after(a_room(), on_way=f"place {number}") for number in range(50)]
    won = await asyncio.gather(*(stores[number % 2].write(room) for number, room in enumerate(hub)))
    assert won.count(True) == 1
    assert await kept.store.read("ABCD") == hub[won.index(True)]
    assert await kept.change() == [("ABCD", "room")]


async def test_a_closed_room_leaves_nothing(kept: Kept) -> None:
    for _ in range(2):
        assert await kept.store.open(a_room())
        assert await kept.store.people("ABCD") == {}
        assert await kept.store.votes("ABCD", QUESTION) == {}
        assert await kept.store.count_votes("ABCD", QUESTION) == 0
        assert await kept.store.count_connected("ABCD", "a", DEVICES[:1]) == 1
        assert await kept.store.vote("ABCD", QUESTION, "phone", ANN, 1) == "counted"
        assert await kept.store.count_connected("ABCD", "b", DEVICES[1:2]) == 2
        await kept.store.close("ABCD")
        assert await kept.store.read("ABCD") is None
        assert await kept.store.people("ABCD") == {}
        assert await kept.store.votes("ABCD", QUESTION) == {}
        assert await kept.store.count_connected("ABCD", "a", DEVICES[:1]) == 0


async def test_closing_is_told_once(kept: Kept) -> None:
    await kept.store.open(a_room())
    await kept.store.close("ABCD")
    await kept.store.close("ABCD")
    assert await kept.change() == [("ABCD", "room")]


async def test_who_joins_is_there_and_told(kept: Kept) -> None:
    await kept.store.open(a_room())
    assert await kept.store.join("ABCD", "phone", ANN)
    assert await kept.store.people("ABCD") == {"phone": ANN}
    assert await kept.change() == [("ABCD", "people")]


async def test_who_joins_again_is_noted_anew_and_told_if_changed(kept: Kept) -> None:
    await kept.store.open(a_room())
    await kept.store.join("ABCD", "phone", ANN)
    renamed = ANN.model_copy(update={"name": "Anna"})
    assert await kept.store.join("ABCD", "phone", renamed)
    assert await kept.store.join("ABCD", "phone", renamed)
    assert await kept.store.people("ABCD") == {"phone": renamed}
    assert await kept.change() == [("ABCD", "people"), ("ABCD", "people")]


async def test_who_joins_again_without_a_name_keeps_the_one_that_was_given(kept: Kept) -> None:
    await kept.store.open(a_room())
    await kept.store.join("ABCD", "phone", ANN)
    assert await kept.store.join("ABCD", "phone", Person(address="192.0.2.9"))
    assert await kept.store.people("ABCD") == {"phone": ANN}
    assert await kept.change() == [("ABCD", "people")]


async def test_nobody_joins_a_room_that_is_not_there(kept: Kept) -> None:
    assert not await kept.store.join("ABCD", "phone", ANN)
    assert await kept.store.people("ABCD") == {}
    assert await kept.change() == []


async def test_a_room_holds_so_many_people_and_those_stay_welcome(kept: Kept) -> None:
    await kept.store.open(a_room())
    joined = [await kept.store.join("ABCD", f"device {number}", somebody(number)) for number in range(6)]
    assert joined == [True] * SMALL.people_in_room + [False] * 2
    assert await kept.store.join("ABCD", "device 0", somebody(100))
    assert await kept.store.vote("ABCD", QUESTION, "device 1", somebody(1), 0) == "counted"
    assert await kept.store.vote("ABCD", QUESTION, "device 6", somebody(6), 0) == "full"
    assert answers(await kept.store.votes("ABCD", QUESTION)) == {"device 1": 0}
    assert len(await kept.store.people("ABCD")) == SMALL.people_in_room


@pytest.mark.parametrize("address", ["192.0.2.1", "2001:db8::1", "not an address", ""])
async def test_one_address_holds_so_many_people(kept: Kept, address: str) -> None:
    await kept.store.open(a_room())
    joined = [await kept.store.join("ABCD", f"device {number}", somebody(number, address)) for number in range(3)]
    assert joined == [True, True, False]
    assert await kept.store.vote("ABCD", QUESTION, "device 2", somebody(2, address), 0) == "full"
    assert await kept.store.join("ABCD", "device 2", somebody(2, "192.0.2.77"))


async def test_who_comes_again_takes_no_second_place(kept: Kept) -> None:
    await kept.store.open(a_room())
    for number in range(3):
        assert await kept.store.join("ABCD", "phone", somebody(number, "192.0.2.1"))
        assert await kept.store.vote("ABCD", QUESTION, "phone", somebody(number, "192.0.2.1"), 0) == "counted"
    assert await kept.store.join("ABCD", "laptop", somebody(4, "192.0.2.1"))


@pytest.mark.parametrize("address", ["127.0.0.1", "127.8.9.1", "::1"])
async def test_this_machine_holds_as_many_as_the_room(kept: Kept, address: str) -> None:
    await kept.store.open(a_room())
    joined = [await kept.store.join("ABCD", f"device {number}", somebody(number, address)) for number in range(4)]
    assert joined == [True] * 4


async def test_the_bounds_hold_for_all_processes_together(kept: Kept) -> None:
    stores = [kept.store, await kept.another(), await kept.another()]
    opened = await asyncio.gather(*(stores[number % 3].open(a_room(f"room {number}")) for number in range(12)))
    assert opened.count(True) == SMALL.rooms
    code = f"room {opened.index(True)}"
    joined = await asyncio.gather(
        *(stores[number % 3].join(code, f"device {number}", somebody(number, "192.0.2.1")) for number in range(12)),
        *(stores[number % 3].vote(code, QUESTION, f"voter {number}", somebody(number), 0) for number in range(12)),
    )
    assert joined[:12].count(True) <= SMALL.people_per_address
    assert joined[:12].count(True) + joined[12:].count("counted") == SMALL.people_in_room
    assert len(await kept.store.people(code)) == SMALL.people_in_room


async def test_a_vote_counts_in_place_of_the_last_one_and_is_told(kept: Kept) -> None:
    await kept.store.open(a_room())
    assert await kept.store.vote("ABCD", QUESTION, "phone", ANN, 1) == "counted"
    assert await kept.store.vote("ABCD", QUESTION, "phone", ANN, 3) == "counted"
    assert await kept.store.vote("ABCD", QUESTION, "laptop", ANN, 0) == "counted"
    assert answers(await kept.store.votes("ABCD", QUESTION)) == {"phone": 3, "laptop": 0}
    assert await kept.store.count_votes("ABCD", QUESTION) == 2
    assert await kept.change() == [("ABCD", "votes")] * 3


async def test_who_votes_is_there_and_who_was_stays_as_it_was(kept: Kept) -> None:
    await kept.store.open(a_room())
    await kept.store.join("ABCD", "phone", ANN)
    for device in ("phone", "laptop"):
        assert await kept.store.vote("ABCD", QUESTION, device, somebody(2), 1) == "counted"
    assert await kept.store.people("ABCD") == {"phone": ANN, "laptop": somebody(2)}


@pytest.mark.parametrize(
    "question", ["scenarios/one/steps/1#2", "scenarios/one/steps/1", "scenarios/two/steps/1#1", ""]
)
async def test_a_vote_on_another_question_does_not_count(kept: Kept, question: str) -> None:
    await kept.store.open(a_room())
    assert await kept.store.vote("ABCD", question, "phone", ANN, 1) == "closed"
    assert await kept.store.votes("ABCD", question) == {}
    assert await kept.store.people("ABCD") == {}
    assert await kept.change() == []


@pytest.mark.parametrize("question", [QUESTION, ""])
async def test_no_vote_counts_where_nothing_is_asked(kept: Kept, question: str) -> None:
    await kept.store.open(a_room(scene=Scene(place="lobby")))
    assert await kept.store.vote("ABCD", question, "phone", ANN, 1) == "closed"
    assert await kept.store.vote("none", question, "phone", ANN, 1) == "closed"


async def test_no_vote_counts_after_the_reveal_and_those_before_stay(kept: Kept) -> None:
    await kept.store.open(a_room())
    await kept.store.vote("ABCD", QUESTION, "phone", ANN, 1)
    await kept.store.write(revealed(a_room()))
    assert await kept.store.vote("ABCD", QUESTION, "phone", ANN, 2) == "closed"
    assert answers(await kept.store.votes("ABCD", QUESTION)) == {"phone": 1}


async def test_votes_that_race_with_the_reveal_count_if_they_are_answered_so(
    kept: Kept, monkeypatch: pytest.MonkeyPatch
) -> None:
    many = replace(SMALL, people_in_room=1000)
    monkeypatch.setattr("sandbox.workshop.store.memory.LIMITS", many)
    monkeypatch.setattr("sandbox.workshop.store.redis.LIMITS", many)
    stores = [kept.store, await kept.another()]
    await kept.store.open(a_room())
    seen_after: dict[str, int] = {}

    async def reveal() -> str:
        assert await stores[1].write(revealed(a_room()))
        seen_after.update(answers(await stores[1].votes("ABCD", QUESTION)))
        return "revealed"

    votes = [stores[n % 2].vote("ABCD", QUESTION, f"device {n}", somebody(n), n % 4) for n in range(200)]
    outcomes = await asyncio.gather(*votes[:100], reveal(), *votes[100:])
    counted = {f"device {n}": n % 4 for n, one in enumerate(outcomes[:100] + outcomes[101:]) if one == "counted"}
    assert answers(await kept.store.votes("ABCD", QUESTION)) == counted == seen_after
    assert await kept.store.count_votes("ABCD", QUESTION) == len(counted)


async def test_a_room_is_forgotten_so_long_after_its_last_change(kept: Kept) -> None:
    room = a_room()
    await kept.store.open(room)
    half = SMALL.room_ttl / 2 + 1
    kept.later(half)
    assert await kept.store.vote("ABCD", QUESTION, "phone", ANN, 1) == "counted"
    kept.later(half)
    assert await kept.store.join("ABCD", "laptop", ANN)
    kept.later(half)
    assert await kept.store.write(revealed(room))
    await kept.settle()
    kept.later(half)
    assert await kept.store.join("ABCD", "laptop", ANN)  # which changes nothing
    assert await kept.store.count_connected("ABCD", "process", DEVICES[:1]) == 1  # nor does this
    assert answers(await kept.store.votes("ABCD", QUESTION)) == {"phone": 1}
    assert set(await kept.store.people("ABCD")) == {"phone", "laptop"}
    await kept.settle()
    kept.later(half)
    assert await kept.store.read("ABCD") is None
    assert await kept.store.votes("ABCD", QUESTION) == {}
    assert await kept.store.people("ABCD") == {}
    assert await kept.store.count_connected("ABCD", "process", DEVICES[:1]) == 0


async def test_the_connected_of_all_processes_are_added_up_for_a_while(kept: Kept) -> None:
    await kept.store.open(a_room())
    assert await kept.store.count_connected("ABCD", "a", DEVICES[:5]) == 5
    kept.later(SMALL.presence_ttl / 2)
    assert await kept.store.count_connected("ABCD", "b", DEVICES[5:12]) == 12
    assert await kept.store.count_connected("ABCD", "b", DEVICES[5:13]) == 13
    kept.later(SMALL.presence_ttl / 2)
    assert await kept.store.count_connected("ABCD", "b", DEVICES[5:13]) == 8
    assert await kept.change() == []


async def test_a_device_at_two_processes_one_of_which_may_have_died_counts_once(kept: Kept) -> None:
    await kept.store.open(a_room())
    assert await kept.store.count_connected("ABCD", "killed", DEVICES) == 20
    assert await kept.store.count_connected("ABCD", "new", DEVICES[:8]) == 20
    many = [f"phone {number}" for number in range(3500)]
    assert await kept.store.count_connected("ABCD", "new", many) == 3520
    assert await kept.store.count_connected("ABCD", "new", []) == 20


async def test_a_vote_bears_the_nickname_that_the_device_had_then(kept: Kept) -> None:
    await kept.store.open(a_room())
    for name in ("", "Ann Lee", "Ben"):
        if name:
            await kept.store.join("ABCD", f"once {name}", somebody(1))
            await kept.store.join("ABCD", "phone", Person(name=name, address="192.0.2.1"))
        assert await kept.store.vote("ABCD", QUESTION, "phone", ANN.model_copy(update={"name": ""}), 1) == "counted"
        assert (await kept.store.votes("ABCD", QUESTION))["phone"] == Vote(1, name)
    await kept.store.join("ABCD", "phone", Person(name="Cleo", address="192.0.2.1"))
    assert (await kept.store.votes("ABCD", QUESTION))["phone"] == Vote(1, "Ben")


async def test_nobody_is_present_where_there_is_no_room(store: Store) -> None:
    assert await store.count_connected("ABCD", "a", DEVICES[:5]) == 0


async def test_what_another_process_changes_is_told(kept: Kept) -> None:
    other = await kept.another()
    await other.open(a_room())
    await other.join("ABCD", "phone", ANN)
    await other.vote("ABCD", QUESTION, "phone", ANN, 1)
    await other.write(revealed(a_room()))
    await other.close("ABCD")
    assert await kept.change() == [("ABCD", "people"), ("ABCD", "votes"), ("ABCD", "room"), ("ABCD", "room")]


async def test_rooms_know_nothing_of_each_other(store: Store) -> None:
    await store.open(a_room("A"))
    await store.open(a_room("A:B"))
    await store.vote("A", QUESTION, "phone", ANN, 1)
    await store.close("A:B")
    assert answers(await store.votes("A", QUESTION)) == {"phone": 1}
    assert await store.people("A") == {"phone": ANN}


@pytest.mark.parametrize("strange", ["", "a b", "*", "\n", "\0", "\ud800", "é" * 2000, "ABCD:people", "'; return 1 --"])
async def test_strange_names_are_names(store: Store, strange: str) -> None:
    await store.open(a_room())
    assert await store.read(strange) is None
    assert await store.people(strange) == {}
    assert await store.votes("ABCD", strange) == {}
    assert await store.vote("ABCD", strange, "phone", ANN, 1) == "closed"
    assert not await store.join(strange, "phone", ANN)
    assert await store.join("ABCD", strange, ANN)
    assert len(await store.people("ABCD")) == 1


CODES = st.sampled_from("ABCD")
PHONES = st.sampled_from(["phone", "laptop", "tablet", "watch", "fridge", "car"])
PEOPLE = st.builds(Person, name=st.text(max_size=3), address=st.sampled_from(["192.0.2.1", "192.0.2.2", "::1", "x"]))
PLACES = st.sampled_from(["lobby", "end", "one/1", "one/1/predict", "one/2/predict", "pause/1"])
ASKED = ["one/1#1", "one/1#2", "one/2#1"]
QUESTIONS = st.sampled_from([*ASKED, ""])


async def everything(kept: Kept) -> list[object]:
    """All that can be asked of a store, and what it has told."""
    poll_key = [(code, question) for code in "ABCD" for question in ASKED]
    found = await asyncio.gather(
        *(kept.store.read(code) for code in "ABCD"),
        *(kept.store.people(code) for code in "ABCD"),
        *(kept.store.votes(*one) for one in poll_key),
    )
    return [*found, await kept.change()]


class Both(RuleBasedStateMachine):
    """Redis beside memory: whatever is done to both, both answer, tell and keep the same."""

    server: RedisServer

    @initialize()
    def begin(self) -> None:
        self.runner = asyncio.Runner()
        self.both = [make("memory", self.server), make("redis", self.server)]
        self.hub: dict[str, Room] = {}
        for kept in self.both:
            self.runner.run(start(kept))

    def same(self, method: str, *arguments: object) -> object:
        one, other = (self.runner.run(getattr(kept.store, method)(*arguments)) for kept in self.both)
        assert one == other, method
        return one

    @rule(code=CODES, place=PLACES)
    def open(self, code: str, place: str) -> None:
        room = a_room(code, Scene(place=place))
        if self.same("open", room):
            self.hub[code] = room

    @rule(
        code=CODES,
        place=PLACES,
        by=st.sampled_from([1, 1, 1, 0, 2, -1]),
        known=st.lists(st.sampled_from(["one/1", "one/2"]), unique=True),
        rounds=st.dictionaries(st.sampled_from(["one/1", "one/2"]), st.integers(1, 2)),
    )
    def write(self, code: str, place: str, by: int, known: list[str], rounds: dict[str, int]) -> None:
        before = self.hub.get(code, a_room(code))
        changed = {"scene": Scene(place=place), "revealed": tuple(known), "rounds": rounds}
        room = before.model_copy(update={"version": before.version + by, **changed})
        if self.same("write", room):
            self.hub[code] = room

    @rule(code=CODES)
    def close(self, code: str) -> None:
        self.same("close", code)

    @rule(code=CODES, device=PHONES, person=PEOPLE)
    def join(self, code: str, device: str, person: Person) -> None:
        self.same("join", code, device, person)

    @rule(code=CODES, question=QUESTIONS, device=PHONES, person=PEOPLE, answer=st.integers(0, 7))
    def vote(self, code: str, question: str, device: str, person: Person, answer: int) -> None:
        self.same("vote", code, question, device, person, answer)

    @rule(code=CODES, device=PHONES, person=PEOPLE, answer=st.integers(0, 7))
    def vote_on_what_is_asked(self, code: str, device: str, person: Person, answer: int) -> None:
        poll_key = self.hub[code].poll_key if code in self.hub else ""
        self.same("vote", code, poll_key, device, person, answer)
        self.same("count_votes", code, poll_key)

    @rule(code=CODES, process=st.sampled_from(["a", "b"]), devices=st.sets(PHONES))
    def count_connected(self, code: str, process: str, devices: set[str]) -> None:
        self.same("count_connected", code, process, devices)

    @rule(seconds=st.sampled_from([LIMITS.presence_ttl // 2 + 1, LIMITS.room_ttl // 3]))
    def later(self, seconds: int) -> None:
        for kept in self.both:
            kept.later(seconds)

    @invariant()
    def both_keep_and_told_the_same(self) -> None:
        one, other = (self.runner.run(everything(kept)) for kept in self.both)
        assert one == other

    def teardown(self) -> None:
        for kept in self.both:
            self.runner.run(kept.aclose())
        self.runner.close()


def test_redis_does_what_memory_does(server: RedisServer) -> None:
    Both.server = server
    checked = [HealthCheck.too_slow, HealthCheck.data_too_large]
    run_state_machine_as_test(
        Both,
        settings=settings(max_examples=15, stateful_step_count=30, deadline=None, suppress_health_check=checked),
    )
