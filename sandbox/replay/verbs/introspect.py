"""``introspect``: what an issuer says of a token."""

from sandbox.replay.about_token import post_about_token
from sandbox.replay.state import ReplayState, StepResult
from sandbox.scenarios.verbs.introspect import Introspect


async def play(state: ReplayState, verb: Introspect) -> StepResult:
    """Ask the issuer what a token says (RFC 7662 §2.1)."""
    return await post_about_token(state, verb, "oauth/introspect")
