"""A scenario that was replayed, as a file that expects what came of it."""

from collections.abc import Mapping
from typing import Any, Final

import yaml

from sandbox.reading.editing import Dumper
from sandbox.replay.expectations import REFUSED
from sandbox.replay.refusal import last_refusal
from sandbox.replay.trace import Outcome, StepTrace, Trace
from sandbox.scenarios.model import Scenario
from sandbox.scenarios.verbs import VERBS

_HEAD: Final = "# From the workbench. `aud run` replays it, and tells when something no longer comes out like this.\n"
_WIDTH: Final = 110
_DURATIONS: Final = ("issued_ago", "not_before_in", "expires_in")
"""Keys that are read as seconds, and written as durations."""


def scenario_yaml(scenario: Scenario, trace: Trace) -> str:
    """Write a scenario in its language.

    Args:
        scenario: The scenario, as it was replayed.
        trace: What came of it: each step expects that. One that could not be played (its token never came) is left out.

    """
    data: dict[str, Any] = {
        "scenario": scenario.scenario,
        "title": scenario.title,
        "world": scenario.world,
        "question": scenario.question,
        "steps": [
            _step(scenario, number, step_trace)
            for number, step_trace in enumerate(trace.steps)
            if did_its_work(step_trace)
        ],
    }
    return _HEAD + yaml.dump(data, Dumper=Dumper, sort_keys=False, allow_unicode=True, width=_WIDTH)


def did_its_work(outcome: Outcome) -> bool:
    """Whether a step was played; that an issuer refused it is an answer, too."""
    return all(problem.what == REFUSED for problem in outcome.problems)


def _step(scenario: Scenario, number: int, step_trace: StepTrace) -> dict[str, Any]:
    step = scenario.steps[number]
    verb = step.verb.model_dump(exclude_defaults=True)
    verb |= {key: f"{verb[key]}s" for key in _DURATIONS if verb.get(key) is not None}
    return {"id": step.id, "title": step.title, step.verb_name: verb, "expect": _expect(step_trace)}


def _expect(trace: StepTrace) -> Mapping[str, Any]:
    """The status, the verdicts, and the audiences of the token that was saved."""
    expected: dict[str, Any] = {}
    if trace.status is not None:
        expected["status"] = trace.status
    asks_issuer = VERBS[trace.verb].client is not None
    refused = last_refusal(trace) if asks_issuer and not trace.tokens else None
    if refused and refused.error:
        expected["error"] = refused.error
    if trace.checks:
        expected["checks"] = {check.id: check.verdict for check in trace.checks}
        expected["decided_by"] = trace.decided_by or "none"
    saved = trace.tokens[0] if trace.tokens else None
    if saved is not None and saved.claims is None:
        expected["opaque"] = True
    elif saved is not None and saved.claims is not None:
        expected["claims"] = {"aud": saved.claims.get("aud", {"absent": True})}
    return expected
