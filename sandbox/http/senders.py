"""Who sends a request that changes something: a page of this server, somebody else's page, or a program."""

from typing import Final, Literal
from urllib.parse import urlsplit

from starlette.datastructures import Headers
from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Receive, Scope, Send

Sender = Literal["own page", "other page", "program"]
_SAFE: Final = frozenset({"GET", "HEAD", "OPTIONS"})
"""Methods that change nothing (RFC 9110 §9.2.1)."""
_REFUSED: Final = PlainTextResponse(
    "403 Forbidden: this form was sent by a page of another site. "
    "Open the page at this server's own address, and send it from there.\n",
    403,
    {"Cache-Control": "no-store"},
)


def sender_of(headers: Headers) -> Sender:
    """Who sends a request.

    By ``Sec-Fetch-Site``, which browsers send to addresses they trust (``https``, loopback), and by ``Origin``, which
    they send with each POST to any. An origin is the server's own if its host and port are those of the Host header,
    which has to be one of the server's names (`sandbox.serving.hosts`). ``null`` says nothing of the sender. What sends
    neither is a program: every browser since 2020 sends one of them.
    """
    site, origin = headers.get("sec-fetch-site"), headers.get("origin")
    if site not in (None, "same-origin", "none"):
        return "other page"
    if origin is not None and origin != "null":
        return "own page" if _host_of(origin) == headers.get("host", "").lower() else "other page"
    if site is not None:
        return "own page" if site == "same-origin" or origin is None else "other page"
    return "program" if origin is None else "other page"


def _host_of(origin: str) -> str | None:
    """The host and port of a web origin; None if it is none."""
    try:
        parts = urlsplit(origin)
    except ValueError:
        return None
    return parts.netloc.lower() if parts.scheme in ("http", "https") and parts.netloc else None


class OwnPagesOnly:
    """Refuses requests of other sites' pages, but for those that change nothing."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve a request."""
        changing = scope["type"] == "http" and scope["method"] not in _SAFE
        refused = changing and sender_of(Headers(scope=scope)) == "other page"
        await (_REFUSED if refused else self._app)(scope, receive, send)
