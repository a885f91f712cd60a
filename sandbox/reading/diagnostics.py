"""A located message about a document, and its one way of being printed."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final
from unicodedata import combining, east_asian_width

from sandbox.errors import SandboxError, nearest

Place = tuple[str | int, ...]
"""Keys and indexes that lead from the top of a document to a value."""

UNREADABLE: Final = "cannot be read: "
"""What a message says before the reason of the system."""
_WINDOW: Final = 160
_CONTROL: Final = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028-\u202e\u2066-\u2069\ud800-\udfff\ufffe\uffff]")
"""What commands a terminal, ends a line, turns the order of characters around, or is no character."""


@dataclass(slots=True, unsafe_hash=True)  # a frozen one takes three times as long to make, and a file has hundreds
class Span:
    """A stretch of a document, never changed. Lines and columns count from 1; the end column is exclusive."""

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
        source: The line of text the span starts on; empty if there is none to show.

    """

    code: str
    path: str
    span: Span
    message: str
    allowed: tuple[str, ...] = ()
    advice: str | None = None
    suggestion: str | None = None
    source: str = ""

    @property
    def summary(self) -> str:
        """What is wrong, and the value most likely meant, in one line."""
        hint = f". Did you mean `{self.suggestion}`?" if self.suggestion else ""
        return printable(f"{self.message}{hint}")

    def render(self) -> str:
        """Print as ``path:line:column: message``, the line, a caret span, and the help."""
        span = self.span
        number = str(span.line)
        gutter = " " * len(number)
        rows = [f"{self.path}:{span.line}:{span.column}: {self.message} [{self.code}]"]
        if self.source.strip():
            line, caret = self._excerpt()
            hint = f" did you mean `{self.suggestion}`?" if self.suggestion else ""
            rows += [f" {gutter} |", f" {number} | {line}", f" {gutter} | {caret}{hint}"]
        if self.allowed:
            rows.append(f" {gutter} = allowed: {_listed(self.allowed)}")
        if self.advice:
            rows.append(f" {gutter} = help: {self.advice}")
        return "\n".join(printable(row) for row in rows)

    def _excerpt(self) -> tuple[str, str]:
        """The line, or the part of it around the span, and the carets that belong under it."""
        line = self.source.rstrip()
        first = self.span.column - 1
        last = self.span.end_column - 1 if self.span.end_line == self.span.line else len(line)
        cut = max(0, min(first - _WINDOW // 2, len(line) - _WINDOW))
        shown = _CONTROL.sub(" ", line[cut : cut + _WINDOW])
        visible = ("…" if cut else "") + shown + ("…" if len(line) > cut + _WINDOW else "")
        start = first - cut + (1 if cut else 0)
        marked = visible[start : max(start + 1, start + last - first)]
        return visible, " " * _cells(visible[:start]) + "^" * max(1, _cells(marked))


def printable(text: str) -> str:
    """The text with every such character escaped, so that no file or token controls a terminal."""
    return _CONTROL.sub(lambda found: f"\\u{ord(found[0]):04x}", text)


def _cells(text: str) -> int:
    """How many cells of a terminal a text takes."""
    return sum(0 if combining(c) else 2 if east_asian_width(c) in "WF" else 1 for c in text)


def shortened(text: str, limit: int = 200) -> str:
    """An author's word in a message, in backticks, however long it is."""
    return f"`{text[:limit]}…`" if len(text) > limit else f"`{text}`"


def _listed(allowed: tuple[str, ...], limit: int = 14) -> str:
    first = ", ".join(f"`{value}`" for value in allowed[:limit])
    return f"{first} and {len(allowed) - limit} more" if len(allowed) > limit else first


@dataclass(frozen=True, slots=True)
class Problem:
    """A mistake found in read data, located by its path in the data rather than by line and column.

    Args:
        code: Stable name of this kind of mistake.
        at: Where it stands.
        message: What is wrong, in one sentence.
        found: The value found, from which the suggestion is made.
        allowed: What would be right.
        advice: How to mend it.
        on_key: Whether the key is wrong rather than its value.
        word: The part of the value that is wrong, if it is not all of it. Where what was found is a part of this, what
            is suggested is the whole word, mended.

    """

    code: str
    at: Place
    message: str
    found: str | None = None
    allowed: tuple[str, ...] = ()
    advice: str | None = None
    on_key: bool = False
    word: str | None = None

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


def whole_file(code: str, path: str, message: str, advice: str | None = None) -> InvalidDocument:
    """The error of a file that is wrong as a whole, at no line in particular.

    Args:
        code: Stable name of this kind of mistake.
        path: The file, as the author named it.
        message: What is wrong, in one sentence.
        advice: How to mend it.

    """
    return InvalidDocument([Diagnostic(code, path, Span(1, 1, 1, 1), message, advice=advice)])
