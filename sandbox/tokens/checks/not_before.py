"""Is it good already?"""

from typing import Final

from sandbox.tokens.checks.spec import Case, CheckSpec, Finding, Flaw, Refusal, judged
from sandbox.tokens.claim_types import as_number
from sandbox.tokens.library import LibraryAnswer, ask_claim


def check_not_before(case: Case) -> Finding:
    """It is not earlier than ``nbf``, if there is one (RFC 7519 §4.1.5)."""
    nbf, now = as_number(case.claims.get("nbf")), case.policy.now
    reason = "too_early" if nbf is not None and now < nbf else None
    if nbf is None and "nbf" in case.claims:
        reason = "not_a_number"
    return judged({"now": now}, case.claims.get("nbf"), reason)


def leeway(case: Case) -> bool:
    """Tokens are accepted so many seconds before ``nbf``."""
    nbf = as_number(case.claims.get("nbf", 0))
    return nbf is not None and case.policy.now + case.policy.mode_of("not_before").seconds >= nbf


def _ask_library(case: Case, _: Finding) -> LibraryAnswer:
    return ask_claim(case.token.raw, "nbf")


CHECK: Final = CheckSpec(
    id="not_before",
    section="RFC 7519 §4.1.5",
    reads="claims",
    refusal=Refusal("Token not yet valid"),
    find=check_not_before,
    flaws=(Flaw("leeway", leeway, duration="5m"),),
    ask_library=_ask_library,
)
