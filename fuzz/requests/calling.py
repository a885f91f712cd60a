"""Calling an ASGI application with any bytes at all, as a server would, but without a socket."""

import asyncio
from dataclasses import dataclass, field
from urllib.parse import unquote_to_bytes

from starlette.types import ASGIApp, Message

HOST = "localhost:8000"
_LONGEST = 30
"""Seconds after which nothing more is waited for."""


@dataclass(frozen=True)
class Request:
    """A request, as it is sent: the target and the headers may be any bytes that HTTP/1.1 lets through."""

    method: str
    target: bytes
    headers: tuple[tuple[bytes, bytes], ...] = ()
    body: bytes = b""
    client: str = "127.0.0.1"
    leaves: bool = False
    """Whether whoever sends it is gone before its body is complete."""


@dataclass
class Answer:
    """What came back."""

    status: int = 0
    headers: list[tuple[str, str]] = field(default_factory=list)
    body: bytes = b""

    def header(self, name: str) -> str:
        """The value of a header, or nothing."""
        return next((value for known, value in self.headers if known == name), "")


async def call(app: ASGIApp, request: Request) -> Answer:
    """Send a request, and read the answer; of a stream its beginning alone.

    Raises:
        Exception: Whatever the application raises.

    """
    answer, gone, parts = Answer(), asyncio.Event(), [request.body]
    path, _, query = request.target.partition(b"?")

    async def receive() -> Message:
        if parts:
            return {"type": "http.request", "body": parts.pop(), "more_body": request.leaves}
        if not request.leaves:
            await gone.wait()
        return {"type": "http.disconnect"}

    async def send(message: Message) -> None:
        if message["type"] == "http.response.start":
            answer.status = message["status"]
            answer.headers = [
                (name.decode("latin-1").lower(), value.decode("latin-1")) for name, value in message["headers"]
            ]
        elif message["type"] == "http.response.body":
            answer.body += message.get("body", b"")
            if message.get("more_body") and answer.header("content-type").startswith("text/event-stream"):
                gone.set()

    scope = {
        "type": "http",
        "asgi": {"version": "3.0"},
        "http_version": "1.1",
        "method": request.method,
        "scheme": "http",
        "path": unquote_to_bytes(path).decode("utf-8", "replace"),
        "raw_path": path,
        "query_string": query,
        "root_path": "",
        "headers": [(name.lower(), value) for name, value in request.headers],
        "client": (request.client, 50_000),
        "server": ("127.0.0.1", 8000),
        "state": {},
    }
    async with asyncio.timeout(_LONGEST):
        await app(scope, receive, send)
    return answer
