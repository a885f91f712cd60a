"""``verify(token, policy)``: every check in order, what each found, and which one decided."""

from dataclasses import dataclass
from typing import Any

from sandbox.tokens.checks import CHECK_SPECS
from sandbox.tokens.checks.spec import Case, CheckSpec, Finding, open_case, skipped
from sandbox.tokens.library import LibraryAnswer
from sandbox.tokens.names import INTROSPECTED_SPEC, CheckId, Verdict
from sandbox.tokens.parsed_token import ParsedToken, parse_token
from sandbox.tokens.policy import Policy


@dataclass(frozen=True, slots=True)
class CheckResult:
    """One check of one token by one deployment.

    Args:
        id: Which check.
        verdict: The truth, by the specification.
        mode: How this deployment makes it: ``on``, ``off`` or a flaw.
        refuses: Whether this deployment therefore refuses the token.
        expected: What would have passed, as data.
        actual: What was found, as data.
        reason: A word for why it failed or was skipped.
        section: The section that says so.
        library: What python-jose says to the same question; None where it has no such question.

    """

    id: CheckId
    verdict: Verdict
    mode: str
    refuses: bool
    expected: Any
    actual: Any
    reason: str | None
    section: str
    library: LibraryAnswer | None


@dataclass(frozen=True, slots=True)
class Verification:
    """All checks in order. ``claims`` are None when unreadable, and unverified unless the signature passed."""

    checks: tuple[CheckResult, ...]
    claims: dict[str, Any] | None
    introspected: bool = False

    @property
    def decided_by(self) -> CheckId | None:
        """The first check on which this deployment refuses, or None if it accepts."""
        return next((check.id for check in self.checks if check.refuses), None)

    @property
    def claims_verified(self) -> bool:
        """Whether the signature passed or the issuer was introspected: the claims are what it wrote, or answered."""
        return self.introspected or any(check.id == "signature" and check.verdict == "pass" for check in self.checks)


def verify(token: str, policy: Policy) -> Verification:
    """Ask every question about a token, in the order of RFC 9068 §4 with the JWT's own checks first.

    Args:
        token: Whatever was presented; it may be anything.
        policy: What this reader requires, and how its deployment makes each check.

    """
    return verify_parsed(parse_token(token), policy)


def verify_parsed(token: ParsedToken, policy: Policy) -> Verification:
    """The same, for a token that was parsed already."""
    case = open_case(token, policy)
    results: list[CheckResult] = []
    refused = False
    for spec in (spec for spec in CHECK_SPECS.values() if spec.applies(policy)):
        finding = spec.find(case) if _is_readable(case, spec) else skipped(_why_unreadable(case, spec))
        results.append(_weigh(case, spec, finding, already_refused=refused))
        refused = refused or results[-1].refuses
    introspected = token.introspected and token.claims is not None
    return Verification(tuple(results), token.claims, introspected)


def _is_readable(case: Case, spec: CheckSpec) -> bool:
    if spec.reads == "token":
        return True
    return (case.token.claims if spec.reads == "claims" else case.token.header) is not None


def _why_unreadable(case: Case, spec: CheckSpec) -> str:
    vouched = case.token.introspected and case.token.claims is not None and spec.reads != "claims"
    return "introspected" if vouched else "unreadable"


def _weigh(case: Case, spec: CheckSpec, finding: Finding, *, already_refused: bool) -> CheckResult:
    mode = case.policy.mode_of(spec.id)
    if mode.flaw == "off":
        refuses = False
    elif finding.verdict == "skipped":
        # What failed before has refused already; where that was not enforced, a reader that cannot check refuses.
        # A reader that introspected need not: there is no signature, and the issuer has said what the token says.
        refuses = not already_refused and finding.reason != "introspected"
    elif mode.flaw == "on":
        refuses = finding.verdict == "fail"
    else:
        refuses = not spec.flaw(mode.flaw).accepts(case)
    return CheckResult(
        id=spec.id,
        verdict=finding.verdict,
        mode=mode.word,
        refuses=refuses,
        expected=finding.expected,
        actual=finding.actual,
        reason=finding.reason,
        section=INTROSPECTED_SPEC if case.token.introspected and spec.id == "format" else spec.section,
        library=_library(case, spec, finding),
    )


def _library(case: Case, spec: CheckSpec, finding: Finding) -> LibraryAnswer | None:
    """What python-jose says to the question of a check that was made."""
    if spec.ask_library is None or finding.verdict == "skipped" or case.token.introspected:
        return None
    return spec.ask_library(case, finding)
