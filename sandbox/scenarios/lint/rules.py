"""What in a scenario can be replayed, and yet cannot be meant."""

from collections.abc import Iterator

from sandbox.reading.diagnostics import Problem
from sandbox.scenarios.expect import expects_refusal
from sandbox.scenarios.lint.expectations import never_true
from sandbox.scenarios.lint.refusals import refusals
from sandbox.scenarios.model import Scenario
from sandbox.scenarios.verbs import VERBS
from sandbox.worlds.model import World


def lint(scenario: Scenario, world: World) -> Iterator[Problem]:
    """Find what can never be true, never run, or is never granted.

    Args:
        scenario: A scenario as far as it could be read.
        world: Its world.

    """
    yield from _never_run(scenario)
    yield from refusals(scenario, world)
    for index, step in enumerate(scenario.steps):
        for name, verb in step.verbs():
            yield from VERBS[name].rules(("steps", index, name), verb, step.expect, world)
        if len(list(step.verbs())) == 1:
            yield from never_true(index, step, world)


def _never_run(scenario: Scenario) -> Iterator[Problem]:
    refused: dict[str, str] = {}
    for index, step in enumerate(scenario.steps):
        for at, token in step.uses():
            if token in refused:
                message = f"this step cannot run: `{refused[token]}` is expected to be refused, and saves no `{token}`"
                yield Problem("AS017", ("steps", index, *at), message)
        for name in step.saves():
            refused.pop(name, None)
            if step.client is not None and expects_refusal(step.expect):
                refused[name] = step.id
