"""A located message about a document, and its one way of being printed."""

from collections.abc import Iterable
from dataclasses import dataclass

from sandbox.errors import SandboxError, nearest


@dataclass(frozen=True, slots=True)
class Span:
    """A stretch of a document. Lines and columns count from 1; the end column is exclusive."""

    line: int
    column: int
    end_line: int
    end_column: int


@dataclass(frozen=True, slots=True)
class Diagnostic:
    """What is wrong, where, what was found, what is allowed.

    Args:
        code: Stable name of this kind of mistake, such as ``AS004``.
        path: The file, as the author named it.
        span: Where in the file.
        message: What is wrong, in one sentence.
        allowed: Values or keys that would be right here.
        advice: How to mend it, when that is more than choosing an allowed value.
        suggestion: The value most likely meant.
        source: The line of text the span starts on.

    """

    code: str
    path: str
    span: Span
    message: str
    allowed: tuple[str, ...] = ()
    advice: str | None = None
    suggestion: str | None = None
    source: str = ""

    def render(self) -> str:
        """Print as ``path:line:column: message``, the line, a caret span, and the help."""
        span = self.span
        number = str(span.line)
        gutter = " " * len(number)
        column = span.column
        line = self.source.replace("\t", " ")
        width = (span.end_column - column) if span.end_line == span.line else len(line.rstrip()) - column + 1
        caret = " " * (column - 1) + "^" * max(1, min(width, max(1, len(line.rstrip()) - column + 1)))
        hint = f" did you mean `{self.suggestion}`?" if self.suggestion else ""
        rows = [
            f"{self.path}:{span.line}:{span.column}: {self.message} [{self.code}]",
            f" {gutter} |",
            f" {number} | {line.rstrip()}",
            f" {gutter} | {caret}{hint}",
        ]
        if self.allowed:
            rows.append(f" {gutter} = allowed: {_some(self.allowed)}")
        if self.advice:
            rows.append(f" {gutter} = help: {self.advice}")
        return "\n".join(rows)


def _some(allowed: tuple[str, ...], most: int = 12) -> str:
    shown = ", ".join(f"`{value}`" for value in allowed[:most])
    return f"{shown} and {len(allowed) - most} more" if len(allowed) > most else shown


@dataclass(frozen=True, slots=True)
class Problem:
    """A mistake found in read data, told by its path in the data rather than by line and column.

    Args:
        code: Stable name of this kind of mistake.
        at: Keys and indexes from the top of the document to the value.
        message: What is wrong, in one sentence.
        found: The value found, from which the suggestion is made.
        allowed: What would be right.
        advice: How to mend it.
        on_key: Whether the key is wrong rather than its value.

    """

    code: str
    at: tuple[str | int, ...]
    message: str
    found: str | None = None
    allowed: tuple[str, ...] = ()
    advice: str | None = None
    on_key: bool = False

    @property
    def suggestion(self) -> str | None:
        """The allowed value nearest to the one that was found."""
        return nearest(self.found, self.allowed) if self.found is not None else None


class InvalidDocument(SandboxError):
    """A file that cannot be used, with every mistake found in it."""

    code = "invalid_document"

    def __init__(self, diagnostics: Iterable[Diagnostic]) -> None:
        self.diagnostics = tuple(diagnostics)
        super().__init__("\n\n".join(diagnostic.render() for diagnostic in self.diagnostics))
