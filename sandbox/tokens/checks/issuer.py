"""Is it from an issuer that this reader trusts?"""

from collections.abc import Iterator
from typing import Final

from sandbox.tokens.checks.spec import Case, CheckSpec, Finding, Flaw, Refusal, judged
from sandbox.tokens.library import LibraryAnswer, ask_claim


def _trusted_names(case: Case) -> list[str]:
    return [name for issuer in case.policy.issuers for name in issuer.names]


def check_issuer(case: Case) -> Finding:
    """``iss`` is exactly one of the issuers trusted here (RFC 8725 §3.8, RFC 9068 §4)."""
    reason = None if case.issuer else "mismatch" if "iss" in case.claims else "missing"
    return judged(_trusted_names(case), case.claims.get("iss"), reason)


def _pairs(case: Case) -> Iterator[tuple[str, str]]:
    """``iss`` with each name that is trusted."""
    iss = case.claims.get("iss")
    return ((iss, name) for name in _trusted_names(case) if isinstance(iss, str))


def prefix(case: Case) -> bool:
    """``iss.startswith(trusted)``."""
    return any(iss.startswith(name) for iss, name in _pairs(case))


def substring(case: Case) -> bool:
    """One is found inside the other (CVE-2024-53861: ``iss in expected`` on a string)."""
    return any(iss in name or name in iss for iss, name in _pairs(case))


def ignore_slash(case: Case) -> bool:
    """Compared without regard to slashes at the end."""
    return any(iss.rstrip("/") == name.rstrip("/") for iss, name in _pairs(case))


def _ask_library(case: Case, finding: Finding) -> LibraryAnswer:
    return ask_claim(case.token.raw, "iss", issuer=finding.expected)


CHECK: Final = CheckSpec(
    id="issuer",
    section="RFC 8725 §3.8",
    reads="claims",
    refusal=Refusal("Invalid issuer"),
    find=check_issuer,
    flaws=(Flaw("prefix", prefix), Flaw("substring", substring), Flaw("ignore-slash", ignore_slash)),
    ask_library=_ask_library,
)
