"""Replays in words, for a terminal."""

from collections.abc import Iterator

from click import style

from sandbox.author_lines import as_text
from sandbox.replay.trace import Check, Outcome, Trace
from sandbox.scenarios.loading.targets import TargetScenario
from sandbox.views.reports.expectation_diff import Places, unexpected

_MARKS = {"pass": style("✓", fg="green"), "fail": style("✗", fg="red"), "skipped": style("–", dim=True)}


def summed_up(count: int, wrong: int) -> str:
    """How many scenarios were replayed, and how many of them were not as expected."""
    verdict = f"{wrong} not as expected" if wrong else "all as expected"
    return style(f"{count} scenario{'' if count == 1 else 's'}, {verdict}", fg="red" if wrong else "green")


def trace_in_words(trace: Trace, chosen: TargetScenario) -> Iterator[str]:
    """What was replayed, step by step.

    Args:
        trace: What came.
        chosen: What it is the trace of.

    """
    scenario = chosen.scenario
    places = Places(chosen.path)
    yield f"{_verdict(ok=trace.ok)} {style(trace.id, bold=True)}  {as_text(scenario.title)}"
    for index, (step, written) in enumerate(zip(trace.steps, scenario.steps, strict=False)):
        yield f"  {_verdict(ok=step.ok)} {step.id}: {as_text(written.title)}{_answer(step)}"
        yield from unexpected(step, ("steps", index), places, "      ")
        for number, (what_if, alternative) in enumerate(zip(step.what_ifs, written.what_if, strict=True)):
            yield f"      {_verdict(ok=what_if.ok)} {as_text(alternative.title)}{_answer(what_if)}"
            yield from unexpected(what_if, ("steps", index, "what_if", number), places, "        ")


def _verdict(*, ok: bool) -> str:
    return style("ok", fg="green") if ok else style("NO", fg="red", bold=True)


def _answer(outcome: Outcome) -> str:
    if outcome.status is None:
        return ""
    checks = {check.id: check for check in outcome.checks}
    verdicts = [f"{name} {_mark(checks[name])}" for name in ("signature", "audience") if name in checks]
    decided = f"decided by {outcome.decided_by}" if outcome.decided_by not in (None, "none") else ""
    return style(f"  → {outcome.status}", bold=True) + "".join(f"  {part}" for part in (*verdicts, decided) if part)


def _mark(check: Check) -> str:
    return _MARKS[check.verdict] + (" (not enforced)" if check.verdict == "fail" and not check.refuses else "")
