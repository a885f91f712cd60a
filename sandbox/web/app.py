"""The web application: home, static files, and what is built when it is first reached."""

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING

from fastapi import FastAPI
from starlette.background import BackgroundTask
from starlette.middleware.gzip import GZipMiddleware
from starlette.responses import HTMLResponse, Response
from starlette.types import ASGIApp

from sandbox.http.headers import SecurityHeaders
from sandbox.http.lazy import ByFirstPart, Lazily
from sandbox.scenarios.loading.catalogue import Catalogue
from sandbox.settings import resource_root
from sandbox.templating import render
from sandbox.views.site.home import home_page
from sandbox.web.errors import answer_kindly
from sandbox.web.static import FingerprintedFiles, SchemaFiles

if TYPE_CHECKING:
    from sandbox.replay.player import Player
    from sandbox.web.editable_files import Desk


def create_web(
    catalogue: Catalogue,
    play: "Player",
    warm: Callable[[], None],
    desk: "Desk | None" = None,
    workshop: ASGIApp | None = None,
) -> ASGIApp:
    """Build the web application.

    Args:
        catalogue: The scenarios to show.
        play: Replays one of them.
        warm: Makes ready for the first replay; called when a home page has been sent and is being read.
        desk: The files that can be saved from the browser, if any can.
        workshop: What serves the rooms of workshops; it compresses by itself.

    """
    compressed = GZipMiddleware(
        ByFirstPart(_rooms(catalogue, play, desk), _home(catalogue, warm)), minimum_size=500, compresslevel=1
    )
    return SecurityHeaders(ByFirstPart(dict.fromkeys(("workshop", "room"), workshop or compressed), compressed))


def _rooms(catalogue: Catalogue, play: "Player", desk: "Desk | None") -> Mapping[str, ASGIApp]:
    """What is built when it is first reached, by the first part of its path."""

    def scenario_pages() -> ASGIApp:
        from sandbox.web.scenario_pages import create_scenario_pages  # noqa: PLC0415 - the home page needs none

        return create_scenario_pages(catalogue, play)

    def json_api() -> ASGIApp:
        from sandbox.web.json_api import create_api  # noqa: PLC0415 - the home page needs none

        return create_api(catalogue, play)

    def grid_pages() -> ASGIApp:
        from sandbox.web.grid import create_grid_pages  # noqa: PLC0415 - the home page needs none

        return create_grid_pages(catalogue, play)

    def workbench() -> ASGIApp:
        from sandbox.web.workbench import create_workbench  # noqa: PLC0415 - the home page needs none

        return create_workbench(catalogue, play)

    def ways() -> ASGIApp:
        from sandbox.web.site import create_finding  # noqa: PLC0415 - the home page needs none

        return create_finding(catalogue)

    def docs() -> ASGIApp:
        from sandbox.web.docs import create_docs  # noqa: PLC0415 - the home page needs none

        return create_docs()

    def author() -> ASGIApp:
        from sandbox.web.editor import create_author  # noqa: PLC0415 - the home page needs none

        return create_author(catalogue, play, desk)

    finding = Lazily(ways)
    return {
        **dict.fromkeys(("questions", "glossary", "search", "reading", "progress", "paths"), finding),
        "scenarios": Lazily(scenario_pages),
        "api": Lazily(json_api),
        "worlds": Lazily(grid_pages),
        "workbench": Lazily(workbench),
        "docs": Lazily(docs),
        "author": Lazily(author),
    }


def _home(catalogue: Catalogue, warm: Callable[[], None]) -> FastAPI:
    app = FastAPI(openapi_url=None)
    answer_kindly(app, as_json=False)
    app.mount("/static", FingerprintedFiles(directory=resource_root() / "static"))
    app.mount("/schema", SchemaFiles(directory=resource_root() / "static" / "schema"))

    async def home() -> Response:
        return HTMLResponse(render("pages/home.html", page=home_page(catalogue)), background=BackgroundTask(warm))

    app.add_api_route("/", home, methods=["GET", "HEAD"])
    return app
