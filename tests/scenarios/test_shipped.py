"""What is shipped is true, whole, and says nothing that a replay would not notice."""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from sandbox.network import create_replayer
from sandbox.replay.player import ReplayRequest
from sandbox.scenarios.expect import Expect
from sandbox.scenarios.loading.catalogue import shipped_catalogue
from sandbox.scenarios.model import Scenario, Step
from sandbox.settings import shipped_pack
from tests.running import KEYS, PUBLIC_URL

CATALOGUE = shipped_catalogue()
SCENARIOS = {scenario.scenario: scenario for scenario in CATALOGUE.scenarios()}
REPLAYER = create_replayer(CATALOGUE.worlds, KEYS, PUBLIC_URL)
PLAIN = sorted(path for folder in ("[0-9]*-*", "playlists") for path in shipped_pack().glob(f"{folder}/*.yaml"))
WORN = re.compile(
    r"(?<!id: )(?<!save: )(?<!token: )\b[Mm]end(?:s|ed)?\b(?!:)"
    r"|\bstands? in\b|\bserves\b|\bone letter is missing\b|\bever signed in\b"
)
"""*Fix*, *appears in*, *lets it through*, *character*, and *until it expires* are plainer, or truer."""
VERDICTS = {"pass": "fail", "fail": "pass", "skipped": "pass"}


def flipped(expect: Expect) -> Iterator[tuple[str, Expect]]:
    """The same expectation with one thing in it untrue."""
    if expect.status is not None:
        yield "status", expect.model_copy(update={"status": 401 if expect.status == 200 else 200})
    for check, verdict in expect.checks.items():
        yield f"checks.{check}", expect.model_copy(update={"checks": {**expect.checks, check: VERDICTS[verdict]}})
    for what in ("error", "error_description"):
        if getattr(expect, what) is not None:
            yield what, expect.model_copy(update={what: "something else"})
    if expect.decided_by is not None:
        yield "decided_by", expect.model_copy(update={"decided_by": "key" if expect.decided_by == "none" else "none"})
    for what in ("claims", "header", "body", "challenge"):
        for name in getattr(expect, what):
            yield f"{what}.{name}", expect.model_copy(update={what: {**getattr(expect, what), name: "something else"}})
    if expect.opaque is not None:
        yield "opaque", expect.model_copy(update={"opaque": not expect.opaque})


def mutants(scenario: Scenario) -> Iterator[tuple[str, Scenario]]:
    """The same scenario with one thing in it untrue."""

    def with_step(index: int, **update: Any) -> Scenario:
        steps: list[Step] = list(scenario.steps)
        steps[index] = steps[index].model_copy(update=update)
        return scenario.model_copy(update={"steps": steps})

    for index, step in enumerate(scenario.steps):
        for what, expect in flipped(step.expect):
            yield f"{step.id} {what}", with_step(index, expect=expect)
        for number, what_if in enumerate(step.what_if):
            for what, expect in flipped(what_if.expect):
                what_ifs = list(step.what_if)
                what_ifs[number] = what_if.model_copy(update={"expect": expect})
                yield f"{step.id} what-if {number + 1} {what}", with_step(index, what_if=what_ifs)
        for number, choice in enumerate(step.act.choices if step.act else ()):
            for what, expect in flipped(choice.expect):
                choices = list(step.act.choices) if step.act else []
                choices[number] = choice.model_copy(update={"expect": expect})
                acting = step.act and step.act.model_copy(update={"choices": choices})
                yield f"{step.id} {choice.id} {what}", with_step(index, act=acting)


async def is_true(scenario: Scenario) -> bool:
    return (await REPLAYER.replay(ReplayRequest(scenario), CATALOGUE.worlds[scenario.world])).ok


@pytest.mark.parametrize("id_", SCENARIOS)
async def test_it_is_true(id_: str) -> None:
    trace = await REPLAYER.replay(ReplayRequest(SCENARIOS[id_]), CATALOGUE.worlds[SCENARIOS[id_].world])
    found = [
        (step.id, outcome.problems)
        for step in trace.steps
        for outcome in (step, *step.what_ifs, *step.choices)
        if outcome.problems
    ]
    assert found == []
    assert trace.ok


@pytest.mark.parametrize("id_", SCENARIOS)
async def test_it_would_notice_whatever_became_untrue(id_: str) -> None:
    tried = dict(mutants(SCENARIOS[id_]))
    assert tried
    assert [what for what, mutant in tried.items() if await is_true(mutant)] == []


@pytest.mark.parametrize("id_", SCENARIOS)
def test_every_request_and_every_what_if_is_expected_to_end_somehow(id_: str) -> None:
    silent = [step.id for step in SCENARIOS[id_].steps if (step.get_token or step.call) and step.expect.status is None]
    unsure = [step.id for step in SCENARIOS[id_].steps for what_if in step.what_if if what_if.expect.status is None]
    acts = [step.act for step in SCENARIOS[id_].steps if step.act]
    unsure += [choice.id for act in acts for choice in act.choices if choice.expect.status is None]
    assert (silent, unsure) == ([], [])


@pytest.mark.parametrize("id_", SCENARIOS)
def test_it_is_whole(id_: str) -> None:
    scenario = SCENARIOS[id_]
    absent = [
        name for name in ("story", "takeaway", "reading", "presenter_notes", "tags") if not getattr(scenario, name)
    ]
    assert absent == []
    assert scenario.order is not None
    predictions = [step.predict for step in scenario.steps if step.predict]
    assert predictions or "control" in scenario.tags


@pytest.mark.parametrize("id_", SCENARIOS)
def test_every_answer_of_a_prediction_says_why_and_the_step_explains_itself(id_: str) -> None:
    for step in SCENARIOS[id_].steps:
        if step.predict:
            assert all(option.because.strip() for option in step.predict.options)
        assert all(what_if.explain.strip() for what_if in step.what_if)
        if step.act:
            assert step.act.watch.strip()
            assert all(choice.because.strip() for choice in step.act.choices)


def test_one_acts_in_each_scenario_on_one_character_and_in_ten_at_least() -> None:
    acting = {id_ for id_, scenario in SCENARIOS.items() if any(step.act for step in scenario.steps)}
    one_character = next(chapter for chapter in CATALOGUE.chapters if chapter.id == "05-one-character")
    assert {scenario.scenario for scenario in one_character.scenarios} <= acting
    assert len(acting) >= 10
    for id_ in acting:
        acts = [step.act for step in SCENARIOS[id_].steps if step.act]
        statuses = {choice.expect.status for act in acts for choice in act.choices}
        verdicts = {choice.expect.checks.get("audience") for act in acts for choice in act.choices}
        assert len(statuses) > 1 or len(verdicts) > 1, f"{id_}: whatever one changes, the same comes"


def test_every_chapter_has_a_letter_that_is_served_as_it_should_be() -> None:
    for chapter in CATALOGUE.chapters:
        assert chapter.summary
        calls = [
            step for scenario in chapter.scenarios for step in scenario.steps if step.call and not step.call.verify
        ]
        assert any(step.expect.status == 200 for step in calls), chapter.id


@pytest.mark.parametrize("path", PLAIN, ids=lambda path: path.stem)
def test_its_words_are_plain(path: Path) -> None:
    assert WORN.findall(path.read_text("utf-8")) == []
