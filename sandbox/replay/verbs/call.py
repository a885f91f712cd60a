"""``call``: a request to an api, with or without a token."""

from urllib.parse import urlencode

from sandbox.replay.state import ReplayState, StepResult
from sandbox.replay.trace import Check
from sandbox.replay.wire import challenge, json_object
from sandbox.scenarios.verbs.call import Call
from sandbox.worlds.addresses import api_path


async def call(stage: ReplayState, verb: Call) -> StepResult:
    """Send the request and take what the api says about its checks."""
    method, _, path = verb.request.partition(" ")
    url = f"{stage.instance.public_url}{api_path(stage.world.world, verb.api, verb.verify)}{path}"
    headers: dict[str, str] = {}
    token = stage.token(verb.token) if verb.token else None
    if token is not None and verb.send_as == "query":
        url += "?" + urlencode({"access_token": token.raw})
    elif token is not None:
        headers["Authorization"] = token.raw if verb.send_as == "raw" else f"Bearer {token.raw}"
    answer = await stage.wire.send(verb.by or stage.holder(verb.token), verb.api, method, url, headers=headers)
    body = json_object(answer.body)
    sandbox = body.get("sandbox", {})
    return StepResult(
        api=verb.api,
        verify=sandbox.get("verify", verb.verify),
        token=verb.token,
        status=answer.status,
        error=body.get("error"),
        error_description=body.get("error_description"),
        checks=[Check.model_validate(check) for check in sandbox.get("checks", [])],
        decision=sandbox.get("decision"),
        decided_by=sandbox.get("decided_by"),
        body=body,
        challenge=challenge(answer),
    )
