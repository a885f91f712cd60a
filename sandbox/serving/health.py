"""``/healthz`` and ``/readyz``: whether the process serves, and whether it has what it needs."""

from collections.abc import Awaitable, Callable
from typing import Final

from starlette.responses import PlainTextResponse, Response
from starlette.types import ASGIApp, Receive, Scope, Send

ALIVE: Final = "/healthz"
READY: Final = "/readyz"
_NO_STORE: Final = {"Cache-Control": "no-store"}
_RETRY_AFTER: Final = "1"
_ORIGIN: Final = b".localhost"

Missing = Callable[[], Awaitable[str]]
"""Returns in a word what the server still needs; nothing if it is ready."""


class Health:
    """Answers the two addresses itself, and leaves the rest to an application.

    By whatever name the server is called, because a load balancer calls it by an address or by none. The origins of
    the worlds are left out: what their paths mean is theirs.

    Args:
        app: What to serve.
        missing: What the server still needs.
        prefix: The path that the site is below, if it is: it is answered there, too.

    """

    def __init__(self, app: ASGIApp, missing: Missing, prefix: str = "") -> None:
        self._alive = (ALIVE, f"{prefix}{ALIVE}")
        self._ready = (READY, f"{prefix}{READY}")
        self._app = app
        self._missing = missing

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve a request."""
        asked = (
            scope["type"] == "http" and scope["path"] in (*self._alive, *self._ready) and not _is_part_of_a_world(scope)
        )
        await (await self._answer(scope) if asked else self._app)(scope, receive, send)

    async def _answer(self, scope: Scope) -> Response:
        if scope["method"] not in ("GET", "HEAD"):
            return PlainTextResponse("method not allowed\n", 405, _NO_STORE | {"Allow": "GET, HEAD"})
        missing = await self._missing() if scope["path"] in self._ready else ""
        if missing:
            return PlainTextResponse(f"{missing}\n", 503, _NO_STORE | {"Retry-After": _RETRY_AFTER})
        return PlainTextResponse("ok\n", headers=_NO_STORE)


def _is_part_of_a_world(scope: Scope) -> bool:
    host = next((value for name, value in scope["headers"] if name == b"host"), b"")
    return bool(host.partition(b":")[0].lower().endswith(_ORIGIN))
