"""``sign_out``: the session of a user's browser at an issuer ends."""

from urllib.parse import urlencode

from sandbox.replay.browser import browse
from sandbox.replay.refusal import refusal_of
from sandbox.replay.state import ReplayState, StepResult
from sandbox.scenarios.expect import REFUSED
from sandbox.scenarios.verbs.sign_out import SignOut
from sandbox.worlds.addresses import issuer_names


async def play(state: ReplayState, verb: SignOut) -> StepResult:
    """Open the sign-out address in the user's browser (RP-Initiated Logout 1.0 §2)."""
    token = state.token(verb.id_token) if verb.id_token else None
    back = next(iter(state.world.clients[verb.client].post_logout_redirect_uris), None)
    query = {
        "client_id": verb.client,
        **({"id_token_hint": token.raw} if token else {}),
        **({"post_logout_redirect_uri": back} if back else {}),
    }
    issuer = issuer_names(state.world, verb.issuer, state.instance.public_url).path
    response = await browse(state, verb.user, verb.client, verb.issuer, f"{issuer}oidc/logout?{urlencode(query)}")
    answer = refusal_of(response)
    return StepResult(
        token=verb.id_token,
        status=response.status,
        error=answer.error or None,
        error_description=answer.description or None,
        refused=None if response.status < REFUSED else answer.reason,
    )
