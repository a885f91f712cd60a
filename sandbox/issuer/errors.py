"""OAuth errors as RFC 6749 §4.1.2.1 and §5.2, RFC 8707 §2 and OpenID Connect Core §3.1.2.6 name them, as data."""

import re
from typing import Final, Literal

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
    "invalid_dpop_proof",
    "access_denied",
    "login_required",
    "consent_required",
    "interaction_required",
    "request_not_supported",
    "request_uri_not_supported",
]
_DISALLOWED: Final = re.compile(r"[^\x20\x21\x23-\x5b\x5d-\x7e]")
"""What no ``error_description`` may hold (RFC 6749 §5.2)."""


def allowed_text(description: str) -> str:
    """A description in which every character that must not stand there is replaced (RFC 6749 §5.2, RFC 6750 §3)."""
    return _DISALLOWED.sub("?", description)


class OAuthError(SandboxError):
    """A refusal by the issuer.

    Args:
        error: The code of the specification.
        description: What was wrong, for the developer (``error_description``). What came from outside may stand in it:
            characters that must not are replaced.
        status: The HTTP status, where it is answered directly.

    """

    code = "oauth_error"

    def __init__(self, error: ErrorCode, description: str, status: int = 400) -> None:
        super().__init__(allowed_text(description))
        self.error = error
        self.status = status
