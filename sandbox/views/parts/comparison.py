"""A token compared: its claims with those of another token, or what every api answers to it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from sandbox.errors import UnknownName
from sandbox.replay.trace import Token
from sandbox.views.parts.outcome_card import OutcomeCards
from sandbox.views.parts.values import Value, as_json, compared
from sandbox.worlds.model import World

EVERY_API: Final = "doors"
"""What the query parameter ``beside`` says where the same token is to be sent to every api."""

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


@dataclass(frozen=True, slots=True)
class Choice:
    """A link to the same page with something else on it."""

    text: str
    url: str
    current: bool


@dataclass(frozen=True, slots=True)
class Comparison:
    """What a token can be compared with, and the comparison that was chosen.

    Args:
        choices: What it can be compared with.
        claims: Its claims and those of another token.
        cards: What each api answered to it.

    """

    choices: Sequence[Choice]
    claims: ClaimsTable | None
    cards: OutcomeCards | None = None


def comparison(
    url: str, name: str | None, tokens: Mapping[str, Token], chosen: str, cards: OutcomeCards | None, world: World
) -> Comparison | None:
    """What a token can be compared with.

    Args:
        url: The address of the stop.
        name: The name of the token.
        tokens: Every token there is so far, by name.
        chosen: What it is to be compared with: `EVERY_API` or a name; empty for nothing.
        cards: What each api answered, if that was chosen.
        world: The world they belong to.

    Returns:
        None where there is no token.

    Raises:
        UnknownName: There is no token of the name that was chosen.

    """
    if name is None or name not in tokens:
        return None
    others = [other for other, token in tokens.items() if other != name and token.claims is not None]
    others = others if tokens[name].claims is not None else []
    if chosen and chosen != EVERY_API and chosen not in others:
        raise UnknownName(
            f"there is no letter `{chosen[:80]}` to lay beside", found=chosen[:80], allowed=[*others, EVERY_API]
        )
    choices = [Choice(f"the claims of {other}", _url(url, other), other == chosen) for other in others]
    choices.insert(0, Choice("the same letter at every door", _url(url, EVERY_API), chosen == EVERY_API))
    claims = claims_table(tokens[name], tokens[chosen], world) if chosen in others else None
    return Comparison(choices, claims, cards)


def _url(url: str, chosen: str) -> str:
    return f"{url}?beside={chosen}#beside"


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
