"""``revoke``: a token that is needed no more."""

from sandbox.replay.client_authentication import authentication
from sandbox.replay.refusal import refusal_of
from sandbox.replay.state import ReplayState, StepResult
from sandbox.replay.wire import json_object
from sandbox.scenarios.expect import REFUSED
from sandbox.scenarios.verbs.revoke import Revoke
from sandbox.worlds.addresses import issuer_names


async def play(state: ReplayState, verb: Revoke) -> StepResult:
    """Tell the issuer (RFC 7009 §2.1)."""
    issuer = issuer_names(state.world, verb.issuer, state.instance.public_url).path
    proof, headers = authentication(state, verb.client, issuer)
    token = state.token(verb.token)
    form = {"token": token.raw, **proof}
    response = await state.wire.send(
        state.party(verb.client), verb.issuer, "POST", f"{issuer}oauth/revoke", headers=headers, form=form
    )
    body = json_object(response.body)
    return StepResult(
        token=token.name,
        status=response.status,
        error=body.get("error"),
        error_description=body.get("error_description"),
        refused=None if response.status < REFUSED else refusal_of(response).reason,
    )
