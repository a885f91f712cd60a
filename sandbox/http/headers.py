"""Security headers on every response of the pages: a strict policy, nothing from any other host."""

from typing import Final

from starlette.datastructures import URL, MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

POLICY: Final = "default-src 'self'; base-uri 'none'; frame-ancestors 'none'; object-src 'none'; form-action 'self'"
REFERRER_POLICY: Final = "same-origin"
"""With ``no-referrer``, the origin of a page's own form would be ``null`` (Fetch Standard, §3.2)."""
_HEADERS: Final = {
    "Content-Security-Policy": POLICY,
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": REFERRER_POLICY,
    "Cross-Origin-Opener-Policy": "same-origin",
}


class SecurityHeaders:
    """Adds the headers to every response of an application, and lets no redirect name a host."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve a request, with the headers on its response."""

        async def with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                for name, value in _HEADERS.items():
                    headers.setdefault(name, value)
                if "location" in headers:
                    headers["location"] = _within(scope, headers["location"])
            await send(message)

        await self._app(scope, receive, with_headers if scope["type"] == "http" else send)


def _within(scope: Scope, location: str) -> str:
    """A location without the host that the request named, which the redirect of a slash too many copies."""
    url = URL(scope=scope)
    own = f"{url.scheme}://{url.netloc}/"
    return f"/{location.removeprefix(own).lstrip('/')}" if location.startswith(own) else location
