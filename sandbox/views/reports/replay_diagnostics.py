"""What a replay brought that was not expected, as diagnostics at the lines of the scenario's file."""

from collections.abc import Iterator

from sandbox.reading.diagnostics import Diagnostic, InvalidDocument, Place, whole_file
from sandbox.reading.diagnostics import Problem as Located
from sandbox.reading.source import read_file
from sandbox.replay.expectations import REFUSED
from sandbox.replay.trace import Problem, Trace
from sandbox.replay.updates import alternatives, expectation
from sandbox.scenarios.loading.targets import TargetScenario
from sandbox.views.parts.differences import difference
from sandbox.views.reports import rules


def replay_diagnostics(trace: Trace, chosen: TargetScenario) -> list[Diagnostic]:
    """A diagnostic for each expectation that did not hold, and for each step that could not do its work.

    Args:
        trace: What came.
        chosen: What it is the trace of.

    """
    return list(located(chosen, _problems(trace)))


def located(chosen: TargetScenario, problems: Iterator[Located]) -> Iterator[Diagnostic]:
    """Problems at their lines in a scenario's file, which is read again if there are any.

    Args:
        chosen: The scenario.
        problems: The problems.

    """
    document = None
    for problem in problems:
        try:
            document = document or read_file(chosen.path)
        except InvalidDocument:  # it was changed since
            yield from whole_file(problem.code, str(chosen.path), problem.message).diagnostics
            continue
        yield document.diagnose(problem)


def _problems(trace: Trace) -> Iterator[Located]:
    for index, step in enumerate(trace.steps):
        at: Place = ("steps", index)
        for problem in step.problems:
            yield _located(at, problem)
        for place, outcome in alternatives(index, step):
            for problem in outcome.problems:
                yield _located(place, problem)


def _located(at: Place, problem: Problem) -> Located:
    place = expectation(at, problem)
    code = rules.UNEXPECTED
    if place is None:
        code = rules.REFUSED if problem.what == REFUSED else rules.NOT_REPLAYED
    return Located(code, place or at, difference(problem))
