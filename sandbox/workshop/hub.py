"""The rooms that this process serves: each change is rendered once and sent to all who follow."""

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
from sandbox.workshop.channel import Channel, Event, Follower, send_single_event
from sandbox.workshop.identifiers import new_code
from sandbox.workshop.model import Room
from sandbox.workshop.store.interface import Change, Reach, Store, StoreUnreachable

View = Literal["room", "screen", "present", "away"]
"""What follows: a person's page of the room, the projector's, the presenter's; a person's page of anything else."""

VIEWS: Final[tuple[View, ...]] = ("room", "screen", "present", "away")
_COUNT_INTERVAL: Final = 0.25  # seconds between two counts that are sent
_LOG: Final = logging.getLogger(__name__)

RenderPage = Callable[[Room, View], Awaitable[str]]
"""Renders what a kind of page shows of a room, as HTML."""


class TooManyRooms(SandboxError):
    """As many rooms are open as there can be."""

    code = "too_many_rooms"


class _FollowedRoom:
    """A room that somebody follows in this process."""

    def __init__(self, code: str) -> None:
        self.code = code
        self.channels: dict[View, Channel] = {view: Channel() for view in VIEWS}
        self.version = 0
        self.seen: dict[str, float] = {}
        self.publishing = asyncio.Lock()
        self.counting: asyncio.TimerHandle | None = None

    def followers(self) -> list[Follower]:
        return [follower for channel in self.channels.values() for follower in channel.followers]

    def connected(self) -> set[str]:
        """The devices that are here: where they are on this site, and if they fell asleep a while ago."""
        now = time.monotonic()
        for view in ("room", "away"):
            self.seen |= {follower.device: now for follower in self.channels[view].followers}
        self.seen = {device: when for device, when in self.seen.items() if when >= now - LIMITS.away_counts_as_here}
        return {*self.seen}

    def note(self, device: str) -> None:
        """Note that a device was here just now."""
        if device and (device in self.seen or len(self.seen) < LIMITS.people_in_room):
            self.seen[device] = time.monotonic()


class Hub:
    """The rooms of one store, and who follows them in this process.

    Args:
        store: Where the state of rooms is kept.
        address: Where people reach the server, unless a presenter says otherwise.
        reachable: The addresses at which other devices may reach it, best first.

    """

    def __init__(self, store: Store, address: str, reachable: Sequence[str] = ()) -> None:
        self.store = store
        self.address = address
        self.reachable = reachable
        self.render_page: RenderPage | None = None
        self._process = secrets.token_hex(8)
        self._followed: dict[str, _FollowedRoom] = {}
        self._tasks: set[asyncio.Task[None]] = set()
        self._started = False
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
            if await self.store.open(room):  # before listening: a store that does not answer says so once
                await self.start()
                return room, secret
        raise TooManyRooms(f"{LIMITS.rooms} rooms are open, and no more can be: close one")

    async def room(self, code: str) -> Room | None:
        """A room as it is now."""
        await self.start()
        return await self.store.read(code)

    async def start(self) -> None:
        """Listen to changes from now on; called at the first request, because there is an event loop then."""
        if not self._started:
            self._started = True
            self._run_in_background(self._send_heartbeats())
            try:
                await self.store.listen(self._on_change, self._on_reach)
            except StoreUnreachable as error:  # the store keeps trying
                _LOG.warning("%s", error.message)

    def note_page_load(self, code: str, device: str) -> None:
        """Note that a page of a room was loaded on a device."""
        followed = self._followed.get(code)
        if followed:
            followed.note(device)
            self._count_soon(followed)

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
            await send_single_event("full", *connection)
            return
        followed = self._followed.setdefault(room.code, _FollowedRoom(room.code))
        channel = followed.channels[view]
        self._end_oldest(followed, follower)
        channel.followers.add(follower)  # before anything is awaited: a room without followers is dropped
        self._streams += 1
        try:
            await self._publish(followed)
            if since == followed.version and channel.current:
                follower.mark_seen(channel.current)
            await channel.serve(follower, *connection)
        finally:
            self._streams -= 1
            channel.followers.discard(follower)
            followed.note(follower.device)
            self._count_soon(followed)

    def _end_oldest(self, followed: _FollowedRoom, follower: Follower) -> None:
        """End the oldest streams of a device that has too many: a browser has six connections to a server."""
        if not follower.device:
            return
        same = [other for other in followed.followers() if other.device == follower.device and not other.ended]
        for other in sorted(same, key=lambda other: other.started)[: len(same) + 1 - LIMITS.streams_of_device]:
            other.end(Event.of("", name="elsewhere"))

    def _on_change(self, code: str, change: Change) -> None:
        followed = self._followed.get(code)
        if followed is None:
            return
        if change == "room":
            self._run_in_background(self._publish(followed))
        else:
            self._count_soon(followed)

    def _on_reach(self, reach: Reach) -> None:
        """Tell every page whether the store answers."""
        event = Event.of("", name=reach)
        for followed in self._followed.values():
            for channel in followed.channels.values():
                channel.notify("reach", event)

    async def _publish(self, followed: _FollowedRoom) -> None:
        """Render a room for each kind of page, and publish it, if it has changed since."""
        async with followed.publishing:
            room = await self.store.read(followed.code)
            if room is None:
                self._end(followed)
                return
            for view, channel in followed.channels.items():
                if self.render_page and (room.version != followed.version or channel.current is None):
                    channel.publish(Event.of(await self.render_page(room, view), id_=str(room.version)))
                    await asyncio.sleep(0)  # followers are sent theirs before the presenter's two windows are rendered
            followed.version = room.version
            self._count_soon(followed)

    def _end(self, followed: _FollowedRoom) -> None:
        for follower in followed.followers():
            follower.end(Event.of("", name="closed"))
        self._followed.pop(followed.code, None)

    def _count_soon(self, followed: _FollowedRoom) -> None:
        if followed.counting is None:
            followed.counting = asyncio.get_running_loop().call_later(_COUNT_INTERVAL, self._count, followed)

    def _count(self, followed: _FollowedRoom) -> None:
        followed.counting = None
        self._run_in_background(self._publish_counts(followed))

    async def _publish_counts(self, followed: _FollowedRoom) -> None:
        """Send presenter and projector how many are connected, and how many have answered."""
        room = await self.store.read(followed.code)
        if room is None or room.version != followed.version:  # expired, or changed while the store did not answer
            await self._publish(followed)
        if room is None:
            return
        here = await self.store.count_connected(followed.code, self._process, followed.connected())
        voted = await self.store.count_votes(followed.code, room.poll_key) if room.poll_key else 0
        event = Event.of(json.dumps({"here": max(here, voted), "voted": voted}), name="tally")
        followed.channels["screen"].notify("tally", event)
        followed.channels["present"].notify("tally", event)

    async def _send_heartbeats(self) -> None:
        while True:
            await asyncio.sleep(LIMITS.stream_beat)
            for followed in list(self._followed.values()):
                for channel in followed.channels.values():
                    channel.send_heartbeat()
                self._count_soon(followed)
                if not followed.followers():
                    self._followed.pop(followed.code, None)

    def _run_in_background(self, work: Awaitable[None]) -> None:
        task = asyncio.ensure_future(_log_unreachable(work))
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)


async def _log_unreachable(work: Awaitable[None]) -> None:
    """Do some work; if the store does not answer, log that: the next change tries again."""
    try:
        await work
    except StoreUnreachable as error:
        _LOG.warning("%s", error.message)
