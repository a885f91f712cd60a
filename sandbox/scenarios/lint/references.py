"""What in a scenario points nowhere: names that its world, or an earlier step, does not have."""

from collections.abc import Iterator
from typing import Final

from sandbox.reading.diagnostics import Place, Problem
from sandbox.scenarios.lint.acts import act_references, act_shapes
from sandbox.scenarios.model import Scenario, Step
from sandbox.scenarios.verbs import VERBS
from sandbox.settings import LIMITS
from sandbox.worlds.loading import verify_problems
from sandbox.worlds.model import World

PAGES_OF_ITS_OWN: Final = ("takeaway", "handout")
"""The pages that every scenario has, besides those of its steps."""


def step_shapes(scenario: Scenario, stem: str) -> Iterator[Problem]:
    """What is wrong in a scenario whatever its world: verbs, ids, predictions, what-ifs, saved tokens."""
    if scenario.scenario != stem:
        name = scenario.scenario
        advice = f"or rename the file to {name}.yaml"
        yield Problem("AS008", ("scenario",), f"the id `{name}` is not the file's name", name, (stem,), advice)
    first: dict[str, int] = {}
    saved: list[str] = []
    yield from _too_many_what_ifs(scenario)
    for index, step in enumerate(scenario.steps):
        at: Place = ("steps", index)
        if first.setdefault(step.id, index) != index:
            yield Problem("AS009", (*at, "id"), f"two steps are called `{step.id}`")
        if step.id in PAGES_OF_ITS_OWN:
            advice = "every scenario has a page of this name"
            yield Problem("AS009", (*at, "id"), f"no step can be called `{step.id}`", advice=advice)
        yield from _verb(at, step)
        yield from _what_ifs(at, step)
        if step.predict:
            yield from _prediction(at, sum(option.correct for option in step.predict.options))
        yield from _tokens(at, step, saved)
        yield from act_shapes(at, step, saved)
        saved += step.saves()


def _too_many_what_ifs(scenario: Scenario) -> Iterator[Problem]:
    """A what-if replays its step once more, as does a choice, so there is a bound for all of them together."""
    before = 0
    for index, step in enumerate(scenario.steps):
        replays = _replays(step)
        if before <= LIMITS.what_ifs_in_scenario < before + replays:
            found = sum(map(_replays, scenario.steps))
            what = "what-ifs and choices" if any(one.act for one in scenario.steps) else "what-ifs"
            message = f"at most {LIMITS.what_ifs_in_scenario} {what} may stand in a scenario; found {found}"
            place = "what_if" if step.what_if else "act"
            yield Problem("AS006", ("steps", index, place), message, advice="make several of it", on_key=True)
        before += replays


def _replays(step: Step) -> int:
    return len(step.what_if) + (len(step.act.choices) if step.act else 0)


def _verb(at: Place, step: Step) -> Iterator[Problem]:
    verbs = [name for name, _ in step.verbs()]
    if not verbs:
        yield Problem("AS011", (*at, "id"), "this step has no verb", allowed=tuple(VERBS))
    for another in verbs[1:]:
        message = f"this step already has the verb `{verbs[0]}`"
        yield Problem("AS011", (*at, another), message, advice="make two steps of it", on_key=True)


def _what_ifs(at: Place, step: Step) -> Iterator[Problem]:
    having = [name for name, spec in VERBS.items() if spec.deployed is not None]
    if step.what_if and not any(name in having for name, _ in step.verbs()):
        verbs = " or ".join(f"`{name}`" for name in having)
        yield Problem("AS012", (*at, "what_if"), f"what_if is for steps with the verb {verbs}", on_key=True)


def _prediction(at: Place, correct: int) -> Iterator[Problem]:
    if correct != 1:
        message = f"one option must be `correct: true`; found {correct or 'none'}"
        yield Problem("AS013", (*at, "predict", "options"), message, on_key=True)


def _tokens(at: Place, step: Step, saved: list[str]) -> Iterator[Problem]:
    for key, token in step.uses():
        if token not in saved:
            message = f"no step before this one saves a token called `{token}`"
            advice = None if saved else "save one with `save:` in a step before"
            yield Problem("AS014", (*at, *key), message, token, tuple(dict.fromkeys(saved)), advice)


def references(scenario: Scenario, world: World) -> Iterator[Problem]:
    """Names that the world does not have."""
    for index, step in enumerate(scenario.steps):
        for name, verb in step.verbs():
            yield from VERBS[name].references(("steps", index, name), verb, step.expect, world)
        for number, what_if in enumerate(step.what_if):
            yield from verify_problems(("steps", index, "what_if", number, "verify"), what_if.verify)
        if step.act is not None:
            yield from act_references(("steps", index, "act"), step.act, world)
