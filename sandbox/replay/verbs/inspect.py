"""``inspect``: a look at a saved token."""

from sandbox.replay.state import ReplayState, StepResult
from sandbox.scenarios.verbs.inspect import Inspect


async def play(state: ReplayState, verb: Inspect) -> StepResult:
    """Take the token as it was saved."""
    return StepResult.of_token(state.token(verb.token), saved=False)
