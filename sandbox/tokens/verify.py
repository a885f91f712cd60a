"""``verify(token, policy)``: every check in order, what each found, and which one decided."""

from dataclasses import dataclass
from typing import Any, Final

from sandbox.tokens.checks import CHECK_FUNCTIONS, Case, Finding, open_case, skipped, strings_in
from sandbox.tokens.flaws import accepts
from sandbox.tokens.library import LibraryAnswer, ask_claim, ask_form, ask_signature
from sandbox.tokens.names import CHECKS, INTROSPECTED_SPEC, SPECS, CheckId, Verdict
from sandbox.tokens.parsed_token import ParsedToken, parse_token
from sandbox.tokens.policy import Policy

_READS_HEADER: Final[frozenset[CheckId]] = frozenset({"type", "algorithm", "key", "signature"})
_NUMERIC_QUESTIONS: Final[dict[CheckId, str]] = {"expiry": "exp", "not_before": "nbf"}


@dataclass(frozen=True, slots=True)
class CheckResult:
    """One check of one token by one deployment.

    Args:
        id: Which check.
        verdict: The truth, by the specification.
        made: How this deployment makes it: ``on``, ``off`` or a flaw.
        refuses: Whether this deployment therefore refuses the token.
        expected: What would have passed, as data.
        actual: What was found, as data.
        reason: A word for why it failed or was skipped.
        spec: The section that says so.
        library: What python-jose says to the same question; None where it has no such question.

    """

    id: CheckId
    verdict: Verdict
    made: str
    refuses: bool
    expected: Any
    actual: Any
    reason: str | None
    spec: str
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
        """Whether the signature check passed, or the issuer was asked: the claims are what it wrote, or said."""
        return self.introspected or any(check.id == "signature" and check.verdict == "pass" for check in self.checks)


def verify(token: str, policy: Policy) -> Verification:
    """Ask every question about a token, in the order of RFC 9068 §4 with the JWT's own checks first.

    Args:
        token: Whatever was presented; it may be anything.
        policy: What this reader requires, and how its deployment makes each check.

    """
    return verify_parsed(parse_token(token), policy)


def verify_parsed(letter: ParsedToken, policy: Policy) -> Verification:
    """The same, for a token that was read already."""
    case = open_case(letter, policy)
    results: list[CheckResult] = []
    refused = False
    for check in CHECKS:
        finding = CHECK_FUNCTIONS[check](case) if _can_be_asked(case, check) else skipped(_why_not(case, check))
        results.append(_weigh(case, check, finding, already_refused=refused))
        refused = refused or results[-1].refuses
    asked = case.letter.introspected and case.letter.claims is not None
    return Verification(tuple(results), case.letter.claims, asked)


def _can_be_asked(case: Case, check: CheckId) -> bool:
    if check == "format":
        return True
    return (case.letter.header if check in _READS_HEADER else case.letter.claims) is not None


def _why_not(case: Case, check: CheckId) -> str:
    vouched = case.letter.introspected and case.letter.claims is not None and check in _READS_HEADER
    return "introspected" if vouched else "unreadable"


def _weigh(case: Case, check: CheckId, finding: Finding, *, already_refused: bool) -> CheckResult:
    how = case.policy.how(check)
    if how.flaw == "off":
        refuses = False
    elif finding.verdict == "skipped":
        # What failed before has refused already; where that was not enforced, a reader that cannot ask refuses.
        # A reader that asked the issuer need not: there is no seal, and it has been told what the token says.
        refuses = not already_refused and finding.reason != "introspected"
    elif how.flaw == "on":
        refuses = finding.verdict == "fail"
    else:
        refuses = not accepts(case, check, how.flaw, how.seconds)
    return CheckResult(
        check,
        finding.verdict,
        how.word,
        refuses,
        finding.expected,
        finding.actual,
        finding.reason,
        INTROSPECTED_SPEC if case.letter.introspected and check == "format" else SPECS[check],
        _library(case, check, finding),
    )


def _library(case: Case, check: CheckId, finding: Finding) -> LibraryAnswer | None:
    """Put the same question to python-jose, everything else switched off."""
    token = case.letter.raw
    if finding.verdict == "skipped" or finding.reason == "too_long" or case.letter.introspected:
        return None
    if check == "format":
        return ask_form(token)
    if check in ("algorithm", "signature") and case.seal:
        key, answer = case.seal
        same_question = check == "signature" or case.algorithms == [key.algorithm]
        return answer if same_question else ask_signature(token, key, case.algorithms)
    if check == "issuer":
        return ask_claim(token, "iss", issuer=finding.expected)
    if check == "audience":
        mine = [name for name in case.policy.audiences if name in (strings_in(finding.actual) or [])]
        return ask_claim(token, "aud", audience=[*mine, *case.policy.audiences][0])
    if check in _NUMERIC_QUESTIONS:
        return ask_claim(token, _NUMERIC_QUESTIONS[check])
    return None
