"""A connection between two processes of one server, over which each calls what the other offers."""

import asyncio
import json
import logging
from collections.abc import Awaitable, Callable, Mapping
from contextlib import suppress
from socket import socket
from typing import Any, Final

_MOST: Final = 256 * 1024 * 1024
"""The longest message: a room with all of its votes is far from it."""
_LOG: Final = logging.getLogger(__name__)

Offer = Callable[..., Awaitable[Any]]
"""What the other end may call, with JSON values; it returns one."""


class LinkLost(ConnectionError):
    """The other process is gone, or could not do what it was called for."""


class Link:
    """One end. Each message is a line of JSON: a call with its number, what came of one, or a notice (number 0).

    Args:
        connected: The socket. Its other end is in the other process, which trusts this one.
        offers: What the other end may call, by name.
        on_lost: Called when the other end is gone.

    """

    def __init__(
        self, connected: socket, offers: Mapping[str, Offer] | None = None, on_lost: Callable[[], None] = lambda: None
    ) -> None:
        self._connected = connected
        self._offers = dict(offers or {})
        self._on_lost = on_lost
        self._waiting: dict[int, asyncio.Future[Any]] = {}
        self._hearing: dict[str, Callable[..., None]] = {}
        self._number = 0
        self._tasks: set[asyncio.Task[None]] = set()
        self._writer: asyncio.StreamWriter | None = None
        self._starting = asyncio.Lock()

    def hear(self, name: str, hearing: Callable[..., None]) -> None:
        """Call a function whenever the other end tells something of this name."""
        self._hearing[name] = hearing

    async def start(self) -> None:
        """Listen to the other end from now on."""
        async with self._starting:
            if self._writer is None:
                reader, self._writer = await asyncio.open_connection(sock=self._connected, limit=_MOST)
                self._run(self._read(reader))

    async def call(self, name: str, *arguments: Any) -> Any:
        """Call what the other end offers; what it returned.

        Raises:
            LinkLost: The other end is gone, or it failed.

        """
        await self.start()
        if self._writer is None or self._writer.is_closing():
            raise LinkLost
        self._number = number = self._number + 1
        self._waiting[number] = asyncio.get_running_loop().create_future()
        try:
            self._write([number, name, arguments])
            return await self._waiting[number]
        finally:
            del self._waiting[number]

    def tell(self, name: str, *arguments: Any) -> None:
        """Tell the other end something. It hears that before what is returned to it later."""
        if self._writer is not None and not self._writer.is_closing():
            self._write([0, name, arguments])

    async def aclose(self) -> None:
        """Close this end."""
        if self._writer is None:
            self._connected.close()
            return
        self._writer.close()
        with suppress(OSError):
            await self._writer.wait_closed()
        others = self._tasks - {asyncio.current_task()}
        await asyncio.gather(*others, return_exceptions=True)

    def _write(self, message: list[Any]) -> None:
        if self._writer is not None:
            self._writer.write(json.dumps(message, separators=(",", ":")).encode() + b"\n")

    async def _read(self, reader: asyncio.StreamReader) -> None:
        with suppress(OSError):
            while line := await reader.readline():
                number, *rest = json.loads(line)
                if not number:
                    self._hear(*rest)
                elif isinstance(rest[0], str):
                    self._run(self._answer(number, *rest))
                elif number in self._waiting and not self._waiting[number].done():
                    self._take(self._waiting[number], *rest)
        if self._writer is not None:
            self._writer.close()
        for waiting in self._waiting.values():
            if not waiting.done():
                waiting.set_exception(LinkLost())
        self._on_lost()

    def _hear(self, name: str, arguments: list[Any]) -> None:
        if name in self._hearing:
            self._hearing[name](*arguments)

    def _take(self, waiting: "asyncio.Future[Any]", failed: bool, result: Any) -> None:  # noqa: FBT001 - of a message
        if failed:
            waiting.set_exception(LinkLost())
        else:
            waiting.set_result(result)

    async def _answer(self, number: int, name: str, arguments: list[Any]) -> None:
        [result] = await asyncio.gather(self._offers[name](*arguments), return_exceptions=True)
        failed = isinstance(result, Exception)
        if failed:
            _LOG.error("%s failed", name, exc_info=result)
        if self._writer is not None and not self._writer.is_closing():
            self._write([number, failed, None if failed else result])

    def _run(self, work: Any) -> None:
        task = asyncio.ensure_future(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)
