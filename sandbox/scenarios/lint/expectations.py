"""Expectations that no replay can meet, whatever the parties answer."""

from collections.abc import Iterator

from sandbox.reading.diagnostics import Place, Problem
from sandbox.scenarios.lint.acts import never_true_of_choices
from sandbox.scenarios.model import Step
from sandbox.scenarios.verb_problems import never
from sandbox.scenarios.verbs import VERBS
from sandbox.worlds.model import World


def never_true(index: int, step: Step, world: World) -> Iterator[Problem]:
    """What in the expectations of a step, and of its what-ifs, can never hold.

    Args:
        index: Which step of the scenario it is, from 0.
        step: A step with one verb.
        world: Its world, which says how its apis make their checks.

    """
    at: Place = ("steps", index, "expect")
    spec = VERBS[step.verb_name]
    yield from _without_a_subject(at, step)
    yield from spec.never_true(at, step.verb, step.expect, world)
    if spec.deployed is None:
        return
    yield from never_true_of_choices(("steps", index), step, world)
    for number, what_if in enumerate(step.what_if):
        place = ("steps", index, "what_if", number, "expect")
        yield from spec.never_true(place, spec.deployed(step.verb, what_if.verify), what_if.expect, world)


def _without_a_subject(at: Place, step: Step) -> Iterator[Problem]:
    possible = VERBS[step.verb_name].expects
    for key in step.expect.model_fields_set - set(possible):
        message = f"a step with the verb `{step.verb_name}` has no `{key}` that could be expected"
        advice = f"it has {', '.join(f'`{word}`' for word in possible)}" if possible else "leave `expect` out"
        yield never(at, key, message, advice)
