"""Rooms in Redis, for several processes or machines that serve the same ones."""

import asyncio
import logging
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager, suppress
from typing import Any, Final, TypeVar, cast, get_args

from pydantic import ValidationError
from redis.asyncio import Redis
from redis.asyncio.client import PubSub
from redis.commands.core import AsyncScript
from redis.exceptions import RedisError
from redis.exceptions import TimeoutError as RedisTimeout

from sandbox.replay.trace import Record
from sandbox.serving.interfaces import is_loopback
from sandbox.settings import LIMITS
from sandbox.workshop.model import Person, Room
from sandbox.workshop.store import scripts
from sandbox.workshop.store.interface import Change, OnChange, StoreUnreachable, VoteOutcome
from sandbox.workshop.store.url import RedisAddress

_Model = TypeVar("_Model", bound=Record)
_CONNECTIONS: Final = 16  # at the same time
_TIMEOUT: Final = 2.0  # seconds for a response, connecting included
_PING_AFTER: Final = 5.0  # seconds of silence after which Redis is pinged
_FIRST_RETRY: Final = 0.1  # seconds until the first try to listen again; until the next one twice as long
_LAST_RETRY: Final = 5.0
_LOG: Final = logging.getLogger(__name__)


class RedisStore:
    """Keeps rooms in a Redis of version 5 or later, which is no Redis Cluster.

    No command is repeated: one that was not answered may have been done, as `StoreUnreachable` says.

    Args:
        url: Where it is, and how to sign in there: ``redis://NAME:PASSWORD@HOST:PORT/DATABASE``, and the like.

    Raises:
        ValueError: If the URL cannot be read. The message says what to do, and holds no password.

    """

    def __init__(self, url: str) -> None:
        self._url = RedisAddress(url)
        self._redis = Redis.from_pool(self._url.connections(_TIMEOUT))
        self._connections = asyncio.Semaphore(_CONNECTIONS)
        self._last_timeout = 0.0
        self._scripts: dict[str, AsyncScript] = {}
        self._codes: set[str] = set()
        self._cached: dict[str, Room] = {}
        self._unreadable: set[str] = set()
        self._on_change: OnChange = lambda _code, _change: None
        self._listening: asyncio.Task[None] | None = None

    async def open(self, room: Room) -> bool:
        """Store a new room."""
        opened = await self._run(scripts.OPEN, room.code, LIMITS.room_ttl, *_room_arguments(room), LIMITS.rooms)
        if opened:
            self._codes.add(room.code)
        return bool(opened)

    async def read(self, code: str) -> Room | None:
        """A room as it is now. It holds a whole replay, so it is fetched again only if its version differs."""
        async with self._connection():
            version = await self._redis.hget(scripts.key("room", code), "version")
        last = self._cached.get(code)
        if last and str(last.version) == version:
            return last
        async with self._connection():
            text = await self._redis.hget(scripts.key("room", code), "json")
        room = self._parsed(Room, text, f"room {code}") if text is not None else None
        if room:
            self._codes.add(code)
            self._cached[code] = room
        else:
            self._forget(code)
        return room

    async def write(self, room: Room) -> bool:
        """Store the next version of a room."""
        return bool(
            await self._run(scripts.WRITE, room.code, LIMITS.room_ttl, *_room_arguments(room), room.version - 1)
        )

    async def close(self, code: str) -> None:
        """Remove a room."""
        await self._run(scripts.CLOSE, code, LIMITS.room_ttl)
        self._forget(code)

    async def join(self, code: str, device: str, person: Person) -> bool:
        """Store a person."""
        return bool(
            await self._run(scripts.JOIN, code, LIMITS.room_ttl, *_person_arguments(device, person), person.name)
        )

    async def people(self, code: str) -> Mapping[str, Person]:
        """Everybody who joined, by device."""
        async with self._connection():
            texts = await self._redis.hgetall(scripts.key("people", code))
        parsed = (
            (str(device), self._parsed(Person, text, f"a person in room {code}")) for device, text in texts.items()
        )
        return {device: person for device, person in parsed if person}

    async def vote(self, code: str, question: str, device: str, person: Person, answer: int) -> VoteOutcome:
        """Count a device's answer."""
        arguments = (LIMITS.room_ttl, *_person_arguments(device, person), question, answer)
        return cast("VoteOutcome", await self._run(scripts.VOTE, code, *arguments))

    async def votes(self, code: str, question: str) -> Mapping[str, int]:
        """The answers to a question."""
        async with self._connection():
            answers = await self._redis.hgetall(scripts.key("votes", code, question))
        return {str(device): int(answer) for device, answer in answers.items()}

    async def count_votes(self, code: str, question: str) -> int:
        """How many have answered a question."""
        async with self._connection():
            return await self._redis.hlen(scripts.key("votes", code, question))

    async def count_connected(self, code: str, process: str, connected: int) -> int:
        """Store how many one process has connected; how many all have."""
        return int(await self._run(scripts.PRESENT, code, LIMITS.presence_ttl, process, connected))

    async def listen(self, on_change: OnChange) -> None:
        """Report every change from now on.

        Raises:
            StoreUnreachable: Redis does not answer. It is tried again, until `aclose`.

        """
        self._on_change = on_change
        started = asyncio.get_running_loop().create_future()
        self._listening = asyncio.create_task(self._keep_listening(started))
        await started

    async def aclose(self) -> None:
        """Close every connection."""
        if self._listening:
            self._listening.cancel()
            with suppress(asyncio.CancelledError):
                await self._listening
        await self._redis.aclose()

    def _forget(self, code: str) -> None:
        self._codes.discard(code)
        self._cached.pop(code, None)

    async def _run(self, script: str, code: str, *arguments: str | int) -> Any:
        run = self._scripts.setdefault(script, self._redis.register_script(script))
        async with self._connection():
            return await run(args=[code, *arguments])

    @asynccontextmanager
    async def _connection(self) -> AsyncIterator[None]:
        """One of the connections. Whoever waited for it while another one timed out times out at once."""
        now = asyncio.get_running_loop().time
        began = now()
        try:
            async with self._connections:
                if self._last_timeout > began:
                    raise TimeoutError
                async with asyncio.timeout(_TIMEOUT):  # which the wait_for in redis-py overlooks at times: hence both
                    yield
        except (RedisError, OSError) as error:
            if isinstance(error, TimeoutError | RedisTimeout):
                self._last_timeout = now()
            raise StoreUnreachable(self._url.advice(error)) from None

    async def _keep_listening(self, started: asyncio.Future[None]) -> None:
        """Listen, and after each reconnection report every room as changed, so that nothing is missed."""
        wait, lost = _FIRST_RETRY, False
        while True:
            try:
                async with self._redis.pubsub() as channel:
                    await self._subscribe(channel)
                    if lost:
                        _LOG.warning("%s answers again", self._url.place)
                    for code in sorted(self._codes):
                        self._on_change(code, "room")
                        self._on_change(code, "votes")
                    wait, lost = _FIRST_RETRY, False
                    if not started.done():
                        started.set_result(None)
                    await self._forward_changes(channel)
            except StoreUnreachable as error:
                if not started.done():
                    started.set_exception(error)
                elif not lost:
                    _LOG.warning("%s", error.message)
                lost = True
            await asyncio.sleep(wait)
            wait = min(2 * wait, _LAST_RETRY)

    async def _subscribe(self, channel: PubSub) -> None:
        async with self._connection():
            await channel.subscribe(scripts.CHANGES)
            while not await channel.get_message(timeout=_TIMEOUT):
                pass
            with suppress(RedisError):  # a user without the right to INFO gets no warning
                await self._warn_of_eviction()

    async def _warn_of_eviction(self) -> None:
        memory = await self._redis.info("memory")
        if memory["maxmemory"] and memory["maxmemory_policy"] != "noeviction":
            message = "%s throws away what it likes when it is full, rooms too: set its maxmemory-policy to noeviction"
            _LOG.warning(message, self._url.place)

    async def _forward_changes(self, channel: PubSub) -> None:
        """Report each change that is published, until Redis stops answering."""
        pinged = False
        while True:
            try:
                message = await channel.get_message(timeout=_TIMEOUT if pinged else _PING_AFTER)
            except (RedisError, OSError) as error:
                raise StoreUnreachable(self._url.advice(error)) from None
            if message is None:
                if pinged:
                    raise StoreUnreachable(self._url.advice(TimeoutError()))
                async with self._connection():
                    await channel.ping()
            pinged = message is None
            if message and message["type"] == "message":
                change, _, code = message["data"].partition(" ")
                if change in get_args(Change):
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
