"""Serving a floor the way ``aud serve`` serves the product: same socket, same settings of uvicorn."""

import socket

import uvicorn
from starlette.types import ASGIApp


def serve(app: ASGIApp) -> None:
    """Listen on a free port, say which, and serve."""
    listening = socket.socket(socket.AF_INET, socket.SOCK_STREAM, socket.IPPROTO_TCP)
    listening.bind(("127.0.0.1", 0))
    listening.listen(2048)
    print(f"http://localhost:{listening.getsockname()[1]}", flush=True)
    config = uvicorn.Config(app, http="h11", log_level="warning", access_log=False, server_header=False)
    uvicorn.Server(config).run(sockets=[listening])
