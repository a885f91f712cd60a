"""A bare broadcast of server-sent events by Starlette, and a route that does nothing: the floor of a room."""

import asyncio
from collections.abc import AsyncIterator

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response, StreamingResponse
from starlette.routing import Route

from benchmarks.floors.serving import serve


class Broadcast:
    """One event at a time, as it is sent, for everybody who listens."""

    def __init__(self) -> None:
        self.event = b"data: nothing yet\n\n" * 20
        self.number = 0
        self.changed = asyncio.Condition()

    async def follow(self, _request: Request) -> Response:
        """The stream."""
        return StreamingResponse(self._events(), media_type="text/event-stream")

    async def keep(self, request: Request) -> Response:
        """Take what is to be told next."""
        self.event = await request.body()
        return Response()

    async def tell(self, _request: Request) -> Response:
        """Tell it."""
        async with self.changed:
            self.number += 1
            self.changed.notify_all()
        return Response()

    async def _events(self) -> AsyncIterator[bytes]:
        yield self.event
        while True:
            async with self.changed:
                await self.changed.wait()
            yield self.event


async def nothing(_request: Request) -> Response:
    """Answer with nothing."""
    return Response()


broadcast = Broadcast()
serve(
    Starlette(
        routes=[
            Route("/events", broadcast.follow),
            Route("/keep", broadcast.keep, methods=["POST"]),
            Route("/tell", broadcast.tell, methods=["POST"]),
            Route("/nothing", nothing, methods=["POST"]),
        ]
    )
)
