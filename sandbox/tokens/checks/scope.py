"""Does it allow this?"""

from typing import Final

from sandbox.tokens.checks.spec import Case, CheckSpec, Finding, Refusal, judged


def check_scope(case: Case) -> Finding:
    """The token carries the scope this route needs (RFC 6750 §3.1, RFC 8693 §4.2)."""
    needed = case.policy.scope
    scope = case.claims.get("scope")
    held = scope.split(" ") if isinstance(scope, str) else []
    return judged(needed, scope, None if needed is None or needed in held else "insufficient")


CHECK: Final = CheckSpec(
    id="scope",
    section="RFC 6750 §3.1",
    reads="claims",
    refusal=Refusal("Insufficient scope", 403, "insufficient_scope"),
    find=check_scope,
)
