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
    here = partial(_page_of, world, client)
    routes = [
        Route("/", partial(_whole, here)),
        Route("/callback", partial(_whole, here)),
        Route("/worker.js", partial(_worker, here)),
    ]
    unrouted = partial(_unrouted, world, client)
    app = Starlette(routes=routes if world.clients[client].is_app else [], exception_handlers={HTTPException: unrouted})
    app.router.redirect_slashes = False  # they would lead wherever a Host header says
    return app


def _page_of(world: World, client: str, request: Request) -> ClientPage:
    instance: Instance = request.scope[SCOPE_KEY]
    return client_page(world, client, instance.public_url, by_origin=request.scope.get(BY_ORIGIN, False))


async def _whole(here: "partial[ClientPage]", request: Request) -> Response:
    page = replace(here(request), sources=_sources())
    headers = {**_HEADERS, "Content-Security-Policy": page.policy}
    return HTMLResponse(render("pages/client.html", page=page), 200, headers)


async def _worker(here: "partial[ClientPage]", request: Request) -> Response:
    """The library's worker under the page's own policy: a worker is held to the one it was served with."""
    headers = {**_HEADERS, "Content-Security-Policy": here(request).policy}
    script = (resource_root() / "static" / _WORKER).read_bytes()
    return Response(script, 200, headers, "text/javascript")


@cache
def _sources() -> tuple[tuple[str, str], ...]:
    folder = resource_root() / "static" / "js" / "clients"
    return tuple((name, (folder / name).read_text("utf-8")) for name in SOURCES)


async def _unrouted(world: World, client: str, request: Request, error: Exception) -> Response:
    """The answer to a path or method that there is not, and to everything where a client is no app in a browser."""
    status, headers = (error.status_code, error.headers) if isinstance(error, HTTPException) else (500, None)
    path = request.scope["path"].removeprefix(request.scope["root_path"])
    if world.clients[client].is_app:
        what = f"{client} has no page for {request.method} {path[:200]}; it has GET /"
    else:
        what = f"{client} is no app in a browser, so it has no pages"
    answer = {"error": "method_not_allowed" if status == 405 else "not_found", "error_description": what}
    return JSONResponse(answer, status, {**_HEADERS, **(headers or {})})
