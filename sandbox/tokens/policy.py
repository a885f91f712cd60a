"""What a reader requires of a token, and how this deployment makes each check."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

from sandbox.tokens.names import CheckId, Dialect

if TYPE_CHECKING:
    from sandbox.tokens.keys import PublicKey
    from sandbox.tokens.proofs import Presented


@dataclass(frozen=True, slots=True)
class CheckMode:
    """How a deployment makes one check.

    Args:
        word: As it was written: ``on``, ``off``, ``prefix``, ``leeway-5m``.
        flaw: The same without its argument: ``leeway``.
        seconds: The argument of ``leeway``.

    """

    word: str
    flaw: str
    seconds: int = 0


ON: Final = CheckMode("on", "on")
OFF: Final = CheckMode("off", "off")


@dataclass(frozen=True, slots=True)
class TrustedIssuer:
    """An issuer whose tokens a reader accepts.

    Args:
        names: The values of ``iss`` that are this issuer (it may be reached by more than one address).
        dialect: Which ``typ`` its access tokens have.
        algorithm: The one algorithm it signs with.
        keys: What its JWKS publishes.

    """

    names: tuple[str, ...]
    dialect: Dialect
    algorithm: str
    keys: "tuple[PublicKey, ...]"


@dataclass(frozen=True, slots=True)
class Policy:
    """Everything a verification depends on beside the token.

    Args:
        audiences: The identifiers this reader answers to, at least one; one of them must be in ``aud``.
        issuers: Whom it trusts; at least one.
        now: The time, in epoch seconds.
        scope: The scope the route needs, or None.
        scope_claims: The claims in which this reader looks for scopes.
        modes: How this deployment makes its checks; what is absent is ``on``.
        presented: How the token came, for a reader that asks who sends it; None for one that does not.
        clients: Client ids that the reader has registered (only the flaw ``client-id-instead`` looks at them).
        registered: Every identifier registered at its issuers (only the flaw ``any-registered`` does).

    """

    audiences: tuple[str, ...]
    issuers: tuple[TrustedIssuer, ...]
    now: float
    scope: str | None = None
    scope_claims: tuple[str, ...] = ("scope",)
    modes: Mapping[CheckId, CheckMode] = field(default_factory=dict)
    presented: "Presented | None" = None
    clients: frozenset[str] = frozenset()
    registered: frozenset[str] = frozenset()

    def mode_of(self, check: CheckId) -> CheckMode:
        """How this deployment makes a check."""
        return self.modes.get(check, ON)
