"""The rooms that this process serves: it draws each change once, and tells all who follow."""

import asyncio
import json
import logging
import secrets
import time
from collections.abc import Awaitable, Callable, Sequence
from typing import Final, Literal

from starlette.types import Receive, Scope, Send

from sandbox.errors import SandboxError
from sandbox.http.link_secret import hashed, new_secret
from sandbox.settings import LIMITS
from sandbox.workshop.channel import Channel, Event, Follower
from sandbox.workshop.identifiers import new_code
from sandbox.workshop.model import Room
from sandbox.workshop.store.interface import News, Store, StoreUnreachable

View = Literal["room", "screen", "present"]
"""What kind of page follows: a person's, the projector's, the presenter's."""

VIEWS: Final[tuple[View, ...]] = ("room", "screen", "present")
_TALLY: Final = 0.25  # seconds between two counts that are told
_LOG: Final = logging.getLogger(__name__)

Draw = Callable[[Room, View], Awaitable[str]]
"""Draws what a kind of page shows of a room, as HTML."""


class TooManyRooms(SandboxError):
    """As many rooms are open as there can be."""

    code = "too_many_rooms"


class _Live:
    """A room that somebody follows here."""

    def __init__(self, code: str) -> None:
        self.code = code
        self.channels: dict[View, Channel] = {view: Channel() for view in VIEWS}
        self.version = 0
        self.seen: dict[str, float] = {}
        self.drawing = asyncio.Lock()
        self.counting: asyncio.TimerHandle | None = None

    def followers(self) -> list[Follower]:
        return [follower for channel in self.channels.values() for follower in channel.followers]

    def connected(self) -> int:
        """How many people follow, each device once; without scripts, those whose page was loaded just now."""
        since = time.monotonic() - LIMITS.stream_beat
        self.seen = {device: when for device, when in self.seen.items() if when > since}
        return len({*self.seen, *(follower.device for follower in self.channels["room"].followers)})


class Rooms:
    """Rooms, wherever their state is kept.

    Args:
        store: Where it is kept.
        address: Where people reach the server, unless a presenter says otherwise.
        reachable: The addresses at which other devices may reach it, best first.

    """

    def __init__(self, store: Store, address: str, reachable: Sequence[str] = ()) -> None:
        self.store = store
        self.address = address
        self.reachable = reachable
        self.draw: Draw | None = None
        self._process = secrets.token_hex(8)
        self._live: dict[str, _Live] = {}
        self._tasks: set[asyncio.Task[None]] = set()
        self._begun = False
        self._streams = 0

    async def open(self, playlist: str, *, names: bool = False) -> tuple[Room, str]:
        """Open a room.

        Args:
            playlist: The id of its playlist; empty for every scenario.
            names: Whether people are asked for a nickname.

        Returns:
            The room and its presenter's secret, of which the room keeps a hash.

        Raises:
            TooManyRooms: No more rooms can be opened.

        """
        secret, now = new_secret(), time.time()
        for _ in range(8):  # a code may be taken
            room = Room(
                code=new_code(),
                secret=hashed(secret),
                seal=new_secret(),
                playlist=playlist,
                opened=now,
                address=self.address,
                names=names,
                entered=now,
            )
            if await self.store.open(room):  # before it is listened to: a store that does not answer says so once
                await self.begin()
                return room, secret
        raise TooManyRooms(f"{LIMITS.rooms} rooms are open, and no more can be: close one")

    async def room(self, code: str) -> Room | None:
        """A room as it is now."""
        await self.begin()
        return await self.store.read(code)

    async def begin(self) -> None:
        """Begin to listen to what changes; at the first request, because there is an event loop then."""
        if not self._begun:
            self._begun = True
            self._start(self._beat())
            try:
                await self.store.listen(self._told)
            except StoreUnreachable as error:  # it goes on trying
                _LOG.warning("%s", error.message)

    def seen(self, code: str, device: str) -> None:
        """Note that a page of a room was loaded on a device."""
        live = self._live.get(code)
        if live and len(live.seen) < LIMITS.people_in_room:
            live.seen[device] = time.monotonic()
            self._count_soon(live)

    async def follow(
        self, room: Room, view: View, follower: Follower, since: int, connection: tuple[Scope, Receive, Send]
    ) -> None:
        """Serve one stream to its end.

        Args:
            room: The room.
            view: Which kind of page follows.
            follower: The stream.
            since: The version that the page shows already; 0 for none.
            connection: The ASGI connection.

        """
        if self._streams >= LIMITS.streams:
            follower.leave(Event.of("", name="full", retry=10_000))
            await Channel().serve(follower, *connection)
            return
        live = self._live.setdefault(room.code, _Live(room.code))
        channel = live.channels[view]
        self._end_oldest(channel, follower)
        channel.followers.add(follower)  # before anything is awaited: a room that nobody follows is let go
        self._streams += 1
        try:
            await self._drawn(live)
            if since == live.version and channel.current:
                follower.has(channel.current)
            await channel.serve(follower, *connection)
        finally:
            self._streams -= 1
            channel.followers.discard(follower)
            self._count_soon(live)

    def _end_oldest(self, channel: Channel, follower: Follower) -> None:
        """Have one device no more streams than a browser can spare of its six to a server."""
        if not follower.device:
            return
        same = [other for other in channel.followers if other.device == follower.device and not other.gone]
        for other in sorted(same, key=lambda other: other.begun)[: len(same) + 1 - LIMITS.streams_of_device]:
            other.leave(Event.of("", name="elsewhere"))

    def _told(self, code: str, news: News) -> None:
        live = self._live.get(code)
        if live is None:
            return
        if news == "room":
            self._start(self._drawn(live))
        else:
            self._count_soon(live)

    async def _drawn(self, live: _Live) -> None:
        """Draw a room for all kinds of pages that are followed, if it has changed since."""
        async with live.drawing:
            room = await self.store.read(live.code)
            if room is None:
                self._end(live)
                return
            for view, channel in live.channels.items():
                if self.draw and (room.version != live.version or channel.current is None):
                    channel.publish(Event.of(await self.draw(room, view), id_=str(room.version)))
                    await asyncio.sleep(0)  # people are sent theirs before the two windows' is drawn
            live.version = room.version
            self._count_soon(live)

    def _end(self, live: _Live) -> None:
        for follower in live.followers():
            follower.leave(Event.of("", name="closed"))
        self._live.pop(live.code, None)

    def _count_soon(self, live: _Live) -> None:
        if live.counting is None:
            live.counting = asyncio.get_running_loop().call_later(_TALLY, self._count, live)

    def _count(self, live: _Live) -> None:
        live.counting = None
        self._start(self._tell_counts(live))

    async def _tell_counts(self, live: _Live) -> None:
        """Tell presenter and projector how many are connected, and how many have answered."""
        room = await self.store.read(live.code)
        if room is None or room.version != live.version:  # forgotten, or changed while the store could not tell
            await self._drawn(live)
        if room is None:
            return
        here = await self.store.present(live.code, self._process, live.connected())
        voted = await self.store.voted(live.code, room.asked) if room.asked else 0
        event = Event.of(json.dumps({"here": here, "voted": voted}), name="tally")
        live.channels["screen"].aside("tally", event)
        live.channels["present"].aside("tally", event)

    async def _beat(self) -> None:
        while True:
            await asyncio.sleep(LIMITS.stream_beat)
            for live in list(self._live.values()):
                for channel in live.channels.values():
                    channel.beat()
                self._count_soon(live)
                if not live.followers():
                    self._live.pop(live.code, None)

    def _start(self, doing: Awaitable[None]) -> None:
        task = asyncio.ensure_future(_without_store(doing))
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)


async def _without_store(doing: Awaitable[None]) -> None:
    """Do something in the background; a store that does not answer is told in the log, and tried at the next change."""
    try:
        await doing
    except StoreUnreachable as error:
        _LOG.warning("%s", error.message)
