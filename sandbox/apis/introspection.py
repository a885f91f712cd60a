"""An api that is sent a token it cannot read asks the issuers it trusts what it says (RFC 7662)."""

import json
from typing import Any

from sandbox.tokens.parsed_token import ParsedToken, introspected
from sandbox.worlds.addresses import issuer_names
from sandbox.worlds.credentials import secret_credentials
from sandbox.worlds.instance import Instance, Posted
from sandbox.worlds.model import World


async def introspect(world: World, api: str, token: str, instance: Instance) -> ParsedToken:
    """The token with what its issuer says of it: the first of those the api trusts that calls it active.

    Args:
        world: The world of the api.
        api: The api that was sent the token; it authenticates to its issuers as a client with a secret.
        token: The token.
        instance: Where the api runs.

    """
    answer: dict[str, Any] = {}
    client = world.client_of(api) or api
    fields, headers = secret_credentials(client, world.clients[client])
    for issuer in world.apis[api].trusts:
        url = f"{issuer_names(world, issuer, instance.public_url).path}oauth/introspect"
        fetched = await instance.fetch(api, url, Posted({"token": token, **fields}, headers))
        answer = _object(fetched.body) if fetched.status == 200 else {}
        if answer.get("active") is True:
            break
    return introspected(token, answer)


def _object(body: bytes) -> dict[str, Any]:
    try:
        value = json.loads(body)
    except (ValueError, RecursionError):
        return {}
    return value if isinstance(value, dict) else {}
