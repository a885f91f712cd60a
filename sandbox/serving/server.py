"""Serving an application on a socket until it is stopped."""

import asyncio
import socket
from collections.abc import Awaitable, Callable
from dataclasses import replace
from functools import partial
from typing import Any, Final

import uvicorn
from starlette.types import ASGIApp
from uvicorn.config import LOGGING_CONFIG

from sandbox.errors import SandboxError
from sandbox.serving.accepting import Acceptor, Share
from sandbox.serving.connections import bounded
from sandbox.serving.listening import allow_open_files
from sandbox.settings import LIMITS, Limits

_OTHER_FILES: Final = 100
"""Files that a process has open besides its connections."""


class _Server(uvicorn.Server):
    """A server that calls one function once it has started, and stops if that fails; another before it stops.

    Args:
        config: What it serves, and how.
        on_start: Called once it serves.
        on_stop: Called when it begins to stop.
        once: Whether it stops when `on_start` is done.
        share: Its share of the connections, if other processes listen on its sockets, too.

    """

    def __init__(
        self,
        config: uvicorn.Config,
        on_start: Callable[[], Awaitable[None]],
        on_stop: Callable[[], None],
        *,
        once: bool,
        share: Share | None = None,
    ) -> None:
        super().__init__(config)
        self._share = share
        self._acceptors: list[Acceptor] = []
        self._once = once
        self._on_start = on_start
        self._on_stop = on_stop
        self.error: SandboxError | None = None

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        """Start, then call it."""
        await super().startup([] if self._share else sockets)
        self._accept(sockets or [])
        try:
            await self._on_start()
            self.should_exit = self.should_exit or self._once
        except SandboxError as error:
            self.error, self.should_exit = error, True

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        """Say so, then stop."""
        self._on_stop()
        for acceptor in self._acceptors:
            acceptor.stop()
        await super().shutdown(sockets)

    def _accept(self, sockets: list[socket.socket]) -> None:
        """Accept connections from sockets that other processes share."""
        if self._share:
            state = self.server_state
            protocol: Callable[..., asyncio.Protocol] = self.config.http_protocol_class
            make = partial(protocol, self.config, state, self.lifespan.state)
            self._acceptors = [Acceptor(one, make, state.connections, self._share) for one in sockets]
        for acceptor in self._acceptors:
            acceptor.start()


async def _nothing() -> None:
    pass


def run(  # noqa: PLR0913 - what a server is made of
    app: ASGIApp,
    listening: socket.socket,
    limits: Limits = LIMITS,
    on_start: Callable[[], Awaitable[None]] = _nothing,
    on_stop: Callable[[], None] = lambda: None,
    *,
    once: bool = False,
    share: Share | None = None,
    log_config: dict[str, Any] | None = LOGGING_CONFIG,
) -> None:
    """Serve until SIGINT or SIGTERM: responses are finished then, streams of events end.

    Args:
        app: What to serve.
        listening: A socket that listens.
        limits: What connections may cost.
        on_start: Called once it serves.
        on_stop: Called when it begins to stop.
        once: Whether it stops when `on_start` is done.
        share: Its share of the connections, if other processes listen on the same socket.
        log_config: How errors are written; as the loggers are set up already if None.

    Raises:
        SandboxError: What `on_start` raised; the server has stopped then.

    """
    config = uvicorn.Config(
        app,
        http=bounded(_as_system_allows(limits)),
        log_config=log_config,
        log_level="warning",
        access_log=False,
        server_header=False,
        headers=[("X-Content-Type-Options", "nosniff")],  # on errors of the server itself, too
        proxy_headers=False,  # see `sandbox.serving.proxies`
        ws="none",
        timeout_graceful_shutdown=limits.stop_answers,
    )
    server = _Server(config, on_start, on_stop, once=once, share=share)
    server.run(sockets=[listening])
    if server.error:
        raise server.error


def _as_system_allows(limits: Limits) -> Limits:
    """The limits with so many connections only as there can be open files; a quarter of them may wait."""
    files = allow_open_files(limits.connections + limits.connections_waiting + _OTHER_FILES) - _OTHER_FILES
    waiting = min(limits.connections_waiting, files // 4)
    return replace(limits, connections=min(limits.connections, files - waiting), connections_waiting=waiting)
