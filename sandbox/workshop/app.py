"""The web application of workshops: pages are compressed one by one, streams by themselves."""

import re
from functools import partial
from typing import Final

from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.middleware.gzip import GZipMiddleware
from starlette.requests import Request
from starlette.responses import HTMLResponse, Response
from starlette.routing import Route
from starlette.types import ASGIApp, Receive, Scope, Send

from sandbox.replay.player import Player
from sandbox.scenarios.loading.catalogue import Catalogue
from sandbox.settings import LIMITS
from sandbox.templating import Frame, render
from sandbox.workshop.access import NoSuchRoom, TooManyCodes, Visits
from sandbox.workshop.commands import Presenting
from sandbox.workshop.hub import Rooms, View
from sandbox.workshop.model import Room
from sandbox.workshop.pages.follower import NO_STORE, RoomPages, say_once
from sandbox.workshop.pages.lobby import Lobby
from sandbox.workshop.pages.presenter import PresenterPages
from sandbox.workshop.pages.view_models import Showing
from sandbox.workshop.store.interface import StoreUnreachable

_STREAM: Final = re.compile(r"/room/(?P<code>[^/]+)/((?P<view>screen|present)/)?events")


def create_workshop(catalogue: Catalogue, play: Player, rooms: Rooms, frame: Frame) -> ASGIApp:
    """Build the application of ``/workshop`` and everything below ``/room/``.

    Args:
        catalogue: The scenarios and worlds.
        play: Replays a scenario.
        rooms: The rooms.
        frame: What surrounds every page.

    """
    showing = Showing(catalogue, rooms, frame)
    visits = Visits(rooms)
    pages = RoomPages(rooms, visits, showing)
    desk = PresenterPages(rooms, visits, showing, Presenting(catalogue, play, showing.way))
    web = _web(pages, desk, Lobby(rooms, catalogue, frame), frame)

    async def draw(state: Room, view: View) -> str:
        if view == "present":
            return render("partials/panel.html", panel=await showing.panel(state))
        return render("partials/room.html", room=await showing.shown(state, view))

    async def application(scope: Scope, receive: Receive, send: Send) -> None:
        stream = _STREAM.fullmatch(scope["path"]) if scope.get("method") == "GET" else None
        if stream is None:
            await web(scope, receive, send)
            return
        streaming = {**scope, "path_params": {"code": stream["code"]}}
        try:
            if stream["view"] is None:
                await pages.events(streaming, receive, send)
            else:
                view: View = "screen" if stream["view"] == "screen" else "present"
                await desk.events(view, streaming, receive, send)
        except NoSuchRoom:
            await say_once("closed", scope, receive, send)
        except TooManyCodes:
            await say_once("stranger", scope, receive, send)
        except StoreUnreachable:
            await say_once("full", scope, receive, send)

    rooms.draw = draw
    return application


def _web(pages: RoomPages, desk: PresenterPages, lobby: Lobby, frame: Frame) -> Starlette:
    room = "/room/{code}"
    return Starlette(
        routes=[
            Route("/workshop", lobby.show),
            Route("/workshop", lobby.open, methods=["POST"]),
            Route(room, pages.show),
            Route(f"{room}/vote", pages.vote, methods=["POST"]),
            Route(f"{room}/name", pages.name, methods=["POST"]),
            Route(f"{room}/qr.svg", pages.qr),
            Route(f"{room}/present", desk.show),
            Route(f"{room}/present", desk.act, methods=["POST"]),
            Route(f"{room}/screen", desk.screen),
            *(Route(f"{room}/results{form}", desk.results) for form in ("", ".csv", ".json")),
        ],
        middleware=[Middleware(GZipMiddleware, minimum_size=500, compresslevel=1)],
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


async def _unreachable(frame: Frame, _request: Request, error: Exception) -> Response:
    return _page(frame, _sentence(error), 503)


async def _nothing_here(frame: Frame, _request: Request, _error: Exception) -> Response:
    return _page(frame, "There is no page at this address.", 404)


def _sentence(error: Exception) -> str:
    return f"{str(error)[:1].upper()}{str(error)[1:]}."


def _page(frame: Frame, message: str, status: int) -> Response:
    page = {"message": message, "url": "/workshop", "suggestion": "the page of workshops, where a code is entered"}
    return HTMLResponse(frame.render("pages/not_found.html", page=page), status, headers=NO_STORE)
