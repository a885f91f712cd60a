"""What a room's pages show, each as one object: it decides nothing, and reads only votes and people from the store."""

import time
from collections.abc import Mapping
from dataclasses import dataclass, replace
from urllib.parse import parse_qsl, urlsplit

from markupsafe import Markup

from sandbox.errors import UnknownName
from sandbox.scenarios.loading.catalogue import Catalogue
from sandbox.scenarios.stops import Stop
from sandbox.scenarios.workbench.parse import parse_workbench
from sandbox.templating import Frame
from sandbox.views.parts.markdown import markdown
from sandbox.views.scenario.onward import Neighbours
from sandbox.views.scenario.page import RoomPart, ScenarioPage, scenario_page
from sandbox.views.scenario.replayed_stop import ReplayedStop
from sandbox.views.tools.workbench import WorkbenchPage, workbench_page
from sandbox.workshop.fingerprint import fingerprint_of
from sandbox.workshop.hub import Hub, View
from sandbox.workshop.model import END, LOBBY, PAUSE, POLL, PREDICT, Room, Scene, Vote
from sandbox.workshop.parts import cut
from sandbox.workshop.polls import Ballot, Tally, ballot_of, own_ballot, own_tally, tally_of
from sandbox.workshop.route import Entry, Route, route_of
from sandbox.workshop.store.interface import Store
from sandbox.worlds.model import World


@dataclass(frozen=True, slots=True)
class Poll:
    """A question that is open in a room.

    Args:
        code: The code of the room, to which answers are sent.
        ballot: The question, its answers, and the one that was chosen.
        votable: Whether it can be answered on this page.

    """

    code: str
    ballot: Ballot
    votable: bool = True


@dataclass(frozen=True, slots=True)
class Pause:
    """A pause.

    Args:
        title: Its title.
        task: What everybody is to do.
        ends: When it is over, in epoch seconds.
        left: How long that is from now, in minutes and seconds.

    """

    title: str
    task: Markup
    ends: int
    left: str


@dataclass(frozen=True, slots=True)
class RoomPage:
    """What a page shows of a room.

    Args:
        room: The room.
        view: Which kind of page it is for.
        kind: ``lobby``, ``stop``, ``bench``, ``pause``, ``poll``, ``end``, ``blank``, ``joining``, or ``lost``: what
            was replayed has changed.
        title: The title of the workshop.
        entry: The entry of the playlist.
        pause: What a pause shows.
        stop: The page of a stop.
        workbench: The page of a state of the workbench.
        ballot: The question that is open.
        tally: The answers to the question of this stop.
        tallies: The answers to every question, at the end.
        problem: What was wrong with the last request; empty else.
        nickname: What the person on this device is called, if that is known.
        naming: Whether a page without scripts waits for a nickname, and does not follow meanwhile.

    """

    room: Room
    view: View
    kind: str
    title: str
    entry: Entry | None = None
    pause: Pause | None = None
    stop: ScenarioPage | None = None
    workbench: WorkbenchPage | None = None
    ballot: Ballot | None = None
    tally: Tally | None = None
    tallies: tuple[Tally, ...] = ()
    problem: str = ""
    nickname: str = ""
    naming: bool = False

    @property
    def scene(self) -> Scene:
        """The scene that it shows: the presenter may look ahead."""
        return self.room.presenter_scene if self.view == "present" else self.room.scene

    @property
    def place(self) -> str:
        """The place of the scene, as an address where it has one."""
        return self.scene.place

    @property
    def now(self) -> int:
        """When this object was read, in epoch seconds: a device's own clock may be wrong."""
        return int(time.time())

    @property
    def code(self) -> str:
        """The code of the room."""
        return self.room.code

    @property
    def join(self) -> str:
        """The address at which people join, as they can type it."""
        return f"{self.room.address}/room/{self.room.code}"


class ViewModels:
    """Makes the objects that the pages of rooms show.

    Args:
        catalogue: The scenarios and playlists.
        hub: The rooms.
        frame: What surrounds every page.

    """

    def __init__(self, catalogue: Catalogue, hub: Hub, frame: Frame) -> None:
        self.catalogue = catalogue
        self.hub = hub
        self.frame = frame
        self._routes: dict[str, Route] = {}

    @property
    def store(self) -> Store:
        """Where rooms are kept."""
        return self.hub.store

    def route(self, room: Room) -> Route:
        """The route of a room; through every scenario, if its playlist no longer exists."""
        if room.playlist not in self._routes:
            self._routes[room.playlist] = route_of(room.playlist, self.catalogue)
        return self._routes[room.playlist]

    async def room_page(self, room: Room, view: View, device: str | None = None) -> RoomPage:
        """What one kind of page shows of a room.

        Args:
            room: The room.
            view: Which kind of page.
            device: Whose page it is, if it is for one device alone.

        """
        title = next((p.title for p in self.catalogue.playlists if p.playlist == room.playlist), "All scenarios")
        if room.blank and view != "present":
            return RoomPage(room, view, "blank", title)
        if room.joining and view == "screen":
            return RoomPage(room, view, "joining", title)
        scene = room.presenter_scene if view == "present" else room.scene
        page = RoomPage(room, view, _kind(scene), title, self.route(room).entry_of(scene.place))
        if page.kind == "stop":
            return await self._at_stop(page, device)
        if page.kind == "bench":
            return self._at_workbench(page)
        if page.kind == "pause" and page.entry:
            return replace(page, pause=_pause(page.entry, room, next(iter(self.catalogue.worlds.values()))))
        if page.kind == "poll":
            return await self._at_own_question(page, device)
        if page.kind == END:
            return replace(page, tallies=await self.tallies(room))
        return page

    async def tallies(self, room: Room) -> tuple[Tally, ...]:
        """The answers to each question that was asked and has been revealed, in the order in which they were asked."""
        found = [await self._tally(room, question) for question in room.asked if question in room.revealed]
        return tuple(tally for tally in found if tally)

    async def _tally(self, room: Room, question: str) -> Tally | None:
        key = room.key(question)
        votes = await self.store.votes(room.code, key)
        answers = [vote.answer for vote in votes.values()]
        if own := self.route(room).own_question(room, question):
            return replace(own_tally(own, question, key, answers), asked=room.asked[question])
        stop = self.route(room).stop(question)
        if stop is None or stop[1].step is None:
            return None
        scenario, step = stop[0], stop[1].step
        tally = tally_of(scenario, step, key, answers, self.catalogue.worlds[scenario.world])
        return replace(tally, asked=room.asked[question]) if tally else None

    async def _at_stop(self, page: RoomPage, device: str | None) -> RoomPage:
        found = self.route(page.room).stop(page.place)
        if found is None:
            return replace(page, kind="lost")
        scenario, stop = found
        world = self.catalogue.worlds[scenario.world]
        if page.scene.fingerprint_of != fingerprint_of(world, scenario):
            return replace(page, kind="lost")
        chapter = self.catalogue.chapter_of(scenario.scenario)
        needed = (other for other in self.catalogue.scenarios() if other.scenario in scenario.needs)
        neighbours = Neighbours(titles={other.scenario: other.title for other in needed})
        at = ReplayedStop(scenario, chapter, world, stop, page.scene.trace)
        part = RoomPart(showing=page.scene.showing)
        stop_page = cut(scenario_page(at, neighbours), page.scene)
        acting = stop_page.acting and replace(stop_page.acting, linked=False)
        stop_page = replace(stop_page, room=part, acting=acting)
        page = replace(page, stop=stop_page)
        if stop.step is None or stop.step.predict is None or stop.what_if or stop.kind == "act":
            return page
        room, question = page.room, _question(stop)
        key = room.key(question)
        if question not in room.revealed:
            chosen = _chosen(await self.store.votes(room.code, key), device) if device else 0
            ballot = ballot_of(stop.step, key, chosen)
            part = replace(part, poll=Poll(page.code, ballot, page.view == "room") if ballot else None)
            return replace(page, ballot=ballot, stop=replace(stop_page, room=part))
        votes = await self.store.votes(room.code, key)
        tally = tally_of(scenario, stop.step, key, (vote.answer for vote in votes.values()), world)
        told = stop.kind == "step" and page.scene.outcome_is_shown
        tally = replace(tally, chosen=_chosen(votes, device), told=told) if tally else None
        return replace(page, tally=tally, stop=replace(stop_page, room=replace(part, tally=tally)))

    async def _at_own_question(self, page: RoomPage, device: str | None) -> RoomPage:
        room = page.room
        own = self.route(room).own_question(room, page.place)
        if own is None:
            return replace(page, kind="lost")
        question = page.place.removesuffix(PREDICT)
        key = room.key(question)
        votes = await self.store.votes(room.code, key)
        chosen = _chosen(votes, device)
        if page.scene.question and question not in room.revealed:
            return replace(page, ballot=own_ballot(own, key, chosen))
        tally = own_tally(own, question, key, (vote.answer for vote in votes.values()))
        return replace(page, tally=replace(tally, chosen=chosen))

    def _at_workbench(self, page: RoomPage) -> RoomPage:
        query = dict(parse_qsl(urlsplit(page.place).query))
        try:
            state, problems = parse_workbench(query, self.catalogue.worlds)
        except UnknownName:
            return replace(page, kind="lost")
        if page.scene.fingerprint_of != fingerprint_of(state.world):
            return replace(page, kind="lost")
        workbench = workbench_page(state, self.catalogue.worlds, problems, page.scene.trace, None)
        return replace(page, workbench=workbench)


def _pause(entry: Entry, room: Room, world: World) -> Pause:
    ends = int(room.entered) + 60 * entry.minutes
    left = max(0, ends - int(time.time()))
    return Pause(entry.title, markdown(entry.task, world), ends, f"{left // 60}:{left % 60:02}")


def _chosen(votes: Mapping[str, Vote], device: str | None) -> int:
    vote = votes.get(device or "")
    return vote.answer if vote else 0


def _kind(scene: Scene) -> str:
    if scene.place.startswith(PAUSE):
        return "pause"
    if scene.place.startswith(POLL):
        return "poll"
    if scene.place in (LOBBY, END):
        return scene.place
    return "bench" if scene.place.startswith("/workbench") else "stop"


def _question(stop: Stop) -> str:
    return stop.url.removesuffix("/predict")
