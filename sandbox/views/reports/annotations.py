"""Diagnostics as workflow commands of GitHub Actions, which mark lines in a pull request."""

from sandbox.reading.diagnostics import Diagnostic, printable


def annotation(diagnostic: Diagnostic) -> str:
    """The command that marks one line."""
    span = diagnostic.span
    message = _escaped(diagnostic.summary)
    path = _escaped(diagnostic.path).replace(":", "%3A").replace(",", "%2C")
    place = f"file={path},line={span.line},endLine={span.end_line},col={span.column}"
    return f"::error {place},title={diagnostic.code}::{message}"


def _escaped(text: str) -> str:
    return printable(text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A"))
