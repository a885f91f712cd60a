"""Rooms in the memory of this process."""

import time
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field

from sandbox.serving.interfaces import is_loopback
from sandbox.settings import LIMITS
from sandbox.workshop.model import Person, Room, Vote
from sandbox.workshop.store.interface import Change, OnChange, OnReach, VoteOutcome


@dataclass(slots=True)
class StoredRoom:
    """A room with all that belongs to it."""

    room: Room
    until: float
    people: dict[str, Person] = field(default_factory=dict)
    by_address: dict[str, int] = field(default_factory=dict)
    votes: dict[str, dict[str, Vote]] = field(default_factory=dict)
    connected: dict[str, tuple[frozenset[str], float]] = field(default_factory=dict)


class MemoryStore:
    """Keeps rooms as long as this process runs.

    Args:
        clock: Seconds that only go forward.

    """

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._rooms: dict[str, StoredRoom] = {}
        self._on_change: OnChange = lambda _code, _change: None

    async def open(self, room: Room) -> bool:
        """Store a new room."""
        self._remove_expired()
        if room.code in self._rooms or len(self._rooms) >= LIMITS.rooms:
            return False
        self._rooms[room.code] = StoredRoom(room, self._clock() + LIMITS.room_ttl)
        return True

    async def read(self, code: str) -> Room | None:
        """A room as it is now."""
        stored = self._stored(code)
        return stored.room if stored else None

    async def count_rooms(self) -> int:
        """How many rooms are open."""
        self._remove_expired()
        return len(self._rooms)

    async def write(self, room: Room) -> bool:
        """Store the next version of a room."""
        stored = self._stored(room.code)
        if stored is None or stored.room.version != room.version - 1:
            return False
        stored.room = room
        self._changed(stored, "room")
        return True

    async def close(self, code: str) -> None:
        """Remove a room."""
        if self._stored(code):
            del self._rooms[code]
            self._on_change(code, "room")

    async def join(self, code: str, device: str, person: Person) -> bool:
        """Store a person."""
        stored = self._stored(code)
        if stored is None or not _has_place(stored, device, person):
            return False
        earlier = stored.people.get(device)
        if earlier is None or (person.name and person.name != earlier.name):
            add_person(stored, device, person)
            self._changed(stored, "people")
        return True

    async def people(self, code: str) -> Mapping[str, Person]:
        """Everybody who joined, by device."""
        stored = self._stored(code)
        return dict(stored.people) if stored else {}

    async def vote(self, code: str, question: str, device: str, person: Person, answer: int) -> VoteOutcome:
        """Count a device's answer."""
        stored = self._stored(code)
        if stored is None or not question or stored.room.poll_key != question:
            return "closed"
        if not _has_place(stored, device, person):
            return "full"
        if device not in stored.people:
            add_person(stored, device, person)
        stored.votes.setdefault(question, {})[device] = Vote(answer, stored.people[device].name)
        self._changed(stored, "votes")
        return "counted"

    async def votes(self, code: str, question: str) -> Mapping[str, Vote]:
        """The answers to a question."""
        stored = self._stored(code)
        return dict(stored.votes.get(question, {})) if stored else {}

    async def count_votes(self, code: str, question: str) -> int:
        """How many have answered a question."""
        stored = self._stored(code)
        return len(stored.votes.get(question, {})) if stored else 0

    async def count_connected(self, code: str, process: str, devices: Collection[str]) -> int:
        """Store which devices one process has connected; how many all have."""
        stored = self._stored(code)
        if stored is None:
            return 0
        now = self._clock()
        stored.connected[process] = (frozenset(devices), now + LIMITS.presence_ttl)
        return len(frozenset().union(*(there for there, until in stored.connected.values() if until > now)))

    async def listen(self, on_change: OnChange, _on_reach: OnReach) -> None:
        """Report every change from now on."""
        self._on_change = on_change

    async def aclose(self) -> None:
        """There is no connection to close."""

    def _stored(self, code: str) -> StoredRoom | None:
        stored = self._rooms.get(code)
        return stored if stored and stored.until > self._clock() else None

    def _remove_expired(self) -> None:
        now = self._clock()
        for code in [code for code, stored in self._rooms.items() if stored.until <= now]:
            del self._rooms[code]

    def _changed(self, stored: StoredRoom, change: Change) -> None:
        stored.until = self._clock() + LIMITS.room_ttl
        self._on_change(stored.room.code, change)


def _has_place(stored: StoredRoom, device: str, person: Person) -> bool:
    if device in stored.people:
        return True
    free = len(stored.people) < LIMITS.people_in_room
    return free and (
        is_loopback(person.address) or stored.by_address.get(person.address, 0) < LIMITS.people_per_address
    )


def add_person(stored: StoredRoom, device: str, person: Person) -> None:
    """Note a person, and where they came from if they are new."""
    if device not in stored.people:
        stored.by_address[person.address] = stored.by_address.get(person.address, 0) + 1
    stored.people[device] = person
