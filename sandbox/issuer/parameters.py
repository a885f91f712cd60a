"""The parameters of a request to the issuer: what is wrong with them is ``invalid_request`` (RFC 6749 §5.2)."""

from starlette.requests import Request

from sandbox.http import forms
from sandbox.http.forms import BadForm, Parameters
from sandbox.issuer.errors import OAuthError


def parse_parameters(text: str) -> Parameters:
    """Parse a query.

    Raises:
        OAuthError: ``invalid_request``: too many, not UTF-8, or one of them twice.

    """
    try:
        return forms.parse_parameters(text)
    except BadForm as error:
        raise OAuthError("invalid_request", error.message, error.status) from None


async def read_form(request: Request, *, or_json: bool = False) -> Parameters:
    """Read a form body, or a JSON object in its place, as Auth0 does.

    Args:
        request: The request.
        or_json: Whether JSON is read, too.

    Raises:
        OAuthError: ``invalid_request``: another content type, too large, or see `parse_parameters`.

    """
    try:
        return await forms.read_form(request, or_json=or_json)
    except BadForm as error:
        raise OAuthError("invalid_request", error.message, error.status) from None
