"""Whether a key of an issuer signed a token: python-jose decides, and for what it does not know, cryptography."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from sandbox.tokens.library import LibraryAnswer, ask_signature, signature_holds_unpinned
from sandbox.tokens.names import UNKNOWN_TO_PYTHON_JOSE
from sandbox.tokens.parsed_token import ParsedToken

if TYPE_CHECKING:
    from sandbox.tokens.keys import PublicKey


@dataclass(frozen=True, slots=True)
class TriedKey:
    """What came of verifying a signature with one key.

    Args:
        key: The key.
        holds: Whether it made the signature.
        library: What python-jose says.

    """

    key: "PublicKey"
    holds: bool
    library: LibraryAnswer


def try_key(token: ParsedToken, key: "PublicKey") -> TriedKey:
    """Verify a signature by the one algorithm that a key is for (RFC 8725 §3.1)."""
    answer = ask_signature(token.raw, key, [key.algorithm])
    if key.algorithm not in UNKNOWN_TO_PYTHON_JOSE:
        return TriedKey(key, answer.says is None, answer)
    return TriedKey(key, _holds(token, key, str(key.algorithm)), answer)


def holds_by_any_algorithm(token: ParsedToken, keys: "Sequence[PublicKey]") -> bool:
    """The flaw: the token says by which algorithm it is verified, and a key serves for whatever it says."""
    return signature_holds_unpinned(token.raw, keys) or any(_holds(token, key, None) for key in keys)


def _holds(token: ParsedToken, key: "PublicKey", algorithm: str | None) -> bool:
    """Whether a key made a signature, by this algorithm alone, or None for whichever the token names."""
    from sandbox.tokens.jwks_signature import signed_by  # noqa: PLC0415 - imports cryptography; a start does not wait

    named = {} if algorithm is None else {"alg": algorithm}
    jwk = {name: value for name, value in key.jwk.items() if name not in ("alg", "kid")} | named
    return signed_by(token.raw, {"alg": (token.header or {}).get("alg")}, [jwk]) == "good"
