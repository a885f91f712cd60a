"""Responses of the endpoints for clients: JSON that nobody may cache (RFC 6749 §5)."""

import json
from collections.abc import Mapping
from typing import Any, Final

from starlette.responses import Response

from sandbox.issuer.errors import OAuthError

NO_STORE: Final = {"Cache-Control": "no-store", "Pragma": "no-cache"}


def private_json(status: int, body: Mapping[str, Any], headers: Mapping[str, str] | None = None) -> Response:
    """A JSON response for one client alone.

    Args:
        status: The HTTP status.
        body: The JSON object.
        headers: Further headers.

    """
    return Response(json.dumps(body), status, {**NO_STORE, **(headers or {})}, "application/json")


def error_response(error: OAuthError, realm: str) -> Response:
    """The response to a request that is refused (RFC 6749 §5.2).

    Args:
        error: Why it is refused.
        realm: The realm of the challenge, if the client did not authenticate.

    """
    response = private_json(error.status, {"error": error.error, "error_description": error.message})
    if error.status == 401:  # every one has a challenge (RFC 9110 §15.5.2)
        response.headers["WWW-Authenticate"] = f'Basic realm="{realm}"'
    return response
