"""Who may read a part's answers from another origin: the world's own clients (Fetch Standard, CORS protocol)."""

from typing import Any

from sandbox.worlds.addresses import client_origins
from sandbox.worlds.model import World


def cors(world: World) -> dict[str, Any]:
    """The arguments of Starlette's ``CORSMiddleware`` for an issuer or api of a world.

    ``Auth0-Client`` is what Auth0's libraries send with a token request; ``WWW-Authenticate`` is where an api says
    why it refuses, which a page could not read unless it were exposed. Cookies are not shared across origins.
    """
    return {
        "allow_origins": client_origins(world),
        "allow_methods": ["GET", "POST", "PUT", "PATCH", "DELETE"],
        "allow_headers": ["Authorization", "Content-Type", "Auth0-Client"],
        "expose_headers": ["WWW-Authenticate"],
    }
