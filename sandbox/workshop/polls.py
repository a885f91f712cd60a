"""Polls: a question, its answers, and how many chose each."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass

from markupsafe import Markup

from sandbox.scenarios.model import Scenario, Step
from sandbox.views.parts.markdown import markdown
from sandbox.worlds.model import World


@dataclass(frozen=True, slots=True)
class Ballot:
    """A question that is open.

    Args:
        key: The key of its votes.
        ask: The question.
        answers: The answers there are.
        chosen: Which of them was chosen on this device, from 1; 0 for none, or if the device is unknown.

    """

    key: str
    ask: str
    answers: tuple[str, ...]
    chosen: int = 0


@dataclass(frozen=True, slots=True)
class Share:
    """An answer, and how many chose it. ``percent`` is a whole number."""

    number: int
    says: str
    because: Markup
    correct: bool
    votes: int
    percent: int


@dataclass(frozen=True, slots=True)
class Tally:
    """The answers of a room to a question.

    Args:
        key: The key of its votes.
        url: The address of the step it is about.
        ask: The question.
        shares: The answers, with how many chose each.
        votes: How many answered.
        chosen: Which was chosen on this device, from 1; 0 for none, or if the device is unknown.
        told: Whether it says which answers are right, and why.

    """

    key: str
    url: str
    ask: str
    shares: list[Share]
    votes: int
    chosen: int = 0
    told: bool = True


def ballot_of(step: Step, key: str, chosen: int = 0) -> Ballot | None:
    """The ballot of a step; None if it asks for no prediction.

    Args:
        step: The step.
        key: The key of its question in the room.
        chosen: Which answer was chosen on this device, from 1; 0 for none.

    """
    if step.predict is None:
        return None
    return Ballot(key, step.predict.ask, tuple(option.says for option in step.predict.options), chosen)


def tally_of(scenario: Scenario, step: Step, key: str, votes: Mapping[str, int], world: World) -> Tally | None:
    """The answers to the question of a step; None if it asks for no prediction.

    Args:
        scenario: The scenario.
        step: The step.
        key: The key of the votes.
        votes: The number of the chosen answer, from 1, by device.
        world: The world of the scenario, whose addresses the texts may name.

    """
    if step.predict is None:
        return None
    counted = Counter(votes.values())
    total = sum(counted[number] for number, _ in enumerate(step.predict.options, 1))
    shares = [
        Share(
            number,
            option.says,
            markdown(option.because, world),
            option.correct,
            counted[number],
            round(100 * counted[number] / total) if total else 0,
        )
        for number, option in enumerate(step.predict.options, 1)
    ]
    return Tally(key, f"/scenarios/{scenario.scenario}/{step.id}", step.predict.ask, shares, total)
