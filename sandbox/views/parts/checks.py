"""The checks as rows, in words. Every verdict is the api's own."""

from dataclasses import dataclass
from functools import lru_cache
from typing import Final

from sandbox.replay.trace import Check, LibraryAnswer, Outcome
from sandbox.tokens.check_facts import READS
from sandbox.tokens.names import ACCESS_TOKEN_TYPES, INTROSPECTED_SPEC
from sandbox.views.parts.check_words import QUESTION_OF_ISSUER, REASONS, WORDS, mode_sentence
from sandbox.views.parts.values import Value, as_text, compared, difference_in_words, plain
from sandbox.worlds.hues import hue
from sandbox.worlds.model import World

MARKS: Final = {"pass": "✓", "fail": "✗", "skipped": "–", "unclear": "?"}
_CLAIM: Final = {"expiry": "exp", "not_before": "nbf"}
INTROSPECTED: Final = "introspected"
"""Why there is no signature to check: the issuer said what the token means (RFC 7662)."""
SPOKEN: Final = {"pass": "passes", "fail": "fails", "skipped": "not asked", "unclear": "cannot tell"}


@dataclass(frozen=True, slots=True)
class CheckRow:
    """One check as a row.

    Args:
        id: The check.
        title: Its name for readers.
        question: What it asks.
        verdict: ``pass``, ``fail`` or ``skipped``; ``unclear`` where it passes and nothing follows from that.
        mark: The same as a sign.
        spoken: The same in words.
        decides: Whether it is the one that decided.
        overlooked: Whether it fails and is not enforced here.
        unverified: Whether it reads a claim that no signature vouches for.
        note: How this deployment makes it, where that is not plainly ``on``.
        reason: Why it failed, in words; or why little follows from it.
        expected: What would have passed; empty where that says nothing.
        actual: What was found.
        spec: The section of the specification.
        spec_url: Its address.
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
    overlooked: bool
    unverified: bool
    note: str
    reason: str
    expected: list[Value]
    actual: list[Value]
    spec: str
    spec_url: str | None
    library: LibraryAnswer | None
    disagrees: bool


@dataclass(frozen=True, slots=True)
class CheckList:
    """What an api checked, in order. ``hue`` is its class."""

    api: str
    hue: str
    rows: list[CheckRow]

    @property
    def in_short(self) -> str:
        """How many hold, which one decides, and what the rest would have said."""
        place = next((index for index, row in enumerate(self.rows) if row.decides), len(self.rows))
        before, after = self.rows[:place], self.rows[place + 1 :]
        held = [row for row in before if row.verdict == "pass"]
        parts = [f"{'all ' if len(held) == len(self.rows) else ''}{len(held)} ✓"]
        parts += [f"{row.title} ✗ not enforced here" for row in before if row.overlooked]
        parts += [f"{row.title} ✗ decides" for row in self.rows[place : place + 1]]
        for verdict in ("unclear", "skipped"):
            count = sum(1 for row in self.rows if row.verdict == verdict)
            parts += [f"{count} {SPOKEN[verdict]}"] if count else []
        for verdict, words in (("pass", "would have held"), ("fail", "would have failed")):
            count = sum(1 for row in after if row.verdict == verdict)
            parts += [f"{count} more {words}"] if count else []
        return " · ".join(parts)


def check_list(outcome: Outcome, now: float, world: World) -> CheckList | None:
    """The checks that an api made.

    Args:
        outcome: What came of a call.
        now: When it was made, in epoch seconds.
        world: Its world.

    Returns:
        None if nothing was checked.

    """
    if outcome.api is None or not outcome.checks:
        return None
    return CheckList(outcome.api, hue(world, outcome.api), check_rows(outcome, now, world))


def check_rows(outcome: Outcome, now: float, world: World) -> list[CheckRow]:
    """The checks of one answer, in the order the api made them.

    Args:
        outcome: What came of a call.
        now: When it was made, in epoch seconds.
        world: Its world.

    """
    signed = any(
        check.id == "signature" and (check.verdict == "pass" or check.reason == INTROSPECTED)
        for check in outcome.checks
    )
    return [_row(check, outcome, now, world, signed=signed) for check in outcome.checks]


_OTHER_DIALECT: Final = {
    "auth0": "That is the type of RFC 9068. The issuer that this API trusts speaks Auth0's dialect: JWT, or no type.",
    "rfc9068": "The issuer that this API trusts follows RFC 9068: its access tokens say at+jwt. Any JWT may say JWT.",
}
"""Why a type is refused that is right in the other dialect, by the dialect that was expected."""


_SAME_TYPE: Final = "ID tokens have the same type: it does not tell the two apart."


def _tells_nothing(check: Check) -> bool:
    """Whether it passes, and nothing follows from that: a type that access tokens share with others."""
    return check.id == "type" and check.verdict == "pass" and str(check.actual).upper() in ("NONE", "JWT")


def _of_another_dialect(check: Check) -> str:
    expected, typ = check.expected or [], str(check.actual).lower()
    kinds = {dialect: [name.lower() for name in names if name] for dialect, names in ACCESS_TOKEN_TYPES.items()}
    spoken = [dialect for dialect, names in kinds.items() if names[0] in [str(name).lower() for name in expected]]
    others = [name for dialect, names in kinds.items() if dialect not in spoken for name in names]
    return _OTHER_DIALECT[spoken[0]] if len(spoken) == 1 and typ in others else ""


def _reason(check: Check) -> str:
    """Why it failed; of two names that differ, in what. Of a type that passes and says nothing: why."""
    if _tells_nothing(check):
        return _SAME_TYPE
    if check.id == "type" and check.verdict == "fail" and (words := _of_another_dialect(check)):
        return words
    named = check.id in ("audience", "issuer", "type") and check.reason == "mismatch"
    return (difference_in_words(check.expected, check.actual) if named else "") or REASONS.get(check.reason or "", "")


def _row(check: Check, outcome: Outcome, now: float, world: World, *, signed: bool) -> CheckRow:
    expected, actual = _compared(check, now, world)
    verdict = "unclear" if _tells_nothing(check) else check.verdict
    return CheckRow(
        id=check.id,
        title=WORDS[check.id].title,
        question=QUESTION_OF_ISSUER if check.spec == INTROSPECTED_SPEC else WORDS[check.id].question,
        verdict=verdict,
        mark=MARKS[verdict],
        spoken=SPOKEN[verdict],
        decides=outcome.decided_by == check.id,
        overlooked=overlooked(check),
        unverified=READS[check.id] == "claims" and check.verdict != "skipped" and not signed,
        note=mode_sentence(check.id, check.made),
        reason=_reason(check),
        expected=expected,
        actual=actual,
        spec=check.spec,
        spec_url=spec_url(check.spec),
        library=check.library,
        disagrees=_disagrees(check),
    )


def overlooked(check: Check) -> bool:
    """Whether the check fails and this deployment does not refuse for it."""
    return check.verdict == "fail" and not check.refuses


def _disagrees(check: Check) -> bool:
    if check.library is None or check.verdict == "skipped" or check.id == "algorithm":
        return False
    return (check.library.says is None) != (check.verdict == "pass")


def _compared(check: Check, now: float, world: World) -> tuple[list[Value], list[Value]]:
    if check.verdict == "skipped":
        return [], []
    if check.id in ("expiry", "not_before"):
        return [], plain([f"no {_CLAIM[check.id]}" if check.actual is None else _time_left(check, now)])
    if check.id == "scope":
        return plain([check.expected]), plain([check.actual if check.actual is None else as_text(check.actual)])
    if check.id == "signature":
        return [], plain([check.actual] if check.verdict == "pass" else [])
    if check.id == "format" or check.verdict == "pass":
        return [], compared(check.expected, check.actual, world)[1] if check.id == "audience" else plain([check.actual])
    return compared(check.expected, check.actual, world)


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


@lru_cache(maxsize=500)
def spec_url(spec: str) -> str | None:
    """The address of a section of an RFC or of OpenID Connect Core, to be read; None for anything else."""
    name, _, section = spec.partition(" §")
    if name.startswith("RFC ") and name[4:].isdigit():
        return f"https://www.rfc-editor.org/rfc/rfc{name[4:]}.html" + (f"#section-{section}" if section else "")
    if name == "OpenID Connect Core":
        return "https://openid.net/specs/openid-connect-core-1_0.html"
    return None
