"""Kinds of values that several models of the scenario language have."""

from typing import Annotated, Any

from pydantic import Field, StringConstraints

from sandbox.settings import LIMITS

TokenName = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9_]*$", max_length=LIMITS.name_chars)]
Claims = dict[str, Any]
HeaderName = Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9!#$%&'*+.^_`|~-]+$", max_length=LIMITS.name_chars)]
"""The name of a header (RFC 9110 §5.1)."""
HeaderValue = Annotated[str, StringConstraints(pattern=r"^[!-~](?:[ -~]*[!-~])?$", max_length=LIMITS.header_chars)]
"""The value of a header: visible characters of ASCII and blanks between them (RFC 9110 §5.5)."""
Headers = Annotated[dict[HeaderName, HeaderValue], Field(max_length=LIMITS.headers_in_request)]
KeyDoc = tuple[str, Any]
"""What a key is for, and an example of its value."""
KeyDocs = dict[str, KeyDoc]
