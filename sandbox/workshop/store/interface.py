"""The one interface behind which the state of rooms lives: in this process, or shared by several."""

from collections.abc import Callable, Mapping
from typing import Literal, Protocol

from sandbox.errors import SandboxError
from sandbox.workshop.model import Person, Room

News = Literal["room", "votes", "people"]
"""What changed about a room: the room itself (or it was closed), its votes, or who is there."""

Told = Callable[[str, News], None]
"""Is told the code of a room and what changed about it, on the event loop; returns at once."""

Counted = Literal["counted", "closed", "full"]
"""What became of a vote: it counts, the question cannot be answered (any more), or the room holds no more people."""


class StoreUnreachable(SandboxError):
    """The place where rooms are kept does not answer; what was asked for may or may not have been done."""

    code = "store_unreachable"


class Store(Protocol):
    """Keeps rooms, who is in them, and their votes. What it has answered is not lost with this process, if shared.

    Every room is forgotten `LIMITS.room_ttl` seconds after the last change of it, of its votes or its people.

    Raises:
        StoreUnreachable: From any of its methods.

    """

    async def open(self, room: Room) -> bool:
        """Keep a new room; False if its code is taken, or `LIMITS.rooms` are open."""
        ...

    async def read(self, code: str) -> Room | None:
        """A room as it is now; None if there is none."""
        ...

    async def write(self, room: Room) -> bool:
        """Take over the next version of a room, and tell; False if another one came first, or it is closed."""
        ...

    async def close(self, code: str) -> None:
        """Forget a room with all that belongs to it, and tell."""
        ...

    async def join(self, code: str, device: str, person: Person) -> bool:
        """Note who is there, and tell if that is new; False if the room is full, or the person's address.

        A nickname takes the place of an earlier one; without one, the earlier one stays.

        A room holds `LIMITS.people_in_room`, of whom `LIMITS.people_per_address` come from one address that is
        not loopback.
        """
        ...

    async def people(self, code: str) -> Mapping[str, Person]:
        """Who was there, by device."""
        ...

    async def vote(self, code: str, question: str, device: str, person: Person, answer: int) -> Counted:
        """Count a device's answer to a question in place of its last one, if that question is asked right now.

        Who votes is there: see `join`, but that a known person stays as it was. It is one act: no vote that counts
        comes after a change that ended the question.
        """
        ...

    async def votes(self, code: str, question: str) -> Mapping[str, int]:
        """The answers to a question, by device."""
        ...

    async def voted(self, code: str, question: str) -> int:
        """How many have answered a question."""
        ...

    async def present(self, code: str, process: str, connected: int) -> int:
        """Note how many are connected by one process, for `LIMITS.presence_ttl` seconds; how many by all of them."""
        ...

    async def listen(self, told: Told) -> None:
        """Tell from now on what changes, whichever process changes it; called once, before any room is followed.

        A store that cannot be reached says so, and goes on trying until `aclose`.
        """
        ...

    async def aclose(self) -> None:
        """Let go of every connection."""
        ...
