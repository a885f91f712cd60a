"""Applications by the first part of the path, each imported and built at its first request.

The home page is what a start waits for; it needs neither the replay, nor the scenario pages, nor the JSON API.
"""

from collections.abc import Callable, Mapping

from starlette.types import ASGIApp, Receive, Scope, Send


class Lazily:
    """An application that is built at its first request."""

    def __init__(self, build: Callable[[], ASGIApp]) -> None:
        self._build = build
        self._app: ASGIApp | None = None

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve a request."""
        if self._app is None:
            self._app = self._build()
        await self._app(scope, receive, send)


class ByFirstPart:
    """Sends a request to the application of the first part of its path, or to the default one."""

    def __init__(self, apps: Mapping[str, ASGIApp], otherwise: ASGIApp) -> None:
        self._apps = apps
        self._otherwise = otherwise

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve a request."""
        path = scope.get("path", "/")
        await self._apps.get(path[1:].partition("/")[0], self._otherwise)(scope, receive, send)
