"""What became of each request, without anything in it that is secret: for the log and for the metrics."""

import re
import time
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Final

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from sandbox.serving.prefix import without_prefix

METHODS: Final = ("GET", "HEAD", "POST", "OPTIONS", "OTHER")
OTHER_ROUTE: Final = "other"
_ORIGIN_ROUTE: Final = "origin of a world"
_ORIGIN: Final = b".localhost"
OWN_PARTS: Final = ("static", "schema", "room", "events", "healthz", "readyz", "metrics", ".well-known")
_WORLD_PARTS: Final = ("issuer", "issuers", "apis", "clients")
_ROOM: Final = "room"
_EVENTS: Final = "events"
_PLAIN: Final = re.compile(r"(?:[a-z]{0,20}[0-9]{0,4}[-._;,:=~+])*[a-z]{0,20}[0-9]{0,4}")
"""A part of a path that somebody named: words and small numbers. A token, code or secret is none."""
_LONGEST_PART: Final = 100
_MOST_PARTS: Final = 20
MASK: Final = "*"
_EVENT_STREAM: Final = b"text/event-stream"


@dataclass(frozen=True, slots=True)
class Answered:
    """One request and what it was answered with.

    Args:
        method: One of `METHODS`.
        path: Its path, without a query; what may be secret is masked.
        route: The group of pages that it belongs to, one of `Routes.names`.
        status: The status; None if nobody was left to be answered.
        seconds: From its arrival to the end of its answer.
        size: The bytes of the answer's body, as they were sent.
        client: The address that it came from.
        streams: Whether the answer was a stream of events.

    """

    method: str
    path: str
    route: str
    status: int | None
    seconds: float
    size: int
    client: str
    streams: bool


class Routes:
    """The groups that requests are counted in. There are as many as the site has, whatever is requested.

    Args:
        parts: The first parts of the paths of its pages.
        prefix: The path that the site is below, if it is.

    """

    def __init__(self, parts: Collection[str], prefix: str = "") -> None:
        self._prefix = prefix
        self._parts = frozenset({*parts, *OWN_PARTS})
        worlds = tuple(f"/worlds/{{world}}/{part}/*" for part in _WORLD_PARTS)
        pages = tuple(name for part in sorted(self._parts) for name in (f"/{part}", f"/{part}/*"))
        self.names: tuple[str, ...] = ("/", *pages, "/room/{code}/events", *worlds, _ORIGIN_ROUTE, OTHER_ROUTE)

    def of(self, scope: Scope) -> str:
        """The group of a request."""
        host = next((value for name, value in scope["headers"] if name == b"host"), b"")
        if host.partition(b":")[0].lower().endswith(_ORIGIN):
            return _ORIGIN_ROUTE
        path = without_prefix(scope["path"], self._prefix) if self._prefix else scope["path"]
        first, *rest = path.removeprefix("/").split("/", 3)
        if not first:
            return "/"
        if first not in self._parts:
            return OTHER_ROUTE
        if first == "worlds" and len(rest) > 1 and rest[1] in _WORLD_PARTS:
            return f"/worlds/{{world}}/{rest[1]}/*"
        if first == _ROOM and rest and rest[-1].rpartition("/")[2] == _EVENTS:
            return "/room/{code}/events"
        return f"/{first}/*" if rest else f"/{first}"


class Observed:
    """Serves by an application, and tells observers of each request when it has been answered.

    Args:
        app: What to serve.
        routes: The groups of its pages.
        observers: Called with each request that was answered.
        on_stream: Called with 1 when a stream of events begins, and with -1 when it ends.

    """

    def __init__(
        self,
        app: ASGIApp,
        routes: Routes,
        observers: Sequence[Callable[[Answered], None]],
        on_stream: Callable[[int], None] = lambda _: None,
    ) -> None:
        self._app = app
        self._routes = routes
        self._observers = observers
        self._on_stream = on_stream

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve a request."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        answer = _Answer(send, self._on_stream, partial(self._tell, scope, time.perf_counter()))
        try:
            await self._app(scope, receive, answer.send)
        except Exception:
            answer.status = answer.status or 500  # which the server then answers with
            raise
        finally:
            answer.end()

    def _tell(self, scope: Scope, began: float, answer: "_Answer") -> None:
        answered = Answered(
            scope["method"] if scope["method"] in METHODS else METHODS[-1],
            masked(scope["path"]),
            self._routes.of(scope),
            answer.status,
            time.perf_counter() - began,
            answer.size,
            (scope.get("client") or ("",))[0],
            answer.streams,
        )
        for observer in self._observers:
            observer(answered)


class _Answer:
    """What is sent of one answer. It ends with its last byte: what is done after that for nobody does not count."""

    def __init__(self, send: Send, on_stream: Callable[[int], None], on_end: "Callable[[_Answer], None]") -> None:
        self._send = send
        self._on_stream = on_stream
        self._on_end = on_end
        self._ended = False
        self.status: int | None = None
        self.size = 0
        self.streams = False

    async def send(self, message: Message) -> None:
        """Send a part of it."""
        if message["type"] == "http.response.start":
            self.status = message["status"]
            kinds = (value for name, value in message.get("headers", ()) if name.lower() == b"content-type")
            self.streams = next(kinds, b"").startswith(_EVENT_STREAM)
            if self.streams:
                self._on_stream(1)
        await self._send(message)
        if message["type"] == "http.response.body":
            self.size += len(message.get("body", b""))
            if not message.get("more_body", False):
                self.end()

    def end(self) -> None:
        """Tell of it, once."""
        if self._ended:
            return
        self._ended = True
        if self.streams:
            self._on_stream(-1)
        self._on_end(self)


def masked(path: str) -> str:
    """A path as it may be written down: what looks like no name, and the code of a room, is a ``*``.

    A token or secret that somebody put into a path by mistake has capitals, or many digits among its letters.
    """
    parts = path.split("/")
    shown = [part if len(part) <= _LONGEST_PART and _PLAIN.fullmatch(part) else MASK for part in parts[:_MOST_PARTS]]
    if shown[1:2] == [_ROOM] and len(shown) > 2 and shown[2]:
        shown[2] = MASK
    if len(parts) > _MOST_PARTS:
        shown.append(MASK)
    return "/".join(shown)
