"""What a reader predicts of a step, and why each answer is right or wrong."""

from collections.abc import Sequence
from dataclasses import dataclass

from markupsafe import Markup

from sandbox.scenarios.shown_order import shown_order
from sandbox.scenarios.stops import Stop
from sandbox.views.parts.markdown import markdown
from sandbox.worlds.model import World


@dataclass(frozen=True, slots=True)
class Option:
    """An answer that can be predicted: its number, why it is right or wrong, and the address that responds to it."""

    number: int
    says: str
    because: Markup
    correct: bool
    url: str


@dataclass(frozen=True, slots=True)
class Prediction:
    """A question about a step.

    Args:
        ask: The question.
        options: The answers, in the order in which they are shown.
        chosen: The answer that the reader chose, if one was.
        url: The address of the step.

    """

    ask: str
    options: Sequence[Option]
    chosen: Option | None
    url: str


def prediction_of(stop: Stop, world: World, chosen: int = 0, *, terms: bool = True) -> Prediction | None:
    """The prediction of a step, at the step or before it.

    Args:
        stop: The stop.
        world: The world it plays in, whose names take their colours.
        chosen: The number of the answer that the reader chose, from 1; 0 for none.
        terms: Whether the terms of the glossary lead there.

    Returns:
        None if nothing is to be predicted there.

    """
    if stop.what_if or stop.step is None or stop.step.predict is None:
        return None
    url = stop.url.removesuffix("/predict")
    options = [
        Option(
            number, option.says, markdown(option.because, world, terms=terms), option.correct, f"{url}?said={number}"
        )
        for number, option in shown_order(url, stop.step.predict)
    ]
    said = next((option for option in options if option.number == chosen), None)
    return Prediction(stop.step.predict.ask, options, said, url)
