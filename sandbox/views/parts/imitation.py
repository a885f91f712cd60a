"""A token written by hand on the workbench, so that it says what another token says."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any, Final

from sandbox.replay.trace import Token
from sandbox.scenarios.verbs.mint import SignWith
from sandbox.scenarios.workbench.state import WorkbenchState

_MADE_ANEW: Final = frozenset({"iss", "iat", "exp", "jti"})
"""Claims that the workbench writes by itself, as the issuer does."""
_EXPIRED: Final = "-1m"


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
    state: WorkbenchState, token: Token, sign_with: SignWith, now: float, *, ours: bool = True
) -> WorkbenchState:
    """The workbench with a token of one's own that says what another says.

    Args:
        state: The state of the workbench.
        token: The token to imitate.
        sign_with: What to sign it with.
        now: When, in epoch seconds.
        ours: Whether its issuer is one of the world, whose type and `iss` need not be written down.

    """
    claims = token.claims or {}
    anew = _MADE_ANEW if ours else _MADE_ANEW - {"iss"}
    exp = claims.get("exp")
    expired = isinstance(exp, int | float) and exp <= now
    header = {name: value for name, value in (token.header or {}).items() if name not in ("alg", "kid", "typ")}
    if (token.header or {}).get("typ") is not None and not ours:
        header["typ"] = (token.header or {})["typ"]
    return replace(
        state,
        way="mint",
        header=json_text(header) if header else "",
        claims=json_text({name: value for name, value in claims.items() if name not in anew}),
        remove=" ".join(sorted(name for name in ("iat", "exp", "jti") if name not in claims)),
        expires_in=_EXPIRED if expired else "",
        sign_with=sign_with,
    )


def json_text(members: Mapping[str, Any]) -> str:
    """JSON as it stands in a field of the workbench."""
    return json.dumps(members, ensure_ascii=False, indent=2)
