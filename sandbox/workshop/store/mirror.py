"""What this process knows of the rooms in a shared store, so that it can write them again if the store loses them."""

import json
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

from sandbox.settings import LIMITS
from sandbox.workshop.model import Person, Room, Vote
from sandbox.workshop.store import scripts


@dataclass(slots=True)
class MirroredRoom:
    """A room, and what the store has confirmed to this process about it.

    Args:
        room: The newest version that is known.
        until: When the store removes it, if nothing changes.
        people: Who joined here, by device.
        votes: The answers that were given here: by question, by device.

    """

    room: Room
    until: float
    people: dict[str, Person] = field(default_factory=dict)
    votes: dict[str, dict[str, Vote]] = field(default_factory=dict)

    def arguments(self) -> tuple[str | int, ...]:
        """What the script `RESTORE` takes of it."""
        people = [(device, person.model_dump_json(), person.address) for device, person in self.people.items()]
        votes = [
            (question, [(device, scripts.vote_text(vote)) for device, vote in answers.items()])
            for question, answers in self.votes.items()
        ]
        return json.dumps(people), json.dumps(votes)


class Mirror:
    """The rooms of a store, as this process knows them.

    Args:
        clock: Seconds that only go forward.

    """

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._rooms: dict[str, MirroredRoom] = {}

    def __iter__(self) -> Iterator[str]:
        return iter(sorted(self._rooms))

    def get(self, code: str) -> MirroredRoom | None:
        """What is known of a room; None if that is nothing, or the room must have expired."""
        mirrored = self._rooms.get(code)
        if mirrored and mirrored.until <= self._clock():
            self.forget(code)
            return None
        return mirrored

    def put(self, room: Room) -> None:
        """Note a version of a room, unless a newer one is known."""
        mirrored = self._rooms.setdefault(room.code, MirroredRoom(room, self._clock() + LIMITS.room_ttl))
        if room.version > mirrored.room.version:
            mirrored.room = room

    def forget(self, code: str) -> None:
        """Note that there is no such room any more."""
        self._rooms.pop(code, None)

    def changed(self, code: str) -> None:
        """Note that something about a room has changed: from now on it is kept as long as a new one."""
        if mirrored := self._rooms.get(code):
            mirrored.until = self._clock() + LIMITS.room_ttl

    def joined(self, code: str, device: str, person: Person) -> None:
        """Note that somebody has joined. Without a nickname, the earlier one stays.

        Args:
            code: The code of the room.
            device: Whose device it is.
            person: The person at that device.

        """
        mirrored = self._rooms.get(code)
        if mirrored and (person.name or device not in mirrored.people):
            mirrored.people[device] = person

    def voted(self, code: str, question: str, device: str, answer: int) -> None:
        """Note an answer that counts.

        Args:
            code: The code of the room.
            question: The key of the question.
            device: Who voted.
            answer: The number of the answer.

        """
        if mirrored := self._rooms.get(code):
            name = mirrored.people[device].name if device in mirrored.people else ""
            mirrored.votes.setdefault(question, {})[device] = Vote(answer, name)
