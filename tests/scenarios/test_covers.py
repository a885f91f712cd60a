"""The catalogue as a whole: every check decides somewhere, every flaw matters somewhere, every scenario teaches."""

import re
from collections.abc import Iterator

import pytest

from sandbox.network import create_replayer
from sandbox.replay.mutations import unnoticed_faults
from sandbox.replay.player import ReplayRequest
from sandbox.replay.trace import Outcome, Trace
from sandbox.scenarios.loading.catalogue import shipped_catalogue
from sandbox.scenarios.model import Scenario, Step
from sandbox.tokens.check_facts import FLAWS
from sandbox.tokens.names import CHECKS
from sandbox.worlds.model import World
from tests.running import KEYS, PUBLIC_URL

CATALOGUE = shipped_catalogue(strict=True)
SCENARIOS = {scenario.scenario: scenario for scenario in CATALOGUE.scenarios()}
TRACES: dict[str, Trace] = {}


async def replay(scenario: Scenario, world: World) -> Trace:
    return await create_replayer({world.world: world}, KEYS, PUBLIC_URL).replay(ReplayRequest(scenario), world)


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
        yield from step.choices


CHECKS_AND_FLAWS = [(check, flaw) for check, flaws in FLAWS.items() for flaw in flaws]
REFUSES_WHAT_IS_RIGHT = {
    ("audience", "first-only"): "it reads less than it should, and so refuses a letter that names it second",
    ("audience", "list-refused"): "it cannot read a list",
    ("audience", "exact-list"): "it wants to be the only addressee",
}
"""The flaws that can let nothing through, and why."""


def strictly(scenario: Scenario, check: str) -> Scenario:
    """The same scenario, every call and what-if of which goes to a deployment that makes a check as it should."""

    def strict(verify: dict[str, str]) -> dict[str, str]:
        return {**verify, **({check: "on"} if check in verify else {})}

    steps = []
    for step in scenario.steps:
        what_ifs = [what_if.model_copy(update={"verify": strict(what_if.verify)}) for what_if in step.what_if]
        call = step.call and step.call.model_copy(update={"verify": strict(step.call.verify)})
        choices = [
            one.model_copy(update={"verify": strict(one.verify)}) for one in (step.act.choices if step.act else ())
        ]
        act = step.act and step.act.model_copy(update={"choices": choices})
        changed = {"call": call, "what_if": what_ifs, "act": act}
        steps.append(Step.model_construct(step.model_fields_set, **{**dict(step), **changed}))
    return scenario.model_copy(update={"steps": steps})


async def compared(check: str, flaw: str) -> list[tuple[str, Outcome, Outcome]]:
    """Everything in the catalogue that a deployment with a flaw answered, beside what the strict one answers to it."""
    found = []
    for id_, trace in (await traces()).items():
        if all(outcome.verify.get(check) != flaw for outcome in outcomes(trace)):
            continue
        scenario = SCENARIOS[id_]
        strict = await replay(strictly(scenario, check), CATALOGUE.worlds[scenario.world])
        pairs = zip(outcomes(trace), outcomes(strict), strict=True)
        found += [(id_, one, other) for one, other in pairs if one.verify.get(check) == flaw]
    return found


def test_there_are_enough_of_them() -> None:
    assert len(SCENARIOS) >= 36
    assert len(CATALOGUE.chapters) >= 8
    assert CATALOGUE.diagnostics == ()


@pytest.mark.parametrize("check", CHECKS)
async def test_every_check_decides_somewhere(check: str) -> None:
    assert [id_ for id_, trace in (await traces()).items() if any(o.decided_by == check for o in outcomes(trace))]


@pytest.mark.parametrize(("check", "flaw"), CHECKS_AND_FLAWS)
async def test_every_flaw_lets_something_through_that_strict_refuses(check: str, flaw: str) -> None:
    """The request is answered with 200; the same request, with this check made as it should be, is refused by it."""
    pairs = await compared(check, flaw)
    assert pairs, "no scenario has this flaw"
    let_through = [id_ for id_, flawed, strict in pairs if flawed.decision == "accept" and strict.decided_by == check]
    refused = [id_ for id_, flawed, strict in pairs if flawed.decided_by == check and strict.decision == "accept"]
    if (check, flaw) in REFUSES_WHAT_IS_RIGHT:
        assert (bool(let_through), bool(refused)) == (False, True)
    else:
        assert let_through


@pytest.mark.parametrize("id_", SCENARIOS)
async def test_a_scenario_could_fail(id_: str) -> None:
    scenario = SCENARIOS[id_]
    world = CATALOGUE.worlds[scenario.world]
    trace = (await traces())[id_]
    assert trace.ok
    assert await unnoticed_faults(scenario, world, trace, replay) == []


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
