"""A report in words: one line a step, what decided, and what differed."""

from pathlib import Path
from typing import Any

from click import unstyle

from sandbox.replay.trace import Check, Outcome, Problem, Report, StepTrace, Trace
from sandbox.scenarios.loading.targets import TargetScenario
from sandbox.scenarios.model import Scenario
from sandbox.settings import shipped_pack
from sandbox.views.reports.terminal import summed_up, trace_in_words
from sandbox.worlds.loading import load_world

SCENARIO = Scenario.model_validate(
    {
        "scenario": "told",
        "title": "How it is told",
        "world": "foo",
        "question": "Is it?",
        "steps": [
            {"id": "tell", "title": "Once upon a time", "narrate": {"text": "…"}},
            {
                "id": "at-baz",
                "title": "At baz's door",
                "call": {"api": "baz", "request": "GET /reports"},
                "what_if": [{"title": "What if not?", "verify": {"audience": "off"}}],
            },
        ],
    }
)
WORLD = load_world(shipped_pack() / "worlds" / "foo.yaml")
CHOSEN = TargetScenario(SCENARIO, WORLD, Path("told.yaml"))
NOTHING: dict[str, Any] = {
    "ok": True,
    "problems": [],
    "exchanges": [],
    "api": None,
    "verify": {},
    "token": None,
    "status": None,
    "checks": [],
    "decision": None,
    "decided_by": None,
}


def check(id_: str, verdict: str, *, refuses: bool = False) -> Check:
    rest = {"made": "on", "expected": None, "actual": None, "reason": None, "spec": "", "library": None}
    return Check.model_validate({"id": id_, "verdict": verdict, "refuses": refuses, **rest})


def report(at_baz: dict[str, Any], what_if: dict[str, Any] | None = None) -> Report:
    tell = StepTrace(id="tell", verb="narrate", tokens=[], what_ifs=[], **NOTHING)
    what_ifs = [Outcome(**{**NOTHING, **(what_if or {})})]
    step = StepTrace(id="at-baz", verb="call", tokens=[], what_ifs=what_ifs, **{**NOTHING, **at_baz})
    trace = Trace(id="told", world="foo", public_url="", now=0, ok=step.ok, steps=[tell, step])
    return Report(scenarios=[trace])


def in_words(report: Report, selected: list[TargetScenario]) -> str:
    """What `aud run` prints of it."""
    rows: list[str] = []
    for trace, chosen in zip(report.scenarios, selected, strict=True):
        rows += [*trace_in_words(trace, chosen), ""]
    return "\n".join([*rows, summed_up(len(rows and selected), sum(not trace.ok for trace in report.scenarios))])


def told(*arguments: Any) -> list[str]:
    return unstyle(in_words(report(*arguments), [CHOSEN])).splitlines()


def test_what_went_as_expected() -> None:
    checks = [check("format", "pass"), check("signature", "pass"), check("audience", "fail", refuses=True)]
    refused = {"status": 401, "checks": checks, "decided_by": "audience"}
    served = {"status": 200, "checks": [check("audience", "fail")], "decided_by": "none"}
    assert told(refused, served) == [
        "ok told  How it is told",
        "  ok tell: Once upon a time",
        "  ok at-baz: At baz's door  → 401  signature ✓  audience ✗  decided by audience",
        "      ok What if not?  → 200  audience ✗ (not enforced)",
        "",
        "1 scenario, all as expected",
    ]


def test_what_could_not_be_asked() -> None:
    asked = {"status": 401, "checks": [check("signature", "skipped")], "decided_by": "format"}
    assert told(asked)[2] == "  ok at-baz: At baz's door  → 401  signature –  decided by format"


def test_what_did_not() -> None:
    problems = [
        Problem(what="status", expected=200, actual=401),
        Problem(what="claims.aud", expected=["é"], actual=None),
    ]
    lines = told({"ok": False, "status": 401, "problems": problems}, {"ok": False, "problems": problems[:1]})
    assert lines[0] == "NO told  How it is told"
    assert lines[2:-2] == [
        "  NO at-baz: At baz's door  → 401",
        "      told.yaml",
        "      - status: 200  expected",
        "      + status: 401  came",
        "      told.yaml",
        '      - claims.aud: ["é"]  expected',
        "      + claims.aud: null  came",
        "      NO What if not?",
        "        told.yaml",
        "        - status: 200  expected",
        "        + status: 401  came",
    ]
    assert lines[-1] == "1 scenario, 1 not as expected"


def test_part_of_a_scenario() -> None:
    whole = report({})
    part = whole.scenarios[0].model_copy(update={"steps": whole.scenarios[0].steps[:1]})
    lines = unstyle(in_words(Report(scenarios=[part, part]), [CHOSEN, CHOSEN])).splitlines()
    assert lines == [
        *["ok told  How it is told", "  ok tell: Once upon a time", ""] * 2,
        "2 scenarios, all as expected",
    ]


def test_no_token_writes_to_a_terminal_what_it_likes() -> None:
    problem = Problem(what="claims.\x1b[2J", expected="\x1b[31m", actual="\x9b\u2028")
    lines = told({"ok": False, "problems": [problem]})
    assert all(character.isprintable() for line in lines for character in line)


def test_colour_is_not_the_only_sign() -> None:
    assert unstyle(in_words(report({}), [CHOSEN])) != in_words(report({}), [CHOSEN])
