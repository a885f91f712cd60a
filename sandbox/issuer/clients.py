"""Who the client is: client authentication at the token endpoint (RFC 6749 §2.3)."""

import base64
import secrets
from collections.abc import Mapping, Sequence
from urllib.parse import unquote_plus

from sandbox.issuer.errors import OAuthError
from sandbox.worlds.model import World


def authenticate(world: World, parameters: Mapping[str, str], authorization: Sequence[str]) -> str:
    """The id of the client that asks.

    Args:
        world: Where clients are registered.
        parameters: The form, which may hold ``client_id`` and ``client_secret``.
        authorization: The Authorization headers: none, or one (``client_secret_basic``).

    Raises:
        OAuthError: ``invalid_client`` (401), or ``invalid_request`` when two are made at once.

    """
    client_id, secret = parameters.get("client_id"), parameters.get("client_secret")
    if authorization:
        if len(authorization) > 1:
            raise OAuthError("invalid_request", "The Authorization header is given more than once.")
        if secret is not None:
            raise OAuthError("invalid_request", "Authenticate by the header or in the body, not both.")
        basic_id, secret = _basic(authorization[0])
        if client_id not in (None, basic_id):
            raise OAuthError("invalid_request", "The header and the body name different clients.")
        client_id = basic_id
    client = world.clients.get(client_id or "")
    if client_id is None or client is None:
        raise OAuthError("invalid_client", "No such client is registered here.", 401)
    if client.secret is None:
        if secret is not None:
            raise OAuthError("invalid_client", "This client is public and has no secret.", 401)
        return client_id
    if not secrets.compare_digest((secret or "").encode(), client.secret.encode()):
        raise OAuthError("invalid_client", "The client's secret is missing or wrong.", 401)
    return client_id


def _basic(authorization: str) -> tuple[str, str]:
    scheme, _, encoded = authorization.partition(" ")
    try:
        decoded = base64.b64decode(encoded.strip(), validate=True).decode("utf-8")
    except ValueError:
        decoded = ""
    name, colon, secret = decoded.partition(":")
    if scheme.lower() != "basic" or not colon:
        raise OAuthError("invalid_client", "The Authorization header is not HTTP Basic.", 401)
    return unquote_plus(name), unquote_plus(secret)
