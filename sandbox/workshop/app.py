"""The web application of workshops: pages are compressed one by one, streams by themselves."""

import re
from functools import partial
from typing import Final

from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import HTMLResponse, JSONResponse, PlainTextResponse, Response
from starlette.routing import Route
from starlette.types import ASGIApp, Receive, Scope, Send

from sandbox.http.coding import Compressed
from sandbox.replay.player import Player
from sandbox.scenarios.loading.catalogue import Catalogue
from sandbox.settings import LIMITS
from sandbox.templating import Frame, render
from sandbox.workshop.access import Access, NoSuchRoom, TooManyCodes
from sandbox.workshop.channel import send_single_event
from sandbox.workshop.commands import PresenterCommands
from sandbox.workshop.hub import Hub, View
from sandbox.workshop.model import Room
from sandbox.workshop.pages.follower import NO_STORE, FollowerPages
from sandbox.workshop.pages.lobby import LobbyPage
from sandbox.workshop.pages.panel import panel_page
from sandbox.workshop.pages.presenter import PresenterPages
from sandbox.workshop.pages.view_models import ViewModels
from sandbox.workshop.store.interface import StoreUnreachable

_STREAM: Final = re.compile(r"/room/(?P<code>[^/]+)/((?P<view>screen|present|away)/)?events")
_LAST_EVENT: Final[dict[type[Exception], str]] = {
    NoSuchRoom: "closed",
    TooManyCodes: "stranger",
    StoreUnreachable: "unreachable",
}
"""The event that ends a stream after an error."""
_UNREACHABLE: Final = "The server cannot reach what it keeps of this room just now."


def create_workshop(catalogue: Catalogue, play: Player, hub: Hub, frame: Frame) -> ASGIApp:
    """Build the application of ``/workshop`` and everything below ``/room/``.

    Args:
        catalogue: The scenarios and playlists.
        play: Replays a scenario.
        hub: The rooms.
        frame: What surrounds every page.

    """
    view_models = ViewModels(catalogue, hub, frame)
    access = Access(hub)
    follower_pages = FollowerPages(hub, access, view_models)
    presenter_pages = PresenterPages(hub, access, view_models, PresenterCommands(catalogue, play, view_models.route))
    web = _web(follower_pages, presenter_pages, LobbyPage(hub, catalogue, frame), frame)

    async def render_page(room: Room, view: View) -> str:
        if view == "present":
            panel = await panel_page(view_models, room)
            return render("partials/panel.html", panel=panel)
        if view == "away":
            return render("partials/away.html", room=await view_models.room_page(room, view))
        return render("partials/room.html", room=await view_models.room_page(room, view))

    async def application(scope: Scope, receive: Receive, send: Send) -> None:
        stream = _STREAM.fullmatch(scope["path"]) if scope.get("method") == "GET" else None
        if stream is None:
            await web(scope, receive, send)
            return
        scope = {**scope, "path_params": {"code": stream["code"]}}
        try:
            if stream["view"] in (None, "away"):
                await follower_pages.events("away" if stream["view"] else "room", scope, receive, send)
            else:
                await presenter_pages.events(
                    "screen" if stream["view"] == "screen" else "present", scope, receive, send
                )
        except (NoSuchRoom, TooManyCodes, StoreUnreachable) as error:
            await send_single_event(_LAST_EVENT[type(error)], scope, receive, send)

    hub.render_page = render_page
    return application


def _web(follower_pages: FollowerPages, presenter_pages: PresenterPages, lobby: LobbyPage, frame: Frame) -> Starlette:
    room = "/room/{code}"
    return Starlette(
        routes=[
            Route("/workshop", lobby.show),
            Route("/workshop", lobby.open, methods=["POST"]),
            Route(room, follower_pages.show),
            Route(f"{room}/vote", follower_pages.vote, methods=["POST"]),
            Route(f"{room}/name", follower_pages.name, methods=["POST"]),
            Route(f"{room}/qr.svg", follower_pages.qr),
            Route(f"{room}/present", presenter_pages.show),
            Route(f"{room}/present", presenter_pages.command, methods=["POST"]),
            Route(f"{room}/screen", presenter_pages.screen),
            *(Route(f"{room}/results{form}", presenter_pages.results) for form in ("", ".csv", ".json")),
        ],
        middleware=[Middleware(Compressed)],
        exception_handlers={
            NoSuchRoom: partial(_no_room, frame),
            TooManyCodes: partial(_wait, frame),
            StoreUnreachable: partial(_unreachable, frame),
            404: partial(_nothing_here, frame),
        },
    )


async def _no_room(frame: Frame, _request: Request, error: Exception) -> Response:
    return _page(frame, _sentence(error), 404)


async def _wait(frame: Frame, _request: Request, error: Exception) -> Response:
    answer = _page(frame, _sentence(error), 429)
    answer.headers["Retry-After"] = str(LIMITS.wrong_codes_window)
    return answer


async def _unreachable(frame: Frame, request: Request, _error: Exception) -> Response:
    """What a request is told without the store; not why, which may name an address of this network."""
    headers = NO_STORE | {"Retry-After": "4"}
    path, _, form = request.url.path.partition(".")
    if form == "json":
        return JSONResponse({"error": StoreUnreachable.code, "error_description": _UNREACHABLE}, 503, headers)
    if form:
        return PlainTextResponse(f"{_UNREACHABLE} Try again in a moment.\n", 503, headers)
    asked = request.method == "GET"
    page = {
        "message": _UNREACHABLE,
        "outcome": "" if asked else "What you sent may not have been taken: look, then send it again.",
        "url": "" if asked else path.removesuffix("/vote").removesuffix("/name"),
    }
    return HTMLResponse(frame.render("pages/unreachable.html", page=page), 503, headers)


async def _nothing_here(frame: Frame, _request: Request, _error: Exception) -> Response:
    return _page(frame, "There is no page at this address.", 404)


def _sentence(error: Exception) -> str:
    return f"{str(error)[:1].upper()}{str(error)[1:]}."


def _page(frame: Frame, message: str, status: int) -> Response:
    page = {"message": message, "url": "/workshop", "suggestion": "the page of workshops, where a code is entered"}
    return HTMLResponse(frame.render("pages/not_found.html", page=page), status, headers=NO_STORE)
