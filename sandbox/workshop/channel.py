"""One stream of server-sent events with many followers: each event is made, and compressed, once for all of them.

A follower that reads slowly skips what came between and gets the current event: nothing is queued.
"""

import asyncio
import re
import time
import zlib
from dataclasses import dataclass, field
from typing import Final

from starlette.types import Receive, Scope, Send

from sandbox.http.coding import accepts_gzip
from sandbox.settings import LIMITS

_LINE_END: Final = re.compile(r"\r\n|\r|\n")
_GZIP_HEADER: Final = b"\x1f\x8b\x08\x00\x00\x00\x00\x00\x00\xff"
_HEADERS: Final = [
    (b"content-type", b"text/event-stream; charset=utf-8"),
    (b"cache-control", b"no-store"),
    (b"x-accel-buffering", b"no"),
    (b"vary", b"Accept-Encoding"),
]


@dataclass(frozen=True, slots=True)
class Event:
    """An event as it is sent, and the same as a piece of any gzip stream: a full flush refers to nothing before it."""

    plain: bytes
    gzipped: bytes

    @classmethod
    def of(cls, text: str, *, name: str = "", id_: str = "", retry: int | None = None) -> "Event":
        """Write an event (HTML Standard §9.2).

        Args:
            text: Its data.
            name: Its name; without one it is content to be swapped in.
            id_: Its id, which a browser that reconnects sends back.
            retry: After how many milliseconds a browser that lost the connection tries again.

        """
        lines = [f"event: {name}"] if name else []
        lines += [f"id: {id_}"] if id_ else []
        lines += [f"retry: {retry}"] if retry is not None else []
        lines += [f"data: {line}" for line in _LINE_END.split(text)]
        return cls.from_bytes(("\n".join(lines) + "\n\n").encode())

    @classmethod
    def from_bytes(cls, plain: bytes) -> "Event":
        """An event of these bytes."""
        deflate = zlib.compressobj(6, wbits=-zlib.MAX_WBITS)
        return cls(plain, deflate.compress(plain) + deflate.flush(zlib.Z_FULL_FLUSH))


HEARTBEAT: Final = Event.from_bytes(b"event: beat\ndata:\n\n")
"""By it both sides notice a lost connection: a page that receives nothing for long connects again."""


class Follower:
    """One open stream.

    Args:
        device: The device it belongs to; empty where that does not matter.

    """

    __slots__ = (
        "_last_event",
        "_notices",
        "_seen_event",
        "_wakeup",
        "device",
        "ended",
        "heartbeat_due",
        "send_timeout",
        "started",
    )

    def __init__(self, device: str = "") -> None:
        self.device = device
        self.started = time.monotonic()
        self.ended = False
        self.heartbeat_due = False
        self.send_timeout: asyncio.Timeout | None = None
        self._seen_event: Event | None = None
        self._notices: dict[str, Event] = {}
        self._last_event: Event | None = None
        self._wakeup: asyncio.Future[None] | None = None

    def mark_seen(self, event: Event) -> None:
        """Note that its page shows this event already."""
        self._seen_event = event

    def wake(self) -> None:
        """Have it look for new events. If earlier ones are still being sent, they have `LIMITS.slow_reader` seconds."""
        if self.send_timeout is not None and self.send_timeout.when() is None:
            self.send_timeout.reschedule(asyncio.get_running_loop().time() + LIMITS.slow_reader)
        if self._wakeup is not None and not self._wakeup.done():
            self._wakeup.set_result(None)

    def end(self, last: Event | None = None) -> None:
        """End the stream, after one more event if there is one."""
        self._last_event, self.ended = last, True
        self.wake()

    def notify(self, name: str, event: Event) -> None:
        """Send it an event that is replaced by the next one of its name, if that comes first."""
        self._notices[name] = event
        self.wake()

    async def next_events(self, channel: "Channel") -> list[Event]:
        """The events it has not been sent yet; waits until there are some. Empty at the end of the stream."""
        while not (events := self._pending(channel)) and not self.ended:
            self._wakeup = asyncio.get_running_loop().create_future()
            await self._wakeup
        return events

    def _pending(self, channel: "Channel") -> list[Event]:
        if self.ended:
            last, self._last_event = self._last_event, None
            return [last] if last else []
        events = list(self._notices.values())
        self._notices.clear()
        if channel.current is not None and channel.current is not self._seen_event:
            self._seen_event = channel.current
            events.insert(0, channel.current)
        if self.heartbeat_due:
            self.heartbeat_due = False
            events.append(HEARTBEAT)
        return events


@dataclass(slots=True)
class Channel:
    """The events for one kind of page of a room, and who receives them."""

    current: Event | None = None
    followers: set[Follower] = field(default_factory=set)

    def publish(self, event: Event) -> None:
        """Make an event the current one, for who is connected and who connects later."""
        self.current = event
        for follower in self.followers:
            follower.wake()

    def notify(self, name: str, event: Event) -> None:
        """Send an event to who is connected; who connects later does not get it."""
        for follower in self.followers:
            follower.notify(name, event)

    def send_heartbeat(self) -> None:
        """Send a heartbeat to every follower."""
        for follower in self.followers:
            follower.heartbeat_due = True
            follower.wake()

    async def serve(self, follower: Follower, scope: Scope, receive: Receive, send: Send) -> None:
        """Send a follower everything from now on, until either side ends the stream.

        Args:
            follower: The stream.
            scope: The ASGI scope of its request.
            receive: Its ASGI receive.
            send: Its ASGI send.

        """
        gzipped = accepts_gzip(scope)
        headers = [*_HEADERS, (b"content-encoding", b"gzip")] if gzipped else _HEADERS
        watch = asyncio.create_task(_end_on_disconnect(follower, receive))
        self.followers.add(follower)
        try:
            await send({"type": "http.response.start", "status": 200, "headers": headers})
            if gzipped:
                await send({"type": "http.response.body", "body": _GZIP_HEADER, "more_body": True})
            async with asyncio.timeout(None) as timeout:
                while events := await follower.next_events(self):
                    body = b"".join([event.gzipped if gzipped else event.plain for event in events])
                    follower.send_timeout = timeout
                    await send({"type": "http.response.body", "body": body, "more_body": True})
                    follower.send_timeout = None
                    timeout.reschedule(None)
        except TimeoutError:
            pass  # it does not read: the stream ends, and its page connects again
        except OSError:
            return
        finally:
            follower.send_timeout = None
            self.followers.discard(follower)
            watch.cancel()
        await send({"type": "http.response.body", "body": b"", "more_body": False})


async def _end_on_disconnect(follower: Follower, receive: Receive) -> None:
    while (await receive())["type"] != "http.disconnect":
        pass
    follower.end()


async def send_single_event(name: str, scope: Scope, receive: Receive, send: Send) -> None:
    """Serve a stream of one event, which says why there is no more: its page understands nothing but events.

    Args:
        name: The name of the event.
        scope: The ASGI scope of the request.
        receive: Its ASGI receive.
        send: Its ASGI send.

    """
    follower = Follower()
    follower.end(Event.of("", name=name, retry=10_000))
    await Channel().serve(follower, scope, receive, send)
