"""What the token of a stop can be compared with: another token, or itself at every other api."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from sandbox.errors import UnknownName
from sandbox.replay.trace import Token
from sandbox.views.parts.claims import ClaimsTable, claims_table
from sandbox.views.parts.outcome_card import OutcomeCards
from sandbox.worlds.model import World

EVERY_API: Final = "doors"
"""What the query parameter ``beside`` says where the same token is to be sent to every api."""


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
