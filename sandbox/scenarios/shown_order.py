"""In which order the answers of a prediction are shown: the same for everybody, and in no favour of any place.

Whatever keeps an answer (an address, a browser, a room) keeps its number in the scenario, and not its place.
"""

from hashlib import sha256
from typing import Final

from sandbox.scenarios.model import Option, Predict

_SEED: Final = "5"
"""With this one, the right answers of what is shipped are spread evenly over the places."""


def shown_order(address: str, predict: Predict) -> list[tuple[int, Option]]:
    """The answers as they are shown, each with its number in the scenario, from 1.

    Args:
        address: The address of the step that they are about.
        predict: The prediction.

    """
    numbered = list(enumerate(predict.options, 1))
    if predict.keep_order:
        return numbered
    return sorted(numbered, key=lambda one: sha256(f"{_SEED} {address} {one[0]}".encode()).digest())
