"""What a check is: what it reads, what it finds, how it refuses, and the flaws with which it can be made.

A check tells the truth by the specification; it weighs nothing. Whether a failed check refuses is for the deployment
to say (`sandbox.tokens.verify`). A flaw is a named wrong way to make a check: it says what such a deployment accepts.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, Any, Literal

from sandbox.tokens.library import LibraryAnswer
from sandbox.tokens.names import CheckId, Verdict
from sandbox.tokens.parsed_token import Object, ParsedToken
from sandbox.tokens.policy import Policy, TrustedIssuer
from sandbox.tokens.signatures import TriedKey, try_key

if TYPE_CHECKING:
    from sandbox.tokens.keys import PublicKey

Reads = Literal["token", "header", "signature", "claims"]
"""The part of a token that a check reads. All but ``token`` must be readable; a signature needs the header."""


@dataclass(frozen=True, slots=True)
class Finding:
    """What a check found.

    Args:
        verdict: The truth, by the specification.
        expected: What would have passed, as data.
        actual: What was found, as data.
        reason: A word for code to go by, why it failed or was skipped; None when it passed.

    """

    verdict: Verdict
    expected: Any
    actual: Any
    reason: str | None = None


def judged(expected: Any, actual: Any, reason: str | None) -> Finding:
    """The finding of a check that was made: it failed if there is a reason.

    Args:
        expected: What would have passed, as data.
        actual: What was found, as data.
        reason: Why it failed, or None.

    """
    return Finding("fail" if reason else "pass", expected, actual, reason)


def skipped(reason: str) -> Finding:
    """The finding of a check that cannot be made, because of what failed before."""
    return Finding("skipped", None, None, reason)


@dataclass(frozen=True)
class Case:
    """A token and who reads it: what the checks read.

    Args:
        token: The token, as far as it can be read.
        policy: What the reader requires.
        issuer: The trusted issuer that ``iss`` names, if it names one.

    """

    token: ParsedToken
    policy: Policy
    issuer: TrustedIssuer | None

    @property
    def header(self) -> Object:
        """The JOSE header; empty if it cannot be read."""
        return self.token.header or {}

    @property
    def claims(self) -> Object:
        """The claims, verified or not; empty if they cannot be read."""
        return self.token.claims or {}

    @property
    def issuers(self) -> tuple[TrustedIssuer, ...]:
        """Whose rules apply: the issuer named by ``iss``, or any trusted one when it names none of them."""
        return (self.issuer,) if self.issuer else self.policy.issuers

    @cached_property
    def algorithms(self) -> list[str]:
        """The allow-list."""
        return sorted({issuer.algorithm for issuer in self.issuers})

    @cached_property
    def keys(self) -> "list[PublicKey]":
        """The published keys the token's ``kid`` selects: all of them if it names none (RFC 7515 §4.1.4)."""
        published = [key for issuer in self.issuers for key in issuer.keys]
        if "kid" not in self.header or self.policy.mode_of("key").flaw == "off":
            return published
        return [key for key in published if key.kid == self.header["kid"]]

    @cached_property
    def signature(self) -> TriedKey | None:
        """The key that fits the signature, else the last one tried; None without keys. Each is tried once."""
        tried = None
        for key in self.keys:
            tried = try_key(self.token, key)
            if tried.holds:
                break
        return tried


def open_case(token: ParsedToken, policy: Policy) -> Case:
    """Put a token before a reader."""
    iss = (token.claims or {}).get("iss")
    return Case(token, policy, next((issuer for issuer in policy.issuers if iss in issuer.names), None))


@dataclass(frozen=True, slots=True)
class Flaw:
    """A named wrong way to make a check.

    Args:
        name: Its name, as in ``audience: prefix``.
        accepts: Whether a deployment with this flaw accepts a case.
        duration: For a flaw that takes a duration, an example of one, such as ``5m``.
        implied_by: The check whose flaw of the same name brings this one along; it cannot be chosen by itself.

    """

    name: str
    accepts: Callable[[Case], bool]
    duration: str = ""
    implied_by: CheckId | None = None

    @property
    def word(self) -> str:
        """How it is written where a check is declared: ``prefix``, ``leeway-5m``."""
        return f"{self.name}-{self.duration}" if self.duration else self.name


@dataclass(frozen=True, slots=True)
class Refusal:
    """How an api answers when a check decides against a token (RFC 6750 §3.1).

    Args:
        description: The ``error_description``.
        status: The HTTP status.
        error: The error code.
        otherwise: Other answers, by the reason for which the check failed.

    """

    description: str
    status: int = 401
    error: str = "invalid_token"
    otherwise: "Mapping[str, Refusal]" = field(default_factory=dict)

    def because_of(self, reason: str | None) -> "Refusal":
        """How it answers when the check failed for this reason."""
        return self.otherwise.get(reason or "", self)


@dataclass(frozen=True, slots=True)
class CheckSpec:
    """All that is declared of one check, but for its words for readers.

    Args:
        id: Its id.
        section: The section it follows, such as ``RFC 7519 §4.1.3``.
        reads: The part of the token that it reads.
        refusal: How an api refuses by it.
        find: The check itself.
        flaws: The wrong ways to make it.
        ask_library: Puts the same question to python-jose, with everything else switched off; None where it has no
            such question.
        applies: Whether a reader makes it at all, by what it requires.

    """

    id: CheckId
    section: str
    reads: Reads
    refusal: Refusal
    find: Callable[[Case], Finding]
    flaws: tuple[Flaw, ...] = ()
    ask_library: Callable[[Case, Finding], LibraryAnswer | None] | None = None
    applies: Callable[[Policy], bool] = lambda _: True

    def flaw(self, name: str) -> Flaw:
        """The flaw of that name."""
        return next(flaw for flaw in self.flaws if flaw.name == name)
