"""Who the client is: client authentication at the token endpoint (RFC 6749 §2.3)."""

import base64
import secrets
from collections.abc import Sequence
from urllib.parse import unquote_plus

from starlette.requests import Request

from sandbox.http.forms import Parameters
from sandbox.issuer.client_assertion import ASSERTION_TYPE, asserted_client
from sandbox.issuer.errors import OAuthError
from sandbox.issuer.request import IssuerRequest
from sandbox.worlds.model import AuthMethod, Client


def authenticate(issuer_request: IssuerRequest, parameters: Parameters, request: Request) -> str:
    """The id of the client that sent a request.

    Args:
        issuer_request: The request to the issuer.
        parameters: The form, which may hold ``client_id`` and ``client_secret``, or a ``client_assertion``.
        request: Its Authorization header may authenticate instead (``client_secret_basic``).

    Raises:
        OAuthError: ``invalid_client`` (401), or ``invalid_request`` when two ways are taken at once.

    """
    authorization = request.headers.getlist("authorization")
    if "client_assertion" in parameters or "client_assertion_type" in parameters:
        if authorization or "client_secret" in parameters:
            raise OAuthError("invalid_request", "Authenticate by the assertion or by a secret, not both.")
        if parameters.get("client_assertion_type") != ASSERTION_TYPE:
            raise OAuthError("invalid_client", f"client_assertion_type must be {ASSERTION_TYPE}.", 401)
        return asserted_client(issuer_request, parameters.get("client_assertion", ""), parameters.get("client_id"))
    return _by_secret(issuer_request, parameters, authorization)


def _by_secret(issuer_request: IssuerRequest, parameters: Parameters, authorization: Sequence[str]) -> str:
    client_id, secret = parameters.get("client_id"), parameters.get("client_secret")
    method: AuthMethod = "client_secret_post"
    if authorization:
        if len(authorization) > 1:
            raise OAuthError("invalid_request", "The Authorization header is given more than once.")
        if secret is not None:
            raise OAuthError("invalid_request", "Authenticate by the header or in the body, not both.")
        basic_id, secret = _basic(authorization[0])
        if client_id not in (None, basic_id):
            raise OAuthError("invalid_request", "The header and the body name different clients.")
        client_id, method = basic_id, "client_secret_basic"
        secret = secret or None  # an empty password is no secret, as in the form (RFC 6749 §2.3.1)
    client = issuer_request.world.clients.get(client_id or "")
    if client_id is None or client is None:
        raise OAuthError("invalid_client", "No such client is registered here.", 401)
    _check_secret(client, secret, method)
    return client_id


def _check_secret(client: Client, secret: str | None, method: AuthMethod) -> None:
    if client.type == "public":
        if secret is not None:
            raise OAuthError("invalid_client", "This client is public and has no secret.", 401)
        return
    if client.secret is None or client.token_endpoint_auth_method not in (None, method):
        registered = client.token_endpoint_auth_method or "a secret"
        raise OAuthError("invalid_client", f"This client authenticates by {registered}.", 401)
    if not secret or not secrets.compare_digest(secret.encode(), client.secret.encode()):
        raise OAuthError("invalid_client", "The client's secret is missing or wrong.", 401)


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
