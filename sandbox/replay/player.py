"""Which replay belongs to a place: a stop of a scenario, or a state of the workbench."""

from collections.abc import Awaitable, Mapping
from typing import Protocol

from sandbox.replay.trace import Token, Trace
from sandbox.scenarios.model import Scenario
from sandbox.scenarios.stops import Stop
from sandbox.scenarios.workbench.scenario import PASTED, as_it_is, at_every_door, with_another, workbench_scenario
from sandbox.scenarios.workbench.state import WorkbenchState


class Player(Protocol):
    """Replays a scenario, up to and including a step and so many of its what-ifs, with tokens that are given."""

    def __call__(
        self,
        scenario: Scenario,
        *,
        until: str | None = None,
        what_ifs: int | None = None,
        given: Mapping[str, str] | None = None,
    ) -> Awaitable[Trace]:
        """Replay it and record it."""
        ...


async def trace_at(play: Player, scenario: Scenario, stop: Stop) -> Trace | None:
    """Replay a scenario as far as one of its stops shows it; None where nothing was sent yet."""
    if stop.kind == "takeaway":
        return await play(scenario)
    if stop.kind == "predict":
        before = scenario.steps[stop.number - 2].id if stop.number > 1 else None
        return await play(scenario, until=before, what_ifs=0) if before else None
    return await play(scenario, until=stop.step.id, what_ifs=stop.what_if) if stop.step else None


async def trace_of(play: Player, state: WorkbenchState, pasted: Token | None = None) -> Trace | None:
    """Send what is on the workbench, at every door and beside what lies beside it; None where there is nothing to send.

    Args:
        play: Replays it.
        state: The state of the workbench.
        pasted: The token that was pasted, if one was.

    """
    if state.way == "paste" and pasted is None:
        return None
    scenario = as_it_is(workbench_scenario(state))
    token = scenario.steps[-1].call.token if scenario.steps[-1].call else None
    everywhere = at_every_door(scenario, len(scenario.steps), token, state.world)
    return await play(with_another(everywhere, state), given={PASTED: pasted.raw} if pasted else None)
