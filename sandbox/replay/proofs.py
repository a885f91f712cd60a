"""Proofs by which a sender shows that it has a key (DPoP, RFC 9449). Each client and api has a key of its own."""

from typing import Any, Final

from sandbox.replay.state import ReplayState
from sandbox.tokens.minting import sign
from sandbox.tokens.proofs import token_hash

_ALGORITHM: Final = "ES256"
_PUBLIC: Final = ("kty", "crv", "x", "y")


async def proof(state: ReplayState, sender: str, method: str, url: str, token: str | None = None) -> str:
    """A proof for one request (RFC 9449 §4.2).

    Args:
        state: The state of the replay.
        sender: The client or api that sends it, with its own key.
        method: The method of the request.
        url: The address of the request.
        token: The access token that it is sent with; None where one is requested.

    """
    key = await state.instance.keys.made(f"dpop:{state.world.world}:{sender}", _ALGORITHM)
    header = {
        "typ": "dpop+jwt",
        "alg": _ALGORITHM,
        "jwk": {name: key.public.jwk[name] for name in _PUBLIC},
    }
    claims: dict[str, Any] = {
        "jti": state.instance.random_text(12),
        "htm": method,
        "htu": url.partition("?")[0],
        "iat": int(state.instance.clock()),
    }
    return sign(header, claims if token is None else {**claims, "ath": token_hash(token)}, key)
