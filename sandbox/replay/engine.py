"""Playing a scenario, a step at a time, in an instance of the worlds for this replay alone."""

import time
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from dataclasses import dataclass
from typing import Any

from starlette.types import ASGIApp

from sandbox.replay.carriers import in_process
from sandbox.replay.expectations import problems
from sandbox.replay.player import ReplayRequest
from sandbox.replay.state import CannotPlay, ReplayState, StepResult
from sandbox.replay.trace import ChosenOutcome, Exchange, Outcome, Problem, StepTrace, Token, Trace
from sandbox.replay.verbs import PLAY
from sandbox.replay.wire import Wire
from sandbox.scenarios.act import Choice
from sandbox.scenarios.expect import Expect
from sandbox.scenarios.model import Step
from sandbox.scenarios.verbs import VERBS
from sandbox.settings import DEFAULT_PUBLIC_URL
from sandbox.tokens.keyring import KeyMaker
from sandbox.worlds.addresses import issuer_names, relocated
from sandbox.worlds.instance import Fetched, Instance, Posted
from sandbox.worlds.keys import keys_made
from sandbox.worlds.model import World


@dataclass(frozen=True, slots=True)
class Replayer:
    """Plays scenarios in worlds.

    Args:
        bind: Gives the application that serves the worlds, bound to one instance.
        keys: The signing keys of this process.
        public_url: The address under which the application calls itself.
        clock: Epoch seconds, now; for replays of no visit.
        pause: Awaited before each request, where others are to be served between any two.

    """

    bind: Callable[[Instance], ASGIApp]
    keys: KeyMaker
    public_url: str
    clock: Callable[[], float] = time.time
    pause: Callable[[], Awaitable[None]] | None = None

    async def replay(self, request: ReplayRequest, world: World) -> Trace:
        """Play a scenario and record it.

        Args:
            request: What to play.
            world: The world that its scenario names.

        """
        now = request.visit.began if request.visit else self.clock()
        steps = [step async for step in self.play(request, world)]
        return Trace(
            id=request.scenario.scenario,
            world=world.world,
            public_url=self.public_url,
            now=now,
            ok=all(step.ok for step in steps),
            steps=steps,
        )

    async def play(self, request: ReplayRequest, world: World) -> AsyncIterator[StepTrace]:
        """Play a scenario and yield each step when it is done; arguments as of `replay`."""
        await keys_made(world, self.keys)
        state = self._state(request, world)
        for name, raw in request.tokens.items():
            state.save(name, "pasted", raw, state.client)
        for step in request.scenario.steps:
            last = step.id == request.until
            chosen = request.choices_of(step)
            yield await _play_step(state, request, step, request.what_ifs if last else None, chosen)
            if last:
                return

    def _state(self, request: ReplayRequest, world: World) -> ReplayState:
        issuers = {id_: issuer_names(world, id_, self.public_url).path for id_ in world.issuers}

        async def fetch(part: str, url: str, posted: Posted | None = None, /) -> Fetched:
            receiver = next((id_ for id_, name in issuers.items() if url.startswith(name)), "issuer")
            return await wire.fetch(part, url, receiver, posted)

        visit = request.visit
        clock = (lambda: visit.began) if visit else self.clock
        instance = Instance(self.keys, fetch, self.public_url, clock)
        wire = Wire(in_process(self.bind(instance)), self.pause)
        first = request.scenario.clients(world)[0]
        return ReplayState(relocated(world, self.public_url), instance, wire, world.clients[first].api or first)


async def _play_step(
    state: ReplayState, request: ReplayRequest, step: Step, most: int | None, choices: Sequence[Choice] = ()
) -> StepTrace:
    """Play a step, as many of its what-ifs as are wanted, and what can be chosen there.

    Each begins with randomness of its own, so that what was played before it makes no difference.

    Args:
        state: The state of the replay.
        request: What is replayed.
        step: The step.
        most: How many what-ifs; all of them if None.
        choices: Which of its choices.

    """

    def begin(number: int) -> None:
        if request.visit:
            state.instance.random_bytes = request.visit.random_bytes(step.id, number)

    begin(0)
    outcome, result = await _attempt(state, step.verb_name, step.verb, step.expect)
    blamed = next((problem.because for problem in outcome.problems if problem.because), step.id)
    state.missing |= dict.fromkeys(step.saves(), blamed)
    for token in result.tokens:
        state.missing.pop(token.name, None)
    what_ifs: list[Outcome] = []
    deployed = VERBS[step.verb_name].deployed
    if deployed is not None:
        for number, what_if in enumerate(step.what_if[:most], 1):
            begin(number)
            other = deployed(step.verb, what_if.verify)
            what_ifs.append((await _attempt(state, step.verb_name, other, what_if.expect))[0])
    chosen: list[ChosenOutcome] = []
    every = step.act.choices if step.act is not None else []
    for choice in choices:
        begin(len(step.what_if) + 1 + every.index(choice))
        chosen.append(await _choose(state.apart(), step, choice))
    members = dict(outcome)
    members["ok"] = outcome.ok and all(one.ok for one in (*what_ifs, *chosen))
    own = {"id": step.id, "verb": step.verb_name, "tokens": result.tokens}
    return StepTrace(**members, **own, what_ifs=what_ifs, choices=chosen)


async def _choose(state: ReplayState, step: Step, choice: Choice) -> ChosenOutcome:
    """Make the call of a step as a choice changes it: with a token that it brings first, at an api that it changes.

    Args:
        state: A state of which later steps see nothing.
        step: The step.
        choice: The choice.

    """
    deployed = VERBS[step.verb_name].deployed
    verb = deployed(step.verb, choice.verify) if deployed is not None else step.verb
    exchanges: list[Exchange] = []
    tokens: list[Token] = []
    for name, bringing in choice.verbs():
        brought, result = await _attempt(state, name, bringing, choice.expect)
        exchanges, tokens = brought.exchanges, result.tokens
        if not tokens:  # refused, or it could not be played: there is nothing to send
            return ChosenOutcome(**dict(brought), id=choice.id, tokens=[])
    outcome, _ = await _attempt(state, step.verb_name, verb, choice.expect)
    members = {**dict(outcome), "exchanges": [*exchanges, *outcome.exchanges]}
    return ChosenOutcome(**members, id=choice.id, tokens=tokens)


def _relocated(state: ReplayState, expect: Expect) -> Expect:
    """What is expected, with addresses under the public URL of this replay."""
    if state.instance.public_url == DEFAULT_PUBLIC_URL:
        return expect
    members = ("claims", "header", "body", "challenge")
    relocated = {what: {name: state.here(value) for name, value in getattr(expect, what).items()} for what in members}
    return expect.model_copy(update=relocated)


async def _attempt(state: ReplayState, name: str, verb: Any, expect: Expect) -> tuple[Outcome, StepResult]:
    """Play a verb once, and compare the result with what was expected.

    Args:
        state: The state of the replay.
        name: The key of the verb.
        verb: The verb.
        expect: What is expected.

    """
    try:
        result = await PLAY[name](state, verb)
        found = problems(_relocated(state, expect), result)
    except CannotPlay as reason:
        result = StepResult()
        found = [Problem(what=reason.what, expected=reason.expected, actual=reason.actual, because=reason.because)]
    outcome = Outcome(
        ok=not found,
        problems=found,
        exchanges=state.wire.take_exchanges(),
        api=result.api,
        verify=result.verify,
        token=result.token,
        status=result.status,
        checks=result.checks,
        decision=result.decision,
        decided_by=result.decided_by,
    )
    return outcome, result
