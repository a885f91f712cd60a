"""YAML 1.2 text to plain data, with the position of every key and value kept.

PyYAML parses; what is added in this folder is the core schema of YAML 1.2, the positions, and bounds.
"""

import re
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from stat import S_ISREG
from typing import Any, Final

import yaml

from sandbox.reading.budget import Allowance, within
from sandbox.reading.diagnostics import UNREADABLE, Diagnostic, InvalidDocument, Place, Problem, Span, whole_file
from sandbox.reading.lines import Lines
from sandbox.reading.reader import Reader
from sandbox.reading.syntax import explain
from sandbox.settings import LIMITS

_SENTENCE: Final = 600
_NOT_YAML: Final = re.compile("[^\t\n\r\x20-\x7e\x85\xa0-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


@dataclass(frozen=True)
class Document:
    """A YAML document: its data, and the position of each part.

    Args:
        path: The file as the author named it.
        text: The whole text.
        data: Mappings, lists, strings, numbers, booleans and None.
        keys: Span of the key at each path that ends in a mapping key.
        values: Span of the value at each path.
        allowance: What reading it may still take.

    """

    path: str
    text: str
    data: Any
    keys: dict[Place, Span]
    values: dict[Place, Span]
    allowance: Allowance = field(default_factory=lambda: Allowance(""), compare=False)

    @cached_property
    def lines(self) -> Lines:
        """The lines of the text."""
        return Lines(self.text)

    @cached_property
    def inside(self) -> dict[Place, list[Place]]:
        """The places directly within each list or mapping, in order."""
        inside: dict[Place, list[Place]] = {}
        for at in self.values:
            if at:
                inside.setdefault(at[:-1], []).append(at)
        return inside

    def locate(self, at: Place, *, on_key: bool = False) -> Span:
        """The span of the value (or key) at a path, or of the nearest thing around it.

        Of something that takes several lines, it is the span of its own key, or of the first key in it.
        """
        if on_key and at in self.keys:
            return self.keys[at]
        while at not in self.values:
            at = at[:-1]
        span = self.values[at]
        if span.end_line == span.line:
            return span
        first_inside = self.inside.get(at, [at])[0]
        return self.keys.get(at) or self.keys.get(first_inside, span)

    def _word(self, problem: Problem) -> Span | None:
        """The span of the one word of a value that is wrong."""
        span = self.values.get(problem.at)
        if span is None or not problem.word:
            return None
        begin = self.lines.offset_of(span.line, span.column)
        found = self.text.find(problem.word, begin, self.lines.end_of(span.end_line))
        if found < 0:
            return None
        line, column = self.lines.place_of(found)
        return Span(line, column, line, column + len(problem.word))

    def order(self, at: Place) -> tuple[int, int]:
        """A sort key: where a path is in the text; what is not there is sorted with what is around it."""
        while at not in self.values:
            at = at[:-1]
        span = self.keys.get(at, self.values[at])
        return span.line, span.column

    def source_of(self, at: Place) -> str:
        """The source text of a value that stands in one line; empty for one of several lines."""
        span = self.values.get(at)
        if span is None or span.end_line != span.line:
            return ""
        return self.lines.line(span.line)[span.column - 1 : span.end_column - 1]

    def diagnose(self, problem: Problem) -> Diagnostic:
        """Turn a problem at a path into a diagnostic at a line and column. In one document, few get a suggestion."""
        span = self._word(problem) or self.locate(problem.at, on_key=problem.on_key)
        suggestion, advice = self._suggestion(problem), problem.advice
        if suggestion and problem.word and problem.found and problem.found != problem.word:
            advice, suggestion = f"did you mean {_meant(problem.word, problem.found, suggestion)}?", None
        return Diagnostic(
            code=problem.code,
            path=self.path,
            span=span,
            message=_cut(problem.message),
            allowed=problem.allowed,
            advice=advice and _cut(advice),
            suggestion=suggestion,
            source=self.lines.line(span.line),
        )

    def _suggestion(self, problem: Problem) -> str | None:
        if problem.found is None or not self.allowance.suggestions:
            return None
        self.allowance.suggestions -= 1
        return problem.suggestion


def _meant(word: str, found: str, suggestion: str) -> str:
    """A word with the part that was most likely meant; a link to another page leads to no place on it."""
    meant = word.replace(found, suggestion, 1)
    return meant if f"#{found}" in word else meant.partition("#")[0]


def _cut(sentence: str) -> str:
    """A sentence with an author's words in it, however long they are."""
    return f"{sentence[:_SENTENCE]}…" if len(sentence) > _SENTENCE else sentence


def read_file(path: Path, display_name: str | None = None) -> Document:
    """Read one YAML file.

    Args:
        path: The file.
        display_name: How messages name it; the path itself if absent.

    Raises:
        InvalidDocument: It cannot be read, is not UTF-8, is too large, or is not a YAML document.

    """
    name = display_name or str(path)
    try:
        if not S_ISREG(path.stat().st_mode):
            raise whole_file("AS002", name, "this is no file that can be read")
        with path.open("rb") as file:
            content = file.read(LIMITS.yaml_bytes + 1)
    except OSError as error:
        raise whole_file("AS002", name, f"{UNREADABLE}{error.strerror}") from None
    if len(content) > LIMITS.yaml_bytes:
        raise whole_file("AS002", name, f"the file is larger than {LIMITS.yaml_bytes // 1024} KiB")
    try:
        return read_text(content.decode("utf-8-sig"), name)
    except UnicodeDecodeError as error:
        before = content[: error.start].decode("utf-8-sig", "replace")
        message = f"the byte 0x{content[error.start]:02x} is not UTF-8"
        raise _located(before, name, len(before), message, "save the file as UTF-8") from None


def read_text(text: str, name: str) -> Document:
    """Read YAML text; ``name`` stands for it in messages.

    Raises:
        InvalidDocument: It is not one YAML 1.2 document within the limits.

    """
    if len(text) > LIMITS.yaml_bytes:
        raise whole_file("AS002", name, f"the text is longer than {LIMITS.yaml_bytes // 1024} KiB")
    if wrong := _NOT_YAML.search(text):
        message = f"the character U+{ord(wrong[0]):04X} cannot stand in YAML"
        advice = f'take it out, or write it in double quotes as "\\u{ord(wrong[0]):04x}"'
        raise _located(text, name, wrong.start(), message, advice)
    reader, allowance = Reader(text, name), Allowance(name)
    try:
        with within(allowance):
            return Document(name, text, reader.read(), reader.keys, reader.values, allowance)
    except yaml.MarkedYAMLError as error:
        around = reader.open[-1] if reader.open else None
        raise InvalidDocument([explain(error, text, name, around)]) from None
    except (yaml.YAMLError, ValueError) as error:
        raise whole_file("AS001", name, f"this is not YAML: {error}") from None


def _located(text: str, name: str, offset: int, message: str, advice: str) -> InvalidDocument:
    lines = Lines(text)
    line, column = lines.place_of(offset)
    span = Span(line, column, line, column + 1)
    return InvalidDocument([Diagnostic("AS002", name, span, message, advice=advice, source=lines.line(line))])
