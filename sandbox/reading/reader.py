"""Data and positions from the events of a YAML parser, within bounds on size, depth and aliases."""

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, Final

import yaml

from sandbox.reading.budget import go_on
from sandbox.reading.core_schema import plain_value
from sandbox.reading.diagnostics import Diagnostic, InvalidDocument, Place, Span, shortened, whole_file
from sandbox.reading.lines import Lines
from sandbox.settings import LIMITS

_LOADER: Final = getattr(yaml, "CLoader", yaml.Loader)
_ONCE: Final = "keep one of the two"
_NO_TAG: Final = "write the value alone; if the `!` belongs to it, put it in quotes"
_SURROGATE: Final = re.compile("[\ud800-\udfff]")


@dataclass(frozen=True, slots=True)
class _Anchored:
    """A value that aliases can stand for: how many values and characters it counts as, and how deep it is nested."""

    data: Any
    nodes: int
    characters: int
    height: int


@dataclass(slots=True)
class Reader:
    """Builds data and positions from the parser's events, within bounds."""

    text: str
    name: str
    keys: dict[Place, Span] = field(default_factory=dict)
    values: dict[Place, Span] = field(default_factory=dict)
    anchors: dict[str, _Anchored] = field(default_factory=dict)
    open: list[yaml.Event] = field(default_factory=list)
    nodes: int = 0
    characters: int = 0
    deepest: int = 0
    event: Callable[[], Any] = field(init=False)
    escapes: bool = field(init=False)
    anchored: bool = field(init=False)

    def read(self) -> Any:
        """The data of the one document."""
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
        return data

    def _node(self, event: Any, at: Place) -> Any:
        self._count(event, 1, 0, at)
        if type(event) is yaml.ScalarEvent and event.anchor is None and event.tag is None:
            self.values[at] = _span(event, event)
            return self._scalar(event)
        if isinstance(event, yaml.AliasEvent):
            return self._alias(event, at)
        nodes, characters, deepest = self.nodes - 1, self.characters, self.deepest
        self.deepest = len(at)
        data, end = self._value(event, at)
        self.values[at] = _span(event, end)
        if event.anchor:
            nodes, characters = self.nodes - nodes, self.characters - characters
            self.anchors[event.anchor] = _Anchored(data, nodes, characters, self.deepest - len(at))
        self.deepest = max(self.deepest, deepest)
        return data

    def _value(self, event: Any, at: Place) -> tuple[Any, yaml.Event]:
        """A value and the event that ends it."""
        if event.tag is not None:
            tag = event.tag.replace("tag:yaml.org,2002:", "!!")
            raise self._error("AS002", event, f"tags such as {shortened(tag)} are not allowed", _NO_TAG)
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
                twice = f"the key {shortened(key)} stands here twice; first in line {first.line}"
                raise self._error("AS003", event, twice, _ONCE)
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
            message = f"no value before this one is marked {shortened(f'&{event.anchor}')}"
            raise self._error("AS002", event, message, "if no alias is meant, put the value in quotes")
        self.characters += anchored.characters
        self._count(event, anchored.nodes - 1, anchored.height, at)
        self.values[at] = _span(event, event)
        return anchored.data

    def _text(self, event: yaml.ScalarEvent) -> str:
        text: str = event.value
        self.characters += len(text)
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
        go_on()
        self.nodes += nodes
        depth = len(at) + height
        if self.anchored:
            self.deepest = max(self.deepest, depth)
        if self.nodes > LIMITS.yaml_nodes:
            raise self._error("AS002", event, f"more than {LIMITS.yaml_nodes} values, aliases counted as written out")
        if self.characters > LIMITS.yaml_bytes:
            most = f"{LIMITS.yaml_bytes // 1024} KiB"
            raise self._error("AS002", event, f"the texts are longer than {most}, aliases counted as written out")
        if depth > LIMITS.yaml_depth:
            raise self._error("AS002", event, f"nested deeper than {LIMITS.yaml_depth}")

    def _error(self, code: str, event: yaml.Event, message: str, advice: str | None = None) -> InvalidDocument:
        span = _span(event, event)
        source = Lines(self.text).line(span.line)
        return InvalidDocument([Diagnostic(code, self.name, span, message, advice=advice, source=source)])


def _span(start: yaml.Event, end: yaml.Event) -> Span:
    first: Any = start.start_mark
    last: Any = end.end_mark
    return Span(first.line + 1, first.column + 1, last.line + 1, last.column + 1)
