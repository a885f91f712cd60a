"""Serving an application on a socket until it is stopped."""

import socket
from dataclasses import replace
from typing import Final

import uvicorn
from starlette.types import ASGIApp

from sandbox.serving.connections import bounded
from sandbox.serving.listening import allow_open_files
from sandbox.settings import LIMITS, Limits

_OTHER_FILES: Final = 100
"""What a process has open beside its connections."""


def run(app: ASGIApp, listening: socket.socket, limits: Limits = LIMITS) -> None:
    """Serve until SIGINT or SIGTERM: answers are finished then, streams of events end.

    Args:
        app: What to serve.
        listening: A socket that listens.
        limits: What connections may cost.

    """
    config = uvicorn.Config(
        app,
        http=bounded(_as_system_allows(limits)),
        log_level="warning",
        access_log=False,
        server_header=False,
        timeout_graceful_shutdown=limits.stop_answers,
    )
    uvicorn.Server(config).run(sockets=[listening])


def _as_system_allows(limits: Limits) -> Limits:
    """The limits with so many connections only as there can be open files; a quarter of them may wait."""
    files = allow_open_files(limits.connections + limits.connections_waiting + _OTHER_FILES) - _OTHER_FILES
    waiting = min(limits.connections_waiting, files // 4)
    return replace(limits, connections=min(limits.connections, files - waiting), connections_waiting=waiting)
