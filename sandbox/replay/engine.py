"""Playing a scenario, a step at a time, in an instance of the worlds made for this replay alone."""

import time
from collections.abc import AsyncIterator, Callable, Mapping
from dataclasses import dataclass
from typing import Any

import httpx2
from starlette.types import ASGIApp

from sandbox.replay.expectations import problems
from sandbox.replay.state import CannotPlay, ReplayState, StepResult
from sandbox.replay.trace import Outcome, Problem, StepTrace, Trace
from sandbox.replay.verbs import PLAY
from sandbox.replay.wire import Wire
from sandbox.scenarios.model import Call, Expect, Scenario, Step
from sandbox.settings import DEFAULT_PUBLIC_URL
from sandbox.tokens.keyring import KeyMaker
from sandbox.worlds.addresses import issuer_names, relocated
from sandbox.worlds.instance import Fetched, Instance, Posted
from sandbox.worlds.model import World


@dataclass(frozen=True, slots=True)
class Replayer:
    """Where scenarios are played.

    Args:
        bind: Gives the application that serves the worlds, bound to one instance.
        keys: The signing keys of this process.
        public_url: The address under which the application calls itself.
        clock: Epoch seconds, now.

    """

    bind: Callable[[Instance], ASGIApp]
    keys: KeyMaker
    public_url: str
    clock: Callable[[], float] = time.time

    async def replay(
        self,
        scenario: Scenario,
        world: World,
        *,
        until: str | None = None,
        what_ifs: int | None = None,
        given: Mapping[str, str] | None = None,
    ) -> Trace:
        """Play a scenario and record it.

        Args:
            scenario: What to play.
            world: The world it names.
            until: The id of the last step to play; all of them if absent.
            what_ifs: How many what-ifs of that last step to play; all of them if absent.
            given: Tokens that are there from the beginning, by name.

        """
        now = self.clock()
        steps = [step async for step in self.play(scenario, world, until=until, what_ifs=what_ifs, given=given)]
        return Trace(
            id=scenario.scenario,
            world=world.world,
            public_url=self.public_url,
            now=now,
            ok=all(step.ok for step in steps),
            steps=steps,
        )

    async def play(
        self,
        scenario: Scenario,
        world: World,
        *,
        until: str | None = None,
        what_ifs: int | None = None,
        given: Mapping[str, str] | None = None,
    ) -> AsyncIterator[StepTrace]:
        """Play a scenario and yield each step when it is done; arguments as of `replay`."""
        stage = self._stage(scenario, world)
        for name, raw in (given or {}).items():
            stage.save(name, "pasted", raw, stage.client)
        for step in scenario.steps:
            last = step.id == until
            yield await _play_step(stage, step, what_ifs if last else None)
            if last:
                return

    def _stage(self, scenario: Scenario, world: World) -> ReplayState:
        issuers = {id_: issuer_names(world, id_, self.public_url).path for id_ in world.issuers}

        async def fetch(part: str, url: str, posted: Posted | None = None, /) -> Fetched:
            receiver = next((id_ for id_, name in issuers.items() if url.startswith(name)), "issuer")
            return await wire.fetch(part, url, receiver, posted)

        instance = Instance(self.keys, fetch, self.public_url, self.clock)
        wire = Wire(httpx2.ASGITransport(app=self.bind(instance)))
        first = scenario.clients(world)[0]
        return ReplayState(relocated(world, self.public_url), instance, wire, world.clients[first].api or first)


async def _play_step(stage: ReplayState, step: Step, most: int | None) -> StepTrace:
    outcome, played = await _attempt(stage, step.verb_name, step.verb, step.expect)
    what_ifs: list[Outcome] = []
    if step.call is not None:
        for what_if in step.what_if[:most]:
            other = Call.model_copy(step.call, update={"verify": {**step.call.verify, **what_if.verify}})
            what_ifs.append((await _attempt(stage, "call", other, what_if.expect))[0])
    members = dict(outcome)
    members["ok"] = outcome.ok and all(what_if.ok for what_if in what_ifs)
    return StepTrace(**members, id=step.id, verb=step.verb_name, tokens=played.tokens, what_ifs=what_ifs)


def _here(stage: ReplayState, expect: Expect) -> Expect:
    """What is expected, as it is here: addresses in it move along with the public URL."""
    if stage.instance.public_url == DEFAULT_PUBLIC_URL:
        return expect
    members = ("claims", "header", "body", "challenge")
    moved = {what: {name: stage.here(value) for name, value in getattr(expect, what).items()} for what in members}
    return expect.model_copy(update=moved)


async def _attempt(stage: ReplayState, name: str, verb: Any, expect: Expect) -> tuple[Outcome, StepResult]:
    """Do something once and compare what came of it with what was expected."""
    try:
        played = await PLAY[name](stage, verb)
        found = problems(_here(stage, expect), played)
    except CannotPlay as reason:
        played = StepResult()
        found = [Problem(what=reason.what, expected=reason.expected, actual=reason.actual)]
    outcome = Outcome(
        ok=not found,
        problems=found,
        exchanges=stage.wire.taken(),
        api=played.api,
        verify=played.verify,
        token=played.token,
        status=played.status,
        checks=played.checks,
        decision=played.decision,
        decided_by=played.decided_by,
    )
    return outcome, played
