"""The stops of a scenario, in the order one walks them, each with an address of its own."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Literal

from sandbox.errors import UnknownName
from sandbox.scenarios.act import Choice, own_choice
from sandbox.scenarios.model import Scenario, Step, WhatIf

Kind = Literal["question", "predict", "step", "what-if", "act", "takeaway"]


@dataclass(frozen=True, slots=True)
class Stop:
    """One place in a scenario.

    Args:
        kind: What is shown there.
        url: Its address.
        title: Its title.
        number: The number of its step, from 1.
        step: The step, at a step, before it (``predict``), at a what-if, or where one acts.
        what_if: The number of the what-if, from 1, at a what-if.
        choice: The id of what was chosen, where one acts and has chosen.

    """

    kind: Kind
    url: str
    title: str
    number: int = 0
    step: Step | None = None
    what_if: int = 0
    choice: str = ""

    @property
    def written_what_if(self) -> WhatIf | None:
        """The what-if as its author wrote it, at a what-if."""
        return self.step.what_if[self.what_if - 1] if self.step and self.what_if else None

    @property
    def chosen(self) -> Choice | None:
        """What was chosen, where one acts and has chosen."""
        return self.step.act.choice(self.choice) if self.step and self.step.act and self.choice else None


def stops(scenario: Scenario) -> list[Stop]:
    """Question, each step after its prediction, before its what-ifs and what one can change about it, takeaway."""
    base = f"/scenarios/{scenario.scenario}"
    found = [Stop("question", base, "The question")]
    for number, step in enumerate(scenario.steps, 1):
        url = f"{base}/{step.id}"
        if step.predict is not None:
            found.append(Stop("predict", f"{url}/predict", step.predict.ask, number, step))
        found.append(Stop("step", url, step.title, number, step))
        for index, what_if in enumerate(step.what_if, 1):
            found.append(Stop("what-if", f"{url}/what-if/{index}", what_if.title, number, step, index))
        if step.act is not None:
            found.append(Stop("act", f"{url}/act", step.act.ask, number, step))
    found.append(Stop("takeaway", f"{base}/takeaway", "Takeaway"))
    return found


def outcomes_of(stop: Stop) -> list[Stop]:
    """The stops of all that can be chosen at a stop where one acts: none of them is on the way through the scenario."""
    choices = stop.step.act.choices if stop.kind == "act" and stop.step and stop.step.act else []
    return [replace(stop, url=f"{stop.url}/{one.id}", title=one.says, choice=one.id) for one in choices]


def places(scenario: Scenario) -> Iterator[Stop]:
    """Everything in a scenario that has an address: its stops, and what comes of each choice."""
    for stop in stops(scenario):
        yield stop
        yield from outcomes_of(stop)


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


def act_at(scenario: Scenario, step: str, choice: str = "") -> Stop:
    """The stop where one acts on a step, or what comes of one of its choices.

    Args:
        scenario: The scenario.
        step: The id of the step.
        choice: The id of the choice; empty for none.

    Raises:
        UnknownName: The scenario has none such.

    """
    stop = next((one for one in stops(scenario) if one.kind == "act" and one.step and one.step.id == step), None)
    if stop is None:
        raise UnknownName(f"there is nothing to change at a step `{step[:80]}`")
    outcomes = {one.choice: one for one in outcomes_of(stop)}
    if choice and choice not in outcomes:
        raise UnknownName(f"there is no choice `{choice[:80]}` here", found=choice[:80], allowed=outcomes)
    return outcomes[choice] if choice else stop


def with_own_choice(scenario: Scenario, step: str, aud: str, mode: str) -> Scenario:
    """The scenario with one more choice at a step: an ``aud`` that a reader wrote, at an api that compares so.

    Args:
        scenario: The scenario.
        step: The id of the step.
        aud: The audience as it was typed.
        mode: How the api compares it; empty for as it does.

    Raises:
        UnknownName: There is nothing to change there.
        CannotSign: No issuer writes such an audience, or the api cannot compare so.

    """
    found = act_at(scenario, step).step
    if found is None or found.act is None or found.call is None:
        raise UnknownName(f"there is nothing to write at the step `{step[:80]}`")
    choices = [*found.act.choices, own_choice(found.act, found.call, aud, mode)]
    acting = found.model_copy(update={"act": found.act.model_copy(update={"choices": choices})})
    steps = [acting if one is found else one for one in scenario.steps]
    return scenario.model_copy(update={"steps": steps})
