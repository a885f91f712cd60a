"""``tamper``: a token rewritten under its signature."""

from sandbox.replay.state import ReplayState, StepResult
from sandbox.scenarios.verbs.tamper import Tamper
from sandbox.tokens import minting


async def play(state: ReplayState, verb: Tamper) -> StepResult:
    """Edit a saved token and keep the old signature."""
    token = state.jwt(verb.token)
    raw = minting.tamper(token.raw, verb.header, verb.claims, verb.remove)
    return StepResult.of_token(state.save(verb.save, "tampered", raw, state.holder(verb.token)), saved=True)
