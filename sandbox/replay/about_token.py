"""What a client posts to an issuer about one token: introspection and revocation have the same form."""

from sandbox.replay.client_authentication import authentication
from sandbox.replay.refusal import refusal_of
from sandbox.replay.state import ReplayState, StepResult
from sandbox.replay.wire import json_object
from sandbox.scenarios.expect import REFUSED
from sandbox.scenarios.verbs.introspect import Introspect
from sandbox.scenarios.verbs.revoke import Revoke
from sandbox.worlds.addresses import issuer_names


async def post_about_token(state: ReplayState, verb: Introspect | Revoke, endpoint: str) -> StepResult:
    """Post a token, authenticated as the client, and record the response (RFC 7662 §2.1, RFC 7009 §2.1).

    Args:
        state: The state of the replay.
        verb: Which token, and which client and issuer.
        endpoint: The path of the endpoint, below the issuer's.

    """
    issuer = issuer_names(state.world, verb.issuer, state.instance.public_url).path
    proof, headers = authentication(state, verb.client, issuer)
    token = state.token(verb.token)
    form = {"token": token.raw, **proof}
    response = await state.wire.send(
        state.party(verb.client), verb.issuer, "POST", f"{issuer}{endpoint}", headers=headers, form=form
    )
    body = json_object(response.body)
    return StepResult(
        token=token.name,
        status=response.status,
        error=body.get("error"),
        error_description=body.get("error_description"),
        body=body,
        refused=None if response.status < REFUSED else refusal_of(response).reason,
    )
