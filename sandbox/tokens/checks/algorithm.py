"""Is it signed by an algorithm on the list?"""

from typing import Final

from sandbox.tokens.checks.spec import Case, CheckSpec, Finding, Flaw, Refusal, judged
from sandbox.tokens.library import LibraryAnswer, ask_signature


def check_algorithm(case: Case) -> Finding:
    """The algorithm is on the allow-list, whatever the token says (RFC 8725 §3.1)."""
    alg = case.header.get("alg")
    reason = None if alg in case.algorithms else "missing" if alg is None else "not_allowed"
    return judged(case.algorithms, alg, reason)


def any_algorithm(case: Case) -> bool:
    """Whatever algorithm the token names is fine; the signature is verified by it, too."""
    return case.token.header is not None


def _ask_library(case: Case, _: Finding) -> LibraryAnswer | None:
    if case.signature is None:
        return None
    key = case.signature.key
    same_question = case.algorithms == [key.algorithm]
    return case.signature.library if same_question else ask_signature(case.token.raw, key, case.algorithms)


CHECK: Final = CheckSpec(
    id="algorithm",
    section="RFC 8725 §3.1",
    reads="header",
    refusal=Refusal("Algorithm not allowed"),
    find=check_algorithm,
    flaws=(Flaw("any", any_algorithm),),
    ask_library=_ask_library,
)
