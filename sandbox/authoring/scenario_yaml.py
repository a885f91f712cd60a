"""A scenario that was replayed as a file, with what came of it as what is expected."""

from collections.abc import Mapping
from typing import Any, Final

import yaml

from sandbox.reading.editing import Dumper
from sandbox.replay.refusal import asked_last
from sandbox.replay.trace import StepTrace, Trace
from sandbox.scenarios.model import Scenario

_HEAD: Final = "# From the workbench. `aud run` replays it, and tells when something no longer comes out like this.\n"
_WIDTH: Final = 110


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
        "steps": [_step(scenario, number, told) for number, told in enumerate(trace.steps) if not told.problems],
    }
    return _HEAD + yaml.dump(data, Dumper=Dumper, sort_keys=False, allow_unicode=True, width=_WIDTH)


def _step(scenario: Scenario, number: int, told: StepTrace) -> dict[str, Any]:
    step = scenario.steps[number]
    verb = step.verb.model_dump(exclude_defaults=True)
    if verb.get("expires_in") is not None:
        verb["expires_in"] = f"{verb['expires_in']}s"
    return {"id": step.id, "title": step.title, step.verb_name: verb, "expect": _expect(told)}


def _expect(told: StepTrace) -> Mapping[str, Any]:
    """What came: the status, the verdicts that say something, and the addresses of what was saved."""
    expected: dict[str, Any] = {}
    if told.status is not None:
        expected["status"] = told.status
    refused = asked_last(told) if told.verb == "get_token" and not told.tokens else None
    if refused and refused.error:
        expected["error"] = refused.error
    if told.checks:
        expected["checks"] = {check.id: check.verdict for check in told.checks}
        expected["decided_by"] = told.decided_by or "none"
    saved = told.tokens[0] if told.tokens else None
    if saved is not None and saved.claims is None:
        expected["opaque"] = True
    elif saved is not None and saved.claims is not None:
        expected["claims"] = {"aud": saved.claims.get("aud", {"absent": True})}
    return expected
