"""Where one finds one's way: questions, words, search, reading list, paths, and one's own progress."""

from fastapi import FastAPI
from starlette.responses import HTMLResponse, RedirectResponse, Response

from sandbox.errors import UnknownName
from sandbox.scenarios.loading.catalogue import Catalogue
from sandbox.scenarios.loading.playlists import planned_playlists
from sandbox.settings import LIMITS
from sandbox.templating import render
from sandbox.views.site.glossary import glossary_page
from sandbox.views.site.home import demo_of
from sandbox.views.site.playlists import path_page
from sandbox.views.site.questions import questions_page
from sandbox.views.site.search import reading, search
from sandbox.web.errors import answer_kindly


def create_finding(catalogue: Catalogue) -> FastAPI:
    """Build the application of the pages beside the scenarios."""
    app = FastAPI(openapi_url=None)
    answer_kindly(app, as_json=False)
    pages = _Pages(catalogue)
    app.add_api_route("/questions", pages.questions, methods=["GET", "HEAD"])
    app.add_api_route("/glossary", pages.glossary, methods=["GET", "HEAD"])
    app.add_api_route("/search", pages.search, methods=["GET", "HEAD"])
    app.add_api_route("/reading", pages.reading, methods=["GET", "HEAD"])
    app.add_api_route("/progress", pages.progress, methods=["GET", "HEAD"])
    app.add_api_route("/paths", pages.to_home, methods=["GET", "HEAD"])
    app.add_api_route("/paths/{path}", pages.path, methods=["GET", "HEAD"])
    return app


class _Pages:
    """The pages about one catalogue."""

    def __init__(self, catalogue: Catalogue) -> None:
        self._catalogue = catalogue
        self._demo = demo_of(catalogue)

    async def questions(self) -> Response:
        """The questions people ask, each with what proves its answer."""
        if self._demo is None:
            return RedirectResponse("/", 307)
        page = questions_page(self._catalogue.worlds[self._demo.world])
        return HTMLResponse(render("pages/questions.html", page=page))

    async def glossary(self) -> Response:
        """The words, each in one sentence."""
        if self._demo is None:
            return RedirectResponse("/", 307)
        page = glossary_page(self._catalogue.worlds[self._demo.world])
        return HTMLResponse(render("pages/glossary.html", page=page))

    async def search(self, q: str = "") -> Response:
        """What holds the words of ``q``."""
        asked = " ".join(q[: LIMITS.line_chars].split())
        found = search(self._catalogue, asked)
        return HTMLResponse(render("pages/search.html", page={"asked": asked, "found": found}))

    async def reading(self) -> Response:
        """Every section that some scenario leads to."""
        return HTMLResponse(render("pages/reading.html", page=reading(self._catalogue)))

    async def progress(self) -> Response:
        """All that can be done and said, of which the browser knows what was."""
        page = {"chapters": [chapter for chapter in self._catalogue.chapters if chapter.scenarios]}
        return HTMLResponse(render("pages/progress.html", page=page))

    async def to_home(self) -> Response:
        """The paths stand on the home page."""
        return RedirectResponse("/#paths", 308)

    async def path(self, path: str) -> Response:
        """A way through some scenarios."""
        found = {entry.playlist.playlist: entry for entry in planned_playlists(self._catalogue)}
        if path not in found:
            raise UnknownName(f"there is no path `{path[:80]}`", found=path[:80], allowed=found)
        world = self._catalogue.worlds[found[path].scenarios[0].world]
        return HTMLResponse(render("pages/path.html", page=path_page(found[path], world)))
