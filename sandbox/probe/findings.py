"""What a probe finds: rows with their tokens, what came of each, the flaws that explain them, and the verdict."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from sandbox.probe.spec import Carried, Expected, Severity

Answer = Literal["accepted", "refused", "inconclusive"]
Verdict = Literal["pass", "fail", "inconclusive"]


@dataclass(frozen=True, slots=True)
class WrittenRow:
    """A row with its token.

    Args:
        id: Its group and name.
        says: What is sent.
        expected: What a careful API does.
        severity: What it weighs if an API does otherwise.
        source: The section that says so.
        status: The status of a refusal that RFC 6750 §3.1 asks for.
        carried: How the token is sent.
        token: The token; None for a request without one.
        lets_through: For each check, the modes in which it does not refuse this token; empty without one.

    """

    id: str
    says: str
    expected: Expected
    severity: Severity
    source: str
    status: int
    carried: Carried
    token: str | None
    lets_through: Mapping[str, tuple[str, ...]]


@dataclass(frozen=True, slots=True)
class Result:
    """A row, and what came of it.

    Args:
        row: The row.
        answer: What the API did.
        status: The HTTP status; None without a response.
        why: Why it is inconclusive; empty else.
        notes: What else is to be said of the response.

    """

    row: WrittenRow
    answer: Answer
    status: int | None
    why: str = ""
    notes: tuple[str, ...] = ()

    @property
    def ok(self) -> bool | None:
        """Whether the API did what a careful one does; None if that is not known, or only measured."""
        if self.answer == "inconclusive" or self.row.expected == "measure":
            return None
        return self.answer == ("accepted" if self.row.expected == "accept" else "refused")


@dataclass(frozen=True, slots=True)
class NamedFlaw:
    """A flaw that explains some of the answers.

    Args:
        check: The check that is made wrongly.
        mode: How: ``off``, or a flaw's name, ``leeway`` among them.
        rows: The rows in which it shows.
        severity: The greatest of theirs.
        says: What an API with it does, if docs/checks.md does not say it.

    """

    check: str
    mode: str
    rows: tuple[str, ...]
    severity: Severity
    says: str = ""

    @property
    def name(self) -> str:
        """As it is written in an address: ``audience=prefix``."""
        return f"{self.check}={self.mode}"


@dataclass(frozen=True, slots=True)
class Explained:
    """What explains the answers of an API.

    Args:
        flaws: The flaws, in the order of the checks.
        unexplained: Rows that none of them explains.

    """

    flaws: tuple[NamedFlaw, ...]
    unexplained: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Fetches:
    """What was fetched from the sandbox during a probe, in requests.

    Args:
        issuer_keys: The issuer's metadata and keys.
        jku: The keys that only the header of a token names.
        x5u: The certificate that only the header of a token names.
        keys_before: The issuer's key set, since the sandbox was started.

    """

    issuer_keys: int = 0
    jku: int = 0
    x5u: int = 0
    keys_before: int = 0


@dataclass(frozen=True, slots=True)
class Concluded:
    """What a probe found.

    Args:
        verdict: ``inconclusive`` if the answers say nothing of the API.
        reason: Why it is inconclusive; empty else.
        results: One for each row that was sent.
        flaws: What explains them.
        fetches: What was fetched meanwhile; None if that is not known.

    """

    verdict: Verdict
    reason: str
    results: tuple[Result, ...]
    flaws: Explained
    fetches: Fetches | None
