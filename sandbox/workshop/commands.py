"""What a presenter can do with a room: each command makes its next version from the current one."""

import re
import time
from collections.abc import Awaitable, Callable, Sequence
from typing import Any, Final
from urllib.parse import parse_qsl

from sandbox.errors import SandboxError
from sandbox.replay.player import Player, trace_at_stop, trace_of_workbench
from sandbox.replay.visit import continued
from sandbox.scenarios.loading.catalogue import Catalogue
from sandbox.scenarios.workbench.parse import parse_workbench
from sandbox.scenarios.workbench.state import WorkbenchState
from sandbox.settings import LIMITS
from sandbox.views.scenario.page import scenario_page
from sandbox.views.scenario.replayed_stop import ReplayedStop
from sandbox.workshop.fingerprint import fingerprint_of
from sandbox.workshop.model import END, LOBBY, PAUSE, POLL, PREDICT, OwnQuestion, Part, Room, Scene
from sandbox.workshop.parts import parts_of
from sandbox.workshop.route import Route

_WORKBENCH: Final = "/workbench"
_SERVER: Final = re.compile(r"(?ia)(https?://(?:[a-z0-9._-]+|\[[0-9a-f:.]+\])(?::\d{1,5})?)(?:/.*)?")


class CannotPresent(SandboxError):
    """A command that does not exist or cannot be run, and why."""

    code = "cannot_present"


class PresenterCommands:
    """The commands of presenters, over one catalogue.

    Args:
        catalogue: The scenarios.
        play: Replays one of them.
        route: The route of a room.

    """

    def __init__(self, catalogue: Catalogue, play: Player, route: Callable[[Room], Route]) -> None:
        self._catalogue = catalogue
        self._play = play
        self._route = route
        self._commands: dict[str, Callable[[Room, str], Awaitable[Room]]] = {
            "next": self._next,
            "back": self._back,
            "go": self._go,
            "replay": self._replay,
            "again": self._again,
            "freeze": self._freeze,
            "blank": self._blank,
            "code": self._code,
            "hand": self._hand,
            "call": self._call,
            "reset": self._reset,
            "names": self._names,
            "poll": self._poll,
            "address": self._address,
        }

    async def run(self, room: Room, command: str, argument: str = "") -> Room:
        """Run a command on a room.

        Args:
            room: The room as it is.
            command: Its name.
            argument: The place to go to, the workbench state to hand out, or the address to show; empty for the rest.

        Returns:
            The next version of the room.

        Raises:
            CannotPresent: There is no such command, or it cannot be run with this argument.

        """
        if command not in self._commands:
            raise CannotPresent(f"a presenter cannot do `{command[:40]}`", found=command[:40], allowed=self._commands)
        changed = await self._commands[command](room, argument)
        return changed.model_copy(update={"version": room.version + 1})

    async def _next(self, room: Room, _argument: str) -> Room:
        """Show what lies over the scene no longer; else the next part of the scene; else the next place."""
        scene = room.presenter_scene
        if room.blank or room.joining:
            return _uncovered(room)
        if scene.part + 1 < len(scene.parts):
            return _at_part(room, scene.part + 1)
        return await self._move_to(room, self._route(room).next(scene.place, room.on_way), lambda _parts: 0)

    async def _back(self, room: Room, _argument: str) -> Room:
        scene = room.presenter_scene
        if room.blank or room.joining:
            return _uncovered(room)
        if scene.part > 0:
            return _at_part(room, scene.part - 1)
        return await self._move_to(room, self._route(room).back(scene.place, room.on_way), lambda parts: len(parts) - 1)

    async def _go(self, room: Room, place: str) -> Room:
        return await self._move_to(_updated(room, joining=False), place, lambda parts: parts.index("outcome"))

    async def _replay(self, room: Room, _argument: str) -> Room:
        """Begin a new visit, at the same place."""
        scene = room.presenter_scene
        return await self._move_to(
            _updated(room, visit=None), scene.place, lambda parts: min(scene.part, len(parts) - 1)
        )

    async def _again(self, room: Room, _argument: str) -> Room:
        """Ask the question of this stop again: earlier answers count no more."""
        question = self._question_at(room)
        reopened = _updated(
            room,
            asked={one: when for one, when in room.asked.items() if one != question},
            revealed=tuple(one for one in room.revealed if one != question),
            rounds={**room.rounds, question: room.rounds.get(question, 1) + 1},
        )
        return await self._move_to(reopened, f"{question}/predict", lambda _parts: 0)

    def _question_at(self, room: Room) -> str:
        """The question of this place.

        Raises:
            CannotPresent: Nothing is asked here.

        """
        route, place = self._route(room), room.presenter_scene.place
        if route.own_question(room, place):
            return place.removesuffix(PREDICT)
        found = route.stop(place)
        if found is None or found[1].step is None or found[1].step.predict is None:
            raise CannotPresent("nothing is asked here")
        return f"/scenarios/{found[0].scenario}/{found[1].step.id}"

    async def _poll(self, room: Room, text: str) -> Room:
        """Ask a question of the presenter's own."""
        place = f"{POLL}own-{len(room.polls) + 1}"
        if len(room.polls) >= LIMITS.own_questions:
            raise CannotPresent(f"a room is asked {LIMITS.own_questions} questions that were typed, and no more")
        asked = _updated(room, polls={**room.polls, place: own_question_of(text)})
        return await self._move_to(asked, f"{place}{PREDICT}", lambda _parts: 0)

    async def _freeze(self, room: Room, _argument: str) -> Room:
        """Keep the room's pages at their scene, or let them follow again."""
        if room.ahead is None:
            return _updated(room, ahead=room.scene)
        begins = room.ahead.place.startswith(PAUSE) and room.ahead.place != room.scene.place
        along = _updated(room, ahead=None, entered=time.time() if begins else room.entered)
        return self._at_scene(along, room.ahead)

    async def _blank(self, room: Room, _argument: str) -> Room:
        return _updated(room, blank=not room.blank)

    async def _code(self, room: Room, _argument: str) -> Room:
        """Show on the projector how to join, or the scene again; whoever follows stays at the scene."""
        return _updated(room, joining=not room.joining)

    async def _hand(self, room: Room, state: str) -> Room:
        return _updated(room, handed=_address_of(self._state(state)) if state else "", called=False)

    async def _call(self, room: Room, _argument: str) -> Room:
        """Call everybody back, from what they were handed, too."""
        return _updated(room, handed="", called=True)

    async def _reset(self, room: Room, _argument: str) -> Room:
        """Start over: in the lobby, and no earlier answer counts any more."""
        return _updated(
            room,
            scene=Scene(place=LOBBY),
            ahead=None,
            on_way=LOBBY,
            entered=time.time(),
            opened=time.time(),
            blank=False,
            joining=False,
            revealed=(),
            asked={},
            rounds={question: times + 1 for question, times in room.rounds.items()},
            handed="",
            called=False,
        )

    async def _names(self, room: Room, _argument: str) -> Room:
        return _updated(room, names=not room.names)

    async def _address(self, room: Room, address: str) -> Room:
        found = _SERVER.fullmatch(address.strip())
        if found is None or len(address) > LIMITS.uri_chars:
            raise CannotPresent(
                f"`{address[:80]}` is no address that people could open; it is of the form http://192.168.1.5:8000"
            )
        return _updated(room, address=found[1].lower())

    async def _move_to(self, room: Room, place: str, begins_at: Callable[[Sequence[Part]], int]) -> Room:
        """Show a place, with a replay made now, from one of its parts on."""
        now, route = time.time(), self._route(room)
        if found := route.stop(place):
            world = self._catalogue.worlds[found[0].world]
            room = _updated(room, visit=continued(room.visit, found[0], world, now))
        scene = await self._scene(room, place)
        scene = scene.model_copy(update={"part": begins_at(scene.parts) if scene.parts else 0})
        on_way = scene.place if route.has(scene.place) and scene.place != LOBBY else room.on_way
        starts = room.on_way == LOBBY and on_way != LOBBY
        same_entry = route.entry_of(on_way) == route.entry_of(room.on_way)
        opened = now if starts else room.opened
        entered = room.entered if same_entry else now
        moved = _updated(room, on_way=on_way, opened=opened, entered=entered)
        return _updated(moved, ahead=scene) if room.ahead else self._at_scene(moved, scene)

    def _at_scene(self, room: Room, scene: Scene) -> Room:
        """The room at a scene; questions whose outcome the scene shows are closed, and what was to be tried is over."""
        route = self._route(room)
        found = route.stop(scene.place)
        answered = [scene.place] if not scene.question and route.own_question(room, scene.place) else []
        if found and found[1].kind != "predict":
            scenario, stop = found
            reached = len(scenario.steps) if stop.kind == "takeaway" else stop.number
            answered = [
                f"/scenarios/{scenario.scenario}/{step.id}" for step in scenario.steps[:reached] if step.predict
            ]
        revealed = (*room.revealed, *(question for question in answered if question not in room.revealed))
        rounds = {scene.question: room.rounds.get(scene.question, 1)} if scene.question else {}
        over = {"handed": "", "called": False} if scene.place != room.scene.place else {}
        asked = {scene.question: time.time()} if scene.question and scene.question not in room.asked else {}
        return _updated(
            room,
            scene=scene,
            revealed=revealed,
            rounds={**room.rounds, **rounds},
            asked={**room.asked, **asked},
            **over,
        )

    async def _scene(self, room: Room, place: str) -> Scene:
        route = self._route(room)
        if found := route.stop(place):
            scenario, stop = found
            world = self._catalogue.worlds[scenario.world]
            trace = await trace_at_stop(self._play, scenario, stop, room.visit)
            at = ReplayedStop(scenario, self._catalogue.chapter_of(scenario.scenario), world, stop, trace)
            parts = parts_of(scenario_page(at))
            return Scene(place=place, trace=trace, fingerprint_of=fingerprint_of(world, scenario), parts=parts)
        if place.startswith(_WORKBENCH):
            state = self._state(place)
            trace = await trace_of_workbench(self._play, state)
            return Scene(place=_address_of(state), trace=trace, fingerprint_of=fingerprint_of(state.world))
        if place in (LOBBY, END) or (place.startswith(PAUSE) and route.has(place)) or route.own_question(room, place):
            return Scene(place=place)
        raise CannotPresent(f"there is nothing at `{place[:80]}` that a room could be shown")

    def _state(self, address: str) -> WorkbenchState:
        """The state of the workbench at an address."""
        path, _, query = address.partition("?")
        if path != _WORKBENCH:
            raise CannotPresent(f"`{address[:80]}` is no state of the workbench")
        state, problems = parse_workbench(dict(parse_qsl(query)), self._catalogue.worlds)
        if problems:
            raise CannotPresent("; ".join(problems.values()))
        return state


def own_question_of(text: str) -> OwnQuestion:
    """The question in the first line of a text, with its answers in the others.

    Raises:
        CannotPresent: It has too few or too many lines, or one is too long.

    """
    ask, *options = [line for line in (" ".join(line.split()) for line in text.splitlines()) if line] or [""]
    most = LIMITS.options_in_prediction
    if not 2 <= len(options) <= most:
        raise CannotPresent(
            f"a question stands in the first line, and each of its 2 to {most} answers in a line of its own; "
            f"found {len(options)} answers"
        )
    if max(map(len, (ask, *options))) > LIMITS.line_chars:
        raise CannotPresent(f"a question or an answer has {LIMITS.line_chars} characters at most")
    return OwnQuestion(ask=ask, options=tuple(options))


def _address_of(state: WorkbenchState) -> str:
    """The shortest address of a state of the workbench."""
    return f"{_WORKBENCH}?{state.query()}"


def _at_part(room: Room, part: int) -> Room:
    """The room, or the presenter alone where the room is frozen, at another part of the same scene."""
    scene = room.presenter_scene.model_copy(update={"part": part})
    return _updated(room, ahead=scene) if room.ahead else _updated(room, scene=scene)


def _uncovered(room: Room) -> Room:
    """The room with its scene in sight."""
    return _updated(room, blank=False, joining=False)


def _updated(room: Room, **changes: Any) -> Room:
    return room.model_copy(update=changes)
