"""Who may read a part's answers from another origin: the world's own clients (Fetch Standard, CORS protocol)."""

from starlette.middleware.cors import CORSMiddleware
from starlette.types import ASGIApp, Receive, Scope, Send

from sandbox.worlds.addresses import client_origins
from sandbox.worlds.model import World


class CrossOrigin:
    """Starlette's CORS middleware, for an issuer or api of a world.

    A request that names no origin comes from no page of another origin, and passes by: that is every request of a
    program, for which the middleware would copy all headers to add one.

    ``Auth0-Client`` is what Auth0's libraries send with a token request; ``WWW-Authenticate`` is where an api says
    why it refuses, which a page could not read unless it were exposed. Cookies are not shared across origins.
    """

    def __init__(self, app: ASGIApp, world: World) -> None:
        self._app = app
        self._cors = CORSMiddleware(
            app,
            allow_origins=client_origins(world),
            allow_methods=["GET", "POST", "PUT", "PATCH", "DELETE"],
            allow_headers=["Authorization", "Content-Type", "Auth0-Client"],
            expose_headers=["WWW-Authenticate"],
        )

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve a request."""
        named = b"origin" in dict(scope.get("headers", ()))
        await (self._cors if named else self._app)(scope, receive, send)
