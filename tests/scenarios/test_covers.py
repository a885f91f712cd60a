"""The catalogue as a whole: every check decides somewhere, every flaw matters somewhere, every scenario teaches."""

import re
from collections.abc import Iterator
from functools import cache

import pytest

from sandbox.network import create_theatre
from sandbox.replay.mutations import toothless
from sandbox.replay.trace import Outcome, Trace
from sandbox.scenarios.catalogue import load_catalogue
from sandbox.scenarios.model import Scenario
from sandbox.settings import shipped_pack
from sandbox.tokens.names import CHECKS, FLAWS
from sandbox.worlds.model import World
from tests.running import KEYS, PUBLIC_URL

CATALOGUE = load_catalogue([shipped_pack()], strict=True)
SCENARIOS = {scenario.scenario: scenario for scenario in CATALOGUE.scenarios()}
TRACES: dict[str, Trace] = {}


async def replay(scenario: Scenario, world: World) -> Trace:
    return await create_theatre({world.world: world}, KEYS, PUBLIC_URL).replay(scenario, world)


async def traces() -> dict[str, Trace]:
    """Every scenario replayed, once."""
    for id_, scenario in SCENARIOS.items():
        if id_ not in TRACES:
            TRACES[id_] = await replay(scenario, CATALOGUE.worlds[scenario.world])
    return TRACES


def outcomes(trace: Trace) -> Iterator[Outcome]:
    for step in trace.steps:
        yield step
        yield from step.what_ifs


@cache
def calls() -> list[tuple[str, str]]:
    """Each flaw, and the check it is one of."""
    return [(check, flaw) for check, flaws in FLAWS.items() for flaw in flaws]


def test_there_are_enough_of_them() -> None:
    assert len(SCENARIOS) >= 36
    assert len(CATALOGUE.chapters) >= 8
    assert CATALOGUE.diagnostics == ()


@pytest.mark.parametrize("check", CHECKS)
async def test_every_check_decides_somewhere(check: str) -> None:
    assert [id_ for id_, trace in (await traces()).items() if any(o.decided_by == check for o in outcomes(trace))]


@pytest.mark.parametrize(("check", "flaw"), calls())
async def test_every_flaw_answers_otherwise_than_the_specification_somewhere(check: str, flaw: str) -> None:
    """All but one let something through; ``first-only`` refuses what is right."""
    found = [
        id_
        for id_, trace in (await traces()).items()
        for outcome in outcomes(trace)
        if outcome.verify.get(check) == flaw
        and any(
            told.id == check
            and (told.verdict == "pass" if flaw == "first-only" else told.verdict == "fail" and not told.refuses)
            for told in outcome.checks
        )
        and (outcome.decided_by == check) == (flaw == "first-only")
    ]
    assert found


@pytest.mark.parametrize("id_", SCENARIOS)
async def test_a_scenario_could_fail(id_: str) -> None:
    scenario = SCENARIOS[id_]
    world = CATALOGUE.worlds[scenario.world]
    trace = (await traces())[id_]
    assert trace.ok
    assert await toothless(scenario, world, trace, replay) == []


@pytest.mark.parametrize("id_", SCENARIOS)
def test_a_scenario_teaches(id_: str) -> None:
    scenario = SCENARIOS[id_]
    predictions = [step.predict for step in scenario.steps if step.predict]
    assert predictions or "control" in scenario.tags
    assert [what_if for step in scenario.steps for what_if in step.what_if]
    assert any(step.explain for step in scenario.steps) or any(w.explain for s in scenario.steps for w in s.what_if)
    assert scenario.story
    assert 1 <= len(re.findall(r"[.?!](?=\s|$)", scenario.takeaway.strip())) <= 2
    assert scenario.presenter_notes
    assert scenario.reading
    assert all("§" in section for section in scenario.reading)
    assert 3 <= scenario.minutes <= 8
    for predict in predictions:
        assert 2 <= len(predict.options) <= 4
        assert len({option.says for option in predict.options}) == len(predict.options)


def test_what_a_scenario_needs_comes_before_it() -> None:
    order = list(SCENARIOS)
    for id_, scenario in SCENARIOS.items():
        assert all(order.index(needed) < order.index(id_) for needed in scenario.needs)
