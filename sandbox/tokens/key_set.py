"""Signing keys in a file: a JWK Set of private keys (RFC 7517 §5), so that several processes sign with the same."""

import json
from collections.abc import Iterable
from typing import Any

from sandbox.errors import SandboxError
from sandbox.settings import LIMITS
from sandbox.tokens.keys import SigningKey, UnusableKey


class UnusableKeySet(SandboxError):
    """A text that is no set of signing keys."""

    code = "unusable_key_set"


def key_set(keys: Iterable[SigningKey]) -> dict[str, Any]:
    """Keys as a JWK Set with their private halves."""
    return {"keys": [key.private_jwk for key in keys]}


def read_key_set(content: bytes) -> tuple[SigningKey, ...]:
    """Read what `key_set` wrote, or another program.

    Raises:
        UnusableKeySet: It is no JWK Set, or one of its keys cannot sign here. No message holds a secret.

    """
    if len(content) > LIMITS.key_set_bytes:
        raise UnusableKeySet(f"it is larger than {LIMITS.key_set_bytes} bytes")
    keys: dict[str, SigningKey] = {}
    for number, member in enumerate(_members(content), 1):
        try:
            key = SigningKey.from_jwk(member)
        except UnusableKey as error:
            raise UnusableKeySet(f"key {number}: {error.message}", found=error.found, allowed=error.allowed) from None
        if key.public.kid in keys:
            raise UnusableKeySet(f"key {number}: there is another key with the kid {key.public.kid}")
        keys[key.public.kid] = key
    return tuple(keys.values())


def _members(content: bytes) -> list[dict[str, Any]]:
    try:
        document = json.loads(content.decode("utf-8-sig"))
    except json.JSONDecodeError as error:
        raise UnusableKeySet(f"it is not JSON (line {error.lineno}, column {error.colno})") from None
    except (ValueError, RecursionError):  # not UTF-8, a number of thousands of digits, a thousand brackets
        raise UnusableKeySet("it is not JSON") from None
    members = document.get("keys") if isinstance(document, dict) else None
    if not isinstance(members, list) or not members or not all(isinstance(member, dict) for member in members):
        raise UnusableKeySet("it is no JWK Set: an object whose `keys` are an array of keys (RFC 7517 §5)")
    return members
