"""The web application: home, static files, and the sections of the table, each built when it is first reached."""

import time
from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING

from fastapi import FastAPI
from starlette.background import BackgroundTask
from starlette.responses import Response
from starlette.types import ASGIApp

from sandbox.http.coding import Compressed
from sandbox.http.headers import SecurityHeaders
from sandbox.http.lazy import ByFirstPart, Lazily
from sandbox.http.senders import OwnPagesOnly
from sandbox.http.unchanging import MadeOnce, Unchanging
from sandbox.http.visitors import WhileConnected
from sandbox.probe.fetches import Counting, FetchLog
from sandbox.replay.turns import Turns
from sandbox.scenarios.loading.catalogue import Catalogue
from sandbox.settings import DEFAULT_PUBLIC_URL
from sandbox.tokens.keyring import KeyMaker
from sandbox.views.site.home import home_page
from sandbox.web.context import WebContext
from sandbox.web.errors import answer_errors_with_pages
from sandbox.web.run_yourself import NOT_HERE, create_run_yourself
from sandbox.web.static import add_static_files
from sandbox.web.table import HOME, SECTIONS, Section, site_frame

if TYPE_CHECKING:
    from sandbox.replay.player import Player
    from sandbox.web.editable_files import EditableFiles


def create_web(  # noqa: PLR0913 - what a site is composed of
    catalogue: Catalogue,
    play: "Player",
    warm: Callable[[], None],
    files: "EditableFiles | None" = None,
    workshop: ASGIApp | None = None,
    *,
    public_url: str = DEFAULT_PUBLIC_URL,
    live: bool = False,
    turns: Turns | None = None,
    keys: KeyMaker | None = None,
    fetches: Counting | None = None,
    clock: Callable[[], float] = time.time,
    public: bool = False,
) -> ASGIApp:
    """Build the web application.

    Args:
        catalogue: The scenarios to show.
        play: Replays one of them at once.
        warm: Makes ready for the first replay; called when a home page has been sent and is being read.
        files: The files that can be saved from the browser, if any can.
        workshop: What serves the rooms of workshops; it compresses by itself.
        public_url: Where the server is reached, without a slash at its end.
        live: Whether open pages load again when a file of a pack is saved.
        turns: Whose turn it is to replay, where others replay, too.
        keys: Makes and holds the signing keys.
        fetches: Counts what is fetched while an API is probed.
        clock: Epoch seconds, now.
        public: Whether it is for everybody on the internet: it opens no rooms, and requests nothing for its visitors.

    """
    turns = turns or Turns()
    frame = site_frame(live=live, public_url=public_url)
    context = WebContext(
        catalogue,
        turns.for_pages(play),
        play,
        turns,
        frame,
        files,
        public_url,
        keys or KeyMaker(),
        fetches or FetchLog(),
        clock,
    )
    by_factory = {(one.module, one.factory): one for one in SECTIONS if one.module}
    built = {key: Lazily(partial(_section, one, context)) for key, one in by_factory.items()}
    apps: dict[str, ASGIApp] = {one.part: built[one.module, one.factory] for one in SECTIONS if one.module}
    if workshop is not None:
        apps |= dict.fromkeys(("workshop", "room"), workshop)
    if public:
        apps |= dict.fromkeys(NOT_HERE, Compressed(create_run_yourself(frame)))
    return SecurityHeaders(OwnPagesOnly(MadeOnce(ByFirstPart(apps, Compressed(_home(context, warm))))))


def _section(section: Section, context: WebContext) -> ASGIApp:
    return Compressed(WhileConnected(section.create(context)))


def _home(context: WebContext, warm: Callable[[], None]) -> FastAPI:
    app = FastAPI(openapi_url=None)
    answer_errors_with_pages(app, context.frame)
    add_static_files(app)

    async def home() -> Response:
        html = context.frame.render("pages/home.html", page=home_page(context.catalogue))
        return Unchanging(html, background=BackgroundTask(warm))

    app.add_api_route(HOME, home, methods=["GET", "HEAD"])
    return app
