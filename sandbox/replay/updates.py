"""What a scenario would have to expect for its replay to be as expected."""

from collections.abc import Iterator
from typing import Any, Final

from sandbox.reading.diagnostics import Place
from sandbox.reading.editing import REMOVED, Change
from sandbox.replay.trace import Outcome, Problem, StepTrace, Trace

_ABSENT: Final = {"absent": True}
_EXPECTED: Final = (
    "status",
    "error",
    "error_description",
    "checks",
    "decided_by",
    "claims",
    "header",
    "opaque",
    "body",
    "challenge",
)


def cannot_be_written(trace: Trace) -> Iterator[tuple[StepTrace, Problem]]:
    """The steps that could not do their work, and why: what came of them is nothing that a scenario should expect."""
    for step in trace.steps:
        for problem in step.problems:
            if expectation((), problem) is None:
                yield step, problem


def changes(trace: Trace) -> Iterator[Change]:
    """The changes to a scenario's expectations that its replay asks for."""
    for index, step in enumerate(trace.steps):
        for at, outcome in ((("steps", index), step), *alternatives(index, step)):
            for problem in outcome.problems:
                place = expectation(at, problem)
                if place is not None:
                    yield Change(place, _actual(problem, outcome))


def expectation(at: Place, problem: Problem) -> Place | None:
    """Where in a scenario the expectation stands that did not hold.

    Args:
        at: Where its step or what-if stands.
        problem: What did not hold; a step that could not be played has none.

    """
    what, _, member = problem.what.partition(".")
    if what not in _EXPECTED:
        return None
    return (*at, "expect", what, member) if member else (*at, "expect", what)


def alternatives(index: int, step: StepTrace) -> Iterator[tuple[Place, Outcome]]:
    """The what-ifs of a step and its choices, each with where in a scenario it stands.

    Args:
        index: Which step of the scenario it is, from 0.
        step: What came of it.

    """
    for number, outcome in enumerate(step.what_ifs):
        yield ("steps", index, "what_if", number), outcome
    for number, outcome in enumerate(step.choices):
        yield ("steps", index, "act", "choices", number), outcome


def _actual(problem: Problem, outcome: Outcome) -> Any:
    if problem.what.partition(".")[0] in ("claims", "header"):
        if outcome.token is None or problem.expected == _ABSENT or _is_opaque(outcome):
            return problem.actual if problem.actual is not None else REMOVED
        return problem.actual if problem.actual is not None else _ABSENT
    return REMOVED if problem.actual is None else problem.actual


def _is_opaque(outcome: Outcome) -> bool:
    """Whether the token cannot be read, so that there is nothing to expect of its claims."""
    saved = outcome.tokens if isinstance(outcome, StepTrace) else ()
    return any(token.name == outcome.token and token.claims is None for token in saved)
