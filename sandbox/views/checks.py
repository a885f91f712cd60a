"""The checks and the two lamps, in words. Every verdict is the api's own."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from sandbox.replay.trace import Check, LibraryAnswer, Outcome
from sandbox.views.compare import Value, compared
from sandbox.views.words import QUESTIONS, REASONS, TITLES
from sandbox.worlds.model import World

MARKS: Final = {"pass": "✓", "fail": "✗", "skipped": "–"}
_CLAIM: Final = {"expiry": "exp", "not_before": "nbf"}
SPOKEN: Final = {"pass": "passes", "fail": "fails", "skipped": "not asked"}


@dataclass(frozen=True, slots=True)
class CheckRow:
    """One check as a row.

    Args:
        id: The check.
        title: Its name for readers.
        question: What it asks.
        verdict: ``pass``, ``fail`` or ``skipped``.
        mark: The same as a sign.
        spoken: The same in words.
        decides: Whether it is the one that decided.
        note: How it was made, where that is not plainly ``on``.
        reason: Why it failed, in words.
        expected: What would have passed; empty where that says nothing.
        actual: What was found.
        spec: The section, and its address.
        library: What python-jose says.
        disagrees: Whether python-jose sees it otherwise.

    """

    id: str
    title: str
    question: str
    verdict: str
    mark: str
    spoken: str
    decides: bool
    note: str
    reason: str
    expected: list[Value]
    actual: list[Value]
    spec: str
    spec_url: str | None
    library: LibraryAnswer | None
    disagrees: bool


def check_rows(outcome: Outcome, now: float, world: World) -> list[CheckRow]:
    """The checks of one answer, in the order the api made them."""
    return [_row(check, outcome, now, world) for check in outcome.checks]


def _row(check: Check, outcome: Outcome, now: float, world: World) -> CheckRow:
    expected, actual = _compared(check, now, world)
    return CheckRow(
        id=check.id,
        title=TITLES[check.id],
        question=QUESTIONS[check.id],
        verdict=check.verdict,
        mark=MARKS[check.verdict],
        spoken=SPOKEN[check.verdict],
        decides=outcome.decided_by == check.id,
        note=note_on(check),
        reason=REASONS[check.reason] if check.reason else "",
        expected=expected,
        actual=actual,
        spec=check.spec,
        spec_url=spec_url(check.spec),
        library=check.library,
        disagrees=_disagrees(check),
    )


def note_on(check: Check) -> str:
    """What a reader must know beside the verdict: a check that is not made, or made wrongly."""
    if check.made == "on":
        return ""
    how = "This deployment does not make this check." if check.made == "off" else f"Made as {check.made}."
    if check.verdict == "fail" and not check.refuses:
        return f"Failed, and not enforced here. {how}"
    return how


def _disagrees(check: Check) -> bool:
    if check.library is None or check.verdict == "skipped" or check.id == "algorithm":
        return False
    return (check.library.says is None) != (check.verdict == "pass")


def _compared(check: Check, now: float, world: World) -> tuple[list[Value], list[Value]]:
    if check.verdict == "skipped":
        return [], []
    if check.id in ("expiry", "not_before"):
        return [], _plain([f"no {_CLAIM[check.id]}" if check.actual is None else _time_left(check, now)])
    if check.id == "scope":
        return _plain([check.expected]), _plain([check.actual])
    if check.id == "signature":
        return [], _plain([check.actual] if check.verdict == "pass" else [])
    if check.id == "format" or check.verdict == "pass":
        return [], _plain([check.actual]) if check.id != "audience" else compared(check.expected, check.actual, world)[
            1
        ]
    return compared(check.expected, check.actual, world)


def _plain(items: Sequence[object]) -> list[Value]:
    return [Value("none" if item is None else str(item), "", "hue-none") for item in items]


def _time_left(check: Check, now: float) -> str:
    if not isinstance(check.actual, int | float) or isinstance(check.actual, bool):
        return str(check.actual)
    seconds = int(check.actual - now)
    if check.id == "not_before":
        return "from now on" if seconds <= 0 else f"in {duration(seconds)}"
    return f"{duration(seconds)} left" if seconds > 0 else f"since {duration(-seconds)}"


def duration(seconds: int) -> str:
    """``14 min 52 s``, ``10 h 0 min``."""
    if seconds >= 3600:
        return f"{seconds // 3600} h {seconds % 3600 // 60} min"
    return f"{seconds // 60} min {seconds % 60} s" if seconds >= 60 else f"{seconds} s"


def spec_url(spec: str) -> str | None:
    """The address of a section of an RFC or of OpenID Connect Core, to be read; None for anything else."""
    name, _, section = spec.partition(" §")
    if name.startswith("RFC ") and name[4:].isdigit():
        return f"https://www.rfc-editor.org/rfc/rfc{name[4:]}.html" + (f"#section-{section}" if section else "")
    if name == "OpenID Connect Core":
        return "https://openid.net/specs/openid-connect-core-1_0.html"
    return None


@dataclass(frozen=True, slots=True)
class Lamp:
    """One of the two lamps: a question, a verdict, and the answer in plain words."""

    question: str
    verdict: str
    mark: str
    spoken: str
    answer: str
    found: list[Value]
    mine: list[Value]
    note: str


def lamps(outcome: Outcome, world: World) -> list[Lamp]:
    """The two lamps of an answer: who wrote it, and is it meant for me. None if nothing was checked."""
    by_id = {check.id: check for check in outcome.checks}
    if not by_id:
        return []
    sealed = by_id["signature"].verdict == "pass"
    return [_seal_lamp(by_id["signature"], by_id["algorithm"]), _address_lamp(by_id["audience"], world, sealed=sealed)]


def _lamp(check: Check, answer: str, found: list[Value], mine: list[Value]) -> Lamp:
    mark, spoken = MARKS[check.verdict], SPOKEN[check.verdict]
    return Lamp(QUESTIONS[check.id], check.verdict, mark, spoken, answer, found, mine, note_on(check))


def _seal_lamp(signature: Check, algorithm: Check) -> Lamp:
    if signature.verdict == "pass":
        answer = f"The issuer did. The {algorithm.actual} signature over header and claims holds with its key"
        return _lamp(signature, answer, _plain([signature.actual]), [])
    if signature.verdict == "skipped":
        return _lamp(signature, "Nobody can tell. There is no signature that could be checked.", [], [])
    unsigned = signature.reason == "unsigned"
    fault = "There is no seal on it." if unsigned else "The signature does not fit what stands in the token."
    return _lamp(signature, f"Nobody knows. {fault}", [], [])


def _address_lamp(audience: Check, world: World, *, sealed: bool) -> Lamp:
    if audience.verdict == "skipped":
        return _lamp(audience, "Nobody can tell. There is no address that could be read.", [], [])
    mine, found = compared(audience.expected, audience.actual, world)
    if audience.verdict == "pass":
        return _lamp(
            audience, f"Yes. It is addressed to{'' if sealed else ', though nobody vouches for it,'}", found, []
        )
    if audience.reason == "mismatch":
        return _lamp(audience, "No. It is addressed to", found, mine)
    faults = {"missing": "There is no address on it.", "empty": "Its list of addresses is empty."}
    return _lamp(audience, f"No. {faults.get(audience.reason or '', 'Its address cannot be read.')}", [], [])
