"""Which flaws explain the answers of an API: those of docs/checks.md, and checks that are not made at all."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import combinations, product
from typing import Final

from sandbox.probe.findings import Explained, NamedFlaw, Result
from sandbox.probe.rows.time import EXPIRED, TOO_EARLY
from sandbox.probe.spec import ASKED, Severity
from sandbox.tokens.checks import CHECK_SPECS
from sandbox.tokens.checks.spec import CheckSpec

_BY_FORGERY: Final = ("algorithm", "key", "signature")
"""Checks that one flaw concerns together: ``algorithm=any``."""
_MEASURED: Final = {"expiry": EXPIRED, "not_before": TOO_EARLY}
_WEIGHT: Final = {"note": 0, "warning": 1, "error": 2}
_USUAL_LEEWAY: Final = 60
"""Seconds of leeway that are usual, and not reported."""


Modes = tuple[str, ...]
"""The flaws of one check that are combined; none for a check that is made rightly."""


def explained(results: Sequence[Result]) -> Explained:
    """Find the fewest flaws by which the answers differ least from what was seen.

    Args:
        results: All that is known.

    """
    seen = [
        one for one in results if one.answer != "inconclusive" and one.row.lets_through and one.row.carried == "header"
    ]
    candidates = [list(_candidates(check, seen)) for check in ASKED]
    names: Sequence[str] = ASKED
    best = min(
        filter(_possible, (dict(zip(names, choice, strict=True)) for choice in product(*candidates))),
        key=lambda modes: (len(_differences(modes, seen)), sum(map(len, modes.values())), _not_off(modes)),
    )
    wrong = set(_differences(best, seen))
    flaws = [
        _named(check, mode, seen, wrong) for check, modes in best.items() for mode in modes if not _implied(check, mode)
    ]
    found = (*flaws, *_leeways(seen, best))
    return Explained(tuple(flaw for flaw in found if flaw.rows), _unexplained(seen, wrong))


def _candidates(check: str, seen: Sequence[Result]) -> Iterator[Modes]:
    """The ways to make one check that explain best those rows which this check alone decides."""
    decided = [one for one in seen if _decided_by(check, one.row.lets_through) and not _timed(one)]
    options = [(), *_options(check)]
    if check in _BY_FORGERY:  # what they let through together, none of them decides alone
        yield from options
        return
    if not any(_accepted(one) != ("on" in one.row.lets_through[check]) for one in decided):
        yield ()
        return
    scored = [
        (sum(_passes(check, modes, one) != _accepted(one) for one in decided), len(modes), modes) for modes in options
    ]
    least = min(score[:2] for score in scored)
    yield from (modes for *score, modes in scored if tuple(score) == least)


def _spec(check: str) -> CheckSpec:
    return next(spec for id_, spec in CHECK_SPECS.items() if id_ == check)


def _options(check: str) -> Iterator[Modes]:
    spec = _spec(check)
    names = [flaw.name for flaw in spec.flaws if check not in _MEASURED]
    yield ("off",)
    yield from ((name,) for name in names)
    yield from combinations(names, 2)


def _decided_by(check: str, through: Mapping[str, Iterable[str]]) -> bool:
    return all("on" in modes for other, modes in through.items() if other != check)


def _accepted(one: Result) -> bool:
    return one.answer == "accepted"


def _passes(check: str, modes: Modes, one: Result) -> bool:
    """Whether a check made in these ways lets a row through: what each adds, less what each takes away."""
    words = one.row.lets_through[check]
    strict = "on" in words
    if not modes:
        return strict
    return all(mode in words for mode in modes) if strict else any(mode in words for mode in modes)


def _differences(modes: Mapping[str, Modes], seen: Iterable[Result]) -> list[str]:
    return [
        one.row.id
        for one in seen
        if not _timed(one) and _accepted(one) != all(_passes(check, how, one) for check, how in modes.items())
    ]


def _timed(one: Result) -> bool:
    return one.row.expected == "measure" and one.row.id.startswith("time.")


def _not_off(modes: Mapping[str, Modes]) -> int:
    """Of explanations as good as each other: that a check is not made at all, before that it is made strangely."""
    return sum(bool(how) and how != ("off",) for how in modes.values())


def _possible(modes: Mapping[str, Modes]) -> bool:
    """Whether a flaw that comes along with one of another check is there with that one only."""
    return all(
        (flaw.name in modes[id_]) <= (flaw.name in modes[flaw.implied_by])
        for id_ in ASKED
        for flaw in CHECK_SPECS[id_].flaws
        if flaw.implied_by
    )


def _implied(check: str, mode: str) -> bool:
    """Whether a flaw comes along with one of another check."""
    spec = _spec(check)
    return any(flaw.name == mode and flaw.implied_by for flaw in spec.flaws)


def _named(check: str, mode: str, seen: Sequence[Result], wrong: set[str]) -> NamedFlaw:
    shows = [
        one
        for one in seen
        if one.row.id not in wrong
        and ("on" in one.row.lets_through[check]) != (mode in one.row.lets_through[check])
        and _accepted(one) == (mode in one.row.lets_through[check])
    ]
    return NamedFlaw(check, mode, tuple(one.row.id for one in shows), _greatest(shows))


def _greatest(shows: Iterable[Result]) -> Severity:
    weights: list[Severity] = [one.row.severity for one in shows if one.row.expected != "measure"]
    return max(weights, key=_WEIGHT.__getitem__, default="note")


def _leeways(seen: Sequence[Result], best: Mapping[str, Modes]) -> Iterator[NamedFlaw]:
    """The leeway that was measured, where it is more than usual and less than a check that is not made."""
    for check, rows in _MEASURED.items():
        accepted = [one.row.id for one in seen if one.row.id in rows and _accepted(one)]
        if "off" not in best[check] and any(rows[id_] > _USUAL_LEEWAY for id_ in accepted):
            yield NamedFlaw(check, "leeway", tuple(accepted), "warning")


def leeway(results: Sequence[Result], check: str) -> tuple[int, int | None]:
    """The leeway that an API gives: at least, and less than, in seconds.

    Args:
        results: All that is known.
        check: ``expiry`` or ``not_before``.

    """
    rows = _MEASURED[check]
    accepted = [rows[one.row.id] for one in results if one.row.id in rows and one.answer == "accepted"]
    refused = [rows[one.row.id] for one in results if one.row.id in rows and one.answer == "refused"]
    return max(accepted, default=0), min(refused, default=None)


def _unexplained(seen: Iterable[Result], wrong: set[str]) -> tuple[str, ...]:
    return tuple(one.row.id for one in seen if one.row.id in wrong and one.ok is False)
