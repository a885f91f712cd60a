"""YAML 1.2 text to plain data, with the position of every key and value kept.

PyYAML parses; what is added here is the core schema of YAML 1.2 (where ``off`` and ``no`` are
strings), the positions, and bounds on size, depth and aliases.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

import yaml

from sandbox.reading.diagnostics import Diagnostic, InvalidDocument, Problem, Span
from sandbox.settings import LIMITS

type_path = tuple[str | int, ...]

_LOADER: Final = getattr(yaml, "CLoader", yaml.Loader)
_NULL: Final = frozenset({"", "~", "null", "Null", "NULL"})
_BOOL: Final = {"true": True, "True": True, "TRUE": True, "false": False, "False": False, "FALSE": False}
_INT: Final = re.compile(r"[-+]?[0-9]+")
_HEX_OR_OCTAL: Final = re.compile(r"0x[0-9a-fA-F]+|0o[0-7]+")
_FLOAT: Final = re.compile(r"[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?")
_NOT_JSON: Final = re.compile(r"[-+]?\.(inf|Inf|INF)|\.(nan|NaN|NAN)")


@dataclass(frozen=True, slots=True)
class Document:
    """A YAML document: its data, and where each part of it stands.

    Args:
        path: The file as the author named it.
        text: The whole text.
        data: Mappings, lists, strings, numbers, booleans and None.
        keys: Span of the key at each path that ends in a mapping key.
        values: Span of the value at each path.

    """

    path: str
    text: str
    data: Any
    keys: dict[type_path, Span]
    values: dict[type_path, Span]

    def locate(self, at: type_path, *, on_key: bool = False) -> Span:
        """The span of the value (or key) at a path, or of the nearest thing around it."""
        if on_key and at in self.keys:
            return self.keys[at]
        while at not in self.values:
            at = at[:-1]
        span = self.values[at]
        spans_lines = span.end_line != span.line
        return self.keys[at] if spans_lines and at in self.keys else span

    def diagnose(self, problem: Problem) -> Diagnostic:
        """Turn a problem at a path into a diagnostic at a line and column."""
        span = self.locate(problem.at, on_key=problem.on_key)
        return Diagnostic(
            code=problem.code,
            path=self.path,
            span=span,
            message=problem.message,
            allowed=problem.allowed,
            advice=problem.advice,
            suggestion=problem.suggestion,
            source=line_of(self.text, span.line),
        )


def line_of(text: str, number: int) -> str:
    """Line ``number`` (from 1) of a text, or an empty string past its end."""
    lines = text.split("\n")
    return lines[number - 1].rstrip("\r") if number <= len(lines) else ""


def read_file(path: Path, shown_as: str | None = None) -> Document:
    """Read one YAML file.

    Args:
        path: The file.
        shown_as: How messages name it; the path itself if absent.

    Raises:
        InvalidDocument: It cannot be read, is not UTF-8, is too large, or is not a YAML document.

    """
    name = shown_as or str(path)
    try:
        size = path.stat().st_size
        if size > LIMITS.yaml_bytes:
            raise _refused(name, "AS002", f"the file is too large: {size} bytes, at most {LIMITS.yaml_bytes}")
        return read_text(path.read_bytes().decode("utf-8-sig"), name)
    except UnicodeDecodeError as error:
        raise _refused(name, "AS002", f"byte {error.start} is not UTF-8") from None
    except OSError as error:
        raise _refused(name, "AS002", f"cannot be read: {error.strerror}") from None


def read_text(text: str, name: str) -> Document:
    """Read YAML text; ``name`` stands for it in messages.

    Raises:
        InvalidDocument: It is not one YAML 1.2 document within the limits.

    """
    if len(text) > LIMITS.yaml_bytes:
        raise _refused(name, "AS002", f"the text is too large: {len(text)} characters, at most {LIMITS.yaml_bytes}")
    reader = _Reader(text, name)
    try:
        return reader.document()
    except yaml.MarkedYAMLError as error:
        raise InvalidDocument([reader.syntax_error(error)]) from None
    except yaml.YAMLError as error:
        raise _refused(name, "AS001", f"not YAML: {str(error).splitlines()[0]}") from None


def _refused(name: str, code: str, message: str) -> InvalidDocument:
    return InvalidDocument([Diagnostic(code, name, Span(1, 1, 1, 1), message)])


@dataclass(slots=True)
class _Reader:
    """Builds data and positions from the parser's events, within bounds."""

    text: str
    name: str
    keys: dict[type_path, Span] = field(default_factory=dict)
    values: dict[type_path, Span] = field(default_factory=dict)
    anchors: dict[str, tuple[Any, int]] = field(default_factory=dict)
    nodes: int = 0

    def document(self) -> Document:
        events = yaml.parse(self.text, Loader=_LOADER)
        next(events)  # the stream's start
        event = next(events)
        if isinstance(event, yaml.StreamEndEvent):
            raise _refused(self.name, "AS002", "the file is empty")
        data = self._node(next(events), events, ())
        next(events)  # the document's end
        more = next(events)
        if not isinstance(more, yaml.StreamEndEvent):
            raise self._error("AS002", more, "a second document starts here; a file holds one")
        return Document(self.name, self.text, data, self.keys, self.values)

    def _node(self, event: yaml.Event, events: Iterator[yaml.Event], at: type_path) -> Any:
        self._count(event, 1, at)
        before = self.nodes
        if isinstance(event, yaml.AliasEvent):
            return self._alias(event, at)
        tag = getattr(event, "tag", None)
        if tag not in (None, "!", "tag:yaml.org,2002:str"):
            raise self._error("AS002", event, f"the tag `{tag}` is not allowed; write plain values")
        data: Any
        end = event
        if isinstance(event, yaml.MappingStartEvent):
            data, end = self._mapping(events, at)
        elif isinstance(event, yaml.SequenceStartEvent):
            data, end = self._sequence(events, at)
        elif isinstance(event, yaml.ScalarEvent):
            data = self._scalar(event)
        else:
            raise self._error("AS001", event, "a value is expected here")
        self.values[at] = _span(event, end)
        anchor = getattr(event, "anchor", None)
        if anchor:
            self.anchors[anchor] = (data, self.nodes - before + 1)
        return data

    def _mapping(self, events: Iterator[yaml.Event], at: type_path) -> tuple[dict[str, Any], yaml.Event]:
        data: dict[str, Any] = {}
        while not isinstance(event := next(events), yaml.MappingEndEvent):
            if not isinstance(event, yaml.ScalarEvent):
                raise self._error("AS002", event, "a key must be a plain word")
            key = event.value
            if key in data:
                first = self.keys[(*at, key)]
                raise self._error("AS003", event, f"the key `{key}` stands here twice; first in line {first.line}")
            self.keys[(*at, key)] = _span(event, event)
            data[key] = self._node(next(events), events, (*at, key))
        return data, event

    def _sequence(self, events: Iterator[yaml.Event], at: type_path) -> tuple[list[Any], yaml.Event]:
        data: list[Any] = []
        while not isinstance(event := next(events), yaml.SequenceEndEvent):
            data.append(self._node(event, events, (*at, len(data))))
        return data, event

    def _alias(self, event: yaml.AliasEvent, at: type_path) -> Any:
        if event.anchor not in self.anchors:
            raise self._error("AS002", event, f"`*{event.anchor}` stands for nothing that is complete here")
        data, size = self.anchors[event.anchor]
        self._count(event, size, at)
        self.values[at] = _span(event, event)
        return data

    def _scalar(self, event: yaml.ScalarEvent) -> Any:
        value: str = event.value
        if not event.implicit[0]:
            return value
        if value in _NULL:
            return None
        if value in _BOOL:
            return _BOOL[value]
        if _NOT_JSON.fullmatch(value):
            raise self._error("AS002", event, f"`{value}` is no number that a token can hold (JSON has none such)")
        if not (_INT.fullmatch(value) or _HEX_OR_OCTAL.fullmatch(value) or _FLOAT.fullmatch(value)):
            return value
        if len(value) > LIMITS.number_digits:
            raise self._error("AS002", event, f"a number of {len(value)} digits; at most {LIMITS.number_digits}")
        if _INT.fullmatch(value):
            return int(value)
        if _HEX_OR_OCTAL.fullmatch(value):
            return int(value, 0)
        number = float(value)
        if number in (float("inf"), float("-inf")):
            raise self._error("AS002", event, f"`{value}` is too large for a number")
        return number

    def _count(self, event: yaml.Event, nodes: int, at: type_path) -> None:
        self.nodes += nodes
        if self.nodes > LIMITS.yaml_nodes:
            raise self._error("AS002", event, f"more than {LIMITS.yaml_nodes} values, aliases counted as written out")
        if len(at) > LIMITS.yaml_depth:
            raise self._error("AS002", event, f"nested deeper than {LIMITS.yaml_depth}")

    def _error(self, code: str, event: yaml.Event, message: str) -> InvalidDocument:
        span = _span(event, event)
        return InvalidDocument([Diagnostic(code, self.name, span, message, source=line_of(self.text, span.line))])

    def syntax_error(self, error: yaml.MarkedYAMLError) -> Diagnostic:
        mark = error.problem_mark or error.context_mark
        line, column = (mark.line + 1, mark.column + 1) if mark else (1, 1)
        source = line_of(self.text, line)
        advice = None
        if "\t" in source[: len(source) - len(source.lstrip())] or "\\t" in str(error.problem):
            advice = "YAML is indented with spaces; replace the tab"
        message = f"not YAML: {error.problem}" + (f" ({error.context})" if error.context else "")
        return Diagnostic("AS001", self.name, Span(line, column, line, column + 1), message, (), advice, None, source)


def _span(start: yaml.Event, end: yaml.Event) -> Span:
    first: Any = start.start_mark
    last: Any = end.end_mark
    return Span(first.line + 1, first.column + 1, last.line + 1, last.column + 1)
