"""``get_token``: a client runs a real grant at the issuer, as a library would."""

from typing import Any, Final

from sandbox.issuer.claims import ACCESS_TOKEN_TYPE
from sandbox.issuer.grants import GRANTS
from sandbox.replay.client_authentication import authentication
from sandbox.replay.proofs import proof
from sandbox.replay.refusal import refusal_of
from sandbox.replay.sign_in import sign_in
from sandbox.replay.state import ReplayState, StepResult, read_token
from sandbox.replay.trace import Response
from sandbox.replay.wire import json_object
from sandbox.scenarios.verbs.get_token import UNNAMED, GetToken
from sandbox.worlds.addresses import issuer_names

_GRANT_TYPES: Final = {name: grant_type for grant_type, (name, _) in GRANTS.items()}


async def play(state: ReplayState, verb: GetToken) -> StepResult:
    """Run the grant; what comes back is saved under the names the step gives."""
    form: dict[str, Any] = {"grant_type": _GRANT_TYPES[verb.grant]}
    if verb.grant == "authorization_code":
        response, redeem = await sign_in(state, verb, _target(state, verb))
        if not redeem:
            return _refused_at_authorize(response)
        form |= redeem
    else:
        form |= _target(state, verb)
    if verb.refresh_token:
        form["refresh_token"] = state.token(verb.refresh_token).raw
    if verb.subject_token:
        form |= {"subject_token": state.token(verb.subject_token).raw, "subject_token_type": ACCESS_TOKEN_TYPE}
    issuer = issuer_names(state.world, verb.issuer, state.instance.public_url).path
    credentials, headers = authentication(state, verb.client, issuer, verb.client_assertion)
    url = f"{issuer}oauth/token"
    sender = state.party(verb.client)
    if verb.dpop:
        headers = {**headers, "DPoP": await proof(state, sender, "POST", url)}
    response = await state.wire.send(sender, verb.issuer, "POST", url, headers=headers, form=form | credentials)
    return _result(state, verb, response)


def _target(state: ReplayState, verb: GetToken) -> dict[str, Any]:
    target = {"audience": verb.audience, "resource": verb.resource, "scope": verb.scope}
    return {name: state.here(value) for name, value in target.items() if value is not None}


def _refused_at_authorize(response: Response) -> StepResult:
    answer = refusal_of(response)
    return StepResult(
        status=response.status,
        error=answer.error or None,
        error_description=answer.description or None,
        refused=answer.reason,
    )


def _result(state: ReplayState, verb: GetToken, response: Response) -> StepResult:
    """What came of the token request (RFC 6749 §5.1, §5.2)."""
    body = json_object(response.body)
    saves = {"access_token": verb.save, "id_token": verb.save_id_token, "refresh_token": verb.save_refresh_token}
    tokens = [
        state.save(name, kind, str(body[kind]), state.party(verb.client))
        for kind, name in saves.items()
        if name and body.get(kind)
    ]
    if not any(saves.values()) and body.get("access_token"):
        tokens = [read_token(UNNAMED, "access_token", str(body["access_token"]))]
    return StepResult(
        tokens=tokens,
        subject=next(iter(tokens), None),
        token=tokens[0].name if tokens else None,
        status=response.status,
        error=body.get("error"),
        error_description=body.get("error_description"),
        body=body,
        refused=None if body.get("access_token") else refusal_of(response).reason,
    )
