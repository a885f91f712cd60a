"""Real replays of the shipped scenarios, for the views to print."""

import asyncio
from collections.abc import Callable
from functools import cache

import pytest

from sandbox.network import create_replayer
from sandbox.replay.player import ReplayRequest
from sandbox.replay.trace import Trace
from sandbox.scenarios.loading.catalogue import shipped_catalogue
from sandbox.scenarios.stops import stop_at, stops
from sandbox.views.scenario.page import ScenarioPage, scenario_page
from sandbox.views.scenario.replayed_stop import ReplayedStop
from tests.running import KEYS, PUBLIC_URL

CATALOGUE = shipped_catalogue()
REPLAYER = create_replayer(CATALOGUE.worlds, KEYS, PUBLIC_URL)


@cache
def replayed(scenario: str, until: str | None) -> Trace:
    """A trace; each is played once, for views change nothing."""
    found = CATALOGUE.scenario(scenario)
    return asyncio.run(REPLAYER.replay(ReplayRequest(found, until), CATALOGUE.worlds[found.world]))


def page_of(scenario: str, step: str | None = None, what_if: int = 0) -> ScenarioPage:
    """The page of a step, of one of its what-ifs, or of the question."""
    found = CATALOGUE.scenario(scenario)
    stop = stop_at(found, step, what_if) if step else stops(found)[0]
    trace = replayed(scenario, step) if step else None
    chapter, world = CATALOGUE.chapter_of(scenario), CATALOGUE.worlds[found.world]
    return scenario_page(ReplayedStop(found, chapter, world, stop, trace))


@pytest.fixture
def page() -> Callable[..., ScenarioPage]:
    return page_of
