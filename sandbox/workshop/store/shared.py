"""Rooms that one process keeps for several workers of the same server, which reach it by a link."""

from collections.abc import Callable, Collection, Mapping
from typing import Any, Final

from sandbox.serving.link import Link, LinkLost, Offer
from sandbox.workshop.model import Person, Room, Vote
from sandbox.workshop.store.interface import OnChange, OnReach, Store, StoreUnreachable, VoteOutcome

_SAME: Final = 0
"""In place of a room: it is at the version that the worker has."""
_MOST_KNOWN: Final = 100
"""Rooms that a worker has read."""


class SharedStore:
    """A worker's end: asks the process that keeps the rooms.

    Args:
        link: Leads to it.

    """

    def __init__(self, link: Link) -> None:
        self._link = link
        self._known: dict[str, Room] = {}

    async def open(self, room: Room) -> bool:
        """Store a new room."""
        return bool(await self._call("open", room.model_dump_json()))

    async def read(self, code: str) -> Room | None:
        """A room as it is now. It holds a whole replay, so it is sent only if its version is not known here."""
        known = self._known.get(code)
        found = await self._call("read", code, [known.version, known.opened, known.seal] if known else None)
        if found == _SAME:
            return known
        self._known.pop(code, None)
        if found is None:
            return None
        room = self._known[code] = Room.model_validate_json(found)
        while len(self._known) > _MOST_KNOWN:
            self._known.pop(next(iter(self._known)))
        return room

    async def write(self, room: Room) -> bool:
        """Store the next version of a room."""
        return bool(await self._call("write", room.model_dump_json()))

    async def close(self, code: str) -> None:
        """Remove a room."""
        await self._call("close", code)

    async def join(self, code: str, device: str, person: Person) -> bool:
        """Store a person."""
        return bool(await self._call("join", code, device, person.model_dump()))

    async def people(self, code: str) -> Mapping[str, Person]:
        """Everybody who joined, by device."""
        found = await self._call("people", code)
        return {device: Person.model_validate(person) for device, person in found.items()}

    async def vote(self, code: str, question: str, device: str, person: Person, answer: int) -> VoteOutcome:
        """Count a device's answer."""
        outcome: VoteOutcome = await self._call("vote", code, question, device, person.model_dump(), answer)
        return outcome

    async def votes(self, code: str, question: str) -> Mapping[str, Vote]:
        """The answers to a question."""
        return {device: Vote(*vote) for device, vote in (await self._call("votes", code, question)).items()}

    async def count_votes(self, code: str, question: str) -> int:
        """How many have answered a question."""
        return int(await self._call("count_votes", code, question))

    async def count_connected(self, code: str, process: str, devices: Collection[str]) -> int:
        """Store which devices one process has connected; how many all have."""
        return int(await self._call("count_connected", code, process, list(devices)))

    async def count_rooms(self) -> int:
        """How many rooms are open."""
        return int(await self._call("count_rooms"))

    async def listen(self, on_change: OnChange, _on_reach: OnReach) -> None:
        """Report every change from now on. A worker that cannot reach the rooms any more stops."""
        self._link.hear("changed", on_change)
        try:
            await self._link.start()
        except OSError as error:
            raise StoreUnreachable("the process that keeps the rooms is gone") from error

    async def aclose(self) -> None:
        """Close the link."""
        await self._link.aclose()

    async def _call(self, name: str, *arguments: Any) -> Any:
        try:
            return await self._link.call(f"store.{name}", *arguments)
        except LinkLost as error:
            raise StoreUnreachable("the process that keeps the rooms does not answer") from error


class StoreOffers:
    """The keeper's end: lets workers use its store, and tells all of them what changes.

    Args:
        store: Where the rooms are.
        links: Returns the links that lead to the workers now.

    """

    def __init__(self, store: Store, links: Callable[[], Collection[Link]]) -> None:
        self._store = store
        self._links = links

    async def start(self) -> None:
        """Tell workers of changes from now on."""
        await self._store.listen(self._tell, lambda _reach: None)

    def offers(self) -> dict[str, Offer]:
        """What a link offers, by name."""
        store = self._store
        by_name: dict[str, Offer] = {
            "open": self._open,
            "read": self._read,
            "write": self._write,
            "close": store.close,
            "join": self._join,
            "people": self._people,
            "vote": self._vote,
            "votes": self._votes,
            "count_votes": store.count_votes,
            "count_connected": store.count_connected,
            "count_rooms": store.count_rooms,
        }
        return {f"store.{name}": offer for name, offer in by_name.items()}

    def _tell(self, code: str, change: str) -> None:
        for link in self._links():
            link.tell("changed", code, change)

    async def _open(self, room: str) -> bool:
        return await self._store.open(Room.model_validate_json(room))

    async def _read(self, code: str, known: list[Any] | None) -> str | int | None:
        room = await self._store.read(code)
        if room is None:
            return None
        return _SAME if known == [room.version, room.opened, room.seal] else room.model_dump_json()

    async def _write(self, room: str) -> bool:
        return await self._store.write(Room.model_validate_json(room))

    async def _join(self, code: str, device: str, person: Any) -> bool:
        return await self._store.join(code, device, Person.model_validate(person))

    async def _people(self, code: str) -> dict[str, Any]:
        return {device: person.model_dump() for device, person in (await self._store.people(code)).items()}

    async def _vote(self, code: str, question: str, device: str, person: Any, answer: int) -> VoteOutcome:
        return await self._store.vote(code, question, device, Person.model_validate(person), answer)

    async def _votes(self, code: str, question: str) -> dict[str, Vote]:
        return dict(await self._store.votes(code, question))
