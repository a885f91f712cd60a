"""Replays of the scenarios that a command line names, one after the other; no trace is kept."""

from collections.abc import AsyncIterator, Sequence

from sandbox.network import create_replayer
from sandbox.replay.engine import Replayer
from sandbox.replay.player import ReplayRequest
from sandbox.replay.trace import Trace
from sandbox.scenarios.loading.targets import TargetScenario
from sandbox.scenarios.model import Scenario
from sandbox.settings import DEFAULT_PUBLIC_URL
from sandbox.tokens.keyring import KeyMaker
from sandbox.worlds.model import World


class LocalReplays:
    """Replays scenarios in this process; what serves a world is built once."""

    def __init__(self) -> None:
        self._keys = KeyMaker()
        self._replayers: dict[int, tuple[World, Replayer]] = {}

    async def replay_alone(self, scenario: Scenario, world: World) -> Trace:
        """Replay one scenario in a world that serves no other."""
        return await self._replayer(world).replay(ReplayRequest(scenario), world)

    async def _replay(self, scenario: Scenario, world: World, until: str | None) -> Trace:
        if id(world) not in self._replayers:
            self._replayers[id(world)] = (world, self._replayer(world))
        return await self._replayers[id(world)][1].replay(ReplayRequest(scenario, until), world)

    def _replayer(self, world: World) -> Replayer:
        return create_replayer({world.world: world}, self._keys, DEFAULT_PUBLIC_URL)

    async def replay_all(
        self, selected: Sequence[TargetScenario], step: int | None
    ) -> AsyncIterator[tuple[TargetScenario, Trace]]:
        """Replay scenarios one by one.

        Args:
            selected: What to replay.
            step: How many steps of each; all of them if absent.

        """
        for chosen in selected:
            steps = chosen.scenario.steps
            until = steps[min(step, len(steps)) - 1].id if step else None
            yield chosen, await self._replay(chosen.scenario, chosen.world, until)
