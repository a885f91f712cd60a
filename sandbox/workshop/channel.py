"""One stream of server-sent events with many followers: each event is made, and compressed, once for all of them.

A follower that reads slowly misses what came between and gets what counts now: nothing is queued for anybody.
"""

import asyncio
import re
import time
import zlib
from dataclasses import dataclass, field
from typing import Final

from starlette.types import Receive, Scope, Send

from sandbox.settings import LIMITS

_LINE_END: Final = re.compile(r"\r\n|\r|\n")
_ACCEPTS_GZIP: Final = re.compile(rb"\bgzip\b(?!\s*;\s*q=0(\.0+)?\s*(,|$))", re.IGNORECASE)
_GZIP_HEADER: Final = b"\x1f\x8b\x08\x00\x00\x00\x00\x00\x00\xff"
_HEADERS: Final = [
    (b"content-type", b"text/event-stream; charset=utf-8"),
    (b"cache-control", b"no-store"),
    (b"x-accel-buffering", b"no"),
    (b"vary", b"Accept-Encoding"),
]


@dataclass(frozen=True, slots=True)
class Event:
    """An event as it is sent, and the same as a piece of any gzip stream: a full flush forgets all before it."""

    plain: bytes
    packed: bytes

    @classmethod
    def of(cls, text: str, *, name: str = "", id_: str = "", retry: int | None = None) -> "Event":
        """Write an event (HTML Standard §9.2). Without a name it is content to be swapped in."""
        lines = [f"event: {name}"] if name else []
        lines += [f"id: {id_}"] if id_ else []
        lines += [f"retry: {retry}"] if retry is not None else []
        lines += [f"data: {line}" for line in _LINE_END.split(text)]
        return cls.as_sent(("\n".join(lines) + "\n\n").encode())

    @classmethod
    def as_sent(cls, plain: bytes) -> "Event":
        """An event of these bytes."""
        deflate = zlib.compressobj(6, wbits=-zlib.MAX_WBITS)
        return cls(plain, deflate.compress(plain) + deflate.flush(zlib.Z_FULL_FLUSH))


BEAT: Final = Event.as_sent(b"event: beat\ndata:\n\n")
"""So that both sides notice a connection that is gone: a page that hears nothing for long tries anew."""


class Follower:
    """One open stream.

    Args:
        device: Whose it is; empty where that does not matter.

    """

    __slots__ = ("_aside", "_last", "_seen", "_waiting", "beats", "begun", "device", "gone", "sending")

    def __init__(self, device: str = "") -> None:
        self.device = device
        self.begun = time.monotonic()
        self.gone = False
        self.beats = 0
        self.sending: asyncio.Timeout | None = None
        self._seen: Event | None = None
        self._aside: dict[str, Event] = {}
        self._last: Event | None = None
        self._waiting: asyncio.Future[None] | None = None

    def has(self, event: Event) -> None:
        """Note that its page shows an event already."""
        self._seen = event

    def wake(self) -> None:
        """Have it look for what is new. One that is still being sent what came before has only so long for it."""
        if self.sending is not None and self.sending.when() is None:
            self.sending.reschedule(asyncio.get_running_loop().time() + LIMITS.slow_reader)
        if self._waiting is not None and not self._waiting.done():
            self._waiting.set_result(None)

    def leave(self, last: Event | None = None) -> None:
        """End the stream, after one more event if there is one."""
        self._last, self.gone = last, True
        self.wake()

    def aside(self, name: str, event: Event) -> None:
        """Have it take an event that counts only until the next one of its name."""
        self._aside[name] = event
        self.wake()

    async def news(self, channel: "Channel") -> list[Event]:
        """What it has not got yet; waits until there is something."""
        while not (events := self._pending(channel)) and not self.gone:
            self._waiting = asyncio.get_running_loop().create_future()
            await self._waiting
        return events

    def _pending(self, channel: "Channel") -> list[Event]:
        if self.gone:
            last, self._last = self._last, None
            return [last] if last else []
        events = list(self._aside.values())
        self._aside.clear()
        if channel.current is not None and channel.current is not self._seen:
            self._seen = channel.current
            events.insert(0, channel.current)
        if self.beats:
            self.beats = 0
            events.append(BEAT)
        return events


@dataclass(slots=True)
class Channel:
    """What one kind of page of a room is told, and who is told."""

    current: Event | None = None
    followers: set[Follower] = field(default_factory=set)

    def publish(self, event: Event) -> None:
        """Make an event the one that counts, for who is there and who comes later."""
        self.current = event
        for follower in self.followers:
            follower.wake()

    def aside(self, name: str, event: Event) -> None:
        """Tell who is there something that needs nothing to be kept."""
        for follower in self.followers:
            follower.aside(name, event)

    def beat(self) -> None:
        """Have every connection show that it is there."""
        for follower in self.followers:
            follower.beats = 1
            follower.wake()

    async def serve(self, follower: Follower, scope: Scope, receive: Receive, send: Send) -> None:
        """Send a follower everything from now on, until one of both sides has had enough."""
        packed = _takes_gzip(scope)
        headers = [*_HEADERS, (b"content-encoding", b"gzip")] if packed else _HEADERS
        watching = asyncio.create_task(_watch(follower, receive))
        self.followers.add(follower)
        try:
            await send({"type": "http.response.start", "status": 200, "headers": headers})
            if packed:
                await send({"type": "http.response.body", "body": _GZIP_HEADER, "more_body": True})
            async with asyncio.timeout(None) as patience:
                while events := await follower.news(self):
                    body = b"".join([event.packed if packed else event.plain for event in events])
                    follower.sending = patience
                    await send({"type": "http.response.body", "body": body, "more_body": True})
                    follower.sending = None
                    patience.reschedule(None)
        except TimeoutError:
            pass  # it does not read: it is told the end if it ever does, and its page asks again
        except OSError:
            return
        finally:
            follower.sending = None
            self.followers.discard(follower)
            watching.cancel()
        await send({"type": "http.response.body", "body": b"", "more_body": False})


async def _watch(follower: Follower, receive: Receive) -> None:
    while (await receive())["type"] != "http.disconnect":
        pass
    follower.leave()


def _takes_gzip(scope: Scope) -> bool:
    return any(name == b"accept-encoding" and _ACCEPTS_GZIP.search(value) for name, value in scope["headers"])
