"""What a probe sends: one row a request, what a careful API answers to it, and where that is written."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, Literal, get_args

from sandbox.tokens.names import CHECKS, CheckId

if TYPE_CHECKING:
    from sandbox.probe.ingredients import Ingredients

Expected = Literal["accept", "refuse", "measure"]
"""What a careful API does; ``measure`` where careful ones differ, and the answer is only noted."""
Severity = Literal["error", "warning", "note"]
"""What it weighs if an API does otherwise."""
Profile = Literal["quick", "default", "all"]
Carried = Literal["header", "query", "header and query", "lower-case scheme"]
"""How a token is sent: RFC 6750 §2.1, or §2.3, or both, or with ``bearer`` (RFC 9110 §11.1)."""

PROFILES: Final[tuple[Profile, ...]] = get_args(Profile)
ASKED: Final[tuple[CheckId, ...]] = tuple(check for check in CHECKS if check != "sender")
"""The checks about which the rows of a probe ask: no row proves that it has a key."""
RIGHT: Final = "cal.right"
NONE: Final = "cal.none"
NOISE: Final = "cal.noise"
RIGHT_AGAIN: Final = "cal.right-again"


@dataclass(frozen=True, slots=True)
class Row:
    """One request of a probe.

    Args:
        id: Its group and name: ``aud.other``.
        says: What is sent, as a noun: ``a valid token for another API``.
        expected: What a careful API does.
        source: The section that says so.
        token: Writes the token; None for a request without one. It raises `DoesNotApply` where there is no such token.
        severity: What it weighs if an API does otherwise.
        profile: The smallest profile that has it.
        carried: How the token is sent.
        status: The status of a refusal that RFC 6750 §3.1 asks for.

    """

    id: str
    says: str
    expected: Expected
    source: str
    token: "Callable[[Ingredients], str] | None"
    severity: Severity = "error"
    profile: Profile = "default"
    carried: Carried = "header"
    status: int = 401


class DoesNotApply(Exception):
    """There is no such token for this audience or these options: ``aud.case`` of an audience without letters."""
