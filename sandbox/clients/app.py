"""The application of one client's pages."""

from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.types import ASGIApp, Receive, Scope, Send

from sandbox.worlds.model import World


def create_client(world: World, client: str) -> ASGIApp:
    """Build the application of a client's pages; it keeps no state (see `sandbox.worlds.instance`)."""

    async def answer(scope: Scope, receive: Receive, send: Send) -> None:
        request = Request(scope)
        said: Response = PlainTextResponse(f"{client} of {world.world} has no page at {request.url.path}", 404)
        await said(scope, receive, send)

    return answer
