"""Who wrote it, unchanged?"""

from typing import Final

from sandbox.tokens.checks.spec import Case, CheckSpec, Finding, Flaw, Refusal, judged, skipped
from sandbox.tokens.library import LibraryAnswer
from sandbox.tokens.signatures import holds_by_any_algorithm


def check_signature(case: Case) -> Finding:
    """The signature over header and payload holds with a key of the issuer, by its one algorithm (RFC 7515 §5.2)."""
    if case.signature is None:
        return skipped("no_key")
    kids = [key.kid for key in case.keys]
    if case.signature.holds:
        return judged(kids, case.signature.key.kid, None)
    return judged(kids, None, "unsigned" if case.token.raw.endswith(".") else "no_key_fits")


def any_algorithm(case: Case) -> bool:
    """The token chooses how it is verified: ``none`` needs no signature, HS256 takes the public key as secret."""
    alg = case.header.get("alg")
    if isinstance(alg, str) and alg.lower() == "none":
        return True
    return holds_by_any_algorithm(case.token, case.keys)


def _ask_library(case: Case, _: Finding) -> LibraryAnswer | None:
    return case.signature.library if case.signature else None


CHECK: Final = CheckSpec(
    id="signature",
    section="RFC 7515 §5.2",
    reads="signature",
    refusal=Refusal("Invalid signature"),
    find=check_signature,
    flaws=(Flaw("any", any_algorithm, implied_by="algorithm"),),
    ask_library=_ask_library,
)
