"""What an author most likely meant by a value or key that does not fit, and how it is written."""

import re
from collections.abc import Sequence
from typing import Any, Final

from sandbox.reading.diagnostics import Place
from sandbox.reading.source import Document

_NUMBER_IN_QUOTES: Final = re.compile(r"""(['"])-?\d+\1""")
_LEADING_NUMBER: Final = re.compile(r"\d+")
_COMMENT: Final = re.compile(r":\s+#")
_COLON_IN_IT: Final = re.compile(r"([\w-]+):(\S+)")
_PLAIN_ITEM: Final = re.compile(r"[\w./:-]+", re.ASCII)
_WORD_LISTS: Final = ("scope",)
"""Keys of texts that are lists of words with spaces between them (RFC 6749 §3.3)."""
_SEVERAL: Final = {"audience": "resource"}
"""Keys of one value, and the key that takes several (RFC 8707 §2)."""
_NAMES: Final = ("id", "scenario", "world", "playlist", "pack", "save", "save_id_token", "save_refresh_token", "token")
"""Keys of texts that begin with a letter."""
_MODES: Final = {
    **dict.fromkeys(("false", "no", "n", "0", "null", "~"), "off"),
    **dict.fromkeys(("true", "yes", "y", "1"), "on"),
}
"""What people and editors write for the words that say how a check is made."""


def mode_meant(word: str) -> str | None:
    """The mode of a check that is meant by a word of another language; None if none is."""
    return _MODES.get(word.lower())


def of_key(document: Document, at: Place, key: str, value: Any) -> str | None:
    """How to mend an unknown key: without a value it is most often the rest of another value.

    Args:
        document: The document.
        at: Where it stands.
        key: The key.
        value: What stands under it.

    """
    if value is not None:
        return None
    if meant := _COLON_IN_IT.fullmatch(key):
        advice = f"if `{meant[1]}` is the key, a space follows the colon: {meant[1]}: {meant[2]}"
    else:
        advice = "if it is the rest of a value with a comma in it, put the value in quotes"
    before = _before(document, at)
    if before in _WORD_LISTS:
        first = _at(document.data, (*at[:-1], before))
        return f'the words of `{before}` have spaces between them, and no comma: {before}: "{first} {key}"'
    return advice if " " in key or ":" in key or before is not None else None


def _before(document: Document, at: Place) -> str | None:
    """The key before this one within the same braces; None if it stands in a line of its own."""
    span = document.keys.get(at)
    keys = list(_at(document.data, at[:-1]))
    index = keys.index(at[-1])
    if span is None or index == 0:
        return None
    ends = document.values[(*at[:-1], keys[index - 1])]
    return str(keys[index - 1]) if ends.end_line == span.line else None


def of_type(kind: str, document: Document, at: Place, value: Any) -> str | None:
    """How to make a value of the wrong type one of the right type.

    Args:
        kind: What pydantic says of it, such as ``string_type``.
        document: The document.
        at: Where it stands.
        value: The value.

    """
    source, key = document.source_of(at), next((part for part in reversed(at) if isinstance(part, str)), "")
    if kind == "string_type":
        return _text(document, at, key, value)
    if kind == "int_type" and _NUMBER_IN_QUOTES.fullmatch(source):
        return f"take the quotes away: {value}"
    if kind == "int_type" and isinstance(value, str) and (number := _LEADING_NUMBER.match(value)):
        return f"write {number[0]}"
    if kind == "list_type" and isinstance(value, str) and source:
        return f"write [{source}]"
    if kind in ("dict_type", "model_type"):
        return _mapping(key, value)
    return None


def _text(document: Document, at: Place, key: str, value: Any) -> str | None:
    source = document.source_of(at)
    if "verify" in at and not isinstance(value, list | dict):
        if meant := _COLON_IN_IT.fullmatch(key) if value is None else None:
            return f"a space follows the colon: {meant[1]}: {meant[2]}"
        meant_mode = _MODES.get((source or "null").lower(), "off")
        return f"write {meant_mode}; a check is `on`, `off`, or made with a flaw"
    if isinstance(value, bool | int | float):
        if key in _NAMES:
            return (
                f"a letter comes first, such as {key[:1]}{source}" if isinstance(value, int) else "a letter comes first"
            )
        return f'put it in quotes: "{source}"'
    if value is None:
        return _nothing(document, at, key, source)
    if isinstance(value, list) and value and all(isinstance(item, str) for item in value):
        return _joined(key, value)
    return None


def _nothing(document: Document, at: Place, key: str, source: str) -> str | None:
    if source in ("null", "~", "Null", "NULL"):
        return f'put it in quotes, if it is the text: "{source}"; or leave the key out'
    span = document.keys.get(at)
    line = document.lines.line(span.line) if span is not None else ""
    if span is not None and _COMMENT.match(line, span.end_column - 1):
        return "from ` #` on, the line is a comment; put a text that begins with `#` in quotes"
    if meant := _COLON_IN_IT.fullmatch(key):
        return f"a space follows the colon: {meant[1]}: {meant[2]}"
    return None


def _joined(key: str, items: Sequence[str]) -> str:
    if key in _WORD_LISTS:
        return f'write the words with spaces between them: "{" ".join(items)}"'
    if len(items) == 1:
        return f"write {items[0]}" if _PLAIN_ITEM.fullmatch(items[0]) else f'write "{items[0]}"'
    if key in _SEVERAL:
        return f"`{key}` is one; `{_SEVERAL[key]}` takes several"
    return "one text is expected; a text with a comma or a bracket in it is put in quotes"


def _mapping(key: str, value: Any) -> str | None:
    if key == "expect" and isinstance(value, int) and not isinstance(value, bool):
        return f"write {{status: {value}}}"
    if key == "verify" and isinstance(value, str) and (found := re.fullmatch(r"(\w+)\s*[=:]\s*([\w-]+)", value)):
        return f'write {{{found[1]}: "{found[2]}"}}'
    if key == "verify":
        return 'write {audience: "off"}'
    if key == "checks":
        return "write {audience: fail}"
    return None


def _at(data: Any, at: Place) -> Any:
    for part in at:
        data = data[part]
    return data
