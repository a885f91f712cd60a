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


async def read_form(request: Request) -> Parameters:
    """Read a form body.

    Raises:
        OAuthError: ``invalid_request``: another content type, too large, or see `parse_parameters`.

    """
    try:
        return await forms.read_form(request)
    except BadForm as error:
        raise OAuthError("invalid_request", error.message, error.status) from None
