"""A visit: the clock and the randomness that the replays of one scenario share, so that they bring the same tokens.

Nothing of it is kept where it is replayed: whoever asks for a replay brings the visit along.
"""

import json
import secrets
from collections.abc import Callable
from hashlib import shake_256
from itertools import count
from typing import Final

from sandbox.replay.trace import Record
from sandbox.scenarios.model import Scenario
from sandbox.settings import LIMITS
from sandbox.worlds.model import World

_USED: Final = 2 / 3
"""How much of a token's life may be over when a page shows it."""


class Visit(Record):
    """One visit of a scenario.

    ``scenario`` is its id. ``began`` is what its clock says, in epoch seconds; it stands still. ``seed`` is what its
    random bytes are derived from. They make ids, codes and opaque tokens of a replay, and no key.
    """

    scenario: str
    began: float
    seed: str

    def random_bytes(self, step: str, what_if: int) -> Callable[[int], bytes]:
        """Randomness that is the same each time, and another for each step and what-if (0 for the step itself)."""
        numbers = count()

        def draw(size: int) -> bytes:
            place = json.dumps([self.seed, self.scenario, step, what_if, next(numbers)])
            return shake_256(place.encode()).digest(size)

        return draw


def new_visit(scenario: Scenario, now: float) -> Visit:
    """A visit whose tokens nobody has seen before."""
    return Visit(scenario=scenario.scenario, began=now, seed=secrets.token_urlsafe(12))


def continued(visit: Visit | None, scenario: Scenario, world: World, now: float) -> Visit:
    """The same visit, if it is one of this scenario whose tokens are good for a while yet; a new one if not.

    Args:
        visit: The visit that whoever asks says to be on.
        scenario: The scenario.
        world: The world it plays in.
        now: Epoch seconds.

    """
    of_this = visit is not None and visit.scenario == scenario.scenario
    return (
        visit
        if visit and of_this and is_open(visit.began, lifetime(scenario, world), now)
        else new_visit(scenario, now)
    )


def is_open(began: float, lasts: int, now: float) -> bool:
    """Whether a visit may have begun then: not so long ago that it is over, nor in the future.

    Args:
        began: When, in epoch seconds.
        lasts: How long a visit lasts, in seconds.
        now: Epoch seconds.

    """
    return -LIMITS.clock_skew <= now - began < lasts


def lifetime(scenario: Scenario, world: World) -> int:
    """How long a visit lasts, in seconds: less than any token of it, so that what a page shows is still good."""
    issued = [issuer.access_token_ttl for issuer in world.issuers.values()]
    minted = [step.mint.expires_in or 0 for step in scenario.steps if step.mint]
    return min(LIMITS.visit_ttl, int(_USED * min(life for life in (*issued, *minted) if life > 0)))
