"""The checks and the two lamps, in words. Every verdict is the api's own."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from sandbox.replay.trace import Check, LibraryAnswer, Outcome
from sandbox.tokens.names import CheckId
from sandbox.views.compare import Value, compared
from sandbox.views.words import QUESTIONS, REASONS, TITLES
from sandbox.worlds.model import World

MARKS: Final = {"pass": "✓", "fail": "✗", "skipped": "–"}
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
        return [], [Value(_time_left(check, now), "", "hue-none")] if check.actual is not None else []
    if check.id == "scope":
        held = check.actual.split(" ") if isinstance(check.actual, str) else [check.actual]
        wanted = [check.expected] if check.expected is not None else ["no scope"]
        return compared(wanted, held, world) if len(held) > 1 else ([Value(wanted[0], "", "hue-none")], _plain(held))
    if check.id in ("format", "signature") or check.verdict == "pass":
        return [], _plain([check.actual]) if check.id != "audience" else compared(check.expected, check.actual, world)[1]
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
    return list(_lamps(by_id["signature"], by_id["audience"], by_id, world)) if by_id else []


def _lamps(signature: Check, audience: Check, by_id: dict[CheckId, Check], world: World) -> Iterator[Lamp]:
    answer = {
        "pass": f"The issuer did. The {by_id['algorithm'].actual} signature over header and claims holds with its key",
        "fail": "Nobody knows. The signature does not fit what stands in the token.",
        "skipped": "Nobody can tell. There is no signature that could be checked.",
    }[signature.verdict]
    if signature.reason == "unsigned":
        answer = "Nobody put a seal on it."
    found, _ = ([], []) if signature.verdict != "pass" else (_plain([signature.actual]), [])
    yield Lamp(
        QUESTIONS["signature"], signature.verdict, MARKS[signature.verdict], SPOKEN[signature.verdict], answer, found, [],
        note_on(signature),
    )  # fmt: skip
    mine, found = compared(audience.expected, audience.actual, world)
    words = {"mismatch": "No. It is addressed to", "missing": "No. There is no address on it.", "empty": "No. Its list of addresses is empty."}
    answer = words.get(audience.reason or "", "No. Its address cannot be read.")
    if audience.verdict == "pass":
        sure = signature.verdict == "pass"
        answer = "Yes. It is addressed to me:" if sure else "It says so, and nobody vouches for that:"
        mine = []
    elif audience.verdict == "skipped":
        answer, mine, found = "Nobody can tell. There is no address that could be read.", [], []
    elif audience.reason != "mismatch":
        found = []
    yield Lamp(
        QUESTIONS["audience"], audience.verdict, MARKS[audience.verdict], SPOKEN[audience.verdict], answer, found, mine,
        note_on(audience),
    )  # fmt: skip
