"""Who may read a part's answers from another origin: the world's own clients (Fetch Standard, CORS protocol)."""

import re
from typing import Final

from starlette.datastructures import Headers
from starlette.middleware.cors import CORSMiddleware
from starlette.responses import PlainTextResponse, Response
from starlette.types import ASGIApp, Receive, Scope, Send

from sandbox.settings import LIMITS
from sandbox.worlds.addresses import client_origins
from sandbox.worlds.model import World
from sandbox.worlds.openapi import DESCRIPTION

_METHODS: Final = ("GET", "POST", "PUT", "PATCH", "DELETE")
_TOKEN: Final = re.compile(r"[!#$%&'*+.^_`|~0-9A-Za-z-]{1,128}")
"""The name of a header (RFC 9110 §5.6.2)."""
_VARIES: Final = {"Vary": "Origin, Access-Control-Request-Method, Access-Control-Request-Headers"}


class CrossOrigin:
    """The CORS protocol for an issuer or api of a world.

    A request that names no origin comes from no page of another origin, and passes by: that is every request of a
    program, for which the middleware would copy all headers to add one.

    A page may send whatever header its libraries add (``Auth0-Client``, ``MCP-Protocol-Version``, ``DPoP``,
    ``traceparent``): no part acts on one that it does not know. ``WWW-Authenticate`` is where an api says why it
    refuses, which a page could not read unless it were exposed. Cookies are not shared across origins. Documents for
    everybody can be read from any origin.
    """

    def __init__(self, app: ASGIApp, world: World) -> None:
        self._app = app
        self._origins = frozenset(client_origins(world))
        self._cors = CORSMiddleware(app, allow_origins=sorted(self._origins), expose_headers=["WWW-Authenticate"])

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve a request."""
        headers = Headers(raw=list(scope.get("headers", ())))
        if "origin" not in headers:
            await self._app(scope, receive, send)
        elif scope["method"] == "OPTIONS" and "access-control-request-method" in headers:
            await self._preflight(scope, headers)(scope, receive, send)
        else:
            await self._cors(scope, receive, send)

    def _preflight(self, scope: Scope, headers: Headers) -> Response:
        """The response to a preflight: what the page may send, or why it may not."""
        origin, method = headers["origin"], headers["access-control-request-method"]
        names = [name.strip() for name in headers.get("access-control-request-headers", "").split(",") if name.strip()]
        public = _is_for_everybody(scope["path"])
        if not public and origin not in self._origins:
            known = ", ".join(sorted(self._origins)) or "none"
            return _refused(f"No client of this world has the origin {origin}. By their redirect_uris: {known}.")
        if method not in _METHODS:
            return _refused(f"The method {method} is none of {', '.join(_METHODS)}.")
        if len(names) > LIMITS.form_fields or not all(map(_TOKEN.fullmatch, names)):
            return _refused("Access-Control-Request-Headers is no list of header names, or a very long one.")
        allowed = {
            "Access-Control-Allow-Origin": "*" if public else origin,
            "Access-Control-Allow-Methods": ", ".join(_METHODS),
            "Access-Control-Max-Age": "600",
            **({"Access-Control-Allow-Headers": ", ".join(names)} if names else {}),
        }
        return PlainTextResponse("OK", 200, {**allowed, **_VARIES})


def _is_for_everybody(path: str) -> bool:
    return "/.well-known/" in path or path.endswith(DESCRIPTION)


def _refused(reason: str) -> Response:
    text = "".join(character if " " <= character <= "~" else "?" for character in reason[:1000])
    return PlainTextResponse(f"{text}\n", 400, {"X-Content-Type-Options": "nosniff", **_VARIES})
