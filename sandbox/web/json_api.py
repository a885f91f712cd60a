"""The JSON API: the catalogue, and a replay of any scenario."""

from typing import Annotated, Any
from urllib.parse import urlsplit

from fastapi import FastAPI, Path, Query
from pydantic import BaseModel
from starlette.exceptions import HTTPException

from sandbox.errors import UnknownName
from sandbox.replay.player import ReplayRequest
from sandbox.replay.trace import Report
from sandbox.replay.visit import Visit, is_open, lifetime, new_visit
from sandbox.scenarios.loading.pack_loader import ChapterEntry
from sandbox.scenarios.model import Scenario
from sandbox.web.context import WebContext
from sandbox.web.errors import answer_errors_with_json


class ScenarioSummary(BaseModel):
    """A scenario in the catalogue."""

    id: str
    title: str
    question: str
    world: str
    level: str
    minutes: int
    steps: list[str]


class ChapterSummary(BaseModel):
    """A chapter of the catalogue."""

    id: str
    title: str
    scenarios: list[ScenarioSummary]


class CatalogueSummary(BaseModel):
    """The catalogue."""

    chapters: list[ChapterSummary]


class NotFound(BaseModel):
    """What is answered for a name that nothing answers to."""

    error: str
    error_description: str
    did_you_mean: str | None
    allowed: list[str]


class Refused(BaseModel):
    """What is answered to a request that cannot be carried out, and why."""

    error: str
    error_description: str


_NOT_FOUND: dict[int | str, dict[str, Any]] = {404: {"model": NotFound, "description": "No such scenario or step"}}
_OTHER_TIME: dict[int | str, dict[str, Any]] = {400: {"model": Refused, "description": "No visit can have begun then"}}


def create_json_api(context: WebContext) -> FastAPI:
    """Build the application of everything below ``/api/``; it describes itself at ``/api/openapi.json``."""
    app = FastAPI(
        title="Audience Sandbox",
        version="1",
        summary="Replay scenarios about the audience of a token.",
        openapi_url="/api/openapi.json",
        docs_url=None,  # FastAPI's own pages load from another host
        redoc_url=None,
        servers=[{"url": context.public_url}] if urlsplit(context.public_url).path else None,
    )
    answer_errors_with_json(app)

    @app.get("/api/scenarios", summary="The catalogue", operation_id="listScenarios")
    async def scenarios() -> CatalogueSummary:
        return CatalogueSummary(chapters=[_chapter(chapter) for chapter in context.catalogue.chapters])

    @app.post(
        "/api/scenarios/{id}/replay",
        summary="Replay a scenario",
        description=(
            "Plays the scenario over real HTTP and answers the trace that `aud run --format json` prints. Each replay "
            "has new tokens. With the same `seed` and `clock`, their bytes are the same each time."
        ),
        operation_id="replayScenario",
        responses=_NOT_FOUND | _OTHER_TIME,
    )
    async def replay(
        id: Annotated[str, Path(description="The scenario's id", examples=["bar-token-to-baz"])],  # noqa: A002
        until: Annotated[str | None, Query(description="The id of the last step to replay")] = None,
        seed: Annotated[
            str | None, Query(description="What ids and codes are derived from", pattern=r"^[A-Za-z0-9_-]{1,64}$")
        ] = None,
        clock: Annotated[
            float | None,
            Query(description="Epoch seconds, at most ten minutes ago; `now` in the trace", allow_inf_nan=False),
        ] = None,
    ) -> Report:
        scenario = context.catalogue.scenario(id)
        steps = [step.id for step in scenario.steps]
        if until is not None and until not in steps:
            raise UnknownName(f"there is no step `{until[:80]}` in {id}", found=until[:80], allowed=steps)
        visit = _visit(context, scenario, seed, clock)
        return Report(scenarios=[await context.play(ReplayRequest(scenario, until, visit=visit))])

    return app


def _visit(context: WebContext, scenario: Scenario, seed: str | None, clock: float | None) -> Visit | None:
    """The visit that a request describes by its seed, its clock or both; None if by neither.

    Args:
        context: What the site is built of.
        scenario: The scenario.
        seed: The seed; a new one if absent.
        clock: When it began, in epoch seconds; now if absent.

    Raises:
        HTTPException: No visit that began then would still last.

    """
    if seed is None and clock is None:
        return None
    now, lasts = context.clock(), lifetime(scenario, context.catalogue.worlds[scenario.world])
    if clock is not None and not is_open(clock, lasts, now):
        raise HTTPException(400, f"clock must be within the last {lasts} seconds; it is {now:.0f} now, found {clock}")
    visit = new_visit(scenario, int(now) if clock is None else clock)
    return visit if seed is None else visit.model_copy(update={"seed": seed})


def _chapter(chapter: ChapterEntry) -> ChapterSummary:
    scenarios = [
        ScenarioSummary(
            id=s.scenario,
            title=s.title,
            question=s.question,
            world=s.world,
            level=s.level,
            minutes=s.minutes,
            steps=[step.id for step in s.steps],
        )
        for s in chapter.scenarios
    ]
    return ChapterSummary(id=chapter.id, title=chapter.title, scenarios=scenarios)
