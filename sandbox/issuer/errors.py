"""OAuth errors as the specifications name them (RFC 6749 §5.2, RFC 8707 §2), as data."""

from typing import Literal

from sandbox.errors import SandboxError

ErrorCode = Literal[
    "invalid_request",
    "invalid_client",
    "invalid_grant",
    "unauthorized_client",
    "unsupported_grant_type",
    "unsupported_response_type",
    "invalid_scope",
    "invalid_target",
    "access_denied",
]


class OAuthError(SandboxError):
    """A refusal by the issuer.

    Args:
        error: The code of the specification.
        description: What was wrong, for the developer (``error_description``).
        status: The HTTP status, where it is answered directly.

    """

    code = "oauth_error"

    def __init__(self, error: ErrorCode, description: str, status: int = 400) -> None:
        super().__init__(description)
        self.error = error
        self.status = status
