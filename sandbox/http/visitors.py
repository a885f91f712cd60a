"""Visitors: who sent a request, and that nothing is done for who has left."""

import asyncio
from contextvars import ContextVar
from typing import Final

from starlette.types import ASGIApp, Message, Receive, Scope, Send

VISITOR: Final[ContextVar[str]] = ContextVar("visitor", default="")
"""The address that sent the request which is being served."""
_AHEAD: Final = 4
"""Parts of a body that are taken before the application asks for them."""


class WhileConnected:
    """Serves requests by an application, and cancels it when whoever sent one is gone."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve a request."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        VISITOR.set((scope.get("client") or ("",))[0])
        messages: asyncio.Queue[Message] = asyncio.Queue(_AHEAD)
        connected = asyncio.create_task(_hear(receive, messages))
        serving = asyncio.create_task(self._serve(scope, messages.get, send))
        try:
            await asyncio.wait((serving, connected), return_when=asyncio.FIRST_COMPLETED)
            if serving.done():
                await serving
        finally:
            for task in (serving, connected):
                task.cancel()
            await asyncio.gather(serving, connected, return_exceptions=True)

    async def _serve(self, scope: Scope, receive: Receive, send: Send) -> None:
        await self._app(scope, receive, send)


async def _hear(receive: Receive, messages: asyncio.Queue[Message]) -> None:
    """Hand on the body as it comes, until whoever sends it is gone."""
    while True:
        message = await receive()
        if message["type"] == "http.disconnect":
            return
        await messages.put(message)
