"""What plays scenarios, and which replay belongs to a place: a stop of a scenario, or a state of the workbench."""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field

from sandbox.replay.trace import Token, Trace
from sandbox.replay.visit import Visit
from sandbox.scenarios.act import Choice
from sandbox.scenarios.model import Scenario, Step
from sandbox.scenarios.stops import Stop
from sandbox.scenarios.workbench.scenario import (
    PASTED,
    at_every_api,
    with_other_token,
    with_strict_call,
    workbench_scenario,
)
from sandbox.scenarios.workbench.state import WorkbenchState


@dataclass(frozen=True, slots=True)
class ReplayRequest:
    """What to replay.

    Args:
        scenario: The scenario.
        until: The id of the last step to play; all of them if absent.
        what_ifs: How many what-ifs of that last step to play; all of them if absent.
        choice: Which choice of that last step to play, where not all what-ifs are; else all choices are played.
        tokens: Tokens that are there from the beginning, as they are sent, by name.
        visit: Whose clock and randomness it goes by; if absent, by the real ones.

    """

    scenario: Scenario
    until: str | None = None
    what_ifs: int | None = None
    choice: str | None = None
    tokens: Mapping[str, str] = field(default_factory=dict)
    visit: Visit | None = None

    def choices_of(self, step: Step) -> list[Choice]:
        """What is to be played of the choices of a step."""
        choices = step.act.choices if step.act is not None else []
        if self.what_ifs is None:
            return choices
        return [choice for choice in choices if step.id == self.until and choice.id == self.choice]


Player = Callable[[ReplayRequest], Awaitable[Trace]]
"""Replays what is requested, and records it."""


async def trace_at_stop(play: Player, scenario: Scenario, stop: Stop, visit: Visit | None) -> Trace | None:
    """Replay a scenario as far as one of its stops shows it.

    Args:
        play: Replays it.
        scenario: The scenario.
        stop: One of its stops.
        visit: The visit, whose tokens are the same at each of them.

    Returns:
        The trace; None where nothing was sent yet.

    """
    if stop.kind == "takeaway":
        return await play(ReplayRequest(scenario, visit=visit))
    if stop.kind == "predict":
        before = scenario.steps[stop.number - 2].id if stop.number > 1 else None
        return await play(ReplayRequest(scenario, before, visit=visit)) if before else None
    if stop.step is None:
        return None
    most = len(stop.step.what_if) if stop.kind == "act" else stop.what_if
    return await play(ReplayRequest(scenario, stop.step.id, most, stop.choice, visit=visit))


async def trace_of_workbench(play: Player, state: WorkbenchState, pasted: Token | None = None) -> Trace | None:
    """Send what is on the workbench to every api, together with the token it is compared with.

    Args:
        play: Replays it.
        state: The state of the workbench.
        pasted: The token that was pasted, if one was.

    Returns:
        The trace; None where there is nothing to send.

    """
    if state.way == "paste" and pasted is None:
        return None
    scenario = with_strict_call(workbench_scenario(state))
    token = scenario.steps[-1].call.token if scenario.steps[-1].call else None
    everywhere = at_every_api(scenario, len(scenario.steps), token, state.world)
    tokens = {PASTED: pasted.raw} if pasted else {}
    return await play(ReplayRequest(with_other_token(everywhere, state), tokens=tokens))
