"""``userinfo``: who a token is about, as its issuer says."""

from sandbox.replay.proofs import proof
from sandbox.replay.refusal import refusal_of
from sandbox.replay.state import ReplayState, StepResult
from sandbox.replay.wire import challenge, json_object
from sandbox.scenarios.expect import REFUSED
from sandbox.scenarios.verbs.userinfo import Userinfo
from sandbox.worlds.addresses import issuer_names


async def play(state: ReplayState, verb: Userinfo) -> StepResult:
    """Send the token to the userinfo endpoint (OpenID Connect Core §5.3.1)."""
    issuer = issuer_names(state.world, verb.issuer, state.instance.public_url).path
    token = state.token(verb.token)
    sender, url = verb.by or state.holder(verb.token), f"{issuer}userinfo"
    headers = {"Authorization": f"Bearer {token.raw}"}
    if "cnf" in (token.claims or {}):
        headers = {"Authorization": f"DPoP {token.raw}", "DPoP": await proof(state, sender, "GET", url, token.raw)}
    response = await state.wire.send(sender, verb.issuer, "GET", url, headers=headers)
    body = json_object(response.body)
    return StepResult(
        token=token.name,
        status=response.status,
        error=body.get("error"),
        error_description=body.get("error_description"),
        body=body,
        challenge=challenge(response),
        refused=None if response.status < REFUSED else refusal_of(response).reason,
    )
