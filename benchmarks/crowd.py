"""Many connections from one event loop, at the least cost: what comes is looked at, not parsed."""

import asyncio
from asyncio import BufferedProtocol, StreamReader, StreamWriter, Transport
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from time import perf_counter
from typing import Final, cast

_BUFFER: Final = memoryview(bytearray(256 * 1024))
"""What is received is looked at before anything else is."""

_ENDS: Final = (b"\n\n\r\n", b"\x00\x00\xff\xff\r\n")
"""How an event ends in a chunk: as it is, and as a piece of a gzip stream."""

_LEAST: Final = 60
"""Bytes of an event that is meant; a beat has fewer."""

_AT_ONCE: Final = 50
_PATIENCE: Final = 60


@dataclass(frozen=True, slots=True)
class Answer:
    """An answer to a request."""

    status: int
    headers: Mapping[str, str]
    body: bytes


class Line:
    """A kept connection, for one request after the other."""

    def __init__(self, reader: StreamReader, writer: StreamWriter) -> None:
        self._reader = reader
        self._writer = writer

    async def ask(self, sent: bytes) -> Answer:
        """Send a request and take its answer, which has to say its length."""
        self._writer.write(sent)
        head = (await self._reader.readuntil(b"\r\n\r\n")).decode("latin-1")
        first, *lines = head.rstrip().split("\r\n")
        found = {name.lower(): value for name, _, value in (line.partition(": ") for line in lines)}
        return Answer(int(first.split()[1]), found, await self._reader.readexactly(int(found["content-length"])))


@asynccontextmanager
async def line(port: int) -> AsyncIterator[Line]:
    """Open a kept connection."""
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    try:
        yield Line(reader, writer)
    finally:
        writer.close()


def request(method: str, path: str, headers: Mapping[str, str], body: bytes = b"") -> bytes:
    """A request as it is sent."""
    length = {"Content-Length": str(len(body))} if method == "POST" else {}
    head = "".join(f"{name}: {value}\r\n" for name, value in {"Host": "localhost", **length, **headers}.items())
    return f"{method} {path} HTTP/1.1\r\n{head}\r\n".encode("latin-1") + body


class Crowd:
    """Everybody who follows one stream of events.

    Args:
        witness: Whether the first of them keeps what it gets.

    """

    def __init__(self, *, witness: bool = False) -> None:
        self.last = 0.0
        self._left = 0
        self._all = asyncio.Event()
        self._kept = bytearray() if witness else None
        self._followers: list[_Follower] = []

    async def come(self, port: int, requests: Sequence[bytes]) -> None:
        """Connect everybody, and wait until each has what is to be seen first."""
        loop = asyncio.get_running_loop()
        self.expect(len(requests))
        for begin in range(0, len(requests), _AT_ONCE):
            some = [
                _Follower(self, sent, None if begin + number else self._kept)
                for number, sent in enumerate(requests[begin : begin + _AT_ONCE])
            ]
            self._followers += some
            async with asyncio.timeout(_PATIENCE):
                await asyncio.gather(*(loop.create_connection(one.itself, "127.0.0.1", port) for one in some))
        await self.told()

    def expect(self, many: int | None = None) -> None:
        """Look out for the next event from now on."""
        self._left = len(self._followers) if many is None else many
        self._all.clear()
        if self._kept is not None:
            self._kept.clear()
        for follower in self._followers:
            follower.expect()

    async def told(self) -> float:
        """When the last of them had all of the event.

        Raises:
            TimeoutError: Somebody did not get it.

        """
        async with asyncio.timeout(_PATIENCE):
            await self._all.wait()
        return self.last

    def witnessed(self) -> bytes:
        """The last event, as the witness got it in chunks."""
        rest, event = bytes(self._kept or b""), b""
        while rest:
            size, _, rest = rest.partition(b"\r\n")
            event, rest = event + rest[: int(size, 16)], rest[int(size, 16) + 2 :]
        return event

    def leave(self) -> None:
        """Close every connection."""
        for follower in self._followers:
            follower.leave()
        self._followers.clear()

    def one_told(self) -> None:
        """Note that one more has it."""
        self._left -= 1
        if self._left == 0:
            self.last = perf_counter()
            self._all.set()


class _Follower(BufferedProtocol):
    __slots__ = ("_crowd", "_ended", "_got", "_kept", "_sent", "_tail", "_transport")

    def __init__(self, crowd: Crowd, sent: bytes, kept: bytearray | None) -> None:
        self._crowd = crowd
        self._sent = sent
        self._kept = kept
        self.expect()

    def itself(self) -> "_Follower":
        return self

    def expect(self) -> None:
        self._got, self._ended, self._tail = 0, False, b""

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = cast("Transport", transport)
        self._transport.write(self._sent)

    def get_buffer(self, _hint: int) -> memoryview:
        return _BUFFER

    def buffer_updated(self, count: int) -> None:
        self._got += count
        self._tail = bytes(_BUFFER[count - 6 : count]) if count > 5 else (self._tail + bytes(_BUFFER[:count]))[-6:]
        if self._kept is not None:
            self._kept += _BUFFER[:count]
        if not self._ended and self._got > _LEAST and self._tail.endswith(_ENDS):
            self._ended = True
            self._crowd.one_told()

    def leave(self) -> None:
        self._transport.abort()
