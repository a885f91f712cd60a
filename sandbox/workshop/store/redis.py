"""Rooms in Redis, for several processes or machines that serve the same ones."""

import asyncio
import logging
import time
from collections.abc import Callable, Collection, Mapping
from contextlib import suppress
from typing import Final, TypeVar, cast, get_args

from pydantic import ValidationError
from redis.asyncio.client import PubSub
from redis.exceptions import RedisError
from redis.exceptions import TimeoutError as RedisTimeout

from sandbox.replay.trace import Record
from sandbox.serving.interfaces import is_loopback
from sandbox.settings import LIMITS
from sandbox.workshop.model import Person, Room, Vote
from sandbox.workshop.store import scripts
from sandbox.workshop.store.connections import TIMEOUT, Connections
from sandbox.workshop.store.interface import Change, OnChange, OnReach, StoreUnreachable, VoteOutcome
from sandbox.workshop.store.mirror import Mirror

_Model = TypeVar("_Model", bound=Record)
_PING_AFTER: Final = 1.0  # seconds of silence after which Redis is pinged
_FIRST_RETRY: Final = 0.1  # seconds until the first try to listen again; until the next one twice as long
_LAST_RETRY: Final = 1.0
_LOG: Final = logging.getLogger(__name__)


class RedisStore:
    """Keeps rooms in a Redis of version 5 or later, which is no Redis Cluster.

    No command is repeated: one that was not answered may have been done, as `StoreUnreachable` says. As long as it is
    known not to answer, nothing waits for it. A room that it has lost, or has in an earlier version, because it was
    emptied or began anew with older data, is written again by each process that knows the room.

    Args:
        url: Where it is, and how to sign in there: ``redis://NAME:PASSWORD@HOST:PORT/DATABASE``, and the like.
        clock: Seconds that only go forward.

    Raises:
        ValueError: If the URL cannot be read. The message says what to do, and holds no password.

    """

    def __init__(self, url: str, clock: Callable[[], float] = time.monotonic) -> None:
        self._connections = Connections(url, TIMEOUT)
        self._mirror = Mirror(clock)
        self._unreadable: set[str] = set()
        self._on_change: OnChange = lambda _code, _change: None
        self._on_reach: OnReach = lambda _reach: None
        self._listening: asyncio.Task[None] | None = None

    async def open(self, room: Room) -> bool:
        """Store a new room."""
        opened = await self._connections.run(
            scripts.OPEN, room.code, LIMITS.room_ttl, *_room_arguments(room), LIMITS.rooms
        )
        if opened:
            self._mirror.forget(room.code)
            self._mirror.put(room)
        return bool(opened)

    async def read(self, code: str) -> Room | None:
        """A room as it is now. It holds a whole replay, so it is fetched only if its version is not known here."""
        async with self._connections.connection() as redis:
            version = await redis.hget(scripts.key("room", code), "version")
        known, stored = self._mirror.get(code), int(version or 0)
        if known and stored < known.room.version:
            await self._restore(code)
            known = self._mirror.get(code)
            return known.room if known else None
        if known and stored == known.room.version:
            return known.room
        async with self._connections.connection() as redis:
            text = await redis.hget(scripts.key("room", code), "json")
        room = self._parsed(Room, text, "a room") if text is not None else None
        if room:
            self._mirror.put(room)
        else:
            self._mirror.forget(code)
        return room

    async def count_rooms(self) -> int:
        """How many rooms are open."""
        return int(await self._connections.run(scripts.COUNT))

    async def write(self, room: Room) -> bool:
        """Store the next version of a room."""
        written = await self._connections.run(
            scripts.WRITE, room.code, LIMITS.room_ttl, *_room_arguments(room), room.version - 1
        )
        if written:
            self._mirror.put(room)
        return bool(written)

    async def close(self, code: str) -> None:
        """Remove a room."""
        await self._connections.run(scripts.CLOSE, code, LIMITS.room_ttl)
        self._mirror.forget(code)

    async def join(self, code: str, device: str, person: Person) -> bool:
        """Store a person."""
        joined = await self._connections.run(
            scripts.JOIN, code, LIMITS.room_ttl, *_person_arguments(device, person), person.name
        )
        if joined:
            self._mirror.joined(code, device, person)
        return bool(joined)

    async def people(self, code: str) -> Mapping[str, Person]:
        """Everybody who joined, by device."""
        async with self._connections.connection() as redis:
            texts = await redis.hgetall(scripts.key("people", code))
        parsed = ((str(device), self._parsed(Person, text, "a person in a room")) for device, text in texts.items())
        return {device: person for device, person in parsed if person}

    async def vote(self, code: str, question: str, device: str, person: Person, answer: int) -> VoteOutcome:
        """Count a device's answer."""
        arguments = (LIMITS.room_ttl, *_person_arguments(device, person), question, answer)
        outcome = cast("VoteOutcome", await self._connections.run(scripts.VOTE, code, *arguments))
        if outcome == "counted":
            self._mirror.joined(code, device, person)
            self._mirror.voted(code, question, device, answer)
        return outcome

    async def votes(self, code: str, question: str) -> Mapping[str, Vote]:
        """The answers to a question."""
        async with self._connections.connection() as redis:
            answers = await redis.hgetall(scripts.key("votes", code, question))
        return {str(device): scripts.vote_of(str(text)) for device, text in answers.items()}

    async def count_votes(self, code: str, question: str) -> int:
        """How many have answered a question."""
        async with self._connections.connection() as redis:
            return await redis.hlen(scripts.key("votes", code, question))

    async def count_connected(self, code: str, process: str, devices: Collection[str]) -> int:
        """Store which devices one process has connected; how many all have."""
        return int(await self._connections.run(scripts.PRESENT, code, LIMITS.presence_ttl, process, *devices))

    async def listen(self, on_change: OnChange, on_reach: OnReach) -> None:
        """Report every change from now on, and whether Redis answers.

        Raises:
            StoreUnreachable: Redis does not answer. It is tried again, until `aclose`.

        """
        self._on_change, self._on_reach = on_change, on_reach
        started = asyncio.get_running_loop().create_future()
        self._listening = asyncio.create_task(self._keep_listening(started))
        await started

    async def aclose(self) -> None:
        """Close every connection."""
        while self._listening and not self._listening.done():
            self._listening.cancel()  # which redis-py overlooks at times
            await asyncio.wait({self._listening}, timeout=0.1)
        await self._connections.redis.aclose()

    async def _restore(self, code: str) -> None:
        """Write what this process knows of a room, where that is missing or older; but not if it was closed."""
        mirrored = self._mirror.get(code)
        if mirrored is None:
            return
        arguments = (*_room_arguments(mirrored.room), *mirrored.arguments())
        match await self._connections.run(scripts.RESTORE, code, LIMITS.room_ttl, *arguments):
            case "closed":
                self._mirror.forget(code)
            case "restored":
                _LOG.warning("%s had lost a room: it was written again", self._connections.url.place)

    async def _keep_listening(self, started: asyncio.Future[None]) -> None:
        """Listen, and after each reconnection report every room as changed, so that nothing is missed."""
        wait = _FIRST_RETRY
        while True:
            try:
                async with self._connections.redis.pubsub() as channel:
                    await self._subscribe(channel)
                    await self._reached()
                    wait = _FIRST_RETRY
                    if not started.done():
                        started.set_result(None)
                    await self._forward_changes(channel)
            except StoreUnreachable as error:
                self._lost(error.message, logged=started.done())
                if not started.done():
                    started.set_exception(error)
            await asyncio.sleep(wait)
            wait = min(2 * wait, _LAST_RETRY)

    def _lost(self, advice: str, *, logged: bool) -> None:
        if not self._connections.unreachable:
            if logged:
                _LOG.warning("%s", advice)
            self._on_reach("unreachable")
        self._connections.unreachable = advice

    async def _reached(self) -> None:
        """Write again what Redis may have lost meanwhile, and report everything as changed."""
        if self._connections.unreachable:
            _LOG.warning("%s answers again", self._connections.url.place)
            self._connections.unreachable = ""
            self._on_reach("reachable")
        with suppress(StoreUnreachable):  # a user without the right to INFO gets no warning
            await self._warn_of_eviction()
        for code in self._mirror:
            with suppress(StoreUnreachable):  # a full one: what it still has can be read
                await self._restore(code)
            self._on_change(code, "room")
            self._on_change(code, "votes")

    async def _subscribe(self, channel: PubSub) -> None:
        async with self._connections.attempt():
            await channel.subscribe(scripts.CHANGES)
            while not await channel.get_message(timeout=TIMEOUT):
                pass

    async def _warn_of_eviction(self) -> None:
        async with self._connections.connection() as redis:
            memory = await redis.info("memory")
        if memory["maxmemory"] and memory["maxmemory_policy"] != "noeviction":
            message = "%s throws away what it likes when it is full, rooms too: set its maxmemory-policy to noeviction"
            _LOG.warning(message, self._connections.url.place)

    async def _forward_changes(self, channel: PubSub) -> None:
        """Report each change that is published, until the connection ends: another one may be had at once.

        Raises:
            StoreUnreachable: Redis does not answer.

        """
        pinged = False
        while True:
            try:
                message = await channel.get_message(timeout=TIMEOUT if pinged else _PING_AFTER)
            except (RedisError, OSError) as error:
                if isinstance(error, TimeoutError | RedisTimeout):
                    raise StoreUnreachable(self._connections.url.advice(error)) from None
                return
            if message is None:
                if pinged:
                    raise StoreUnreachable(self._connections.url.advice(TimeoutError()))
                async with self._connections.connection():
                    await channel.ping()
            pinged = message is None
            if message and message["type"] == "message":
                await self._forward(*message["data"].partition(" ")[::2])

    async def _forward(self, change: str, code: str) -> None:
        if change == scripts.RESTORED:  # by a process that does not know what was confirmed here
            await self._restore(code)
            change = "votes"
        if change in get_args(Change):
            self._mirror.changed(code)
            self._on_change(code, cast("Change", change))

    def _parsed(self, model: type[_Model], text: str | bytes, what: str) -> _Model | None:
        try:
            return model.model_validate_json(text)
        except ValidationError:
            if what not in self._unreadable:
                self._unreadable.add(what)
                _LOG.warning("%s was written by another version of the sandbox; here it counts as not there", what)
            return None


def _room_arguments(room: Room) -> tuple[str, int, str]:
    return room.model_dump_json(), room.version, room.poll_key


def _person_arguments(device: str, person: Person) -> tuple[str | int, ...]:
    here = int(is_loopback(person.address))
    return device, person.model_dump_json(), person.address, here, LIMITS.people_in_room, LIMITS.people_per_address
