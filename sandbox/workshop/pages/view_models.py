"""What a room's pages show, each as one object: it decides nothing, and asks the store only for votes and people."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Final
from urllib.parse import parse_qsl, urlsplit

from markupsafe import Markup

from sandbox.errors import UnknownName
from sandbox.scenarios.loading.catalogue import Catalogue
from sandbox.scenarios.stops import Stop, stops
from sandbox.scenarios.workbench.parse import parse_workbench
from sandbox.serving.interfaces import LOOPBACK_NAMES
from sandbox.templating import Frame
from sandbox.views.parts.markdown import markdown
from sandbox.views.scenario.onward import Neighbours
from sandbox.views.scenario.page import RoomPart, ScenarioPage, scenario_page
from sandbox.views.scenario.replayed_stop import ReplayedStop
from sandbox.views.tools.workbench import WorkbenchPage, workbench_page
from sandbox.workshop.fingerprint import fingerprint_of
from sandbox.workshop.hub import Rooms, View
from sandbox.workshop.model import END, LOBBY, PAUSE, Room, Scene
from sandbox.workshop.polls import Ballot, Tally, ballot_of, tally_of
from sandbox.workshop.route import Entry, Way, way_of

_MANY: Final = 20


@dataclass(frozen=True, slots=True)
class Poll:
    """A question that is open in a room.

    Args:
        code: The code of the room, where answers are sent to.
        ballot: The question, its answers, and the one that was chosen.
        votable: Whether it can be answered on this page.

    """

    code: str
    ballot: Ballot
    votable: bool = True


@dataclass(frozen=True, slots=True)
class Shown:
    """What is to be seen of a scene.

    Args:
        room: The room.
        view: Which kind of page it is for.
        kind: ``lobby``, ``stop``, ``bench``, ``pause``, ``end``, ``blank``, or ``lost``: what was replayed is no more.
        title: What the workshop is called.
        place: The place, as an address where it has one.
        entry: The entry of the playlist.
        stop: The page of a stop.
        bench: The page of a state of the workbench.
        ballot: The question that can be answered now.
        tally: What was said to the question of this stop.
        tallies: What was said to every question, at the end.
        problem: What was wrong with what the reader just did; empty else.
        nickname: What the person on this device is called, if that is known.

    """

    room: Room
    view: View
    kind: str
    title: str
    place: str
    entry: Entry | None = None
    stop: ScenarioPage | None = None
    bench: WorkbenchPage | None = None
    ballot: Ballot | None = None
    tally: Tally | None = None
    tallies: tuple[Tally, ...] = ()
    problem: str = ""
    nickname: str = ""

    @property
    def code(self) -> str:
        """The code of the room."""
        return self.room.code

    @property
    def join(self) -> str:
        """The address at which people come in, as they can type it."""
        return f"{self.room.address}/room/{self.room.code}"


@dataclass(frozen=True, slots=True)
class Panel:
    """The presenter's panel.

    Args:
        shown: What the presenter sees of the room.
        notes: The author's notes about the scenario.
        note: What the playlist says of this entry.
        next: What the next press leads to, in words.
        choices: What-ifs and other stops of the scenario to jump to: a title and a place.
        entries: The entries of the playlist: number, title, minutes, first place, and whether it is under way.
        voted: How many have answered the question that is asked.
        crowd: A warning, where many answers come from one address; empty else.
        names: The nicknames that were given.
        reachable: The addresses at which other devices may reach this machine.
        only_here: Whether the address that is shown means each device itself.
        minutes: How long the whole way takes.
        problem: What was wrong with what the presenter just did; empty else.

    """

    shown: Shown
    notes: Markup
    note: Markup
    next: str
    choices: list[tuple[str, str]]
    entries: list[tuple[int, Entry, bool]]
    voted: int
    crowd: str
    names: list[str]
    reachable: Sequence[str]
    only_here: bool
    minutes: int
    problem: str = ""


class Showing:
    """Makes what is shown of the rooms of one catalogue."""

    def __init__(self, catalogue: Catalogue, rooms: Rooms, frame: Frame) -> None:
        self.catalogue = catalogue
        self.frame = frame
        self._rooms = rooms
        self._store = rooms.store
        self._ways: dict[str, Way] = {}

    def way(self, room: Room) -> Way:
        """The way of a room; through everything, if its playlist is no more."""
        if room.playlist not in self._ways:
            self._ways[room.playlist] = way_of(room.playlist, self.catalogue)
        return self._ways[room.playlist]

    async def shown(self, room: Room, view: View, device: str | None = None) -> Shown:
        """What one kind of page shows of a room.

        Args:
            room: The room.
            view: Which kind of page.
            device: Whose page it is, if it is for one device alone.

        """
        scene = room.at if view == "present" else room.scene
        title = next((p.title for p in self.catalogue.playlists if p.playlist == room.playlist), "All scenarios")
        if room.blank and view != "present":
            return Shown(room, view, "blank", title, scene.place)
        entry = self.way(room).entry_of(scene.place)
        plain = Shown(room, view, _kind(scene), title, scene.place, entry)
        if scene.place.startswith("/scenarios/"):
            return await self._at_stop(plain, scene, device)
        if scene.place.startswith("/workbench"):
            return self._at_bench(plain, scene)
        if scene.place == END:
            return replace(plain, tallies=await self.tallies(room))
        return plain

    async def tallies(self, room: Room) -> tuple[Tally, ...]:
        """What was said to each question that has been revealed, in the order of the scenarios' steps."""
        found = []
        for scenario in self.catalogue.scenarios():
            for step in scenario.steps:
                url = f"/scenarios/{scenario.scenario}/{step.id}"
                if url in room.revealed:
                    votes = await self._store.votes(room.code, room.key(url))
                    found.append(tally_of(scenario, step, room.key(url), votes, self.catalogue.worlds[scenario.world]))
        return tuple(tally for tally in found if tally)

    async def panel(self, room: Room, problem: str = "") -> Panel:
        """What the presenter sees, and what was wrong with what they just did."""
        shown = await self.shown(room, "present")
        way = self.way(room)
        scenario = shown.stop.head.scenario if shown.stop else None
        world = self.catalogue.worlds[scenario.world] if scenario else next(iter(self.catalogue.worlds.values()))
        voted = await self._store.votes(room.code, room.asked) if room.asked else {}
        people = await self._store.people(room.code)
        return Panel(
            shown=shown,
            notes=markdown(scenario.presenter_notes, world) if scenario else Markup(),
            note=markdown(shown.entry.note, world) if shown.entry else Markup(),
            next=self._next_in_words(room, way),
            choices=[(stop.title, stop.url) for stop in stops(scenario)] if scenario else [],
            entries=[(number, entry, entry is shown.entry) for number, entry in enumerate(way.entries, 1)],
            voted=len(voted),
            crowd=_crowd([people[device].address for device in voted if device in people]),
            names=sorted({person.name for person in people.values() if person.name}),
            reachable=self._rooms.reachable,
            only_here=urlsplit(room.address).hostname in LOOPBACK_NAMES,
            minutes=sum(entry.minutes for entry in way.entries),
            problem=problem,
        )

    def _next_in_words(self, room: Room, way: Way) -> str:
        place = way.next(room.at.place, room.on_way)
        if room.at.question and room.at.question not in room.revealed:
            return "Reveal"
        if place == END:
            return "The end"
        found = way.stop(place)
        if found is None:
            entry = way.entry_of(place)
            return entry.title if entry else "Back to the way"
        scenario, stop = found
        if stop.kind == "question":
            return scenario.title
        return f"Ask: {stop.title}" if stop.kind == "predict" else stop.title

    async def _at_stop(self, plain: Shown, scene: Scene, device: str | None) -> Shown:
        found = self.way(plain.room).stop(scene.place)
        if found is None:
            return replace(plain, kind="lost")
        scenario, stop = found
        world = self.catalogue.worlds[scenario.world]
        if scene.fingerprint_of != fingerprint_of(world, scenario):
            return replace(plain, kind="lost")
        chapter = self.catalogue.chapter_of(scenario.scenario)
        needed = (other for other in self.catalogue.scenarios() if other.scenario in scenario.needs)
        titles = {other.scenario: other.title for other in needed}
        at = ReplayedStop(scenario, chapter, world, stop, scene.trace)
        page = scenario_page(at, Neighbours(titles=titles))
        shown = replace(plain, stop=replace(page, room=RoomPart()))
        if stop.step is None or stop.step.predict is None or stop.what_if:
            return shown
        room, question = plain.room, _question(stop)
        key = room.key(question)
        if question not in room.revealed:
            chosen = (await self._store.votes(room.code, key)).get(device, 0) if device else 0
            ballot = ballot_of(stop.step, key, chosen)
            part = RoomPart(poll=Poll(plain.code, ballot, plain.view == "room")) if ballot else RoomPart()
            return replace(shown, ballot=ballot, stop=replace(page, room=part))
        votes = await self._store.votes(room.code, key)
        tally = tally_of(scenario, stop.step, key, votes, world)
        mine = votes.get(device, 0) if device else 0
        tally = replace(tally, mine=mine) if tally else None
        return replace(shown, tally=tally, stop=replace(page, room=RoomPart(tally=tally)))

    def _at_bench(self, plain: Shown, scene: Scene) -> Shown:
        query = dict(parse_qsl(urlsplit(scene.place).query))
        try:
            state, problems = parse_workbench(query, self.catalogue.worlds)
        except UnknownName:
            return replace(plain, kind="lost")
        if scene.fingerprint_of != fingerprint_of(state.world):
            return replace(plain, kind="lost")
        return replace(plain, bench=workbench_page(state, self.catalogue.worlds, problems, scene.trace, None))


def _kind(scene: Scene) -> str:
    if scene.place.startswith(PAUSE):
        return "pause"
    if scene.place in (LOBBY, END):
        return scene.place
    return "bench" if scene.place.startswith("/workbench") else "stop"


def _question(stop: Stop) -> str:
    return stop.url.removesuffix("/predict")


def _crowd(addresses: list[str]) -> str:
    """Say so where most answers of many come from one address, and others come from elsewhere."""
    if not addresses or len(set(addresses)) < 2:
        return ""
    most = max(set(addresses), key=addresses.count)
    count = addresses.count(most)
    if count <= _MANY or 2 * count <= len(addresses):
        return ""
    return f"{count} of {len(addresses)} answers come from the one address {most}."
