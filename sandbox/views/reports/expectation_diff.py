"""What was expected and did not come, in words for a terminal: its line, the difference, and who decided."""

from collections.abc import Iterator
from functools import cached_property
from pathlib import Path
from urllib.parse import urlsplit

from click import style

from sandbox.reading.diagnostics import InvalidDocument, Place, printable
from sandbox.reading.source import Document, read_file
from sandbox.replay.expectations import REFUSED
from sandbox.replay.refusal import refusal
from sandbox.replay.trace import Outcome
from sandbox.replay.updates import expectation
from sandbox.views.parts.check_words import REASONS
from sandbox.views.parts.differences import as_json, difference

_SHOWN = 120


class Places:
    """The positions of the expectations in a scenario's file, which is read again when one did not hold."""

    def __init__(self, path: Path) -> None:
        self._path = path

    @cached_property
    def _document(self) -> Document | None:
        try:
            return read_file(self._path)
        except InvalidDocument:
            return None

    def line_of(self, at: Place) -> str:
        """The file, line and column of a place, as editors read them."""
        if self._document is None:
            return str(self._path)
        span = self._document.locate(at)
        return f"{self._path}:{span.line}:{span.column}"


def unexpected(outcome: Outcome, at: Place, places: Places, margin: str) -> Iterator[str]:
    """The expectations that did not hold.

    Args:
        outcome: What came.
        at: The place of the step or what-if in the scenario.
        places: The positions in the file.
        margin: What every line begins with.

    """
    if not outcome.problems:
        return
    for problem in outcome.problems:
        if problem.because is not None:
            yield margin + style(difference(problem), dim=True)
            return
        if problem.what == REFUSED:
            yield margin + style(printable(places.line_of(at)), dim=True)
            yield margin + style(difference(problem), fg="red")
            continue
        yield margin + style(printable(places.line_of(expectation(at, problem) or at)), dim=True)
        yield margin + style(printable(f"- {problem.what}: {as_json(problem.expected)}"), fg="green") + "  expected"
        yield margin + style(printable(f"+ {problem.what}: {as_json(problem.actual)}"), fg="red") + "  came"
    if outcome.problems[0].what != REFUSED:
        yield from (margin + printable(row) for row in _happened(outcome))


def _happened(outcome: Outcome) -> Iterator[str]:
    """The exchange that answered, and the check that decided."""
    answered = [exchange for exchange in outcome.exchanges if outcome.api in (None, exchange.receiver)][-1:]
    for exchange in answered:
        request, answer = exchange.request, refusal(exchange)
        error = f" {answer.error}: {answer.description}".rstrip(": ")[: 2 * _SHOWN] if answer.error else ""
        yield f"{exchange.sender} → {exchange.receiver}: {request.method} {urlsplit(request.url).path}"
        yield f"{exchange.sender} ← {exchange.receiver}: {exchange.response.status}{error}"
    for check in outcome.checks:
        if check.id == outcome.decided_by:
            reason = REASONS.get(check.reason or "", "")
            yield f"decided by {check.id} ({check.spec}). {reason}".rstrip()
            yield f"  looked for {as_json(check.expected)}"
            yield f"  found      {as_json(check.actual)}"
