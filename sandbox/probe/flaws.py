"""Which flaws explain the answers of an API: those of docs/checks.md, and checks that are not made at all."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import combinations, islice, product
from typing import Final

from sandbox.probe.findings import Explained, NamedFlaw, Result
from sandbox.probe.other_flaws import OTHER_FLAWS, reported_as, words_of
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
_AT_MOST: Final = 8
"""How many explanations of one check, as good as each other, are looked at together with those of the others."""
_VERIFIES_NOTHING: Final = {"algorithm": ("off",), "key": ("off",), "signature": ("off",)}
"""What a library does whose verification is switched off; that is one flaw, of the signature."""


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
    leeways = list(_leeways(seen, best))
    found = (*_flaws(best, seen, wrong), *leeways)
    clear = {id_ for flaw in leeways for id_ in flaw.rows}
    return Explained(tuple(flaw for flaw in found if flaw.rows), _unexplained(seen, wrong - clear))


def _flaws(best: Mapping[str, Modes], seen: Sequence[Result], wrong: set[str]) -> Iterator[NamedFlaw]:
    """The flaws by name; a library that verifies nothing has one, of the signature."""
    verifies_nothing = _VERIFIES_NOTHING.items() <= best.items()
    rows: list[str] = []
    for check, modes in best.items():
        for mode in modes:
            flaw = _named(check, mode, seen, wrong)
            if verifies_nothing and check in _VERIFIES_NOTHING:
                rows += [id_ for id_ in flaw.rows if id_ not in rows]
                flaw = replace(flaw, rows=tuple(rows))
            if not _implied(check, mode) and not (verifies_nothing and check in ("algorithm", "key")):
                yield flaw


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
    scored = [(len(_differences({check: modes}, decided)), len(modes), modes) for modes in options]
    least = min(score[:2] for score in scored)
    yield from islice((modes for *score, modes in scored if tuple(score) == least), _AT_MOST)


def _spec(check: str) -> CheckSpec:
    return next(spec for id_, spec in CHECK_SPECS.items() if id_ == check)


def _options(check: str) -> Iterator[Modes]:
    names = [flaw.name for flaw in _spec(check).flaws if check not in _MEASURED]
    names += [flaw.name for flaw in OTHER_FLAWS.get(check, ())]
    yield ("off",)
    yield from ((name,) for name in names)
    if check not in _BY_FORGERY:
        yield from combinations(names, 2)


def _decided_by(check: str, through: Mapping[str, Iterable[str]]) -> bool:
    return all("on" in modes for other, modes in through.items() if other != check)


def _accepted(one: Result) -> bool:
    return one.answer == "accepted"


def _passes(check: str, modes: Modes, one: Result) -> bool | None:
    """Whether a check made in these ways lets a row through; None if APIs that make it so differ.

    Ways add what they let through, and take away what they do not.
    """
    words = one.row.lets_through[check]
    if not modes:
        return "on" in words
    passes = [None if f"{mode}?" in words else mode in words for mode in modes]
    decisive = "on" not in words
    if decisive in passes:
        return decisive
    return None if None in passes else not decisive


def _differences(modes: Mapping[str, Modes], seen: Iterable[Result]) -> list[str]:
    return [one.row.id for one in seen if not _timed(one) and _differs(modes, one)]


def _differs(modes: Mapping[str, Modes], one: Result) -> bool:
    passes = [_passes(check, how, one) for check, how in modes.items()]
    expected = False if False in passes else None if None in passes else True
    return expected is not None and expected != _accepted(one)


def _timed(one: Result) -> bool:
    return one.row.expected == "measure" and one.row.id.startswith(("time.exp", "time.nbf"))


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
    shows = [one for one in seen if one.row.id not in wrong and _shows(check, mode, one)]
    return NamedFlaw(
        check, reported_as(check, mode), tuple(one.row.id for one in shows), _greatest(shows), words_of(check, mode)
    )


def _shows(check: str, mode: str, one: Result) -> bool:
    words = one.row.lets_through[check]
    passes = mode in words or (f"{mode}?" in words and _accepted(one))
    return ("on" in words) != passes == _accepted(one)


def _greatest(shows: Iterable[Result]) -> Severity:
    weights: list[Severity] = [one.row.severity for one in shows if one.row.expected != "measure"]
    return max(weights, key=_WEIGHT.__getitem__, default="note")


def _leeways(seen: Sequence[Result], best: Mapping[str, Modes]) -> Iterator[NamedFlaw]:
    """The leeway that was measured, where it is more than usual and less than a check that is not made."""
    for check, rows in _MEASURED.items():
        accepted = [one for one in seen if one.row.id in rows and _accepted(one)]
        if "off" not in best[check] and any(rows[one.row.id] > _USUAL_LEEWAY for one in accepted):
            severity: Severity = "error" if _greatest(accepted) == "error" else "warning"
            yield NamedFlaw(check, "leeway", tuple(one.row.id for one in accepted), severity)


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
