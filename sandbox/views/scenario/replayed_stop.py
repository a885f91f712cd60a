"""A stop of a scenario with the replay up to it: what each part of its page is made of."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cached_property

from sandbox.replay.trace import ChosenOutcome, Outcome, StepTrace, Token, Trace
from sandbox.scenarios.loading.pack_loader import ChapterEntry
from sandbox.scenarios.model import Scenario
from sandbox.scenarios.stops import Stop, stops
from sandbox.tokens.claim_types import as_number
from sandbox.worlds.addresses import relocated
from sandbox.worlds.model import World


@dataclass(frozen=True)
class ReplayedStop:
    """A stop, and the replay up to it.

    Args:
        scenario: The scenario.
        chapter: The chapter it belongs to.
        world: The world it plays in.
        stop: The stop.
        trace: The replay up to there; None where nothing was replayed yet.
        age: How many seconds ago the visit began whose clock it goes by.

    """

    scenario: Scenario
    chapter: ChapterEntry
    world: World
    stop: Stop
    trace: Trace | None = None
    age: float = 0.0

    @cached_property
    def stops(self) -> list[Stop]:
        """Every stop of the scenario."""
        return stops(self.scenario)

    @cached_property
    def place(self) -> int:
        """Which of them it is, from 0; what comes of a choice is at the stop where one chooses."""
        if self.stop in self.stops:
            return self.stops.index(self.stop)
        return next(place for place, stop in enumerate(self.stops) if (stop.kind, stop.step) == ("act", self.stop.step))

    @property
    def now(self) -> float:
        """When the replay was made, in epoch seconds; 0 without one."""
        return self.trace.now if self.trace else 0.0

    @property
    def step_trace(self) -> StepTrace | None:
        """What came of the step that the stop is about."""
        return self.trace.steps[-1] if self.trace and self.stop.kind in ("step", "what-if", "act") else None

    @property
    def outcome(self) -> Outcome | None:
        """What came of the step, of its what-if at a what-if, of what was chosen where one acts."""
        step = self.step_trace
        return _of_stop(self.stop, step) if step else None

    @cached_property
    def tokens(self) -> Mapping[str, Token]:
        """Every token so far, by name."""
        tokens = {token.name: token for step in (self.trace.steps if self.trace else []) for token in step.tokens}
        return tokens | {token.name: token for token in brought(self.outcome)}

    def moment(self, token: Token | None) -> float:
        """From when the times of a token are counted: from now while it is good, else from when it was replayed.

        So what is left of it is true at the running server, and what had expired is as old as the api found it.
        """
        exp = as_number((token.claims or {}).get("exp")) if token else None
        return self.now + self.age if exp is not None and exp > self.now else self.now

    def first_shown(self, token: Token) -> int:
        """The number of the earlier step that brought the very same token; 0 for none."""
        before = self.trace.steps[: self.stop.number - 1] if self.trace else []
        return next((n for n, step in enumerate(before, 1) if any(one.raw == token.raw for one in step.tokens)), 0)

    def at_its_addresses(self) -> "ReplayedStop":
        """The same, its world as it is at the server that replayed it."""
        return replace(self, world=relocated(self.world, self.trace.public_url)) if self.trace else self


def outcome_at(stop: Stop, trace: Trace | None) -> Outcome | None:
    """What a replay brought at a stop, if it went so far."""
    if trace is None or not stop.step or stop.number > len(trace.steps):
        return None
    return _of_stop(stop, trace.steps[stop.number - 1])


def brought(outcome: Outcome | None) -> list[Token]:
    """The tokens that a choice brought."""
    return outcome.tokens if isinstance(outcome, ChosenOutcome) else []


def _of_stop(stop: Stop, step: StepTrace) -> Outcome | None:
    """What came at a stop of a step."""
    if stop.kind == "act":
        return next((chosen for chosen in step.choices if chosen.id == stop.choice), None)
    return step.what_ifs[stop.what_if - 1] if stop.what_if else step
