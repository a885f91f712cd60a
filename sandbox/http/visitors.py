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

        async def hear() -> None:
            await _hear(receive, messages)
            connection.reschedule(0)  # its time is over

        try:
            async with asyncio.timeout(None) as connection:
                hearing = asyncio.create_task(hear())
                try:
                    await self._app(scope, messages.get, send)
                finally:
                    hearing.cancel()
        except TimeoutError:
            if not connection.expired():
                raise


async def _hear(receive: Receive, messages: asyncio.Queue[Message]) -> None:
    """Hand on the body as it comes, until whoever sends it is gone."""
    while True:
        message = await receive()
        if message["type"] == "http.disconnect":
            return
        await messages.put(message)
