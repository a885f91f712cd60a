"""``rotate_keys``: a new signing key of an issuer."""

from sandbox.issuer.request import IssuerRef, keys_of
from sandbox.replay.state import ReplayState, StepResult
from sandbox.scenarios.verbs.rotate_keys import RotateKeys


async def play(state: ReplayState, verb: RotateKeys) -> StepResult:
    """Give the issuer a new signing key, in this replay's own copy of the world."""
    ring = keys_of(IssuerRef(state.world, verb.issuer), state.instance)
    ring.rotate(keep_old=verb.keep_old)
    await ring.made()
    return StepResult()
