"""Polls: a question, its answers, and how many chose each."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from markupsafe import Markup

from sandbox.scenarios.model import Scenario, Step
from sandbox.scenarios.shown_order import shown_order
from sandbox.views.parts.markdown import markdown
from sandbox.workshop.model import OwnQuestion
from sandbox.worlds.model import World


@dataclass(frozen=True, slots=True)
class Ballot:
    """A question that is open.

    Args:
        key: The key of its votes.
        ask: The question.
        answers: The answers there are.
        chosen: Which of them was chosen on this device, from 1; 0 for none, or if the device is unknown.
        own: Whether no replay answers it.
        shown: The numbers of the answers in the order in which they are shown; empty for as they stand.

    """

    key: str
    ask: str
    answers: tuple[str, ...]
    chosen: int = 0
    own: bool = False
    shown: tuple[int, ...] = ()

    @property
    def in_order(self) -> list[tuple[int, str]]:
        """The answers as they are shown, each with its number."""
        numbers = self.shown or range(1, len(self.answers) + 1)
        return [(number, self.answers[number - 1]) for number in numbers]

    @property
    def place(self) -> int:
        """At which place the chosen answer is shown, from 1; 0 for none."""
        return next((place for place, (number, _) in enumerate(self.in_order, 1) if number == self.chosen), 0)


@dataclass(frozen=True, slots=True)
class Share:
    """An answer, and how many chose it.

    ``number`` is its number in the scenario, from 1; ``percent`` a whole number; ``correct`` None if no replay says.
    """

    number: int
    says: str
    because: Markup
    correct: bool | None
    votes: int
    percent: int


@dataclass(frozen=True, slots=True)
class Tally:
    """The answers of a room to a question.

    Args:
        key: The key of its votes.
        url: The address of the step it is about.
        ask: The question.
        shares: The answers as they are shown, with how many chose each.
        votes: How many answered.
        title: The title of the scenario.
        asked: When it was asked, in epoch seconds; 0 if that is not known.
        chosen: Which was chosen on this device, from 1; 0 for none, or if the device is unknown.
        told: Whether it says which answers are right, and why.

    """

    key: str
    url: str
    ask: str
    shares: list[Share]
    votes: int
    title: str = ""
    asked: float = 0.0
    chosen: int = 0
    told: bool = True

    @property
    def own(self) -> bool:
        """Whether no replay answers it."""
        return all(share.correct is None for share in self.shares)

    @property
    def by_number(self) -> list[Share]:
        """The answers as the scenario has them, which is the order of their numbers."""
        return sorted(self.shares, key=lambda share: share.number)

    @property
    def right(self) -> int:
        """How many per cent were right."""
        return sum(share.percent for share in self.shares if share.correct)

    @property
    def when(self) -> datetime | None:
        """When it was asked, by the clock of this machine; None if that is not known."""
        return datetime.fromtimestamp(self.asked).astimezone() if self.asked else None

    @property
    def date(self) -> str:
        """The same, for readers."""
        return f"{self.when.day} {self.when:%B %Y, %H:%M}" if self.when else ""


def own_ballot(question: OwnQuestion, key: str, chosen: int = 0) -> Ballot:
    """The ballot of a question that no replay answers.

    Args:
        question: The question.
        key: Its key in the room.
        chosen: Which answer was chosen on this device, from 1; 0 for none.

    """
    return Ballot(key, question.ask, question.options, chosen, own=True)


def own_tally(question: OwnQuestion, place: str, key: str, answers: Iterable[int]) -> Tally:
    """The answers to a question that no replay answers.

    Args:
        question: The question.
        place: Its place in the room.
        key: The key of the votes.
        answers: The numbers of the answers that were chosen.

    """
    shares, votes = _shares([(says, Markup(), None) for says in question.options], answers)
    return Tally(key, place, question.ask, shares, votes)


def ballot_of(step: Step, key: str, chosen: int = 0) -> Ballot | None:
    """The ballot of a step; None if it asks for no prediction.

    Args:
        step: The step.
        key: The key of its question in the room: the address of the step, ``#``, how many times it was asked.
        chosen: Which answer was chosen on this device, from 1; 0 for none.

    """
    if step.predict is None:
        return None
    answers = tuple(option.says for option in step.predict.options)
    shown = tuple(number for number, _ in shown_order(key.partition("#")[0], step.predict))
    return Ballot(key, step.predict.ask, answers, chosen, shown=shown)


def tally_of(scenario: Scenario, step: Step, key: str, answers: Iterable[int], world: World) -> Tally | None:
    """The answers to the question of a step; None if it asks for no prediction.

    Args:
        scenario: The scenario.
        step: The step.
        key: The key of the votes.
        answers: The numbers of the answers that were chosen.
        world: The world of the scenario, whose addresses the texts may name.

    """
    if step.predict is None:
        return None
    options = [(option.says, markdown(option.because, world), option.correct) for option in step.predict.options]
    by_number, total = _shares(options, answers)
    url = f"/scenarios/{scenario.scenario}/{step.id}"
    shares = [by_number[number - 1] for number, _ in shown_order(url, step.predict)]
    return Tally(key, url, step.predict.ask, shares, total, scenario.title)


def _shares(options: Sequence[tuple[str, Markup, bool | None]], answers: Iterable[int]) -> tuple[list[Share], int]:
    """How many chose each option, and how many answered."""
    counted = Counter(answers)
    total = sum(counted[number] for number, _ in enumerate(options, 1))
    shares = [
        Share(number, says, because, correct, counted[number], round(100 * counted[number] / total) if total else 0)
        for number, (says, because, correct) in enumerate(options, 1)
    ]
    return shares, total
