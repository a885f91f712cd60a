"""Does it allow this?"""

from typing import Final

from sandbox.tokens.checks.spec import Case, CheckSpec, Finding, Refusal, judged
from sandbox.tokens.claim_types import strings_in


def check_scope(case: Case) -> Finding:
    """The token carries the scope this route needs (RFC 6750 §3.1, RFC 8693 §4.2)."""
    needed, names = case.policy.scope, case.policy.scope_claims
    found = {name: case.claims[name] for name in names if name in case.claims}
    held = [scope for name, value in found.items() for scope in _scopes_in(name, value)]
    actual = found.get(names[0]) if len(names) == 1 else found or None
    return judged(needed, actual, None if needed is None or needed in held else "insufficient")


def _scopes_in(claim: str, value: object) -> list[str]:
    """The scopes in a claim: ``scope`` is a string (RFC 8693 §4.2), what vendors have beside it is often an array."""
    if isinstance(value, str):
        return value.split(" ")
    return [] if claim == "scope" else strings_in(value) or []


CHECK: Final = CheckSpec(
    id="scope",
    section="RFC 6750 §3.1",
    reads="claims",
    refusal=Refusal("Insufficient scope", 403, "insufficient_scope"),
    find=check_scope,
)
