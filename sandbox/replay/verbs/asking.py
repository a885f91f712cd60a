"""``introspect`` and ``fetch``: what an issuer says of a token, and what it and the apis say to everybody."""

from sandbox.replay.client_authentication import authentication
from sandbox.replay.state import ReplayState, StepResult
from sandbox.replay.wire import json_object
from sandbox.scenarios.verbs.fetch import OF_API, DocumentName, Fetch
from sandbox.scenarios.verbs.introspect import Introspect
from sandbox.worlds.addresses import api_path, issuer_names, issuer_path

_WELL_KNOWN = "/.well-known/"


async def introspect(stage: ReplayState, verb: Introspect) -> StepResult:
    """Ask the issuer what a token says (RFC 7662 §2.1)."""
    issuer = issuer_names(stage.world, verb.issuer, stage.instance.public_url).path
    proof, headers = authentication(stage, verb.client, issuer)
    token = stage.token(verb.token)
    url = f"{issuer}oauth/introspect"
    sender = stage.party(verb.client)
    form = {"token": token.raw, **proof}
    answer = await stage.wire.send(sender, verb.issuer, "POST", url, headers=headers, form=form)
    body = json_object(answer.body)
    return StepResult(
        token=token.name,
        status=answer.status,
        error=body.get("error"),
        error_description=body.get("error_description"),
        body=body,
    )


async def fetch(stage: ReplayState, verb: Fetch) -> StepResult:
    """Fetch the document from where the specification says that it is."""
    url = stage.instance.public_url + _path(stage, verb.document, verb.of)
    answer = await stage.wire.send(verb.by or stage.client, verb.of, "GET", url)
    return StepResult(status=answer.status, body=json_object(answer.body))


def _path(stage: ReplayState, document: DocumentName, of: str) -> str:
    """Documents of OAuth stand before the path of the part they are about (RFC 8414 §3.1, RFC 9728 §3.1)."""
    world = stage.world.world
    if document == OF_API:
        return f"{_WELL_KNOWN}{document}{api_path(world, of)}"
    if document == "oauth-authorization-server":
        return f"{_WELL_KNOWN}{document}{issuer_path(world, of).removesuffix('/')}"
    name = "jwks.json" if document == "jwks" else document
    return f"{issuer_path(world, of).removesuffix('/')}{_WELL_KNOWN}{name}"
