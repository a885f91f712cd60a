"""A token written by hand on the workbench, so that it says what another token says."""

import json
from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from typing import Any, Final

from sandbox.replay.trace import Token
from sandbox.scenarios.verbs.mint import SignWith
from sandbox.scenarios.workbench.state import WorkbenchState
from sandbox.tokens.claim_types import as_number

_MADE_ANEW: Final = frozenset({"iss", "iat", "exp", "jti"})
"""Claims that the workbench writes by itself, as the issuer does."""
_EXPIRED: Final = "-1m"
_NEVER: Final = 253402300799
"""The last second of the year 9999."""


@dataclass(frozen=True, slots=True)
class Original:
    """A token to imitate, and where it comes from.

    Args:
        token: The token.
        tokens: All tokens of the replay, by name.
        now: When it was replayed, in epoch seconds.

    """

    token: Token
    tokens: Mapping[str, Token]
    now: float


def imitation(
    state: WorkbenchState,
    token: Token,
    sign_with: SignWith,
    now: float,
    *,
    ours: bool = True,
    kept: Collection[str] = (),
) -> WorkbenchState:
    """The workbench with a token of one's own that says what another says.

    Args:
        state: The state of the workbench.
        token: The token to imitate.
        sign_with: What to sign it with.
        now: When, in epoch seconds.
        ours: Whether its issuer is one of the world, whose type and `iss` need not be written down.
        kept: The members of its header that are written down, whatever the signature needs; null for one it lacks.

    """
    claims = token.claims or {}
    anew = _MADE_ANEW if ours else _MADE_ANEW - {"iss"}
    expires = as_number(claims.get("exp"))
    expired = expires is not None and expires <= now
    header = {name: value for name, value in (token.header or {}).items() if name not in ("alg", "kid", "typ")}
    if (token.header or {}).get("typ") is not None and not ours:
        header["typ"] = (token.header or {})["typ"]
    header |= {name: (token.header or {}).get(name) for name in kept}
    anew -= {name for name in ("exp", "iat", "jti") if name in claims and not _plain(name, claims[name])}
    return replace(
        state,
        way="mint",
        header=json_text(header) if header else "",
        claims=json_text(
            {**{name: value for name, value in claims.items() if name not in anew}, **_later(claims, now)}
        ),
        remove=" ".join([name for name in sorted(_MADE_ANEW) if name not in claims]),
        expires_in=_EXPIRED if expired else "",
        sign_with=sign_with,
    )


def _later(claims: Mapping[str, Any], now: float) -> dict[str, int]:
    """``nbf``, where it has not come yet: so far ahead that it never comes."""
    nbf = as_number(claims.get("nbf"))
    return {"nbf": _NEVER} if nbf is not None and nbf > now else {}


def _plain(name: str, value: Any) -> bool:
    """Whether a claim is of its type (RFC 7519 §4.1), so that one made anew says the same."""
    return isinstance(value, str) if name == "jti" else as_number(value) is not None


def json_text(members: Mapping[str, Any]) -> str:
    """JSON as it stands in a field of the workbench."""
    return json.dumps(members, ensure_ascii=False, indent=2)
