"""The claims of two tokens, side by side."""

from dataclasses import dataclass
from typing import Any, Final

from sandbox.replay.trace import Token
from sandbox.views.parts.values import Value, as_json, compared
from sandbox.worlds.model import World

_NEW_EACH_TIME: Final = frozenset({"iat", "exp", "nbf", "jti", "nonce", "at_hash"})
_NAMES: Final = frozenset({"typ", "iss", "aud", "azp", "client_id", "sub"})
"""Claims that hold one name, of which one character may be what differs."""
_ABSENT: Final = Value("–", "", "", "hue-none")
_FIRST: Final = ("typ", "iss", "aud", "azp", "client_id", "sub", "scope", "permissions")


@dataclass(frozen=True, slots=True)
class ClaimRow:
    """One claim in both tokens.

    Args:
        name: The claim, or ``typ`` of the header.
        left: Its value in the first token.
        right: Its value in the second.
        differs: Whether it differs in more than what is new in every token.

    """

    name: str
    left: Value
    right: Value
    differs: bool


@dataclass(frozen=True, slots=True)
class ClaimsTable:
    """The names of two tokens, and their claims."""

    left: str
    right: str
    rows: list[ClaimRow]


def claims_table(left: Token, right: Token, world: World) -> ClaimsTable | None:
    """Compare the claims of two tokens, what differs and matters first.

    Args:
        left: The first token.
        right: The second token.
        world: The world they belong to.

    Returns:
        None if one of them cannot be read.

    """
    if left.claims is None or right.claims is None:
        return None
    first = {"typ": (left.header or {}).get("typ"), **left.claims}
    second = {"typ": (right.header or {}).get("typ"), **right.claims}
    names = sorted({**first, **second}, key=_place)
    return ClaimsTable(left.name, right.name, [_row(name, first, second, world) for name in names])


def _place(name: str) -> tuple[bool, int]:
    return name in _NEW_EACH_TIME, _FIRST.index(name) if name in _FIRST else len(_FIRST)


def _row(name: str, first: dict[str, Any], second: dict[str, Any], world: World) -> ClaimRow:
    if name not in first or name not in second:
        left, right = (_value(members, name, world) for members in (first, second))
        return ClaimRow(name, left, right, name not in _NEW_EACH_TIME)
    same = first[name] == second[name]
    both = [first[name], second[name]]
    marked = not same and name in _NAMES and all(isinstance(value, str) for value in both)
    if marked:
        (left, *_), (right, *_) = compared(first[name], second[name], world)
    else:
        left, right = (_value(members, name, world) for members in (first, second))
    return ClaimRow(name, left, right, not same and name not in _NEW_EACH_TIME)


def _value(members: dict[str, Any], name: str, world: World) -> Value:
    if name not in members:
        return _ABSENT
    value = members[name]
    text = value if isinstance(value, str) else as_json(value)
    return Value(text, "", "", compared(value, value, world)[0][0].hue)
