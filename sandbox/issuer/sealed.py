"""Access tokens that nobody but their issuer can read, in the form that Auth0 gives them: a JWE (RFC 7516 §3.1)."""

import json
from base64 import urlsafe_b64encode
from collections.abc import Callable
from typing import Any, Final

_KEY_BYTES: Final = 32
_IV_BYTES: Final = 12
_TAG_BYTES: Final = 16


def sealed(iss: str, claims: dict[str, Any], random_bytes: Callable[[int], bytes]) -> str:
    """Five parts: a header that everybody can read, no encrypted key, and what was encrypted by a key kept nowhere.

    The issuer remembers what the token means, and need not decrypt it.

    Args:
        iss: The issuer, which the header names.
        claims: What is encrypted.
        random_bytes: Returns as many as it is asked for, for the key and the nonce.

    """
    from cryptography.hazmat.primitives.ciphers.aead import AESGCM  # noqa: PLC0415 - a start does not wait for it

    header = _part(json.dumps({"alg": "dir", "enc": "A256GCM", "iss": iss}, separators=(",", ":")).encode())
    key, iv = random_bytes(_KEY_BYTES), random_bytes(_IV_BYTES)
    encrypted = AESGCM(key).encrypt(iv, json.dumps(claims).encode(), header.encode("ascii"))
    return ".".join([header, "", _part(iv), _part(encrypted[:-_TAG_BYTES]), _part(encrypted[-_TAG_BYTES:])])


def _part(octets: bytes) -> str:
    return urlsafe_b64encode(octets).rstrip(b"=").decode("ascii")
