"""Rooms in the memory of this process."""

import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from ipaddress import ip_address

from sandbox.settings import LIMITS
from sandbox.workshop.model import Person, Room
from sandbox.workshop.store.interface import Counted, News, Told


@dataclass(slots=True)
class _Kept:
    room: Room
    until: float
    people: dict[str, Person] = field(default_factory=dict)
    by_address: dict[str, int] = field(default_factory=dict)
    votes: dict[str, dict[str, int]] = field(default_factory=dict)
    connected: dict[str, tuple[int, float]] = field(default_factory=dict)


class MemoryStore:
    """Keeps rooms as long as this process runs.

    Args:
        clock: Seconds that only go forward.

    """

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._rooms: dict[str, _Kept] = {}
        self._told: Told = lambda _code, _news: None

    async def open(self, room: Room) -> bool:
        """Keep a new room."""
        self._forget()
        if room.code in self._rooms or len(self._rooms) >= LIMITS.rooms:
            return False
        self._rooms[room.code] = _Kept(room, self._clock() + LIMITS.room_ttl)
        return True

    async def read(self, code: str) -> Room | None:
        """A room as it is now."""
        kept = self._kept(code)
        return kept.room if kept else None

    async def write(self, room: Room) -> bool:
        """Take over the next version of a room."""
        kept = self._kept(room.code)
        if kept is None or kept.room.version != room.version - 1:
            return False
        kept.room = room
        self._tell(kept, "room")
        return True

    async def close(self, code: str) -> None:
        """Forget a room."""
        if self._kept(code):
            del self._rooms[code]
            self._told(code, "room")

    async def join(self, code: str, device: str, person: Person) -> bool:
        """Note who is there."""
        kept = self._kept(code)
        if kept is None or not _has_place(kept, device, person):
            return False
        known = kept.people.get(device)
        if known is None or (person.name and person.name != known.name):
            _seat(kept, device, person)
            self._tell(kept, "people")
        return True

    async def people(self, code: str) -> Mapping[str, Person]:
        """Who was there."""
        kept = self._kept(code)
        return dict(kept.people) if kept else {}

    async def vote(self, code: str, question: str, device: str, person: Person, answer: int) -> Counted:
        """Count a device's answer."""
        kept = self._kept(code)
        if kept is None or not question or kept.room.asked != question:
            return "closed"
        if not _has_place(kept, device, person):
            return "full"
        if device not in kept.people:
            _seat(kept, device, person)
        kept.votes.setdefault(question, {})[device] = answer
        self._tell(kept, "votes")
        return "counted"

    async def votes(self, code: str, question: str) -> Mapping[str, int]:
        """The answers to a question."""
        kept = self._kept(code)
        return dict(kept.votes.get(question, {})) if kept else {}

    async def voted(self, code: str, question: str) -> int:
        """How many have answered a question."""
        kept = self._kept(code)
        return len(kept.votes.get(question, {})) if kept else 0

    async def present(self, code: str, process: str, connected: int) -> int:
        """Note how many are connected."""
        kept = self._kept(code)
        if kept is None:
            return 0
        now = self._clock()
        kept.connected[process] = (connected, now + LIMITS.presence_ttl)
        return sum(count for count, until in kept.connected.values() if until > now)

    async def listen(self, told: Told) -> None:
        """Tell from now on what changes."""
        self._told = told

    async def aclose(self) -> None:
        """There is nothing to let go of."""

    def _kept(self, code: str) -> _Kept | None:
        kept = self._rooms.get(code)
        return kept if kept and kept.until > self._clock() else None

    def _forget(self) -> None:
        now = self._clock()
        for code in [code for code, kept in self._rooms.items() if kept.until <= now]:
            del self._rooms[code]

    def _tell(self, kept: _Kept, news: News) -> None:
        kept.until = self._clock() + LIMITS.room_ttl
        self._told(kept.room.code, news)


def _has_place(kept: _Kept, device: str, person: Person) -> bool:
    if device in kept.people:
        return True
    free = len(kept.people) < LIMITS.people_in_room
    return free and (is_here(person.address) or kept.by_address.get(person.address, 0) < LIMITS.people_per_address)


def _seat(kept: _Kept, device: str, person: Person) -> None:
    if device not in kept.people:
        kept.by_address[person.address] = kept.by_address.get(person.address, 0) + 1
    kept.people[device] = person


def is_here(address: str) -> bool:
    """Whether a network address is this machine itself, or a proxy on it."""
    try:
        return ip_address(address).is_loopback
    except ValueError:
        return False
