"""JSON in a text: token responses, decoded claims as tools print them, and what is nearly JSON."""

import json
import re
from collections.abc import Iterator
from typing import Any, Final

from sandbox.settings import LIMITS

Object = dict[str, Any]
_ATTEMPTS: Final = 8
"""How many places of a text are tried as the beginning of an object, so that the work stays linear."""
_LOOSE: Final = re.compile(  # what is not closed ends with the text, so that no place is read twice
    r"""(?P<string>"(?:[^"\\]|\\.)*(?:"|\Z))
    |'(?P<single>(?:[^'\\]|\\.)*)(?:'|\Z)
    |//[^\n]*|/\*.*?(?:\*/|\Z)
    |(?<![\w$])(?P<key>[A-Za-z_$][\w$]*)(?=[^\S\n]*:)
    |\b(?P<word>True|False|None|undefined)\b
    |,(?=\s*[}\]])""",
    re.DOTALL | re.VERBOSE,
)
_WORDS: Final = {"True": "true", "False": "false", "None": "null", "undefined": "null"}


def objects_in(text: str) -> list[Object]:
    """The objects of a text, in order: strict JSON, or else as Python, JavaScript and annotated examples print them."""
    return list(_objects(text)) or list(_objects(_LOOSE.sub(_strict, text)))


def _objects(text: str) -> Iterator[Object]:
    decoder = json.JSONDecoder(strict=False)
    at = text.find("{")
    for _ in range(_ATTEMPTS):
        if at < 0:
            return
        try:
            value, end = decoder.raw_decode(text, at)
        except (ValueError, RecursionError):
            at = text.find("{", at + 1)
            continue
        if isinstance(value, dict) and value:
            yield value
        at = text.find("{", end)


def _strict(match: re.Match[str]) -> str:
    if match["string"] is not None:
        return match["string"]
    if match["single"] is not None:
        return json.dumps(match["single"].replace("\\'", "'"))
    if match["key"]:
        return json.dumps(match["key"])
    return _WORDS.get(match["word"] or "", "")


def strings_of(value: Object) -> Iterator[tuple[str, str]]:
    """The texts of an object with the names they stand under, those nearer to its top first."""
    level: list[tuple[str, Any]] = [("", value)]
    for _ in range(LIMITS.json_depth):
        yield from ((name, item) for name, item in level if isinstance(item, str))
        level = [inner for name, item in level for inner in _inner(name, item)]
        if not level:
            return


def _inner(name: str, item: Any) -> list[tuple[str, Any]]:
    if isinstance(item, dict):
        return [*item.items()]
    return [(name, member) for member in item] if isinstance(item, list) else []
