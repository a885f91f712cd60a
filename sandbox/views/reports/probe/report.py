"""What a probe found, as data: what JSON prints, and all other formats are made of."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final, Literal, get_args

from sandbox.probe.findings import Concluded, NamedFlaw, Result
from sandbox.probe.request import Target, carried_by
from sandbox.probe.setups import Setup
from sandbox.tokens.names import CHECKS
from sandbox.views.parts.check_words import WORDS, mode_words
from sandbox.views.parts.curl import quoted

FailOn = Literal["error", "warning", "never"]
MANY: Final = 4
"""What is to be said of so many rows is said once."""
FAIL_ON: Final[tuple[FailOn, ...]] = get_args(FailOn)


@dataclass(frozen=True, slots=True)
class Probed:
    """What was probed, and what was found.

    Args:
        target: The route.
        audience: What the API is taken to call itself.
        issuer: The issuer of the tokens.
        concluded: What was found.
        leeways: What leeway was measured, by check: at least, and less than, in seconds.
        scenarios: Where a scenario shows a flaw, by its name.
        baseline: Rows that are known to be wrong.
        setup: What the API is built with, if that was said.

    """

    target: Target
    audience: str
    issuer: str
    concluded: Concluded
    leeways: Mapping[str, tuple[int, int | None]]
    scenarios: Mapping[str, str] = field(default_factory=dict)
    baseline: frozenset[str] = frozenset()
    setup: Setup | None = None

    @property
    def wrong(self) -> list[Result]:
        """The rows in which the API did otherwise than a careful one."""
        return [result for result in self.concluded.results if result.ok is False]

    @property
    def new(self) -> list[Result]:
        """Those of them that are not in the baseline."""
        return [result for result in self.wrong if result.row.id not in self.baseline]

    @property
    def stale(self) -> list[str]:
        """The rows of the baseline that are not wrong any more, or are not sent."""
        return sorted(self.baseline - {result.row.id for result in self.wrong})

    def exit_code(self, fail_on: FailOn) -> int:
        """0 if all is well, 1 if something is wrong, 2 if the answers say nothing.

        Args:
            fail_on: What counts as wrong.

        """
        weights = {"error": {"error"}, "warning": {"error", "warning"}, "never": set[str]()}[fail_on]
        if self.concluded.verdict == "inconclusive":
            return 2
        if any(result.row.severity in weights for result in self.new) or (self.stale and fail_on != "never"):
            return 1
        return 0


def flaw_words(flaw: NamedFlaw) -> str:
    """What an API with this flaw does: ``lets a token pass that has no audience``."""
    if flaw.says:
        return flaw.says
    check = next(check for check in CHECKS if check == flaw.check)
    if flaw.mode == "leeway":
        return "accepts tokens for some time after they expired, or before they are good"
    return mode_words(check, flaw.mode)


def flaw_sentences(flaw: NamedFlaw) -> str:
    """The question of its check, and what an API with this flaw does: ``Is it meant for me? It lets …``."""
    check = next(check for check in CHECKS if check == flaw.check)
    return f"{WORDS[check].question} It {flaw_words(flaw)}."


def by_weight(flaws: Sequence[NamedFlaw]) -> list[NamedFlaw]:
    """The flaws as people read them: what weighs most is first."""
    return sorted(flaws, key=lambda flaw: ("error", "warning", "note").index(flaw.severity))


def common_notes(results: Sequence[Result]) -> dict[str, int]:
    """What is to be said of many rows, and of how many."""
    times = Counter(note for one in results for note in one.notes)
    return {note: number for note, number in times.items() if number >= MANY}


def as_data(probed: Probed) -> dict[str, Any]:
    """The whole report as JSON data."""
    concluded = probed.concluded
    return {
        "probe": 1,
        "url": probed.target.url,
        "method": probed.target.method,
        "audience": probed.audience,
        "issuer": probed.issuer,
        "verdict": concluded.verdict,
        "reason": concluded.reason,
        "counts": counts(concluded.results),
        "flaws": [_flaw(flaw, probed) for flaw in concluded.flaws.flaws],
        "unexplained": list(concluded.flaws.unexplained),
        "leeway": {check: {"at_least": low, "less_than": high} for check, (low, high) in probed.leeways.items()},
        "fetched": None if concluded.fetches is None else _fetched(concluded),
        "stale": probed.stale,
        "rows": [_row(result, probed) for result in concluded.results],
    }


def counts(results: tuple[Result, ...]) -> dict[str, int]:
    """How many rows came as expected, wrongly, without a clear answer, or were only measured."""
    inconclusive = sum(result.answer == "inconclusive" for result in results)
    as_expected = sum(result.ok is True for result in results)
    wrong = sum(result.ok is False for result in results)
    measured = len(results) - inconclusive - as_expected - wrong
    return {
        "sent": len(results),
        "as_expected": as_expected,
        "wrong": wrong,
        "inconclusive": inconclusive,
        "measured": measured,
    }


def _flaw(flaw: NamedFlaw, probed: Probed) -> dict[str, Any]:
    check = next(check for check in CHECKS if check == flaw.check)
    return {
        "name": flaw.name,
        "check": flaw.check,
        "mode": flaw.mode,
        "severity": flaw.severity,
        "asks": WORDS[check].question,
        "says": flaw_words(flaw),
        "rows": list(flaw.rows),
        "scenario": probed.scenarios.get(flaw.name),
        "fix": probed.setup and probed.setup.fix(flaw.check, flaw.mode),
    }


def _fetched(concluded: Concluded) -> dict[str, int]:
    fetches = concluded.fetches
    return {} if fetches is None else {"issuer_keys": fetches.issuer_keys, "jku": fetches.jku, "x5u": fetches.x5u}


def _row(result: Result, probed: Probed) -> dict[str, Any]:
    row = result.row
    return {
        "id": row.id,
        "says": row.says,
        "expected": row.expected,
        "answer": result.answer,
        "ok": result.ok,
        "severity": row.severity,
        "status": result.status,
        "why": result.why,
        "notes": list(result.notes),
        "source": row.source,
        "baseline": row.id in probed.baseline,
        "token": row.token,
        "carried": row.carried,
        "curl": curl(probed.target, result),
    }


def curl(target: Target, result: Result) -> str:
    """The command that sends a row again.

    Args:
        target: The route.
        result: The row.

    """
    url, headers = carried_by(target, result.row.token, result.row.carried)
    words = ["curl", "-i", *(() if target.method == "GET" else ("-X", quoted(target.method)))]
    for name, value in headers.items():
        words += ["-H", quoted(f"{name}: {value}")]
    return " ".join([*words, quoted(url)])
