"""The application of one client's pages: a real single-page app, at an origin of its own and by path."""

from dataclasses import replace
from functools import cache, partial
from typing import Final

from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import HTMLResponse, JSONResponse, Response
from starlette.routing import Route
from starlette.types import ASGIApp

from sandbox.clients.page import ClientPage, client_page
from sandbox.settings import resource_root
from sandbox.templating import render
from sandbox.worlds.instance import BY_ORIGIN, SCOPE_KEY, Instance
from sandbox.worlds.model import World

SOURCES: Final = ("auth0.js", "plain.js")
"""The scripts that the page shows beside what they did."""
_WORKER: Final = "vendor/auth0-spa-js-2.28.3.worker.js"
_HEADERS: Final = {
    "Cache-Control": "no-store",
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
}


def create_client(world: World, client: str) -> ASGIApp:
    """Build the application of a client's pages; it keeps no state (see `sandbox.worlds.instance`)."""
    page_of = partial(_client_page, world, client)
    routes = [
        Route("/", partial(_page, page_of)),
        Route("/callback", partial(_page, page_of)),
        Route("/worker.js", partial(_worker, page_of)),
    ]
    unrouted = partial(_unrouted, world, client)
    app = Starlette(routes=routes if world.clients[client].is_app else [], exception_handlers={HTTPException: unrouted})
    app.router.redirect_slashes = False  # they would lead wherever a Host header says
    return app


def _client_page(world: World, client: str, request: Request) -> ClientPage:
    instance: Instance = request.scope[SCOPE_KEY]
    return client_page(world, client, instance.public_url, by_origin=request.scope.get(BY_ORIGIN, False))


async def _page(page_of: "partial[ClientPage]", request: Request) -> Response:
    page = replace(page_of(request), sources=_sources())
    headers = {**_HEADERS, "Content-Security-Policy": page.policy}
    return HTMLResponse(render("pages/client.html", page=page), 200, headers)


async def _worker(page_of: "partial[ClientPage]", request: Request) -> Response:
    """The library's worker under the page's own policy: a worker is held to the one it was served with."""
    headers = {**_HEADERS, "Content-Security-Policy": page_of(request).policy}
    script = (resource_root() / "static" / _WORKER).read_bytes()
    return Response(script, 200, headers, "text/javascript")


@cache
def _sources() -> tuple[tuple[str, str], ...]:
    folder = resource_root() / "static" / "js" / "clients"
    return tuple((name, (folder / name).read_text("utf-8")) for name in SOURCES)


async def _unrouted(world: World, client: str, request: Request, error: Exception) -> Response:
    """The response to an unknown path or method, and to every request where a client is no app in a browser."""
    status, headers = (error.status_code, error.headers) if isinstance(error, HTTPException) else (500, None)
    path = request.scope["path"].removeprefix(request.scope["root_path"])
    if world.clients[client].is_app:
        what = f"{client} has no page for {request.method} {path[:200]}; it has GET /"
    else:
        what = f"{client} is no app in a browser, so it has no pages"
    body = {"error": "method_not_allowed" if status == 405 else "not_found", "error_description": what}
    return JSONResponse(body, status, {**_HEADERS, **(headers or {})})
