"""Writing the compact serialisation of a JWS (RFC 7515 §3.1)."""

import json
from base64 import urlsafe_b64encode
from collections.abc import Mapping
from typing import Any


def encode_part(part: bytes) -> str:
    """Base64url without padding (RFC 7515 §2)."""
    return urlsafe_b64encode(part).rstrip(b"=").decode("ascii")


def encode_json(part: Mapping[str, Any]) -> str:
    """A JSON object as one part of a token."""
    return encode_part(json.dumps(part, separators=(",", ":"), ensure_ascii=False).encode("utf-8"))
