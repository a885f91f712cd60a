"""``revoke``: a token that is needed no more."""

from sandbox.replay.about_token import post_about_token
from sandbox.replay.state import ReplayState, StepResult
from sandbox.scenarios.verbs.revoke import Revoke


async def play(state: ReplayState, verb: Revoke) -> StepResult:
    """Revoke it at the issuer (RFC 7009 §2.1)."""
    return await post_about_token(state, verb, "oauth/revoke")
