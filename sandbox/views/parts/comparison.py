"""What can be laid beside the letter of a stop: another letter, or the same one at every other door."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from sandbox.errors import UnknownName
from sandbox.replay.trace import Token
from sandbox.views.parts.claims import Comparison, comparison
from sandbox.views.parts.outcome_card import Side
from sandbox.worlds.model import World

DOORS: Final = "doors"


@dataclass(frozen=True, slots=True)
class Choice:
    """A link to the same page with something else on it."""

    text: str
    url: str
    current: bool


@dataclass(frozen=True, slots=True)
class Beside:
    """What can be laid beside it, and what lies there: two columns of claims, or what each door answered."""

    choices: list[Choice]
    compared: Comparison | None
    doors: Sequence[Side]


def beside(
    url: str, shown: str | None, known: Mapping[str, Token], asked: str, doors: Sequence[Side], world: World
) -> Beside | None:
    """What can be laid beside a letter; None where there is neither a door nor another letter.

    Args:
        url: The address of the stop.
        shown: The name of the letter.
        known: Every letter there is so far, by name.
        asked: What is to be laid there: ``doors`` or a name; empty for nothing.
        doors: What each door answered, if that was asked for.
        world: The world they belong to.

    Raises:
        UnknownName: There is no such letter.

    """
    if shown is None or shown not in known:
        return None
    others = [name for name, token in known.items() if name != shown and token.claims is not None]
    others = others if known[shown].claims is not None else []
    if asked and asked != DOORS and asked not in others:
        raise UnknownName(
            f"there is no letter `{asked[:80]}` to lay beside", found=asked[:80], allowed=[*others, DOORS]
        )
    choices = [Choice(f"the claims of {name}", _url(url, name), name == asked) for name in others]
    choices.insert(0, Choice("the same letter at every door", _url(url, DOORS), asked == DOORS))
    compared = comparison(known[shown], known[asked], world) if asked in others else None
    return Beside(choices, compared, doors)


def _url(url: str, what: str) -> str:
    return f"{url}?beside={what}#beside"
