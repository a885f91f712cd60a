"""What a reader requires of a token, and how this deployment makes each check."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

from sandbox.durations import seconds_in
from sandbox.errors import UnknownName
from sandbox.tokens.names import CHECKS, FLAWS, CheckId, Dialect

if TYPE_CHECKING:
    from sandbox.tokens.keys import PublicKey

LEEWAY: Final = "leeway"


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


def parse_check_mode(check: str, word: str) -> tuple[CheckId, CheckMode]:
    """Read ``check: word`` as it stands in a ``verify`` mapping or after ``;`` in an address.

    Raises:
        UnknownName: There is no such check, or it cannot be made that way.

    """
    known = next((id_ for id_ in CHECKS if id_ == check), None)
    if known is None:
        raise UnknownName(f"there is no check `{check}`", found=check, allowed=CHECKS)
    flaws = FLAWS.get(known, ())
    if word in ("on", "off"):
        return known, ON if word == "on" else OFF
    if known == "expiry" and word.startswith(f"{LEEWAY}-"):
        try:
            return known, CheckMode(word, LEEWAY, seconds_in(word.removeprefix(f"{LEEWAY}-")))
        except ValueError:
            pass
    elif word in flaws:
        return known, CheckMode(word, word)
    raise UnknownName(f"the check `{known}` cannot be made `{word}`", found=word, allowed=("on", "off", *flaws))


def parse_verify(words: Mapping[str, str]) -> dict[CheckId, CheckMode]:
    """Read a whole ``verify`` mapping.

    Raises:
        UnknownName: See `parse_check_mode`.

    """
    return dict(parse_check_mode(check, word) for check, word in words.items())


def parse_deployment(words: Iterable[str]) -> dict[str, str]:
    """Read ``check=how`` as it stands after each ``;`` in the address of an api.

    Raises:
        UnknownName: One check stands there twice, or see `parse_check_mode`.

    """
    verify: dict[str, str] = {}
    for word in words:
        name, _, how = word.partition("=")
        check, made = parse_check_mode(name[:80], how[:80])
        if check in verify:
            raise UnknownName(f"the check `{check}` stands twice in this address")
        verify[check] = made.word
    return verify


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
        made: How this deployment makes its checks; what is absent is ``on``.
        clients: Client ids the reader knows (only the flaw ``client-id-instead`` looks at them).
        registered: Every identifier registered at its issuers (only the flaw ``any-registered`` does).

    """

    audiences: tuple[str, ...]
    issuers: tuple[TrustedIssuer, ...]
    now: float
    scope: str | None = None
    made: Mapping[CheckId, CheckMode] = field(default_factory=dict)
    clients: frozenset[str] = frozenset()
    registered: frozenset[str] = frozenset()

    def how(self, check: CheckId) -> CheckMode:
        """How this deployment makes a check. An api that allows any algorithm verifies by any, too."""
        how = self.made.get(check, ON)
        if check == "signature" and how.flaw == "on" and self.made.get("algorithm", ON).flaw == "any":
            return self.made["algorithm"]
        return how
