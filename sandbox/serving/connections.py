"""Connections with bounds that uvicorn lacks: on time, on number, and on what delays a stop."""

from asyncio import TimerHandle, Transport
from contextlib import suppress
from typing import Any, ClassVar, Final

import h11
from starlette.requests import ClientDisconnect
from starlette.responses import PlainTextResponse
from starlette.types import Message, Receive, Scope, Send
from uvicorn.protocols.http.h11_impl import H11Protocol

from sandbox.settings import Limits

_FULL: Final = PlainTextResponse(
    "503 Service Unavailable: as many people are connected as this server can hold. Try again in a few seconds.\n",
    503,
    {"Retry-After": "5", "Connection": "close"},
)
_UNANSWERED: Final = (h11.IDLE, h11.SEND_RESPONSE)
_UNFINISHED: Final = (h11.IDLE, h11.SEND_BODY)
_EVENTS: Final = b"text/event-stream"
_NO_SNIFFING: Final = (b"x-content-type-options", b"nosniff")
_BAD_REQUEST: Final = b"400 Bad Request: this is no HTTP request that can be read.\n"


class Connection(H11Protocol):
    """A connection. Make a class of it with `bounded`: those of one server count together.

    Until its request has arrived whole, it waits. One that waits too long, or longest when too many do, is cut off, so
    that unused connections keep nobody out. When too many are in use, a new request is answered with 503.
    """

    limits: ClassVar[Limits]
    waiting: ClassVar[dict["Connection", TimerHandle]]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._serve = self.app
        self.app = self._respond
        self._streams_events = False

    def connection_made(self, transport: Transport) -> None:  # type: ignore[override] # as uvicorn has it
        """Wait for a request; if too many wait, the one that waits longest is cut off."""
        super().connection_made(transport)
        self._wait(self.limits.request_arrives)
        if len(self.waiting) > self.limits.connections_waiting:
            next(iter(self.waiting)).cut_off()

    def data_received(self, data: bytes) -> None:
        """Take data, and check whether the request is whole."""
        super().data_received(data)
        if self.conn.their_state not in _UNFINISHED:
            self._stop_waiting()
        elif self not in self.waiting:
            self._wait(self.limits.request_arrives)

    def connection_lost(self, exc: Exception | None) -> None:
        """Stop the timer."""
        self._stop_waiting()
        super().connection_lost(exc)

    def shutdown(self) -> None:
        """Stop when the response is sent; a stream of events is ended; half a request has one moment more."""
        if self in self.waiting:
            self._stop_waiting()
            self._wait(self.limits.stop_unfinished)
        if not self._streams_events or self.cycle.response_complete:
            super().shutdown()
            return
        self.transport.write(self.conn.send(h11.EndOfMessage()) or b"")
        self.transport.close()
        self.loop.call_later(self.limits.stop_unfinished, self.transport.abort)  # for a client that does not read it
        self.cycle.disconnected = True
        self.cycle.message_event.set()

    def send_400_response(self, msg: str) -> None:  # noqa: ARG002 - as uvicorn has it
        """Refuse what is no HTTP; an application that reads the request learns that its client has gone."""
        if self.conn.our_state in _UNANSWERED:
            headers = [(b"content-type", b"text/plain; charset=utf-8"), (b"connection", b"close"), _NO_SNIFFING]
            headers.append((b"content-length", str(len(_BAD_REQUEST)).encode()))
            response = h11.Response(status_code=400, headers=headers, reason=b"Bad Request")
            asked = self.cycle if self.cycle is not None and not self.cycle.response_complete else None
            body = b"" if asked and asked.scope["method"] == "HEAD" else _BAD_REQUEST  # RFC 9110 §9.3.2
            events = (response, h11.Data(data=body), h11.EndOfMessage())
            self.transport.write(b"".join(self.conn.send(event) or b"" for event in events))
        self.transport.close()
        if self.cycle is not None and not self.cycle.response_complete:
            self.cycle.disconnected = True
            self.cycle.message_event.set()

    def _unsupported_upgrade_warning(self) -> None:
        """Say nothing: the request is answered as if it had not asked for another protocol (RFC 9110 §7.8)."""

    def cut_off(self) -> None:
        """Close it at once."""
        self._stop_waiting()
        self.transport.abort()

    def _wait(self, seconds: int) -> None:
        self.waiting[self] = self.loop.call_later(seconds, self.cut_off)

    def _stop_waiting(self) -> None:
        timer = self.waiting.pop(self, None)
        if timer is not None:
            timer.cancel()

    async def _respond(self, scope: Scope, receive: Receive, send: Send) -> None:
        async def watched_send(message: Message) -> None:
            if message["type"] == "http.response.start":  # the server sends that header by itself
                others = [header for header in message.get("headers", ()) if header[0].lower() != _NO_SNIFFING[0]]
                message = {**message, "headers": others}
            await send(message)
            if message["type"] == "http.response.start":
                kinds = (value for name, value in message.get("headers", ()) if name.lower() == b"content-type")
                self._streams_events = next(kinds, b"").startswith(_EVENTS)
                if self._streams_events and not self.cycle.keep_alive:  # the stop came before it began
                    self.shutdown()

        in_use = len(self.connections) - len(self.waiting)
        with suppress(ClientDisconnect):
            await (_FULL if in_use > self.limits.connections else self._serve)(scope, receive, watched_send)


def bounded(limits: Limits) -> type[Connection]:
    """The class of the connections of one server."""
    return type("BoundedConnection", (Connection,), {"limits": limits, "waiting": {}})
