"""How the issuer's endpoints for clients answer: JSON that nobody keeps (RFC 6749 §5)."""

import json
from collections.abc import Mapping
from typing import Any, Final

from starlette.requests import Request
from starlette.responses import Response

from sandbox.issuer.errors import OAuthError

NO_STORE: Final = {"Cache-Control": "no-store", "Pragma": "no-cache"}


def private_json(status: int, body: Mapping[str, Any], headers: Mapping[str, str] | None = None) -> Response:
    """A JSON answer for one client alone."""
    return Response(json.dumps(body), status, {**NO_STORE, **(headers or {})}, "application/json")


def refused(error: OAuthError, request: Request, realm: str) -> Response:
    """The answer to a request that is refused (RFC 6749 §5.2)."""
    answer = private_json(error.status, {"error": error.error, "error_description": error.message})
    if error.status == 401 and "authorization" in request.headers:
        answer.headers["WWW-Authenticate"] = f'Basic realm="{realm}"'
    return answer
