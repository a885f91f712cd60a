"""The pages of a scenario. GET answers a whole page; only POST answers a fragment, and only to htmx."""

import re
from dataclasses import replace
from typing import Final

from fastapi import Depends, FastAPI
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse, Response

from sandbox.errors import UnknownName
from sandbox.replay.player import ReplayRequest, trace_at_stop
from sandbox.replay.trace import StepTrace, Trace
from sandbox.scenarios.model import Scenario
from sandbox.scenarios.stops import Stop, stop_at, stops
from sandbox.scenarios.workbench.scenario import at_every_api
from sandbox.templating import render
from sandbox.views.parts.comparison import EVERY_API
from sandbox.views.scenario.handout import handout
from sandbox.views.scenario.onward import Neighbours
from sandbox.views.scenario.page import NOTHING, Requested, ScenarioPage, scenario_page
from sandbox.views.scenario.replayed_stop import ReplayedStop
from sandbox.views.site.path_place import PathPlace, place_on_path
from sandbox.views.site.playlists import paths_through
from sandbox.web.context import WebContext
from sandbox.web.errors import answer_errors_with_pages

_NO_STORE: Final = {"Cache-Control": "no-store"}


def create_scenario_pages(context: WebContext) -> FastAPI:
    """Build the application of everything below ``/scenarios/``."""
    current_ids = context.catalogue.current_ids

    async def lead_on(request: Request) -> None:
        """Send on who asks for a scenario by an id that it had formerly."""
        former = request.path_params.get("scenario", "")
        if former in current_ids:
            _, _, below = request.url.path.partition(f"/{former}")
            query = f"?{request.url.query}" if request.url.query else ""
            location = f"/scenarios/{current_ids[former]}{below}{query}"
            raise HTTPException(308, "This scenario has another id now.", {"Location": location})

    app = FastAPI(openapi_url=None, dependencies=[Depends(lead_on)])
    answer_errors_with_pages(app, context.frame)
    pages = _Pages(context)
    app.add_api_route("/scenarios", _to_home, methods=["GET", "HEAD"])
    scenario = "/scenarios/{scenario}"
    app.add_api_route(scenario, pages.question, methods=["GET", "HEAD"])
    app.add_api_route(f"{scenario}/takeaway", pages.takeaway, methods=["GET", "HEAD"])
    app.add_api_route(f"{scenario}/handout", pages.handout, methods=["GET", "HEAD"])
    app.add_api_route(f"{scenario}/{{step}}", pages.step, methods=["GET", "HEAD"])
    app.add_api_route(f"{scenario}/{{step}}/predict", pages.predict, methods=["GET", "HEAD"])
    app.add_api_route(f"{scenario}/{{step}}/what-if/{{number}}", pages.what_if, methods=["GET", "HEAD"])
    app.add_api_route(f"{scenario}/{{step}}/replay", pages.replay, methods=["POST"])
    app.add_api_route(f"{scenario}/{{step}}/what-if/{{number}}/replay", pages.replay, methods=["POST"])
    return app


async def _to_home() -> Response:
    return RedirectResponse("/#scenarios", 308)


class _Pages:
    """The pages of one composed application."""

    def __init__(self, context: WebContext) -> None:
        self._catalogue = context.catalogue
        self._play = context.play
        self._frame = context.frame

    async def question(self, scenario: str, path: str = "") -> Response:
        """The question a scenario asks, before anything is replayed."""
        found = self._catalogue.scenario(scenario)
        return self._whole(self._page(found, stops(found)[0], None, path=path))

    async def takeaway(self, scenario: str, path: str = "") -> Response:
        """What to take away, after the whole replay."""
        found = self._catalogue.scenario(scenario)
        stop = stops(found)[-1]
        return self._whole(self._page(found, stop, await trace_at_stop(self._play, found, stop), path=path))

    async def handout(self, scenario: str) -> Response:
        """The whole scenario on two sheets of paper."""
        found = self._catalogue.scenario(scenario)
        chapter, world = self._catalogue.chapter_of(scenario), self._catalogue.worlds[found.world]
        page = handout(found, chapter, world, await self._play(ReplayRequest(found)))
        return HTMLResponse(self._frame.render("pages/handout.html", handout=page), headers=_NO_STORE)

    async def predict(self, scenario: str, step: str, path: str = "") -> Response:
        """What the reader expects of a step, before it is replayed."""
        found = self._catalogue.scenario(scenario)
        stop = stop_at(found, step, predict=True)
        return self._whole(self._page(found, stop, await trace_at_stop(self._play, found, stop), path=path))

    async def step(self, scenario: str, step: str, said: str = "", beside: str = "", path: str = "") -> Response:
        """A step, after the replay up to it.

        Args:
            scenario: The scenario's id.
            step: The step's id.
            said: The number of the answer that the reader predicted; empty for none.
            beside: What to compare the token with; empty for nothing.
            path: The path that one walks; empty for none.

        """
        return self._whole(await self._replayed(scenario, step, 0, said, beside, path))

    async def what_if(self, scenario: str, step: str, number: str, beside: str = "", path: str = "") -> Response:
        """A what-if of a step, after the replay up to it.

        Args:
            scenario: The scenario's id.
            step: The step's id.
            number: The number of the what-if, from 1.
            beside: What to compare the token with; empty for nothing.
            path: The path that one walks; empty for none.

        """
        return self._whole(await self._replayed(scenario, step, _number("what-if", number), "", beside, path))

    async def replay(
        self, request: Request, scenario: str, step: str, number: str | None = None, said: str = "", path: str = ""
    ) -> Response:
        """Replay a stop again: a fragment for htmx, a redirect to the whole page for anybody else.

        Args:
            request: The request, whose headers say whether htmx sent it.
            scenario: The scenario's id.
            step: The step's id.
            number: The number of a what-if, from 1; absent at the step itself.
            said: The number of the answer that the reader predicted; empty for none.
            path: The path that one walks; empty for none.

        """
        if request.headers.get("hx-request") != "true":
            query = f"?{request.url.query}" if said or path else ""
            return RedirectResponse(request.url.path.removesuffix("/replay") + query, 303)
        page = await self._replayed(scenario, step, _number("what-if", number) if number else 0, said, path=path)
        return _answered(page, render("partials/stop.html", page=page))

    async def _replayed(
        self, scenario: str, step: str, what_if: int, said: str, beside: str = "", path: str = ""
    ) -> ScenarioPage:
        found = self._catalogue.scenario(scenario)
        stop = stop_at(found, step, what_if)
        requested = Requested(_answer(stop, said) if said else 0, beside)
        trace = await trace_at_stop(self._play, found, stop)
        token = trace.steps[-1].token if trace else None
        if beside == EVERY_API and token:
            requested = replace(requested, at_every_api=await self._at_every_api(found, stop, token))
        return self._page(found, stop, trace, requested, path=path)

    async def _at_every_api(self, scenario: Scenario, stop: Stop, token: str) -> list[StepTrace]:
        """The token of a stop, issued again and sent to every other api."""
        extended = at_every_api(scenario, stop.number, token, self._catalogue.worlds[scenario.world])
        return (await self._play(ReplayRequest(extended))).steps[stop.number :]

    def _page(
        self, scenario: Scenario, stop: Stop, trace: Trace | None, requested: Requested = NOTHING, *, path: str = ""
    ) -> ScenarioPage:
        place = place_on_path(self._catalogue, path, scenario)
        chapter, world = self._catalogue.chapter_of(scenario.scenario), self._catalogue.worlds[scenario.world]
        at = ReplayedStop(scenario, chapter, world, stop, trace)
        return replace(scenario_page(at, self._neighbours(scenario, stop, place), requested), path=place)

    def _neighbours(self, scenario: Scenario, stop: Stop, place: PathPlace | None) -> Neighbours:
        every = list(self._catalogue.scenarios())
        titles = {id_: one.title for one in every for id_ in (one.scenario, *one.formerly) if id_ in scenario.needs}
        if place is not None:
            return Neighbours(place.previous, place.following, titles=titles)
        at = every.index(scenario)
        before, after = every[at - 1] if at else None, every[at + 1] if at + 1 < len(every) else None
        paths = paths_through(self._catalogue, scenario) if stop.kind == "takeaway" else ()
        return Neighbours(before, after, paths, titles)

    def _whole(self, page: ScenarioPage) -> Response:
        return _answered(page, self._frame.render("pages/scenario.html", page=page))


def _answered(page: ScenarioPage, html: str) -> Response:
    return HTMLResponse(page.path.keep(html) if page.path else html, headers=_NO_STORE)


def _number(what: str, text: str) -> int:
    """The number of a what-if, or of a predicted answer, in an address.

    Raises:
        UnknownName: It is no whole number from 1.

    """
    if re.fullmatch(r"[1-9][0-9]{0,2}", text) is None:
        raise UnknownName(f"a {what} has a number; found `{text[:40]}`")
    return int(text)


def _answer(stop: Stop, said: str) -> int:
    """Which of the answers of a step's prediction was chosen.

    Raises:
        UnknownName: It has none such.

    """
    number = _number("predicted answer", said)
    answers = len(stop.step.predict.options) if stop.step and stop.step.predict else 0
    if number > answers:
        raise UnknownName(f"there is no answer {number} here; there are {answers}")
    return number
