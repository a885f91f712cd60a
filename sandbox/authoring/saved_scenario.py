"""A scenario written as a file, which says when replayed what was shown before it was written; or none is written."""

from sandbox.authoring.scenario_yaml import did_its_work, scenario_yaml
from sandbox.errors import SandboxError
from sandbox.replay.player import Player, ReplayRequest
from sandbox.replay.trace import Outcome, Trace
from sandbox.scenarios.loading.catalogue import Catalogue
from sandbox.scenarios.loading.draft import read_draft
from sandbox.scenarios.model import Scenario


class CannotWrite(SandboxError):
    """Something was shown that no file of a scenario can say."""

    code = "cannot_write"


async def saved_scenario(scenario: Scenario, shown: Outcome | None, play: Player, catalogue: Catalogue) -> str:
    """Write a scenario with what came of it as its expectations.

    Args:
        scenario: The scenario.
        shown: What was shown of the call at its end; None for what comes of the scenario itself.
        play: Replays it.
        catalogue: What the file can refer to.

    Raises:
        CannotWrite: The file would say something else than what was shown.

    """
    trace = await play(ReplayRequest(scenario))
    text = scenario_yaml(scenario, trace)
    draft = read_draft(text, catalogue)
    if draft.scenario is None:
        why = draft.diagnostics[0].message if draft.diagnostics else "it cannot be read"
        raise CannotWrite(f"This cannot be saved, as a scenario's file cannot say it: {why}.")
    again = await play(ReplayRequest(draft.scenario))
    problem = next((problem for step in again.steps for problem in step.problems), None)
    difference = _difference(shown or _last(trace), _last(again))
    if problem is not None:
        difference = f"replayed, {problem.what} would be {problem.actual}, and not {problem.expected}"
    if difference:
        raise CannotWrite(
            f"This cannot be saved, as a scenario's file cannot say it: {difference}. A file holds no token. It says of"
            " what a token is made, and the one that is made of this would be another."
        )
    return text


def _last(trace: Trace) -> Outcome:
    """The last step that was played; what could not be played is in no file."""
    return next((step for step in reversed(trace.steps) if did_its_work(step)), trace.steps[-1])


def _difference(shown: Outcome, written: Outcome) -> str:
    """The first thing in which two outcomes differ; empty if they do in none."""
    verdicts = {check.id: check.verdict for check in written.checks}
    for check in shown.checks:
        if verdicts.get(check.id) != check.verdict:
            would = verdicts.get(check.id, "none")
            return f"the check {check.id} is `{check.verdict}` here, and would be `{would}`"
    for what in ("status", "decided_by"):
        one, other = getattr(shown, what), getattr(written, what)
        if one != other:
            return f"{what.replace('_', ' ')} is `{one}` here, and would be `{other}`"
    return ""
