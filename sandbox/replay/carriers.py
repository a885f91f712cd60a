"""What carries a request to where it is answered: to an application in this process, or through a socket."""

import asyncio
import re
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache, partial
from typing import Final

import httpx2
from starlette.types import ASGIApp, Message

Headers = Sequence[tuple[str, str]]

_PLAIN_QUERY: Final = re.compile(r"[A-Za-z0-9%&=+._~*-]+")
"""A query that is sent as it is written, such as `urlencode` makes."""
_PATIENCE: Final = {"timeout": httpx2.Timeout(10).as_dict()}


@dataclass(frozen=True, slots=True)
class Address:
    """Where a request goes.

    Args:
        url: The whole address, percent-encoded.
        scheme: ``http`` or ``https``.
        host: The host name.
        port: The port, if the address names one that is not the scheme's own.
        authority: Both, as the header ``Host`` has them.
        path: The path, decoded.
        raw_path: The path as it is sent.
        query: The query as it is sent.

    """

    url: str
    scheme: str
    host: str
    port: int | None
    authority: str
    path: str
    raw_path: bytes
    query: bytes


@dataclass(frozen=True, slots=True)
class Answer:
    """A response as it was received."""

    status: int
    headers: Headers
    body: bytes


Carrier = Callable[[str, Address, Headers, bytes], Awaitable[Answer]]
"""Sends a method, an address, headers and a body, and returns what comes back."""


def address_of(url: str) -> Address:
    """Read an address. Replays go to the same ones again and again, and only the query differs."""
    place, _, query = url.partition("?")
    if not _PLAIN_QUERY.fullmatch(query):
        return _read(url)
    found = _read(place)
    return replace(found, url=f"{found.url}?{query}", query=query.encode())


@lru_cache(maxsize=256)
def _read(url: str) -> Address:
    found = httpx2.URL(url)
    raw_path = found.raw_path.partition(b"?")[0]
    return Address(
        str(found), found.scheme, found.host, found.port, found.netloc.decode(), found.path, raw_path, found.query
    )


def in_process(app: ASGIApp) -> Carrier:
    """Carry requests to an application as a server hands them over (ASGI 3), each in whole."""
    return partial(_call, app)


async def _call(app: ASGIApp, method: str, address: Address, headers: Headers, body: bytes) -> Answer:
    scope = {
        "type": "http",
        "asgi": {"version": "3.0"},
        "http_version": "1.1",
        "method": method,
        "headers": [(name.lower().encode("ascii"), value.encode("ascii")) for name, value in headers],
        "scheme": address.scheme,
        "path": address.path,
        "raw_path": address.raw_path,
        "query_string": address.query,
        "server": (address.host, address.port),
        "client": ("127.0.0.1", 123),
        "root_path": "",
    }
    sent = [{"type": "http.request", "body": body}]
    start: Message = {}
    parts: list[bytes] = []

    async def receive() -> Message:
        if sent:
            return sent.pop()
        gone: asyncio.Future[Message] = asyncio.get_running_loop().create_future()
        return await gone  # who asked stays until it is answered

    async def send(message: Message) -> None:
        if message["type"] == "http.response.start":
            start.update(message)
        else:
            parts.append(message.get("body", b""))

    await app(scope, receive, send)
    named = [(name.decode("latin-1"), value.decode("latin-1")) for name, value in start["headers"]]
    return Answer(start["status"], named, b"".join(parts))


def over_sockets(transport: httpx2.AsyncBaseTransport) -> Carrier:
    """Carry requests by a transport of httpx2: no client around it follows redirects or adds headers."""
    return partial(_send, transport)


async def _send(
    transport: httpx2.AsyncBaseTransport, method: str, address: Address, headers: Headers, body: bytes
) -> Answer:
    request = httpx2.Request(method, address.url, headers=list(headers), content=body or None, extensions=_PATIENCE)
    response = await transport.handle_async_request(request)
    content = b"".join([part async for part in response.aiter_raw()])  # as sent: no compression was requested
    named = [(name.decode("latin-1"), value.decode("latin-1")) for name, value in response.headers.raw]
    return Answer(response.status_code, named, content)
