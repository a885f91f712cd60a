"""The stops of a scenario, in the order one walks them, each with an address of its own."""

from dataclasses import dataclass
from typing import Literal

from sandbox.errors import UnknownName
from sandbox.scenarios.model import Scenario, Step, WhatIf

Kind = Literal["question", "predict", "step", "what-if", "takeaway"]


@dataclass(frozen=True, slots=True)
class Stop:
    """One place in a scenario.

    Args:
        kind: What is shown there.
        url: Its address.
        title: Its title.
        number: The number of its step, from 1.
        step: The step, at a step, before it (``predict``), or at a what-if.
        what_if: The number of the what-if, from 1, at a what-if.

    """

    kind: Kind
    url: str
    title: str
    number: int = 0
    step: Step | None = None
    what_if: int = 0

    @property
    def written_what_if(self) -> WhatIf | None:
        """The what-if as its author wrote it, at a what-if."""
        return self.step.what_if[self.what_if - 1] if self.step and self.what_if else None


def stops(scenario: Scenario) -> list[Stop]:
    """Question, each step after its prediction and before its what-ifs, takeaway."""
    base = f"/scenarios/{scenario.scenario}"
    found = [Stop("question", base, "The question")]
    for number, step in enumerate(scenario.steps, 1):
        url = f"{base}/{step.id}"
        if step.predict is not None:
            found.append(Stop("predict", f"{url}/predict", step.predict.ask, number, step))
        found.append(Stop("step", url, step.title, number, step))
        for index, what_if in enumerate(step.what_if, 1):
            found.append(Stop("what-if", f"{url}/what-if/{index}", what_if.title, number, step, index))
    found.append(Stop("takeaway", f"{base}/takeaway", "Takeaway"))
    return found


def stop_at(scenario: Scenario, step: str | None, what_if: int = 0, *, predict: bool = False) -> Stop:
    """The stop of a step, of one of its what-ifs, or of its prediction.

    Args:
        scenario: The scenario.
        step: The id of the step.
        what_if: The number of the what-if, from 1; 0 for none.
        predict: Whether it is the stop of the prediction.

    Raises:
        UnknownName: The scenario has none such.

    """
    found = stops(scenario)
    for stop in found:
        same = stop.step is not None and stop.step.id == step and stop.what_if == what_if
        if same and (stop.kind == "predict") == predict:
            return stop
    ids = [stop.step.id for stop in found if stop.step is not None and stop.kind == "step"]
    if step in ids and predict:
        raise UnknownName(f"the step `{step}` asks for no prediction")
    if step in ids:
        raise UnknownName(f"the step `{step}` has no what-if {what_if}")
    raise UnknownName(f"there is no step `{str(step)[:80]}` in this scenario", found=str(step)[:80], allowed=ids)
