"""What a probe found, for a terminal."""

from collections.abc import Iterator, Sequence

import click

from sandbox.probe.findings import Result
from sandbox.reading.diagnostics import printable
from sandbox.views.reports.probe.report import MANY, Probed, by_weight, common_notes, counts, flaw_sentences

_MARKS = {True: ("✓", "green"), False: ("✗", "red")}


def row_line(result: Result, width: int = 22) -> str:
    """One row: its mark, its id, what the API did, and what was sent.

    Args:
        result: The row, and what came of it.
        width: How wide ids are printed.

    """
    mark, color = _MARKS[result.ok] if result.ok is not None else (("?", "yellow"), ("·", None))[_measured(result)]
    if result.ok is False and result.row.severity != "error":
        mark, color = "!", "yellow"
    did = result.answer if result.answer != "inconclusive" else "unclear"
    status = str(result.status or "-")
    return f"{click.style(mark, fg=color)} {result.row.id:{width}} {did:8} {status:4} {result.row.says}"


def _measured(result: Result) -> bool:
    return result.answer != "inconclusive"


def card(probed: Probed) -> Iterator[str]:
    """The lines of the report."""
    concluded = probed.concluded
    yield f"{probed.target.method} {printable(probed.target.url)}"
    yield f"audience {printable(probed.audience)} · tokens of {printable(probed.issuer)}"
    yield ""
    yield from _rows(concluded.results)
    for flaw in by_weight(concluded.flaws.flaws):
        name = f"noted, {flaw.name}" if flaw.severity == "note" else click.style(flaw.name, bold=True)
        yield f"{name}: {flaw_sentences(flaw)}"
        more = f" and {len(flaw.rows) - MANY} more" if len(flaw.rows) > MANY else ""
        yield f"    seen in {', '.join(flaw.rows[:MANY])}{more}"
        if fix := probed.setup and probed.setup.fix(flaw.check, flaw.mode):
            yield f"    mended by {fix}"
            yield from (f"    mind: {says}" for says in probed.setup.pitfalls_of(flaw.check))
        if flaw.name in probed.scenarios:
            yield f"    shown by {probed.scenarios[flaw.name]}"
    if not probed.setup and any(flaw.severity != "note" for flaw in concluded.flaws.flaws):
        yield "The line that mends it is printed with --setup NAME; aud probe --setup list has the names."
    if concluded.flaws.unexplained:
        yield f"No flaw of the list explains {', '.join(concluded.flaws.unexplained)}."
    yield from _fetched(probed)
    yield from _leeway(probed)
    yield from (f"In the baseline, and not wrong any more: {id_}" for id_ in probed.stale)
    yield _summed_up(probed)


def _rows(results: Sequence[Result]) -> Iterator[str]:
    """The rows of which there is something to say; what is to be said of many is said once, after them."""
    common = common_notes(results)
    shown = [one for one in results if one.ok is False or one.why or not common.keys() >= set(one.notes)]
    for result in shown:
        yield row_line(result)
        if result.why:
            yield f"    {printable(result.why)}"
        yield from (f"    {printable(note)}" for note in result.notes if note not in common)
    yield from (f"In {number} rows: {printable(note)}" for note, number in common.items())
    if shown or common:
        yield ""


def _fetched(probed: Probed) -> Iterator[str]:
    fetches = probed.concluded.fetches
    for name, times in (("jku", fetches.jku), ("x5u", fetches.x5u)) if fetches else ():
        if times:
            yield f"It fetched what a token's own header names ({name}): whoever writes a token chooses where it calls."


def _leeway(probed: Probed) -> Iterator[str]:
    for check, (low, high) in probed.leeways.items():
        if low or high:
            bound = f"less than {high} s" if high is not None else "no bound was seen"
            yield f"Leeway of {check}: at least {low} s, {bound}."


def _summed_up(probed: Probed) -> str:
    counted = counts(probed.concluded.results)
    if probed.concluded.reason:
        return click.style(f"Inconclusive: {printable(probed.concluded.reason)}.", fg="yellow")
    words = f"{counted['as_expected']} rows as expected, {counted['wrong']} wrong, {counted['inconclusive']} unclear"
    return click.style(f"{words}, {counted['measured']} measured.", fg="red" if counted["wrong"] else "green")
