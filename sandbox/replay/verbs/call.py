"""``call``: a request to an api, with or without a token."""

from urllib.parse import urlencode

from sandbox.replay.proofs import proof
from sandbox.replay.state import ReplayState, StepResult
from sandbox.replay.trace import Check
from sandbox.replay.wire import challenge, json_object
from sandbox.scenarios.verbs.call import Call
from sandbox.worlds.addresses import api_path


async def play(state: ReplayState, verb: Call) -> StepResult:
    """Send the request and take what the api says about its checks."""
    method, _, path = verb.request.partition(" ")
    url = f"{state.instance.public_url}{api_path(state.world.world, verb.api, verb.verify)}{path}"
    headers = dict(verb.headers)
    token = state.token(verb.token) if verb.token else None
    sender = verb.by or state.holder(verb.token)
    if token is not None and verb.send_as == "query":
        url += "?" + urlencode({"access_token": token.raw})
    elif token is not None and verb.send_as == "dpop":
        headers |= {"Authorization": f"DPoP {token.raw}", "DPoP": await proof(state, sender, method, url, token.raw)}
    elif token is not None:
        headers["Authorization"] = token.raw if verb.send_as == "raw" else f"Bearer {token.raw}"
    response = await state.wire.send(sender, verb.api, method, url, headers=headers)
    body = json_object(response.body)
    sandbox = body.get("sandbox", {})
    return StepResult(
        api=verb.api,
        verify=sandbox.get("verify", verb.verify),
        token=verb.token,
        status=response.status,
        error=body.get("error"),
        error_description=body.get("error_description"),
        checks=[Check.model_validate(check) for check in sandbox.get("checks", [])],
        decision=sandbox.get("decision"),
        decided_by=sandbox.get("decided_by"),
        body=body,
        challenge=challenge(response),
    )
