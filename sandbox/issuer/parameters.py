"""The parameters of a request: bounded, and none of them twice (RFC 6749 §3.1 and §3.2)."""

from collections.abc import Mapping
from urllib.parse import parse_qsl

from starlette.requests import Request

from sandbox.issuer.errors import OAuthError
from sandbox.settings import LIMITS

FORM = "application/x-www-form-urlencoded"


def parse_parameters(text: str) -> Mapping[str, str]:
    """Parse a query or form. Parameters without a value count as absent (RFC 6749 §3.1).

    Raises:
        OAuthError: ``invalid_request``: too many, not UTF-8, or one of them twice.

    """
    try:
        pairs = parse_qsl(text, keep_blank_values=True, max_num_fields=LIMITS.form_fields, errors="strict")
    except ValueError:
        raise OAuthError("invalid_request", "The parameters cannot be read: too many, or not UTF-8.") from None
    found: dict[str, str] = {}
    for name, value in pairs:
        if name in found:
            raise OAuthError("invalid_request", f"The parameter {name[:60]} is given more than once.")
        found[name] = value
    return {name: value for name, value in found.items() if value}


async def read_form(request: Request) -> Mapping[str, str]:
    """Read a form body.

    Raises:
        OAuthError: ``invalid_request``: another content type, too large, or see `parse_parameters`.

    """
    content_type = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    if content_type != FORM:
        found = content_type[:60] or "none"
        raise OAuthError("invalid_request", f"Send the parameters as {FORM}; found content type {found}.")
    body = bytearray()
    async for chunk in request.stream():
        body += chunk
        if len(body) > LIMITS.form_bytes:
            raise OAuthError("invalid_request", f"The body is larger than {LIMITS.form_bytes} bytes.", 413)
    try:
        return parse_parameters(body.decode("ascii"))
    except UnicodeDecodeError:
        raise OAuthError("invalid_request", "The body is not percent-encoded ASCII.") from None
