"""Pages that lead to others: questions, glossary, search, reading list, paths, and one's own progress."""

from fastapi import FastAPI
from starlette.responses import HTMLResponse, RedirectResponse, Response

from sandbox.errors import UnknownName
from sandbox.http.unchanging import Unchanging
from sandbox.replay.player import ReplayRequest
from sandbox.scenarios.loading.playlists import PlannedPlaylist, planned_playlists
from sandbox.settings import LIMITS
from sandbox.views.scenario.handout import Handouts, handout
from sandbox.views.site.glossary import glossary_page
from sandbox.views.site.home import demo_of
from sandbox.views.site.playlists import path_end, path_page
from sandbox.views.site.questions import questions_page
from sandbox.views.site.search import progress_page, reading_page, search_page
from sandbox.views.site.teach import teach_page
from sandbox.web.context import WebContext
from sandbox.web.errors import answer_errors_with_pages


def create_site(context: WebContext) -> FastAPI:
    """Build the application of the pages that are about no single scenario."""
    app = FastAPI(openapi_url=None)
    answer_errors_with_pages(app, context.frame)
    pages = _Pages(context)
    app.add_api_route("/questions", pages.questions, methods=["GET", "HEAD"])
    app.add_api_route("/glossary", pages.glossary, methods=["GET", "HEAD"])
    app.add_api_route("/search", pages.search, methods=["GET", "HEAD"])
    app.add_api_route("/reading", pages.reading, methods=["GET", "HEAD"])
    app.add_api_route("/progress", pages.progress, methods=["GET", "HEAD"])
    app.add_api_route("/teach", pages.teach, methods=["GET", "HEAD"])
    app.add_api_route("/paths", pages.to_home, methods=["GET", "HEAD"])
    app.add_api_route("/paths/{path}", pages.path, methods=["GET", "HEAD"])
    app.add_api_route("/paths/{path}/end", pages.end, methods=["GET", "HEAD"])
    app.add_api_route("/paths/{path}/handout", pages.handouts, methods=["GET", "HEAD"])
    return app


class _Pages:
    """The pages of one composed application."""

    def __init__(self, context: WebContext) -> None:
        self._catalogue = context.catalogue
        self._frame = context.frame
        self._play = context.play
        self._demo = demo_of(context.catalogue)

    async def questions(self) -> Response:
        """The questions people ask, each with what proves its answer."""
        if self._demo is None:
            return RedirectResponse("/", 307)
        page = questions_page(self._catalogue.worlds[self._demo.world])
        return Unchanging(self._frame.render("pages/questions.html", page=page))

    async def glossary(self) -> Response:
        """The terms, each in one sentence."""
        if self._demo is None:
            return RedirectResponse("/", 307)
        page = glossary_page(self._catalogue.worlds[self._demo.world])
        return Unchanging(self._frame.render("pages/glossary.html", page=page))

    async def search(self, q: str = "") -> Response:
        """What holds the words of ``q``."""
        page = search_page(self._catalogue, " ".join(q[: LIMITS.line_chars].split()))
        return HTMLResponse(self._frame.render("pages/search.html", page=page))

    async def reading(self) -> Response:
        """Every section that some scenario leads to."""
        page = reading_page(self._catalogue)
        return Unchanging(self._frame.render("pages/reading.html", page=page))

    async def progress(self) -> Response:
        """Every scenario and prediction; the browser knows which of them were done."""
        page = progress_page(self._catalogue)
        return Unchanging(self._frame.render("pages/progress.html", page=page))

    async def teach(self) -> Response:
        """Plans of workshops, and handouts."""
        return Unchanging(self._frame.render("pages/teach.html", page=teach_page(self._catalogue)))

    async def to_home(self) -> Response:
        """The paths are on the home page."""
        return RedirectResponse("/#paths", 308)

    async def handouts(self, path: str) -> Response:
        """The handouts of all scenarios of a path, or of a chapter, on one page."""
        chapters = {chapter.id: (chapter.title, list(chapter.scenarios)) for chapter in self._catalogue.chapters}
        planned = {entry.playlist.playlist: entry for entry in planned_playlists(self._catalogue)}
        found = chapters | {id_: (entry.playlist.title, entry.scenarios) for id_, entry in planned.items()}
        if path not in found:
            raise UnknownName(f"there is no path `{path[:80]}`", found=path[:80], allowed=planned)
        title, scenarios = found[path]
        handouts = [
            handout(
                scenario,
                self._catalogue.chapter_of(scenario.scenario),
                self._catalogue.worlds[scenario.world],
                await self._play(ReplayRequest(scenario)),
            )
            for scenario in {scenario.scenario: scenario for scenario in scenarios}.values()
        ]
        page = Handouts(path, title, handouts)
        return HTMLResponse(self._frame.render("pages/handouts.html", page=page), headers={"Cache-Control": "no-store"})

    async def path(self, path: str) -> Response:
        """A path through some scenarios."""
        found = self._planned(path)
        page = path_page(found, self._catalogue.worlds[found.scenarios[0].world])
        return Unchanging(self._frame.render("pages/path.html", page=page))

    async def end(self, path: str) -> Response:
        """What one saw on a path, and what to do with it."""
        page = path_end(self._catalogue, self._planned(path))
        return Unchanging(self._frame.render("pages/path_end.html", page=page))

    def _planned(self, path: str) -> PlannedPlaylist:
        found = {entry.playlist.playlist: entry for entry in planned_playlists(self._catalogue)}
        if path not in found:
            raise UnknownName(f"there is no path `{path[:80]}`", found=path[:80], allowed=found)
        return found[path]
