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
from sandbox.settings import LIMITS
from sandbox.workshop.model import Person, Room
from sandbox.workshop.store import scripts
from sandbox.workshop.store.interface import Counted, News, StoreUnreachable, Told
from sandbox.workshop.store.memory import is_here
from sandbox.workshop.store.url import RedisAddress

_Kept = TypeVar("_Kept", bound=Record)
_TURNS: Final = 16  # questions at the same time, each on a connection of its own
_PATIENCE: Final = 2.0  # seconds for an answer, connecting included
_BEAT: Final = 5.0  # seconds of quiet after which Redis is asked whether it is still there
_SOON: Final = 0.1  # seconds until the first try to listen again; until the next one twice as long
_LATE: Final = 5.0
_LOG: Final = logging.getLogger(__name__)


class RedisStore:
    """Keeps rooms in a Redis of version 5 or later, which is no Redis Cluster.

    Nothing is asked for twice: what was not answered may have been done, as `StoreUnreachable` says.

    Args:
        url: Where it is, and how to sign in there: ``redis://NAME:PASSWORD@HOST:PORT/DATABASE``, and the like.

    Raises:
        ValueError: If the URL cannot be read. The message says what to do, and holds no password.

    """

    def __init__(self, url: str) -> None:
        self._address = RedisAddress(url)
        self._redis = Redis.from_pool(self._address.connections(_PATIENCE))
        self._turns = asyncio.Semaphore(_TURNS)
        self._silent = 0.0
        self._scripts: dict[str, AsyncScript] = {}
        self._known: set[str] = set()
        self._read: dict[str, Room] = {}
        self._unreadable: set[str] = set()
        self._told: Told = lambda _code, _news: None
        self._listening: asyncio.Task[None] | None = None

    async def open(self, room: Room) -> bool:
        """Keep a new room."""
        opened = await self._do(scripts.OPEN, room.code, LIMITS.room_ttl, *_written(room), LIMITS.rooms)
        if opened:
            self._known.add(room.code)
        return bool(opened)

    async def read(self, code: str) -> Room | None:
        """A room as it is now. It holds a whole replay: it is sent and read again only where its version is another."""
        async with self._asking():
            version = await self._redis.hget(scripts.key("room", code), "version")
        last = self._read.get(code)
        if last and str(last.version) == version:
            return last
        async with self._asking():
            text = await self._redis.hget(scripts.key("room", code), "json")
        room = self._parsed(Room, text, f"room {code}") if text is not None else None
        if room:
            self._known.add(code)
            self._read[code] = room
        else:
            self._forget(code)
        return room

    async def write(self, room: Room) -> bool:
        """Take over the next version of a room."""
        return bool(await self._do(scripts.WRITE, room.code, LIMITS.room_ttl, *_written(room), room.version - 1))

    async def close(self, code: str) -> None:
        """Forget a room."""
        await self._do(scripts.CLOSE, code, LIMITS.room_ttl)
        self._forget(code)

    async def join(self, code: str, device: str, person: Person) -> bool:
        """Note who is there."""
        return bool(await self._do(scripts.JOIN, code, LIMITS.room_ttl, *_seat(device, person), person.name))

    async def people(self, code: str) -> Mapping[str, Person]:
        """Who was there."""
        async with self._asking():
            texts = await self._redis.hgetall(scripts.key("people", code))
        parsed = (
            (str(device), self._parsed(Person, text, f"a person in room {code}")) for device, text in texts.items()
        )
        return {device: person for device, person in parsed if person}

    async def vote(self, code: str, question: str, device: str, person: Person, answer: int) -> Counted:
        """Count a device's answer."""
        arguments = (LIMITS.room_ttl, *_seat(device, person), question, answer)
        return cast("Counted", await self._do(scripts.VOTE, code, *arguments))

    async def votes(self, code: str, question: str) -> Mapping[str, int]:
        """The answers to a question."""
        async with self._asking():
            answers = await self._redis.hgetall(scripts.key("votes", code, question))
        return {str(device): int(answer) for device, answer in answers.items()}

    async def voted(self, code: str, question: str) -> int:
        """How many have answered a question."""
        async with self._asking():
            return await self._redis.hlen(scripts.key("votes", code, question))

    async def present(self, code: str, process: str, connected: int) -> int:
        """Note how many are connected."""
        return int(await self._do(scripts.PRESENT, code, LIMITS.presence_ttl, process, connected))

    async def listen(self, told: Told) -> None:
        """Tell from now on what changes.

        Raises:
            StoreUnreachable: If Redis does not answer. It is tried again and again, until `aclose`.

        """
        self._told = told
        started = asyncio.get_running_loop().create_future()
        self._listening = asyncio.create_task(self._keep_listening(started))
        await started

    async def aclose(self) -> None:
        """Let go of every connection."""
        if self._listening:
            self._listening.cancel()
            with suppress(asyncio.CancelledError):
                await self._listening
        await self._redis.aclose()

    def _forget(self, code: str) -> None:
        self._known.discard(code)
        self._read.pop(code, None)

    async def _do(self, script: str, code: str, *arguments: str | int) -> Any:
        run = self._scripts.setdefault(script, self._redis.register_script(script))
        async with self._asking():
            return await run(args=[code, *arguments])

    @asynccontextmanager
    async def _asking(self) -> AsyncIterator[None]:
        """A turn at Redis. Who waited for it while others got no answer gets none either, at once."""
        now = asyncio.get_running_loop().time
        began = now()
        try:
            async with self._turns:
                if self._silent > began:
                    raise TimeoutError
                async with asyncio.timeout(_PATIENCE):  # which the wait_for in redis-py overlooks at times: hence both
                    yield
        except (RedisError, OSError) as error:
            if isinstance(error, TimeoutError | RedisTimeout):
                self._silent = now()
            raise StoreUnreachable(self._address.what_to_do(error)) from None

    async def _keep_listening(self, started: asyncio.Future[None]) -> None:
        """Listen, and after each loss tell everything once, so that nobody stays behind."""
        wait, lost = _SOON, False
        while True:
            try:
                async with self._redis.pubsub() as channel:
                    await self._subscribe(channel)
                    if lost:
                        _LOG.warning("%s answers again", self._address.place)
                    for code in sorted(self._known):
                        self._told(code, "room")
                        self._told(code, "votes")
                    wait, lost = _SOON, False
                    if not started.done():
                        started.set_result(None)
                    await self._pass_on(channel)
            except StoreUnreachable as error:
                if not started.done():
                    started.set_exception(error)
                elif not lost:
                    _LOG.warning("%s", error.message)
                lost = True
            await asyncio.sleep(wait)
            wait = min(2 * wait, _LATE)

    async def _subscribe(self, channel: PubSub) -> None:
        async with self._asking():
            await channel.subscribe(scripts.NEWS)
            while not await channel.get_message(timeout=_PATIENCE):
                pass
            with suppress(RedisError):  # who may not look there does without the warning
                await self._look_at_memory()

    async def _look_at_memory(self) -> None:
        memory = await self._redis.info("memory")
        if memory["maxmemory"] and memory["maxmemory_policy"] != "noeviction":
            message = "%s throws away what it likes when it is full, rooms too: set its maxmemory-policy to noeviction"
            _LOG.warning(message, self._address.place)

    async def _pass_on(self, channel: PubSub) -> None:
        """Tell what comes, until nothing comes any more."""
        asked = False
        while True:
            try:
                message = await channel.get_message(timeout=_PATIENCE if asked else _BEAT)
            except (RedisError, OSError) as error:
                raise StoreUnreachable(self._address.what_to_do(error)) from None
            if message is None:
                if asked:
                    raise StoreUnreachable(self._address.what_to_do(TimeoutError()))
                async with self._asking():
                    await channel.ping()
            asked = message is None
            if message and message["type"] == "message":
                news, _, code = message["data"].partition(" ")
                if news in get_args(News):
                    self._told(code, cast("News", news))

    def _parsed(self, model: type[_Kept], text: str | bytes, what: str) -> _Kept | None:
        try:
            return model.model_validate_json(text)
        except ValidationError:
            if what not in self._unreadable:
                self._unreadable.add(what)
                _LOG.warning("%s was written by another version of the sandbox; here it counts as not there", what)
            return None


def _written(room: Room) -> tuple[str, int, str]:
    return room.model_dump_json(), room.version, room.asked


def _seat(device: str, person: Person) -> tuple[str | int, ...]:
    here = int(is_here(person.address))
    return device, person.model_dump_json(), person.address, here, LIMITS.people_in_room, LIMITS.people_per_address
