"""``fetch``: a document that an issuer or an api has for everybody."""

from typing import Final

from sandbox.replay.state import ReplayState, StepResult
from sandbox.replay.wire import json_object
from sandbox.scenarios.verbs.fetch import OF_API, DocumentName, Fetch
from sandbox.worlds.addresses import api_path, issuer_path

_WELL_KNOWN: Final = "/.well-known/"


async def play(state: ReplayState, verb: Fetch) -> StepResult:
    """Fetch the document from where the specification says that it is."""
    url = state.instance.public_url + _path(state.world.world, verb.document, verb.of)
    response = await state.wire.send(verb.by or state.client, verb.of, "GET", url, headers=verb.headers)
    return StepResult(status=response.status, body=json_object(response.body))


def _path(world: str, document: DocumentName, of: str) -> str:
    """The path of a document: those of OAuth stand before the path of their part (RFC 8414 §3.1, RFC 9728 §3.1).

    Args:
        world: The id of the world.
        document: Which document.
        of: The id of the issuer or api.

    """
    if document == OF_API:
        return f"{_WELL_KNOWN}{document}{api_path(world, of)}"
    if document == "oauth-authorization-server":
        return f"{_WELL_KNOWN}{document}{issuer_path(world, of).removesuffix('/')}"
    name = "jwks.json" if document == "jwks" else document
    return f"{issuer_path(world, of).removesuffix('/')}{_WELL_KNOWN}{name}"
