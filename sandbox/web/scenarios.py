"""The pages of a scenario. GET answers a whole page; only POST answers a fragment, and only to htmx."""

import re
from dataclasses import replace
from typing import Final

from fastapi import Depends, FastAPI
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse, Response

from sandbox.errors import UnknownName
from sandbox.http.unchanging import Unchanging
from sandbox.replay.player import ReplayRequest, trace_at_stop
from sandbox.replay.visit import Visit
from sandbox.scenarios.act import YOURS, CannotSign
from sandbox.scenarios.loading.pack_loader import ChapterEntry
from sandbox.scenarios.model import Scenario
from sandbox.scenarios.stops import Stop, act_at, stop_at, stops, with_own_choice
from sandbox.scenarios.workbench.scenario import at_every_api
from sandbox.templating import render
from sandbox.views.parts.comparison import EVERY_API
from sandbox.views.scenario.act import Typed
from sandbox.views.scenario.handout import handout
from sandbox.views.scenario.onward import Neighbours
from sandbox.views.scenario.page import NOTHING, Requested, ScenarioPage, scenario_page
from sandbox.views.scenario.replayed_stop import ReplayedStop
from sandbox.views.site.path_place import PathPlace, place_on_path
from sandbox.views.site.playlists import paths_through
from sandbox.web.context import WebContext
from sandbox.web.errors import answer_errors_with_pages
from sandbox.web.visits import Visits
from sandbox.worlds.model import World

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
    app.add_api_route(f"{scenario}/{{step}}/act", pages.act, methods=["GET", "HEAD"])
    app.add_api_route(f"{scenario}/{{step}}/act/{{choice}}", pages.chosen, methods=["GET", "HEAD"])
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
        self._clock = context.clock

    async def question(self, request: Request, scenario: str) -> Response:
        """The question a scenario asks, before anything is replayed."""
        found = self._catalogue.scenario(scenario)
        page = self._page(ReplayedStop(found, *self._where(found), stops(found)[0]), _path(request))
        html = _on_path(page, self._frame.render("pages/scenario.html", page=page))
        if _path(request) and not page.path:  # of which there may be any number
            return HTMLResponse(html, headers=_NO_STORE)
        return Unchanging(html, variant=_path)

    async def takeaway(self, request: Request, scenario: str) -> Response:
        """What to take away, after the whole replay."""
        found = self._catalogue.scenario(scenario)
        return await self._whole(request, found, stops(found)[-1])

    async def handout(self, request: Request, scenario: str) -> Response:
        """The whole scenario on two sheets of paper."""
        found = self._catalogue.scenario(scenario)
        chapter, world = self._where(found)
        visits = self._visits(found)
        visit = visits.of(request)
        page = handout(found, chapter, world, await self._play(ReplayRequest(found, visit=visit)))
        html = self._frame.render("pages/handout.html", handout=page)
        return visits.remember(HTMLResponse(html), request, visit)

    async def predict(self, request: Request, scenario: str, step: str) -> Response:
        """What the reader expects of a step, before it is replayed."""
        found = self._catalogue.scenario(scenario)
        return await self._whole(request, found, stop_at(found, step, predict=True))

    async def step(self, request: Request, scenario: str, step: str, said: str = "", beside: str = "") -> Response:
        """A step, after the replay up to it.

        Args:
            request: The request, whose cookie says which visit it continues.
            scenario: The scenario's id.
            step: The step's id.
            said: The number of the answer that the reader predicted; empty for none.
            beside: What to compare the token with; empty for nothing.

        """
        found = self._catalogue.scenario(scenario)
        stop = stop_at(found, step)
        return await self._whole(request, found, stop, Requested(_answer(stop, said), beside))

    async def what_if(self, request: Request, scenario: str, step: str, number: str, beside: str = "") -> Response:
        """A what-if of a step, after the replay up to it.

        Args:
            request: The request, whose cookie says which visit it continues.
            scenario: The scenario's id.
            step: The step's id.
            number: The number of the what-if, from 1.
            beside: What to compare the token with; empty for nothing.

        """
        found = self._catalogue.scenario(scenario)
        stop = stop_at(found, step, _number("what-if", number))
        return await self._whole(request, found, stop, Requested(compare_with=beside))

    async def act(self, request: Request, scenario: str, step: str, aud: str | None = None, mode: str = "") -> Response:
        """What one can change about a step, and what comes of an ``aud`` of one's own.

        Args:
            request: The request.
            scenario: The scenario's id.
            step: The step's id.
            aud: The audience that the reader wrote; absent for none.
            mode: How the api is to compare it; empty for as it does.

        """
        found = self._catalogue.scenario(scenario)
        if aud is None:
            return await self._whole(request, found, act_at(found, step))
        typed = Typed(aud, mode)
        try:
            found = with_own_choice(found, step, aud, mode)
        except CannotSign as error:
            typed = replace(typed, problem=f"{error.message[:1].upper()}{error.message[1:]}.")
            answer = await self._whole(request, found, act_at(found, step), Requested(typed=typed))
            answer.status_code = 400
            return answer
        return await self._whole(request, found, act_at(found, step, YOURS), Requested(typed=typed))

    async def chosen(self, request: Request, scenario: str, step: str, choice: str) -> Response:
        """What comes of one of the choices of a step."""
        found = self._catalogue.scenario(scenario)
        return await self._whole(request, found, act_at(found, step, choice))

    async def replay(
        self, request: Request, scenario: str, step: str, number: str | None = None, said: str = ""
    ) -> Response:
        """Begin a new visit, at a stop: a fragment for htmx, a redirect to the whole page for anybody else.

        Args:
            request: The request, whose headers say whether htmx sent it.
            scenario: The scenario's id.
            step: The step's id.
            number: The number of a what-if, from 1; absent at the step itself.
            said: The number of the answer that the reader predicted; empty for none.

        """
        found = self._catalogue.scenario(scenario)
        stop = stop_at(found, step, _number("what-if", number) if number else 0)
        visits = self._visits(found)
        visit = visits.begin()
        if request.headers.get("hx-request") != "true":
            query = f"?{request.url.query}" if said or _path(request) else ""
            return visits.remember(RedirectResponse(stop.url + query, 303), request, visit)
        page = await self._replayed(found, stop, visit, Requested(_answer(stop, said)), _path(request))
        html = _on_path(page, render("partials/stop.html", page=page))
        return visits.remember(HTMLResponse(html), request, visit)

    async def _whole(
        self, request: Request, scenario: Scenario, stop: Stop, requested: Requested = NOTHING
    ) -> Response:
        visits = self._visits(scenario)
        visit = visits.of(request)
        page = await self._replayed(scenario, stop, visit, requested, _path(request))
        page = replace(page, renewed=visits.renewed(request, visit))
        html = _on_path(page, self._frame.render("pages/scenario.html", page=page))
        return visits.remember(HTMLResponse(html), request, visit)

    async def _replayed(
        self, scenario: Scenario, stop: Stop, visit: Visit, requested: Requested, path: str
    ) -> ScenarioPage:
        trace = await trace_at_stop(self._play, scenario, stop, visit)
        token = trace.steps[-1].token if trace else None
        if requested.compare_with == EVERY_API and token:
            extended = at_every_api(scenario, stop.number, token, self._catalogue.worlds[scenario.world])
            everywhere = await self._play(ReplayRequest(extended, visit=visit))
            requested = replace(requested, at_every_api=everywhere.steps[stop.number :])
        age = self._visits(scenario).age(visit)
        return self._page(ReplayedStop(scenario, *self._where(scenario), stop, trace, age), path, requested)

    def _page(self, at: ReplayedStop, path: str, requested: Requested = NOTHING) -> ScenarioPage:
        place = place_on_path(self._catalogue, path, at.scenario)
        return replace(scenario_page(at, self._neighbours(at.scenario, at.stop, place), requested), path=place)

    def _neighbours(self, scenario: Scenario, stop: Stop, place: PathPlace | None) -> Neighbours:
        every = list(self._catalogue.scenarios())
        titles = {id_: one.title for one in every for id_ in (one.scenario, *one.formerly) if id_ in scenario.needs}
        if place is not None:
            return Neighbours(place.previous, place.following, titles=titles)
        at = next(number for number, one in enumerate(every) if one.scenario == scenario.scenario)
        before, after = every[at - 1] if at else None, every[at + 1] if at + 1 < len(every) else None
        paths = paths_through(self._catalogue, scenario) if stop.kind == "takeaway" else ()
        return Neighbours(before, after, paths, titles)

    def _where(self, scenario: Scenario) -> tuple[ChapterEntry, World]:
        """The chapter and the world of a scenario."""
        return self._catalogue.chapter_of(scenario.scenario), self._catalogue.worlds[scenario.world]

    def _visits(self, scenario: Scenario) -> Visits:
        world = self._catalogue.worlds[scenario.world]
        return Visits(scenario, world, f"/scenarios/{scenario.scenario}", self._clock)


def _path(request: Request) -> str:
    """The path that one walks; empty for none."""
    return request.query_params.get("path", "")


def _on_path(page: ScenarioPage, html: str) -> str:
    """The page, whose links stay on the path."""
    return page.path.keep(html) if page.path else html


def _number(what: str, text: str) -> int:
    """The number of a what-if, or of a predicted answer, in an address.

    Raises:
        UnknownName: It is no whole number from 1.

    """
    if re.fullmatch(r"[1-9][0-9]{0,2}", text) is None:
        raise UnknownName(f"a {what} has a number; found `{text[:40]}`")
    return int(text)


def _answer(stop: Stop, said: str) -> int:
    """Which of the answers of a step's prediction was chosen; 0 for none.

    Raises:
        UnknownName: It has none such.

    """
    number = _number("predicted answer", said) if said else 0
    answers = len(stop.step.predict.options) if stop.step and stop.step.predict else 0
    if number > answers:
        raise UnknownName(f"there is no answer {number} here; there are {answers}")
    return number
