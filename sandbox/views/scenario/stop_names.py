"""The names of stops in two or three words, for the step bar."""

from typing import Final

from sandbox.scenarios.stops import Kind, Stop
from sandbox.views.verbs import VIEWS

_SHORT: Final[dict[Kind, str]] = {
    "question": "The question",
    "predict": "Predict",
    "act": "Your turn",
    "takeaway": "Takeaway",
}


def short_name(stop: Stop) -> str:
    """The name of a stop: what is done there, or how the api of a what-if makes its checks."""
    if stop.step is None or stop.kind in _SHORT:
        return _SHORT[stop.kind]
    if stop.written_what_if is not None:
        return "What if: " + ", ".join(f"{check} {mode}" for check, mode in stop.written_what_if.verify.items())
    return VIEWS[stop.step.verb_name].short(stop.step.verb)
