"""However somebody follows, whatever the presenter does: what their page says is so now, and they count as here."""

from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass

import pytest

from tests.workshop.people import Person, Presenter, Workshop, few, mine, shown, version
from tests.workshop.test_hub import counts

SCENARIO = "/scenarios/bar-token-to-baz"
AT_BAZ = f"{SCENARIO}/at-baz"
PREDICT = f"{AT_BAZ}/predict"
HAND = "hand /workbench?world=foo&api=baz"
HANDED = "The presenter hands you something to try."
ALONE = "On your own. The room is at <b>"


@dataclass(frozen=True)
class Act:
    """What a presenter does.

    Args:
        before: Where the room is, and what was done there.
        does: The command.
        there: What a page that follows says afterwards.
        away: What somebody elsewhere on the site is told.
        gone: What neither says any more.

    """

    before: tuple[str, ...]
    does: str
    there: str
    away: str
    gone: str = "\0"


ACTS = {
    "goes on": Act((f"go {SCENARIO}",), "next", f'data-shown="{SCENARIO}/sign-in"', f"{ALONE}Alice signs in"),
    "goes back": Act((f"go {SCENARIO}",), "back", 'bar-token-to-bar/takeaway"', f"{ALONE}Takeaway"),
    "asks": Act((f"go {SCENARIO}/at-bar",), f"go {PREDICT}", 'id="ballot"', "The presenter asks: <b>A genuine token"),
    "closes the question": Act((f"go {PREDICT}",), "next", "What the room expected", ALONE, "The presenter asks: <b>"),
    "asks again": Act((f"go {AT_BAZ}",), "again", 'id="ballot"', "The presenter asks: <b>A genuine token"),
    "hands out": Act((f"go {AT_BAZ}",), HAND, HANDED, "Your turn: try it."),
    "takes it back": Act((f"go {AT_BAZ}", HAND), "hand", AT_BAZ, ALONE, HANDED),
    "goes on after it": Act((f"go {AT_BAZ}", HAND), f"go {AT_BAZ}/what-if/1", "What if", f"{ALONE}What if", HANDED),
    "shows the next part": Act((f"go {AT_BAZ}", HAND), "next", HANDED, "Your turn: try it."),
    "makes a pause": Act((f"go {AT_BAZ}", HAND), "go pause/11", "Write down one API", "has a pause: Talk.", HANDED),
    "blanks": Act((f"go {PREDICT}",), "blank", "The presenter paused the screen.", "paused the screen.", 'id="ballot"'),
    "shows all again": Act((f"go {PREDICT}", "blank"), "next", 'id="ballot"', "The presenter asks"),
    "shows the code": Act((f"go {PREDICT}",), "code", 'id="ballot"', "The presenter asks", "qr.svg"),
    "calls back": Act((f"go {AT_BAZ}", HAND), "call", AT_BAZ, "The presenter calls you back.", HANDED),
    "goes on after the call": Act((f"go {AT_BAZ}", "call"), "go end", "That was it", "is over.", "calls you back"),
    "begins anew": Act((f"go {AT_BAZ}", HAND), "reset", "You are in.", "On your own.", HANDED),
}


@dataclass
class Somebody:
    """Somebody in a room, and their open page."""

    person: Person
    streams: AsyncExitStack

    async def follow(self, view: str = "") -> None:
        self.stream = await self.streams.enter_async_context(self.person.follow(view))

    async def told(self, presenter: Presenter) -> str:
        """What their open page was sent, when it shows the room as it is now."""
        while (event := await self.stream.next("message")).id != str(version(presenter.page)):
            pass
        return event.data


async def follows(one: Somebody) -> None:
    await one.follow()


async def wanders(one: Somebody) -> None:
    await one.follow()
    await one.streams.aclose()
    await one.follow("away")


async def has_two_tabs(one: Somebody) -> None:
    await one.follow("away")
    await one.follow()


async def came_back(one: Somebody) -> None:
    await wanders(one)
    await one.streams.aclose()
    await one.person.look()
    await one.follow()


async def sleeps(one: Somebody) -> None:
    await one.follow()
    await one.streams.aclose()


STATES = {each.__name__: each for each in (follows, wanders, has_two_tabs, came_back, sleeps)}


@asynccontextmanager
async def room(workshop: Workshop, act: Act) -> AsyncIterator[tuple[Presenter, dict[str, Somebody]]]:
    """A room that is where an act begins, and in it of each kind one who has voted, and one who has not."""
    presenter = await workshop.presenter()
    await presenter.to(PREDICT)
    async with AsyncExitStack() as rest:
        people = {}
        for state in STATES:
            for votes in (True, False):
                person = await workshop.visitor(presenter.code)
                if votes:
                    assert (await person.vote(2)).status_code == 303
                streams = await rest.enter_async_context(AsyncExitStack())
                people[f"{state}, {'voted' if votes else 'silent'}"] = Somebody(person, streams)
        for command in act.before:
            assert (await presenter.do(command)).status_code == 303
        for name, one in people.items():
            await STATES[name.partition(",")[0]](one)
        yield presenter, people


@pytest.mark.parametrize("act", ACTS)
async def test_whatever_the_presenter_does_everybody_is_told_and_counted(socket_workshop: Workshop, act: str) -> None:
    does = ACTS[act]
    async with room(socket_workshop, does) as (presenter, people), presenter.follow("screen") as screen:
        assert (await presenter.do(does.does)).status_code == 303
        for name, one in people.items():
            page = await one.person.look()
            assert does.there in page, name
            assert does.gone not in page, name
            if "sleeps" not in name:
                told = await one.told(presenter)
                assert (does.away if "wanders" in name else does.there) in told, name
                assert does.gone not in told, name
            if act == "closes the question":
                assert mine(page) == ([2] if "voted" in name else []), name
        voted = len(people) // 2 if f'data-asked="{AT_BAZ}#1"' in page else 0
        await counts(screen, here=len(people), voted=voted)


async def test_when_the_room_is_closed_every_stream_says_so(socket_workshop: Workshop) -> None:
    async with room(socket_workshop, ACTS["hands out"]) as (presenter, people):
        await presenter.http.post(f"{presenter.url}/present", data={"do": "close"})
        for name, one in people.items():
            if "sleeps" not in name:
                assert (await one.stream.rest())[-1].name == "closed", name
            assert (await one.person.http.get(one.person.url)).status_code == 404, name


async def test_everybody_who_was_here_is_in_the_denominator(
    socket_workshop: Workshop, monkeypatch: pytest.MonkeyPatch
) -> None:
    presenter = await socket_workshop.presenter()
    await presenter.to(PREDICT)
    people = [await socket_workshop.visitor(presenter.code) for _ in range(4)]
    async with presenter.follow("screen") as screen, people[0].follow(), people[1].follow("away"):
        async with people[2].follow():
            await counts(screen, here=3)
        await people[3].look()  # without scripts
        await people[3].vote(1)
        await people[2].vote(1)
        await counts(screen, here=4, voted=2)
        few(monkeypatch, away_counts_as_here=0)
        await people[0].vote(1)
        await counts(screen, here=3, voted=3)


async def test_who_is_elsewhere_is_told_nothing_of_the_outcome(socket_workshop: Workshop) -> None:
    presenter = await socket_workshop.presenter()
    await presenter.to(PREDICT)
    person = await socket_workshop.visitor(presenter.code)
    async with person.follow("away") as stream:
        told = (await stream.next("message")).data
        assert "The presenter asks" in told
        assert len(told) < 300
        assert shown(await person.look()) == PREDICT
