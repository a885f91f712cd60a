"""Kinds of values that several models of the scenario language have."""

from typing import Annotated, Any

from pydantic import StringConstraints

from sandbox.settings import LIMITS

TokenName = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9_]*$", max_length=LIMITS.name_chars)]
Claims = dict[str, Any]
KeyDoc = tuple[str, Any]
"""What a key is for, and an example of its value."""
KeyDocs = dict[str, KeyDoc]
