"""What an api answered: in one line, and as a card beside the cards of other apis or deployments."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from sandbox.replay.trace import Outcome
from sandbox.views.parts.check_words import WORDS
from sandbox.views.parts.checks import CheckRow, check_rows, overlooked
from sandbox.worlds.hues import hue
from sandbox.worlds.model import World

_ALWAYS: Final = frozenset({"signature", "audience"})


@dataclass(frozen=True, slots=True)
class Answer:
    """What an api answered, in one line.

    Args:
        api: The api.
        hue: Its class.
        deployment: How it differs from the one that makes every check, as in its address.
        status: The status.
        checked: Whether there was anything to check.
        decided: The check that decided, if one refused.
        overlooked: The checks that failed and were not enforced.
        tone: ``good``, ``bad``, or ``careless`` where it served in spite of a failed check.

    """

    api: str
    hue: str
    deployment: str
    status: int
    checked: bool
    decided: str
    overlooked: list[str]
    tone: str


@dataclass(frozen=True, slots=True)
class OutcomeCard:
    """One of several calls: the api as it is, or as it would be, or another api."""

    title: str
    answer: Answer
    checks: list[CheckRow]


@dataclass(frozen=True, slots=True)
class OutcomeCards:
    """Calls that differ in one thing, and what they have in common, in words."""

    label: str
    cards: list[OutcomeCard]


def answer_of(outcome: Outcome, world: World) -> Answer | None:
    """The answer that came of something; None if no api was called."""
    if outcome.api is None or outcome.status is None:
        return None
    decided = next((check.id for check in outcome.checks if check.id == outcome.decided_by), None)
    return Answer(
        api=outcome.api,
        hue=hue(world, outcome.api),
        deployment="".join(f";{check}={mode}" for check, mode in outcome.verify.items()),
        status=outcome.status,
        checked=bool(outcome.checks),
        decided=WORDS[decided].title if decided else "",
        overlooked=[WORDS[check.id].title for check in outcome.checks if overlooked(check)],
        tone=tone_of(outcome),
    )


def tone_of(outcome: Outcome) -> str:
    """``good``, ``bad``, or ``careless`` where it served in spite of a failed check."""
    if outcome.decision != "accept":
        return "bad"
    return "careless" if any(map(overlooked, outcome.checks)) else "good"


def outcome_card(
    title: str, outcome: Outcome, now: float, world: World, checks: frozenset[str] = frozenset()
) -> OutcomeCard | None:
    """One card: signature and audience, what decided or was overlooked, and whatever else is wanted.

    Args:
        title: What distinguishes it.
        outcome: What came of the call.
        now: When it was made, in epoch seconds.
        world: Its world.
        checks: The ids of checks to print beside those.

    Returns:
        None if no api answered.

    """
    answer = answer_of(outcome, world)
    if answer is None:
        return None
    rows = check_rows(outcome, now, world)
    wanted = _ALWAYS | checks | {*outcome.verify}
    return OutcomeCard(title, answer, [row for row in rows if row.id in wanted or row.decides or row.overlooked])


def outcome_cards(label: str, cards: Iterable[OutcomeCard | None]) -> OutcomeCards | None:
    """Cards beside each other; None if there are none."""
    found = [card for card in cards if card is not None]
    return OutcomeCards(label, found) if found else None
