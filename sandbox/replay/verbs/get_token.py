"""``get_token``: a client runs a real grant at the issuer, as a library would."""

import secrets
from base64 import urlsafe_b64encode
from hashlib import sha256
from typing import Any, Final
from urllib.parse import parse_qs, urlencode, urlsplit

from sandbox.replay.stage import Played, Stage, read_token
from sandbox.replay.trace import Response
from sandbox.replay.wire import json_object
from sandbox.scenarios.model import GetToken
from sandbox.worlds.addresses import issuer_names

_GRANT_TYPES: Final = {"token_exchange": "urn:ietf:params:oauth:grant-type:token-exchange"}
_ACCESS_TOKEN_TYPE: Final = "urn:ietf:params:oauth:token-type:access_token"  # noqa: S105 - a name, RFC 8693 §3


async def get_token(stage: Stage, verb: GetToken) -> Played:
    """Run the grant; what comes back is saved under the names the step gives."""
    form: dict[str, Any] = {"grant_type": _GRANT_TYPES.get(verb.grant, verb.grant)}
    if verb.grant == "authorization_code":
        answer, redeem = await _authorize(stage, verb)
        if not redeem:
            return _refused_at_authorize(answer)
        form |= redeem
    else:
        form |= _target(verb)
    if verb.refresh_token:
        form["refresh_token"] = stage.token(verb.refresh_token).raw
    if verb.subject_token:
        form |= {"subject_token": stage.token(verb.subject_token).raw, "subject_token_type": _ACCESS_TOKEN_TYPE}
    form["client_id"] = verb.client
    client = stage.world.clients[verb.client]
    if client.secret:
        form["client_secret"] = client.secret
    issuer = issuer_names(stage.world, verb.issuer, stage.instance.public_url).path
    return _received(
        stage, verb, await stage.wire.send(verb.client, verb.issuer, "POST", f"{issuer}oauth/token", form=form)
    )


def _target(verb: GetToken) -> dict[str, Any]:
    asked = {"audience": verb.audience, "resource": verb.resource, "scope": verb.scope}
    return {name: value for name, value in asked.items() if value is not None}


async def _authorize(stage: Stage, verb: GetToken) -> tuple[Response, dict[str, str]]:
    """Sign the user in with PKCE; the form fields that redeem the code, or none if there is no code."""
    redirect_uri = next(iter(stage.world.clients[verb.client].redirect_uris), "")
    verifier, state = secrets.token_urlsafe(48), secrets.token_urlsafe(12)
    query = {
        "response_type": "code",
        "client_id": verb.client,
        "redirect_uri": redirect_uri,
        **_target(verb),
        "state": state,
        "nonce": secrets.token_urlsafe(12),
        "code_challenge": urlsafe_b64encode(sha256(verifier.encode()).digest()).rstrip(b"=").decode(),
        "code_challenge_method": "S256",
    }
    issuer = issuer_names(stage.world, verb.issuer, stage.instance.public_url).path
    url = f"{issuer}authorize?{urlencode(query, doseq=True)}"
    answer = await stage.wire.send(verb.client, verb.issuer, "GET", url)
    if answer.status == 200:
        answer = await stage.wire.send(verb.client, verb.issuer, "POST", url, form={"user": verb.user or ""})
    returned = _redirect_parameters(answer)
    if "code" not in returned or returned.get("state") != state:
        return answer, {}
    return answer, {"code": returned["code"], "redirect_uri": redirect_uri, "code_verifier": verifier}


def _redirect_parameters(answer: Response) -> dict[str, str]:
    location = next((value for name, value in answer.headers if name.lower() == "location"), "")
    return {name: values[0] for name, values in parse_qs(urlsplit(location).query).items()}


def _refused_at_authorize(answer: Response) -> Played:
    returned = _redirect_parameters(answer)
    return Played(
        status=answer.status, error=returned.get("error"), error_description=returned.get("error_description")
    )


def _received(stage: Stage, verb: GetToken, answer: Response) -> Played:
    body = json_object(answer.body)
    saves = {"access_token": verb.save, "id_token": verb.save_id_token, "refresh_token": verb.save_refresh_token}
    tokens = [
        stage.save(name, kind, str(body[kind]), verb.client) for kind, name in saves.items() if name and body.get(kind)
    ]
    if not any(saves.values()) and body.get("access_token"):
        tokens = [read_token("access_token", "access_token", str(body["access_token"]))]
    return Played(
        tokens=tokens,
        subject=next(iter(tokens), None),
        token=tokens[0].name if tokens else None,
        status=answer.status,
        error=body.get("error"),
        error_description=body.get("error_description"),
    )
