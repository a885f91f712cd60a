"""The presenter's panel as one object, made of what a presenter looks for."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final
from urllib.parse import urlsplit

from markupsafe import Markup

from sandbox.scenarios.stops import stops
from sandbox.serving.interfaces import LOOPBACK_NAMES
from sandbox.views.parts.markdown import markdown
from sandbox.workshop.model import END, Room, Scene
from sandbox.workshop.pages.view_models import RoomPage, ViewModels
from sandbox.workshop.route import Entry, Route

_MANY_ANSWERS: Final = 20


@dataclass(frozen=True, slots=True)
class Notes:
    """What the presenter may say.

    Args:
        scenario: The author's notes about the scenario.
        entry: The note of the playlist about this entry.

    """

    scenario: Markup
    entry: Markup


@dataclass(frozen=True, slots=True)
class Onward:
    """Where the presenter can go from here.

    Args:
        next: Where the button for the next place leads, in words.
        stops: The stops of the scenario: a title and a place.
        entries: The entries of the playlist: number, entry, and whether it is the current one.
        minutes: How long all entries should take.
        begins: After how many minutes the current entry should begin.
        ends: After how many it should end.

    """

    next: str
    stops: list[tuple[str, str]]
    entries: list[tuple[int, Entry, bool]]
    minutes: int
    begins: int
    ends: int


@dataclass(frozen=True, slots=True)
class People:
    """Who takes part.

    Args:
        voted: How many have answered the open question.
        crowd: A warning, if most of many answers come from one address; empty else.
        names: The nicknames, in order.

    """

    voted: int
    crowd: str
    names: list[str]


@dataclass(frozen=True, slots=True)
class Reach:
    """At which addresses other devices reach this machine.

    Args:
        addresses: Those that are likely, best first.
        only_here: Whether the address that is shown means each device itself.

    """

    addresses: Sequence[str]
    only_here: bool


@dataclass(frozen=True, slots=True)
class PanelPage:
    """The presenter's panel.

    Args:
        room_page: What the presenter sees of the room.
        notes: What to say.
        onward: Where to go.
        people: Who takes part.
        reach: Where people reach this machine.
        problem: What was wrong with the last command; empty else.

    """

    room_page: RoomPage
    notes: Notes
    onward: Onward
    people: People
    reach: Reach
    problem: str = ""


async def panel_page(view_models: ViewModels, room: Room, problem: str = "") -> PanelPage:
    """What the presenter of a room sees.

    Args:
        view_models: Makes what a page shows of a room.
        room: The room.
        problem: What was wrong with the last command; empty if nothing was.

    """
    page = await view_models.room_page(room, "present")
    scenario = page.stop.head.scenario if page.stop else None
    worlds = view_models.catalogue.worlds
    world = worlds[scenario.world] if scenario else next(iter(worlds.values()))
    route = view_models.route(room)
    begins, ends = _planned(room, route)
    return PanelPage(
        room_page=page,
        notes=Notes(
            scenario=markdown(scenario.presenter_notes, world) if scenario else Markup(),
            entry=markdown(page.entry.note, world) if page.entry else Markup(),
        ),
        onward=Onward(
            next=_next_in_words(room, route),
            stops=[(stop.title, stop.url) for stop in stops(scenario)] if scenario else [],
            entries=[(number, entry, entry is page.entry) for number, entry in enumerate(route.entries, 1)],
            minutes=sum(entry.minutes for entry in route.entries),
            begins=begins,
            ends=ends,
        ),
        people=await _people(view_models, room),
        reach=Reach(view_models.hub.reachable, urlsplit(room.address).hostname in LOOPBACK_NAMES),
        problem=problem,
    )


async def _people(view_models: ViewModels, room: Room) -> People:
    votes = await view_models.store.votes(room.code, room.poll_key) if room.poll_key else {}
    people = await view_models.store.people(room.code)
    return People(
        voted=len(votes),
        crowd=_crowd_warning([people[device].address for device in votes if device in people]),
        names=sorted({person.name for person in people.values() if person.name}),
    )


def _planned(room: Room, route: Route) -> tuple[int, int]:
    """Between which minutes of the plan the room should be: those of the entry that it is at, or was at last."""
    place = room.presenter_scene.place
    at = route.entry_of(place if route.entry_of(place) or place == END else room.on_way)
    begins = 0
    for entry in route.entries:
        if entry is at:
            return begins, begins + entry.minutes
        begins += entry.minutes
    return begins, begins


def _next_in_words(room: Room, route: Route) -> str:
    scene = room.presenter_scene
    if room.blank or room.joining:
        return "Show it again"
    if scene.part + 1 < len(scene.parts):
        return _part_in_words(scene, scene.part + 1)
    if scene.question and scene.question not in room.revealed:
        return "Close the question"
    place = route.next(scene.place, room.on_way)
    if place == END:
        return "The end"
    found = route.stop(place)
    if found is None:
        entry = route.entry_of(place)
        if entry is None:
            return "Back to the way"
        return f"Ask: {entry.title}" if entry.question else entry.title
    scenario, stop = found
    if stop.kind == "question":
        return scenario.title
    return f"Ask: {stop.title}" if stop.kind == "predict" else stop.title


def _part_in_words(scene: Scene, part: int) -> str:
    words = {"answers": "What the room said", "checks": "The checks", "outcome": "The outcome", "reasons": "Why"}
    name = scene.parts[part]
    if name != "message":
        return words[name]
    return f"Message {scene.parts[: part + 1].count(name)} of {scene.parts.count(name)}"


def _crowd_warning(addresses: list[str]) -> str:
    """A warning if most answers of many come from one address, and others from elsewhere."""
    if len(set(addresses)) < 2:
        return ""
    most = max(set(addresses), key=addresses.count)
    count = addresses.count(most)
    if count <= _MANY_ANSWERS or 2 * count <= len(addresses):
        return ""
    return f"{count} of {len(addresses)} answers come from the one address {most}."
