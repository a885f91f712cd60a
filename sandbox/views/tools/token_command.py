"""A command that makes a scenario of a token, without what is secret. ``static/js/check/command.js`` does the same."""

import re
from collections.abc import Mapping
from typing import Any, Final

from sandbox.causes.facts import Token, client_of
from sandbox.tokens.encoding import encode_json

_HEADER: Final = ("alg", "typ")
_CLAIMS: Final = (
    *("iss", "aud", "azp", "client_id", "appid", "cid", "scope", "scp", "gty", "idtyp", "typ", "token_use", "ver"),
    *("exp", "nbf", "iat", "roles", "permissions"),
)
"""What decides, or says of which kind the token is."""
_OF_PEOPLE: Final = ("name", "given_name", "email", "preferred_username", "upn", "nonce", "at_hash", "sid", "auth_time")
_NO_PERSON: Final = re.compile(r"^[A-Za-z0-9._-]+[:/][A-Za-z0-9._:/-]+\Z|@clients\Z")
"""The ``sub`` of a job, a service account or a client."""
_LONGEST: Final = 8_000


def command_for(token: Token) -> str:
    """A command for any shell; "" for a token without claims, or too long for one.

    Args:
        token: The token.

    """
    if not token.claims:
        return ""
    parts = (_kept(token.header, _HEADER), _kept(token.claims, _CLAIMS) | _somebody(token.claims))
    text = ".".join(encode_json(part) for part in parts)
    return f"echo {text}. | aud new incident --from-token -" if len(text) <= _LONGEST else ""


def _kept(members: Mapping[str, Any], names: tuple[str, ...]) -> dict[str, Any]:
    return {name: members[name] for name in names if name in members}


def _somebody(claims: Mapping[str, Any]) -> dict[str, Any]:
    """Whose it is, without saying who."""
    subject, found = claims.get("sub"), {}
    if isinstance(subject, str):
        known = subject == client_of(claims) or _NO_PERSON.search(subject)
        found["sub"] = subject if known else "somebody"
    if any(name in claims for name in _OF_PEOPLE):
        found["name"] = "Somebody"
    return found
