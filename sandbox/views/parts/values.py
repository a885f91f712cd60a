"""Values as readers see them: two side by side with the difference marked, and the difference in words."""

import json
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import takewhile
from typing import Any, Final

from sandbox.views.parts.visible import visible
from sandbox.worlds.hues import hue
from sandbox.worlds.model import World

as_json: Final = json.JSONEncoder(ensure_ascii=False).encode
"""A value as JSON, as readers see it. Making an encoder each time costs more than encoding."""


@dataclass(frozen=True, slots=True)
class Value:
    """A value as readers see it, with what differs from the one it is compared with.

    Args:
        same: What both begin with; the whole value if nothing is marked.
        differs: Where they differ. Nothing at all is ``∅``; a space is drawn by the page.
        rest: What both end with.
        hue: The class of the audience it names.

    """

    same: str
    differs: str
    rest: str
    hue: str


def plain(items: Iterable[object]) -> list[Value]:
    """Values that are compared with nothing."""
    return [Value("none" if item is None else str(item), "", "", "hue-none") for item in items]


def as_text(value: Any) -> str:
    """A value of a claim or header as text: strings bare, anything else as JSON."""
    return value if isinstance(value, str) else as_json(value)


def compared(expected: Any, actual: Any, world: World) -> tuple[list[Value], list[Value]]:
    """What was expected (any of these) and what was found, each with its hue.

    The difference is marked where one string is compared with one other.

    Args:
        expected: A value, or a list of those of which any would have done.
        actual: A value, or a list of values.
        world: The world whose names have hues.

    """
    wanted = expected if isinstance(expected, list) else [expected]
    found = actual if isinstance(actual, list) and actual else [actual]
    one, other = wanted[0] if len(wanted) == 1 else None, found[0] if len(found) == 1 else None
    if isinstance(one, str) and isinstance(other, str) and one != other:
        start, end = _shared(one, other)
        return [_marked(one, start, end, world)], [_marked(other, start, end, world)]
    return [_whole(item, world) for item in wanted], [_whole(item, world) for item in found]


def _whole(item: Any, world: World) -> Value:
    return Value(visible(as_text(item)), "", "", hue(world, item))


def _marked(text: str, start: int, end: int, world: World) -> Value:
    stop = len(text) - end
    return Value(visible(text[:start]), visible(text[start:stop]) or "∅", visible(text[stop:]), hue(world, text))


def _shared(one: str, other: str) -> tuple[int, int]:
    """How many characters two different strings share at their beginning, and then at their end."""
    start = _alike(one, other)
    return start, _alike(reversed(one[start:]), reversed(other[start:]))


def _alike(one: Iterable[str], other: Iterable[str]) -> int:
    return sum(1 for _ in takewhile(lambda pair: pair[0] == pair[1], zip(one, other, strict=False)))


def difference_in_words(expected: Any, actual: Any) -> str:
    """In what a value differs from the one that was expected; empty where it just does.

    Args:
        expected: A string, or a list of those of which any would have done.
        actual: A string or a list of strings.

    """
    wanted = expected if isinstance(expected, list) else [expected]
    if isinstance(actual, list):
        return (
            f"It is a list of {len(actual)}, and none of them is the one."
            if len(actual) > 1
            else _of_one(wanted, actual)
        )
    return next((words for one in wanted if (words := _between(one, actual))), "")


def _of_one(wanted: list[Any], actual: list[Any]) -> str:
    inside = difference_in_words(wanted, actual[0]) if actual else ""
    return f"It is a list of one. {inside}".strip() if actual else ""


def _between(one: Any, other: Any) -> str:
    if not isinstance(one, str) or not isinstance(other, str) or one == other:
        return ""
    if "".join(one.split()) == "".join(other.split()):
        return "Only spaces differ: one has a space that the other has not."
    if one.rstrip("/") == other.rstrip("/"):
        return (
            f"Only the slash at the end differs: {'this one has it' if other.endswith('/') else 'this one lacks it'}."
        )
    if one.casefold() == other.casefold():
        return "Only capital letters differ. They count: names are compared character by character."
    if other.startswith(one):
        return "It begins with what was expected, and goes on. A beginning is not enough."
    if one.startswith(other):
        return "It is only the beginning of what was expected."
    if one in other or other in one:
        return "One is a part of the other. A part is not enough."
    return ""
