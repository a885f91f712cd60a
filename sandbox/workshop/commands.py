"""What a presenter can do with a room: each deed makes its next version out of the last one."""

import re
import time
from collections.abc import Awaitable, Callable
from typing import Any, Final
from urllib.parse import parse_qsl

from sandbox.errors import SandboxError
from sandbox.replay.player import Player, trace_at_stop, trace_of_workbench
from sandbox.scenarios.loading.catalogue import Catalogue
from sandbox.scenarios.workbench.parse import parse_workbench
from sandbox.scenarios.workbench.state import WorkbenchState
from sandbox.settings import LIMITS
from sandbox.workshop.fingerprint import fingerprint_of
from sandbox.workshop.model import END, LOBBY, PAUSE, Room, Scene
from sandbox.workshop.route import Way

_WORKBENCH: Final = "/workbench"
_SERVER: Final = re.compile(
    r"(https?://(?:[a-z0-9._-]+|\[[0-9a-f:.]+\])(?::\d{1,5})?)(?:/.*)?", re.IGNORECASE | re.ASCII
)


class CannotPresent(SandboxError):
    """A deed that cannot be done, and why."""

    code = "cannot_present"


class Presenting:
    """The deeds of presenters, over one catalogue.

    Args:
        catalogue: The scenarios.
        play: Replays one of them.
        way: The way of a room.

    """

    def __init__(self, catalogue: Catalogue, play: Player, way: Callable[[Room], Way]) -> None:
        self._catalogue = catalogue
        self._play = play
        self._way = way
        self._deeds: dict[str, Callable[[Room, str], Awaitable[Room]]] = {
            "next": self._next,
            "back": self._back,
            "go": self._go,
            "replay": self._replay,
            "again": self._again,
            "freeze": self._freeze,
            "blank": self._blank,
            "hand": self._hand,
            "reset": self._reset,
            "names": self._names,
            "address": self._address,
        }

    async def act(self, room: Room, deed: str, what: str = "") -> Room:
        """Do something with a room.

        Args:
            room: The room as it is.
            deed: What to do.
            what: What to do it with: the place to go to, the state to hand out, the address to show.

        Returns:
            The next version of the room.

        Raises:
            CannotPresent: There is no such deed, or it cannot be done with that.

        """
        if deed not in self._deeds:
            raise CannotPresent(f"a presenter cannot do `{deed[:40]}`", found=deed[:40], allowed=self._deeds)
        done = await self._deeds[deed](room, what)
        return done.model_copy(update={"version": room.version + 1})

    async def _next(self, room: Room, _what: str) -> Room:
        return await self._to(room, self._way(room).next(room.at.place, room.on_way))

    async def _back(self, room: Room, _what: str) -> Room:
        return await self._to(room, self._way(room).back(room.at.place, room.on_way))

    async def _go(self, room: Room, place: str) -> Room:
        return await self._to(room, place)

    async def _replay(self, room: Room, _what: str) -> Room:
        return await self._to(room, room.at.place)

    async def _again(self, room: Room, _what: str) -> Room:
        """Ask the question of this stop again: its answers until now count no more."""
        found = self._way(room).stop(room.at.place)
        if found is None or found[1].step is None or found[1].step.predict is None:
            raise CannotPresent("nothing is asked here")
        question = f"/scenarios/{found[0].scenario}/{found[1].step.id}"
        forgotten = _changed(
            room,
            revealed=tuple(one for one in room.revealed if one != question),
            rounds={**room.rounds, question: room.rounds.get(question, 1) + 1},
        )
        return await self._to(forgotten, f"{question}/predict")

    async def _freeze(self, room: Room, _what: str) -> Room:
        """Let the room's pages stay where they are, or bring them along again."""
        if room.ahead is None:
            return _changed(room, ahead=room.scene)
        return self._showing(_changed(room, ahead=None), room.ahead)

    async def _blank(self, room: Room, _what: str) -> Room:
        return _changed(room, blank=not room.blank)

    async def _hand(self, room: Room, state: str) -> Room:
        return _changed(room, handed=_address_of(self._state(state)) if state else "")

    async def _reset(self, room: Room, _what: str) -> Room:
        """Begin anew: in the lobby, and no answer given before counts any more."""
        return _changed(
            room,
            scene=Scene(place=LOBBY),
            ahead=None,
            on_way=LOBBY,
            entered=time.time(),
            opened=time.time(),
            blank=False,
            revealed=(),
            rounds={question: times + 1 for question, times in room.rounds.items()},
            handed="",
        )

    async def _names(self, room: Room, _what: str) -> Room:
        return _changed(room, names=not room.names)

    async def _address(self, room: Room, address: str) -> Room:
        found = _SERVER.fullmatch(address.strip())
        if found is None or len(address) > LIMITS.uri_chars:
            raise CannotPresent(
                f"`{address[:80]}` is no address that people could open; it is of the form http://192.168.1.5:8000"
            )
        return _changed(room, address=found[1].lower())

    async def _to(self, room: Room, place: str) -> Room:
        """Show a place, with a replay made for it now."""
        way = self._way(room)
        scene = await self._scene(way, place)
        on_way = scene.place if way.is_on(scene.place) and scene.place != LOBBY else room.on_way
        begins = room.on_way == LOBBY and on_way != LOBBY
        same_entry = way.entry_of(on_way) == way.entry_of(room.on_way)
        moved = _changed(
            room,
            on_way=on_way,
            opened=time.time() if begins else room.opened,
            entered=room.entered if same_entry else time.time(),
        )
        return _changed(moved, ahead=scene) if room.ahead else self._showing(moved, scene)

    def _showing(self, room: Room, scene: Scene) -> Room:
        """The room at a scene; what the scene tells of earlier questions cannot be predicted any more."""
        found = self._way(room).stop(scene.place)
        told = []
        if found and found[1].kind != "predict":
            scenario, stop = found
            reached = len(scenario.steps) if stop.kind == "takeaway" else stop.number
            told = [f"/scenarios/{scenario.scenario}/{step.id}" for step in scenario.steps[:reached] if step.predict]
        revealed = (*room.revealed, *(question for question in told if question not in room.revealed))
        asked = {scene.question: room.rounds.get(scene.question, 1)} if scene.question else {}
        return _changed(room, scene=scene, revealed=revealed, rounds={**room.rounds, **asked})

    async def _scene(self, way: Way, place: str) -> Scene:
        found = way.stop(place)
        if found:
            scenario, stop = found
            origin = fingerprint_of(self._catalogue.worlds[scenario.world], scenario)
            return Scene(place=place, trace=await trace_at_stop(self._play, scenario, stop), fingerprint_of=origin)
        if place.startswith(_WORKBENCH):
            state = self._state(place)
            trace = await trace_of_workbench(self._play, state)
            return Scene(place=_address_of(state), trace=trace, fingerprint_of=fingerprint_of(state.world))
        if place in (LOBBY, END) or (place.startswith(PAUSE) and way.is_on(place)):
            return Scene(place=place)
        raise CannotPresent(f"there is nothing at `{place[:80]}` that a room could be shown")

    def _state(self, address: str) -> WorkbenchState:
        """The state of the workbench that has an address."""
        path, _, query = address.partition("?")
        if path != _WORKBENCH:
            raise CannotPresent(f"`{address[:80]}` is no state of the workbench")
        state, problems = parse_workbench(dict(parse_qsl(query)), self._catalogue.worlds)
        if problems:
            raise CannotPresent("; ".join(problems.values()))
        return state


def _address_of(state: WorkbenchState) -> str:
    """The shortest address of a state of the workbench."""
    return f"{_WORKBENCH}?{state.query()}"


def _changed(room: Room, **changes: Any) -> Room:
    return room.model_copy(update=changes)
