"""Is it still good?"""

from typing import Final

from sandbox.tokens.checks.spec import Case, CheckSpec, Finding, Flaw, Refusal, judged
from sandbox.tokens.claim_types import as_number
from sandbox.tokens.library import LibraryAnswer, ask_claim


def check_expiry(case: Case) -> Finding:
    """It is earlier than ``exp`` (RFC 7519 §4.1.4), which an access token must have (RFC 9068 §2.2)."""
    exp, now = as_number(case.claims.get("exp")), case.policy.now
    reason = "expired" if exp is not None and now >= exp else None
    if exp is None:
        reason = "not_a_number" if "exp" in case.claims else "missing"
    return judged({"now": now}, case.claims.get("exp"), reason)


def leeway(case: Case) -> bool:
    """Expired tokens are accepted for so many seconds more."""
    exp = as_number(case.claims.get("exp"))
    return exp is not None and case.policy.now < exp + case.policy.mode_of("expiry").seconds


def _ask_library(case: Case, _: Finding) -> LibraryAnswer:
    return ask_claim(case.token.raw, "exp")


CHECK: Final = CheckSpec(
    id="expiry",
    section="RFC 7519 §4.1.4",
    reads="claims",
    refusal=Refusal("Token expired"),
    find=check_expiry,
    flaws=(Flaw("leeway", leeway, duration="5m"),),
    ask_library=_ask_library,
)
