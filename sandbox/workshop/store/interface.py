"""The one interface behind which the state of rooms lives: in this process, or shared by several."""

from collections.abc import Callable, Collection, Mapping
from typing import Literal, Protocol

from sandbox.errors import SandboxError
from sandbox.workshop.model import Person, Room, Vote

Change = Literal["room", "votes", "people"]
"""What changed about a room: the room itself (or it was closed), its votes, or the people in it."""

OnChange = Callable[[str, Change], None]
"""Called with the code of a room and what changed about it, on the event loop; returns at once."""

Reach = Literal["reachable", "unreachable"]
"""Whether the store answers."""

OnReach = Callable[[Reach], None]
"""Called when that has changed, on the event loop; returns at once."""

VoteOutcome = Literal["counted", "closed", "full"]
"""What became of a vote: it counts, the question cannot be answered (any more), or the room holds no more people."""


class StoreUnreachable(SandboxError):
    """The place where rooms are kept does not answer; what was requested may or may not have been done."""

    code = "store_unreachable"


class UnusableStore(SandboxError):
    """What was named as a store is none."""

    code = "unusable_store"


class Store(Protocol):
    """Keeps rooms, the people in them, and their votes. What a shared store has confirmed outlives this process.

    Every room is removed `LIMITS.room_ttl` seconds after the last change of it, of its votes or its people.

    Raises:
        StoreUnreachable: From any of its methods.

    """

    async def open(self, room: Room) -> bool:
        """Store a new room; False if its code is taken, or `LIMITS.rooms` are open."""
        ...

    async def read(self, code: str) -> Room | None:
        """A room as it is now; None if there is none."""
        ...

    async def count_rooms(self) -> int:
        """How many rooms are open."""
        ...

    async def write(self, room: Room) -> bool:
        """Store the next version of a room, and report it; False if another one came first, or it is closed."""
        ...

    async def close(self, code: str) -> None:
        """Remove a room with all that belongs to it, and report it."""
        ...

    async def join(self, code: str, device: str, person: Person) -> bool:
        """Store a person, and report it if that is new; False if the room is full, or the person's address.

        A nickname takes the place of an earlier one; without one, the earlier one stays.

        A room holds `LIMITS.people_in_room`, of whom `LIMITS.people_per_address` come from one address that is
        not loopback.

        Args:
            code: The code of the room.
            device: Whose device it is.
            person: The person at that device.

        """
        ...

    async def people(self, code: str) -> Mapping[str, Person]:
        """Everybody who joined, by device."""
        ...

    async def vote(self, code: str, question: str, device: str, person: Person, answer: int) -> VoteOutcome:
        """Count a device's answer to a question in place of its last one, if that question is asked right now.

        Who votes has joined: see `join`; but a person who had joined before stays unchanged. It is one step: no vote
        counts after a change that ended the question.

        Args:
            code: The code of the room.
            question: The key of the question.
            device: Who votes.
            person: The person at that device.
            answer: The number of the answer, from 1.

        """
        ...

    async def votes(self, code: str, question: str) -> Mapping[str, Vote]:
        """The answers to a question, by device, each with the nickname under which it was given."""
        ...

    async def count_votes(self, code: str, question: str) -> int:
        """How many have answered a question."""
        ...

    async def count_connected(self, code: str, process: str, devices: Collection[str]) -> int:
        """Store which devices one process has connected, for `LIMITS.presence_ttl` seconds; how many all of them have.

        A device counts once, also if its process has died and it is connected to another one now.

        Args:
            code: The code of the room.
            process: The id of the process.
            devices: Those that it has.

        """
        ...

    async def listen(self, on_change: OnChange, on_reach: OnReach) -> None:
        """Report every change from now on, whichever process makes it; called once, before any room is followed.

        That the store does not answer is reported within four seconds.

        A store that cannot be reached raises, and keeps trying until `aclose`.
        """
        ...

    async def aclose(self) -> None:
        """Close every connection."""
        ...
