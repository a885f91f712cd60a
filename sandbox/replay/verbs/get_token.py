"""``get_token``: a client runs a real grant at the issuer, as a library would."""

import secrets
from base64 import b64encode
from typing import Any, Final
from urllib.parse import quote_plus

from sandbox.issuer.claims import ACCESS_TOKEN_TYPE
from sandbox.issuer.client_assertion import ASSERTION_TYPE
from sandbox.issuer.grants import GRANTS
from sandbox.replay.stage import Played, Stage, read_token
from sandbox.replay.trace import Response
from sandbox.replay.verbs.sign_in import redirect_parameters, sign_in
from sandbox.replay.wire import json_object
from sandbox.scenarios.model import GetToken
from sandbox.tokens.minting import id_token_header, sign
from sandbox.worlds.addresses import issuer_names
from sandbox.worlds.keys import client_key

_GRANT_TYPES: Final = {name: grant_type for grant_type, (name, _) in GRANTS.items()}


async def get_token(stage: Stage, verb: GetToken) -> Played:
    """Run the grant; what comes back is saved under the names the step gives."""
    form: dict[str, Any] = {"grant_type": _GRANT_TYPES[verb.grant]}
    if verb.grant == "authorization_code":
        answer, redeem = await sign_in(stage, verb, _target(verb))
        if not redeem:
            return _refused_at_authorize(answer)
        form |= redeem
    else:
        form |= _target(verb)
    if verb.refresh_token:
        form["refresh_token"] = stage.token(verb.refresh_token).raw
    if verb.subject_token:
        form |= {"subject_token": stage.token(verb.subject_token).raw, "subject_token_type": ACCESS_TOKEN_TYPE}
    issuer = issuer_names(stage.world, verb.issuer, stage.instance.public_url).path
    proof, headers = _authentication(stage, verb, issuer)
    url = f"{issuer}oauth/token"
    answer = await stage.wire.send(verb.client, verb.issuer, "POST", url, headers=headers, form=form | proof)
    return _received(stage, verb, answer)


def _authentication(stage: Stage, verb: GetToken, issuer: str) -> tuple[dict[str, str], dict[str, str]]:
    """How the client says who it is (RFC 6749 §2.3): form fields and headers."""
    client = stage.world.clients[verb.client]
    if client.token_endpoint_auth_method == "client_secret_basic":  # noqa: S105 - the name of a method
        pair = f"{quote_plus(verb.client)}:{quote_plus(client.secret or '')}"
        return {}, {"Authorization": f"Basic {b64encode(pair.encode()).decode()}"}
    if client.token_endpoint_auth_method == "private_key_jwt":  # noqa: S105 - the name of a method
        assertion = _assertion(stage, verb.client, issuer)
        return {"client_id": verb.client, "client_assertion_type": ASSERTION_TYPE, "client_assertion": assertion}, {}
    secret = {"client_secret": client.secret} if client.secret else {}
    return {"client_id": verb.client, **secret}, {}


def _assertion(stage: Stage, client: str, issuer: str) -> str:
    """A JWT by which the client proves itself; its audience is the issuer (RFC 7523 §3)."""
    key = client_key(stage.world, client, stage.instance.keys)
    now = int(stage.instance.clock())
    claims = {
        "iss": client,
        "sub": client,
        "aud": issuer,
        "iat": now,
        "exp": now + 60,
        "jti": secrets.token_urlsafe(12),
    }
    return sign(id_token_header(key), claims, key)


def _target(verb: GetToken) -> dict[str, Any]:
    asked = {"audience": verb.audience, "resource": verb.resource, "scope": verb.scope}
    return {name: value for name, value in asked.items() if value is not None}


def _refused_at_authorize(answer: Response) -> Played:
    returned = redirect_parameters(answer)
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
