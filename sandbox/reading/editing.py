"""Changing single values of a YAML text in place: every other character of it stays.

The positions of all values are known from reading, so that nothing else is written anew:
layout, quotes, comments and line ends are the author's.
"""

import os
import re
import tempfile
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import yaml

from sandbox.reading.diagnostics import InvalidDocument, Place
from sandbox.reading.source import Document, read_text

REMOVED: Final = object()
"""In place of a value: the key is removed, too."""
_COMMA_AFTER: Final = re.compile(r"\s*,[^\S\n]*")
_PLAIN: Final = re.compile(r"[A-Za-z]([\w ./'+-]*[\w./'+-])?", re.ASCII)
NO_TEXT: Final = frozenset({"true", "false", "null", "yes", "no", "on", "off", "y", "n"})
"""What readers of YAML 1.1 or 1.2 take for something other than text."""
_REST_OF_LINE: Final = re.compile(r"[^\n]*\n?")


class CannotEdit(Exception):
    """A text in which a change cannot be made without touching anything else."""


@dataclass(frozen=True, slots=True)
class Change:
    """The new value at a place of a document, or `REMOVED`."""

    at: Place
    value: Any


def edited(document: Document, changes: Iterable[Change]) -> str:
    """The text of a document with some values changed.

    Args:
        document: The document as read.
        changes: The changes, each at a place where a value stands.

    Raises:
        CannotEdit: The text is laid out so that they cannot be made in place.

    """
    normalized = list(_normalized(document, list(changes)))
    parts: list[str] = []
    at = 0
    for start, end, new in sorted(_cut(document, change) for change in normalized):
        parts += (document.text[at:start], new)
        at = max(at, end)
    text = "".join((*parts, document.text[at:]))
    try:
        found = read_text(text, document.path).data
    except InvalidDocument:
        found = None
    if found != _changed(document.data, normalized):
        raise CannotEdit
    return text


def save(path: Path, text: str) -> None:
    """Write a text file whole or not at all; a byte order mark that it began with stays.

    Raises:
        OSError: It cannot be written.

    """
    target = path.resolve()
    mark = b"\xef\xbb\xbf" if target.exists() and target.read_bytes().startswith(b"\xef\xbb\xbf") else b""
    mode = target.stat().st_mode & 0o777 if target.exists() else 0o644
    handle, name = tempfile.mkstemp(dir=target.parent, prefix=f".{target.name[:80]}.")
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(mark + text.encode("utf-8"))
        Path(name).chmod(mode)
        Path(name).replace(target)
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise


def _normalized(document: Document, changes: list[Change]) -> Iterator[Change]:
    """The changes; a mapping of which nothing would be left is removed as a whole."""
    removed = {change.at for change in changes if change.value is REMOVED}
    for depth in range(max(map(len, removed), default=0), 1, -1):
        for holder, count in Counter(at[:-1] for at in removed if len(at) == depth).items():
            if isinstance(holder[-1], str) and count == len(_at(document.data, holder)):
                removed.add(holder)
    for at in removed:
        if not any(at[:size] in removed for size in range(1, len(at))):
            yield Change(at, REMOVED)
    yield from (change for change in changes if change.value is not REMOVED)


def _cut(document: Document, change: Change) -> tuple[int, int, str]:
    """The part of the text that is replaced, as two offsets, and the text in its place."""
    text, value = document.text, document.values[change.at]
    start = document.lines.offset_of(value.line, value.column)
    end = _end(document, change.at)
    if change.value is not REMOVED:
        return start, start + len(text[start:end].rstrip("\r\n")), flow_yaml(change.value)
    key = document.keys[change.at]
    start = document.lines.offset_of(key.line, key.column)
    if after := _COMMA_AFTER.match(text, end):
        return start, after.end(), ""
    line_start = _before_blanks(text, start, but="\n")
    if line_start == 0 or text[line_start - 1] == "\n":  # a block mapping, whose key begins the line
        rest = _REST_OF_LINE.match(text, end)
        return line_start, rest.end() if rest else end, ""
    comma = _before_blanks(text, start)
    return comma - (text[comma - 1] == ","), end, ""


def _before_blanks(text: str, at: int, but: str = "") -> int:
    """Where the blanks before a place begin, of which one kind is none."""
    while at > 0 and text[at - 1].isspace() and text[at - 1] != but:
        at -= 1
    return at


def _end(document: Document, at: Place) -> int:
    """Where a value ends: a block one with its last item, before the comments that follow it."""
    text, span, lines = document.text, document.values[at], document.lines
    in_brackets = text[lines.offset_of(span.line, span.column)] in "[{"
    inside = None if in_brackets else document.inside.get(at)
    return _end(document, inside[-1]) if inside else lines.offset_of(span.end_line, span.end_column)


def flow_yaml(value: Any) -> str:
    """A value as YAML in one line, so that it can stand within braces."""
    options: dict[str, Any] = {"default_flow_style": True, "allow_unicode": True, "width": 2**31, "sort_keys": False}
    listed: str = yaml.dump([value], Dumper=Dumper, **options)
    return listed.strip()[1:-1]


class Dumper(yaml.SafeDumper):
    """Writes every value in full, and texts so that all versions of YAML read them as texts."""

    def ignore_aliases(self, _data: Any) -> bool:
        """No anchors and aliases."""
        return True


def _text(dumper: Dumper, text: str) -> yaml.ScalarNode:
    plain = _PLAIN.fullmatch(text) and text.lower() not in NO_TEXT
    return dumper.represent_scalar("tag:yaml.org,2002:str", text, style=None if plain else '"')


Dumper.add_representer(str, _text)


def _at(data: Any, at: Place) -> Any:
    for part in at:
        data = data[part]
    return data


def _changed(data: Any, changes: Iterable[Change]) -> Any:
    """A copy of some data with the changes made."""
    values = {change.at: change.value for change in changes}

    def copy(value: Any, at: Place) -> Any:
        if at in values:
            return values[at]
        if isinstance(value, dict):
            return {
                key: copy(inner, (*at, key)) for key, inner in value.items() if values.get((*at, key)) is not REMOVED
            }
        if isinstance(value, list):
            return [copy(inner, (*at, index)) for index, inner in enumerate(value)]
        return value

    return copy(data, ())
