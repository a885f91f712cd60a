"""YAML 1.2 text to plain data, with the position of every key and value kept.

PyYAML parses; what is added here is the core schema of YAML 1.2 (`sandbox.reading.core_schema`), the positions, and
bounds on size, depth and aliases.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from stat import S_ISREG
from typing import Any, Final

import yaml

from sandbox.reading.core_schema import plain_value
from sandbox.reading.diagnostics import Diagnostic, InvalidDocument, Place, Problem, Span, whole_file
from sandbox.reading.lines import line_of, place_of
from sandbox.reading.syntax import explain
from sandbox.settings import LIMITS

_LOADER: Final = getattr(yaml, "CLoader", yaml.Loader)
_NOT_YAML: Final = re.compile("[^\t\n\r\x20-\x7e\x85\xa0-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_ONCE: Final = "keep one of the two"
_NO_TAG: Final = "write the value alone; if the `!` belongs to it, put it in quotes"
_SURROGATE: Final = re.compile("[\ud800-\udfff]")


@dataclass(frozen=True, slots=True)
class Document:
    """A YAML document: its data, and the position of each part.

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
    keys: dict[Place, Span]
    values: dict[Place, Span]

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
        first_inside = next((key for key in self.keys if key[:-1] == at), at)
        return self.keys.get(at) or self.keys.get(first_inside, span)

    def _word(self, problem: Problem) -> Span | None:
        """The span of the one word of a value that is wrong."""
        span = self.values.get(problem.at)
        if span is None or not problem.word:
            return None
        for line in range(span.line, span.end_line + 1):
            begin = span.column - 1 if line == span.line else 0
            found = line_of(self.text, line).find(problem.word, begin)
            if found >= 0:
                return Span(line, found + 1, line, found + 1 + len(problem.word))
        return None

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
        return line_of(self.text, span.line)[span.column - 1 : span.end_column - 1]

    def diagnose(self, problem: Problem) -> Diagnostic:
        """Turn a problem at a path into a diagnostic at a line and column."""
        span = self._word(problem) or self.locate(problem.at, on_key=problem.on_key)
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
        raise whole_file("AS002", name, f"cannot be read: {error.strerror}") from None
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
    reader = _Reader(text, name)
    try:
        return reader.document()
    except yaml.MarkedYAMLError as error:
        around = reader.open[-1] if reader.open else None
        raise InvalidDocument([explain(error, text, name, around)]) from None
    except (yaml.YAMLError, ValueError) as error:
        raise whole_file("AS001", name, f"this is not YAML: {error}") from None


def _located(text: str, name: str, offset: int, message: str, advice: str) -> InvalidDocument:
    line, column = place_of(text, offset)
    span = Span(line, column, line, column + 1)
    return InvalidDocument([Diagnostic("AS002", name, span, message, advice=advice, source=line_of(text, line))])


@dataclass(frozen=True, slots=True)
class _Anchored:
    """A value that aliases can stand for: how many values it counts as, and how deep it is nested."""

    data: Any
    nodes: int
    height: int


@dataclass(slots=True)
class _Reader:
    """Builds data and positions from the parser's events, within bounds."""

    text: str
    name: str
    keys: dict[Place, Span] = field(default_factory=dict)
    values: dict[Place, Span] = field(default_factory=dict)
    anchors: dict[str, _Anchored] = field(default_factory=dict)
    open: list[yaml.Event] = field(default_factory=list)
    nodes: int = 0
    deepest: int = 0
    event: Callable[[], Any] = field(init=False)
    escapes: bool = field(init=False)
    anchored: bool = field(init=False)

    def document(self) -> Document:
        self.escapes, self.anchored = "\\" in self.text, "&" in self.text
        self.event = _LOADER(self.text).get_event
        self.event()  # the stream's start
        if isinstance(self.event(), yaml.StreamEndEvent):
            raise whole_file("AS002", self.name, "the file is empty")
        data = self._node(self.event(), ())
        self.event()  # the document's end
        more = self.event()
        if not isinstance(more, yaml.StreamEndEvent):
            raise self._error("AS002", more, "a second document starts here; a file holds one")
        if data is None:
            raise whole_file("AS002", self.name, "the file is empty")
        return Document(self.name, self.text, data, self.keys, self.values)

    def _node(self, event: Any, at: Place) -> Any:
        self._count(event, 1, 0, at)
        if type(event) is yaml.ScalarEvent and event.anchor is None and event.tag is None:
            self.values[at] = _span(event, event)
            return self._scalar(event)
        if isinstance(event, yaml.AliasEvent):
            return self._alias(event, at)
        nodes, deepest = self.nodes - 1, self.deepest
        self.deepest = len(at)
        data, end = self._value(event, at)
        self.values[at] = _span(event, end)
        if event.anchor:
            self.anchors[event.anchor] = _Anchored(data, self.nodes - nodes, self.deepest - len(at))
        self.deepest = max(self.deepest, deepest)
        return data

    def _value(self, event: Any, at: Place) -> tuple[Any, yaml.Event]:
        """A value and the event that ends it."""
        if event.tag is not None:
            tag = event.tag.replace("tag:yaml.org,2002:", "!!")
            raise self._error("AS002", event, f"tags such as `{tag}` are not allowed", _NO_TAG)
        if isinstance(event, yaml.ScalarEvent):
            return self._scalar(event), event
        self.open.append(event)
        ended = self._mapping(at) if isinstance(event, yaml.MappingStartEvent) else self._sequence(at)
        self.open.pop()
        return ended

    def _mapping(self, at: Place) -> tuple[dict[str, Any], yaml.Event]:
        data: dict[str, Any] = {}
        while not isinstance(event := self.event(), yaml.MappingEndEvent):
            key = self._key(event)
            place = (*at, key)
            if key in data:
                first = self.keys[place]
                raise self._error(
                    "AS003", event, f"the key `{key}` stands here twice; first in line {first.line}", _ONCE
                )
            self.keys[place] = _span(event, event)
            data[key] = self._node(self.event(), place)
        return data, event

    def _key(self, event: yaml.Event) -> str:
        if not isinstance(event, yaml.ScalarEvent) or event.tag is not None:
            raise self._error("AS002", event, "a key must be a plain word")
        plain = event.implicit[0]
        if plain and not event.value:
            raise self._error("AS002", event, "a key is missing before this `:`")
        if plain and event.value == "<<":
            raise self._error("AS002", event, "`<<` is not part of YAML 1.2", "write the keys out")
        return self._text(event)

    def _sequence(self, at: Place) -> tuple[list[Any], yaml.Event]:
        data: list[Any] = []
        while not isinstance(event := self.event(), yaml.SequenceEndEvent):
            data.append(self._node(event, (*at, len(data))))
        return data, event

    def _alias(self, event: Any, at: Place) -> Any:
        anchored = self.anchors.get(event.anchor)
        if anchored is None:
            message = f"no value before this one is marked `&{event.anchor}`"
            raise self._error("AS002", event, message, "if no alias is meant, put the value in quotes")
        self._count(event, anchored.nodes - 1, anchored.height, at)
        self.values[at] = _span(event, event)
        return anchored.data

    def _text(self, event: yaml.ScalarEvent) -> str:
        text: str = event.value
        if self.escapes and _SURROGATE.search(text):
            raise self._error("AS001", event, "an escape in this stands for no character")
        return text

    def _scalar(self, event: yaml.ScalarEvent) -> Any:
        text = self._text(event)
        if not event.implicit[0]:
            return text
        try:
            return plain_value(text)
        except ValueError as error:
            raise self._error("AS002", event, str(error)) from None

    def _count(self, event: yaml.Event, nodes: int, height: int, at: Place) -> None:
        """Refuse what grows beyond bounds: by ``nodes`` values, nested ``height`` deeper than this place."""
        self.nodes += nodes
        depth = len(at) + height
        if self.anchored:
            self.deepest = max(self.deepest, depth)
        if self.nodes > LIMITS.yaml_nodes:
            raise self._error("AS002", event, f"more than {LIMITS.yaml_nodes} values, aliases counted as written out")
        if depth > LIMITS.yaml_depth:
            raise self._error("AS002", event, f"nested deeper than {LIMITS.yaml_depth}")

    def _error(self, code: str, event: yaml.Event, message: str, advice: str | None = None) -> InvalidDocument:
        span = _span(event, event)
        source = line_of(self.text, span.line)
        return InvalidDocument([Diagnostic(code, self.name, span, message, advice=advice, source=source)])


def _span(start: yaml.Event, end: yaml.Event) -> Span:
    first: Any = start.start_mark
    last: Any = end.end_mark
    return Span(first.line + 1, first.column + 1, last.line + 1, last.column + 1)
