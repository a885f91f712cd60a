"""Streams over real sockets: one replay and one drawing for everybody, in the right place whenever one comes."""

import asyncio
from contextlib import AsyncExitStack

import httpx2
import pytest

from sandbox.workshop.hub import Hub, View
from sandbox.workshop.model import Room
from sandbox.workshop.store.memory import MemoryStore
from tests.workshop.people import Person, Presenter, Stream, Workshop, few, never_reading, shown, until, version

AT_BAZ = "/scenarios/bar-token-to-baz/at-baz"
PREDICT = f"{AT_BAZ}/predict"


@pytest.fixture
async def presenter(socket_workshop: Workshop) -> Presenter:
    return await socket_workshop.presenter()


async def counts(stream: Stream, here: int, voted: int = 0) -> None:
    """Wait until a stream tells these counts; it fails by the client's timeout."""
    told = await stream.next("tally")
    while told.counts != {"here": here, "voted": voted}:
        told = await stream.next("tally")


def streams_of(workshop: Workshop) -> int:
    """How many are open."""
    return sum(len(live.followers()) for live in workshop.hub._followed.values())


async def test_a_step_is_replayed_and_drawn_once_for_everybody(
    socket_workshop: Workshop, presenter: Presenter, monkeypatch: pytest.MonkeyPatch
) -> None:
    drawn: list[str] = []
    really = socket_workshop.hub.render_page
    assert really

    async def draw(room: Room, view: View) -> str:
        drawn.append(view)
        return await really(room, view)

    monkeypatch.setattr(socket_workshop.hub, "render_page", draw)
    async with AsyncExitStack() as stack:
        people = [await socket_workshop.visitor(presenter.code) for _ in range(5)]
        streams = [await stack.enter_async_context(person.follow()) for person in people]
        for stream in streams:
            assert shown((await stream.next()).data) == "lobby"
        await presenter.to(PREDICT)
        await presenter.to(AT_BAZ)
        for stream in streams:
            scene = await stream.next()
            while shown(scene.data) != AT_BAZ:
                scene = await stream.next()
            assert scene.data.startswith('<div id="shown"')
            assert "invalid_token" in scene.data
            assert scene.id == "3"
    assert socket_workshop.replays == ["bar-token-to-baz"] * 2
    assert sorted(drawn) == sorted(["room", "screen", "present", "away"] * 3)


async def test_each_view_is_told_its_own(socket_workshop: Workshop, presenter: Presenter) -> None:
    person = await socket_workshop.visitor(presenter.code)
    await presenter.to(PREDICT)
    await presenter.do("freeze")
    await presenter.do("next")
    async with person.follow() as room, presenter.follow("screen") as screen, presenter.follow("present") as panel:
        assert shown((await room.next()).data) == PREDICT
        assert shown((await screen.next("message")).data) == PREDICT
        told = (await panel.next("message")).data
        assert (told[:15], shown(told)) == ('<div id="panel"', AT_BAZ)


async def test_who_comes_late_lands_in_the_present(socket_workshop: Workshop, presenter: Presenter) -> None:
    for _ in range(3):
        await presenter.do("next")
    late = await socket_workshop.visitor(presenter.code)
    async with late.follow() as stream:
        assert (await stream.next()).id == str(version(presenter.page))


async def test_a_page_that_shows_the_present_is_told_nothing_twice(
    socket_workshop: Workshop, presenter: Presenter
) -> None:
    person = await socket_workshop.visitor(presenter.code)
    at = version(person.page)
    async with person.follow(since=at) as stream:
        await presenter.do("next")
        first = await stream.next()
        assert (shown(first.data), first.id) == ("pause/1", str(at + 1))
    async with person.follow(since=at, last=first.id) as stream:
        await presenter.do("next")
        assert (await stream.next()).id == str(at + 2)
    async with person.follow(last=first.id) as stream:  # it slept: what is now, and nothing between
        assert (await stream.next()).id == str(at + 2)


async def test_votes_and_names_move_nobodys_page_but_are_counted(
    socket_workshop: Workshop, presenter: Presenter
) -> None:
    await presenter.to(PREDICT)
    people = [await socket_workshop.visitor(presenter.code) for _ in range(3)]
    async with AsyncExitStack() as stack:
        streams = [await stack.enter_async_context(person.follow(since=version(person.page))) for person in people]
        screen = await stack.enter_async_context(presenter.follow("screen"))
        for person in people:
            await person.vote(2)
        await counts(screen, here=3, voted=3)
        await people[0].vote(1)
        await presenter.do("next")
        for stream in streams:
            assert shown((await stream.next()).data) == AT_BAZ
        await counts(screen, here=3)


async def test_a_device_is_counted_once_however_many_tabs_it_has(
    socket_workshop: Workshop, presenter: Presenter, monkeypatch: pytest.MonkeyPatch
) -> None:
    few(monkeypatch, away_counts_as_here=0)
    person, other = await socket_workshop.visitor(presenter.code), await socket_workshop.visitor(presenter.code)
    async with presenter.follow("present") as panel, person.follow(), person.follow():
        await counts(panel, here=1)
        async with other.follow():
            await counts(panel, here=2)
        await counts(panel, here=1)


async def test_without_scripts_a_page_that_was_just_loaded_is_counted(
    socket_workshop: Workshop, presenter: Presenter
) -> None:
    person = await socket_workshop.visitor(presenter.code)
    async with presenter.follow("screen") as screen:
        await person.look()
        await counts(screen, here=1)
        async with person.follow():
            await person.look()
            await (await socket_workshop.visitor(presenter.code)).look()
            await counts(screen, here=2)


async def test_of_seven_tabs_of_one_device_the_last_three_follow_and_the_others_are_told(
    socket_workshop: Workshop, presenter: Presenter
) -> None:
    """A browser has six streams to a server: one device must not use them all up."""
    person = await socket_workshop.visitor(presenter.code)
    async with AsyncExitStack() as stack:
        tabs = []
        for _ in range(7):
            tabs.append(await stack.enter_async_context(person.follow()))
            assert (await tabs[-1].next()).name == "message"
        for tab in tabs[:4]:
            assert [told.name for told in await tab.rest()] == ["elsewhere"]
        await presenter.do("next")
        for tab in tabs[4:]:
            assert shown((await tab.next()).data) == "pause/1"
        assert (await person.http.get("/")).status_code == 200


async def test_a_room_that_is_closed_ends_every_stream_and_says_so(
    socket_workshop: Workshop, presenter: Presenter
) -> None:
    person = await socket_workshop.visitor(presenter.code)
    async with person.follow() as room, presenter.follow("screen") as screen, presenter.follow("present") as panel:
        for stream in (room, screen, panel):
            await stream.next("message")
        await presenter.http.post(f"{presenter.url}/present", data={"do": "close"})
        for stream in (room, screen, panel):
            assert (await stream.rest())[-1].name == "closed"
    async with person.follow() as stream:
        assert [told.name for told in await stream.rest()] == ["closed"]
    assert socket_workshop.hub._followed == {}


async def test_a_room_past_its_time_ends_its_streams(
    socket_workshop: Workshop, presenter: Presenter, monkeypatch: pytest.MonkeyPatch
) -> None:
    person = await socket_workshop.visitor(presenter.code)
    async with person.follow() as stream:
        await stream.next()
        store = socket_workshop.hub.store
        assert isinstance(store, MemoryStore)
        kept = store._rooms[presenter.code]
        monkeypatch.setattr(kept, "until", store._clock())
        socket_workshop.hub._count_soon(socket_workshop.hub._followed[presenter.code])  # as each beat does
        assert [told.name for told in await stream.rest()] == ["closed"]


async def test_a_change_that_the_store_could_not_tell_is_shown_with_the_next_beat(
    socket_workshop: Workshop, presenter: Presenter, monkeypatch: pytest.MonkeyPatch
) -> None:
    person = await socket_workshop.visitor(presenter.code)
    async with person.follow() as stream:
        await stream.next()
        store = socket_workshop.hub.store
        assert isinstance(store, MemoryStore)
        with monkeypatch.context() as deaf:
            deaf.setattr(store, "_on_change", lambda _code, _change: None)
            await presenter.do("next")
        socket_workshop.hub._count_soon(socket_workshop.hub._followed[presenter.code])
        assert shown((await stream.next()).data) == "pause/1"


async def test_strangers_and_those_who_were_only_forged_are_told_that_they_are_not_known(
    socket_workshop: Workshop, presenter: Presenter
) -> None:
    for view in ("", "screen", "present"):
        stranger = socket_workshop.person(presenter.code)
        async with stranger.follow(view) as stream:
            assert [told.name for told in await stream.rest()] == ["stranger"]
    nowhere = socket_workshop.person("BCDFG")
    async with nowhere.follow() as stream:
        told = await stream.rest()
        assert [(one.name, one.data) for one in told] == [("closed", "")]


async def test_streams_are_bounded_and_one_more_is_asked_to_come_later(
    socket_workshop: Workshop, presenter: Presenter, monkeypatch: pytest.MonkeyPatch
) -> None:
    few(monkeypatch, streams=2)
    people = [await socket_workshop.visitor(presenter.code) for _ in range(3)]
    async with AsyncExitStack() as stack:
        streams = [await stack.enter_async_context(person.follow()) for person in people]
        for stream in streams[:2]:
            assert (await stream.next()).name == "message"
        (full,) = await streams[2].rest()
        assert (full.name, int(full.retry) >= 5_000) == ("full", True)
        await presenter.do("next")
        for stream in streams[:2]:
            assert shown((await stream.next()).data) == "pause/1"
    await until(lambda: not streams_of(socket_workshop))
    async with people[2].follow() as stream:
        assert (await stream.next()).name == "message"


async def test_a_follower_who_comes_while_the_room_is_drawn_is_not_forgotten(
    socket_workshop: Workshop, presenter: Presenter, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The beat lets go of rooms that nobody follows."""
    few(monkeypatch, stream_beat=0)
    person = await socket_workshop.visitor(presenter.code)
    really, drawing, on = socket_workshop.hub.render_page, asyncio.Event(), asyncio.Event()
    assert really

    async def slowly(room: Room, view: View) -> str:
        drawing.set()
        await on.wait()
        return await really(room, view)

    monkeypatch.setattr(socket_workshop.hub, "render_page", slowly)
    beating = asyncio.create_task(socket_workshop.hub._send_heartbeats())
    async with asyncio.TaskGroup() as group:
        opened = group.create_task(_first_two(person, presenter, socket_workshop))
        await drawing.wait()
        for _ in range(20):
            await asyncio.sleep(0)
        on.set()
    beating.cancel()
    assert opened.result() == ["lobby", "pause/1"]


async def _first_two(person: Person, presenter: Presenter, workshop: Workshop) -> list[str]:
    async with person.follow() as stream:
        first = shown((await stream.next()).data)
        assert streams_of(workshop) == 1
        await presenter.do("next")
        return [first, shown((await stream.next()).data)]


async def test_a_room_that_nobody_follows_any_more_is_let_go_here_and_found_again(
    socket_workshop: Workshop, presenter: Presenter
) -> None:
    person = await socket_workshop.visitor(presenter.code)
    for _ in range(2):
        async with person.follow() as stream:
            assert (await stream.next()).name == "message"
        await until(lambda: not streams_of(socket_workshop))


async def test_a_code_that_is_taken_is_not_given_twice(monkeypatch: pytest.MonkeyPatch) -> None:
    codes = iter(["BCDFG", "BCDFG", "BCDFG", "HJKMN"])
    monkeypatch.setattr("sandbox.workshop.hub.new_code", lambda: next(codes))
    hub = Hub(MemoryStore(), "http://localhost")
    opened = [await hub.open(""), await hub.open("")]
    assert [found[0].code for found in opened if found] == ["BCDFG", "HJKMN"]
    assert await hub.room("HJKMN")
    assert await hub.room("PQRTV") is None


async def test_a_stream_is_asked_for_with_get(socket_workshop: Workshop, presenter: Presenter) -> None:
    person = await socket_workshop.visitor(presenter.code)
    for method in ("POST", "HEAD", "PUT", "OPTIONS"):
        answer = await person.http.request(method, f"{person.url}/events")
        assert answer.status_code in (404, 405)
    assert streams_of(socket_workshop) == 0


async def test_a_websocket_is_refused(socket_workshop: Workshop, presenter: Presenter) -> None:
    person = await socket_workshop.visitor(presenter.code)
    headers = {
        "connection": "Upgrade",
        "upgrade": "websocket",
        "sec-websocket-version": "13",
        "sec-websocket-key": "dGhlIHNhbXBsZSBub25jZQ==",
    }
    answer: httpx2.Response = await person.http.get(f"{person.url}/events", headers=headers)
    assert answer.status_code == 403


@pytest.mark.parametrize("socket_workshop", [8192], indirect=True)
async def test_who_never_reads_is_let_go_and_nobody_waits_for_it(
    socket_workshop: Workshop, presenter: Presenter, monkeypatch: pytest.MonkeyPatch
) -> None:
    few(monkeypatch, slow_reader=1)
    never, other = await socket_workshop.visitor(presenter.code), await socket_workshop.visitor(presenter.code)
    with never_reading(socket_workshop.url) as connection:
        connection.sendall(never.asks())
        async with presenter.follow("screen") as screen, other.follow() as reading:
            await counts(screen, here=2)
            for _ in range(8):
                await presenter.to(AT_BAZ)
            while (await reading.next()).id != str(version(presenter.page)):
                pass
            await until(lambda: streams_of(socket_workshop) == 2)
