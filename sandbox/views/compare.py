"""Two strings side by side, with the first difference marked."""

import json
from dataclasses import dataclass
from itertools import takewhile
from typing import Any

from sandbox.views.hues import hue
from sandbox.worlds.model import World


@dataclass(frozen=True, slots=True)
class Value:
    """A value as readers see it: what it shares with the other one, and from where it differs."""

    same: str
    differs: str
    hue: str

    @property
    def text(self) -> str:
        """The whole value."""
        return self.same + self.differs


def shown(value: Any) -> str:
    """A value of a claim or header as text: strings bare, anything else as JSON."""
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)


def compared(expected: Any, actual: Any, world: World) -> tuple[list[Value], list[Value]]:
    """What was expected (any of these) and what was found, each with its hue.

    The first difference is marked when exactly one string stands against exactly one other.
    """
    wanted = expected if isinstance(expected, list) else [expected]
    found = actual if isinstance(actual, list) and actual else [actual]
    marks = len(wanted) == len(found) == 1 and isinstance(wanted[0], str) and isinstance(found[0], str)
    shared = _shared(wanted[0], found[0]) if marks and wanted[0] != found[0] else None
    return [_value(item, shared, world) for item in wanted], [_value(item, shared, world) for item in found]


def _value(item: Any, shared: int | None, world: World) -> Value:
    text = shown(item)
    cut = len(text) if shared is None else shared
    return Value(text[:cut], text[cut:], hue(world, item))


def _shared(one: str, other: str) -> int:
    """How many characters two strings have in common at their beginning."""
    return sum(1 for _ in takewhile(lambda pair: pair[0] == pair[1], zip(one, other, strict=False)))
