"""Does who sends it have the key that it was given to? Only where an api asks (``sender: dpop``)."""

from typing import Final

from sandbox.tokens.checks.spec import Case, CheckSpec, Finding, Refusal, judged
from sandbox.tokens.proofs import token_hash


def check_sender(case: Case) -> Finding:
    """The token is bound to a key (``cnf.jkt``), and came with a proof by that key (RFC 9449 §7.1)."""
    cnf, presented = case.claims.get("cnf"), case.policy.presented
    jkt = cnf.get("jkt") if isinstance(cnf, dict) else None
    if presented is None or not isinstance(jkt, str):
        return judged("a token that is bound to a key: cnf.jkt", cnf, "unbound")
    if presented.scheme != "DPoP":
        return judged(jkt, f"{presented.scheme}, without a proof", "bearer")
    if presented.proof is None:
        return judged(jkt, presented.fault or "no proof", "bad_proof" if presented.fault else "no_proof")
    if presented.proof.ath != token_hash(case.token.raw):
        return judged(jkt, presented.proof.jkt, "other_token")
    return judged(jkt, presented.proof.jkt, None if presented.proof.jkt == jkt else "other_key")


CHECK: Final = CheckSpec(
    id="sender",
    section="RFC 9449 §7.1",
    reads="claims",
    refusal=Refusal(
        "Invalid DPoP key binding",
        otherwise={
            "unbound": Refusal("The token is bound to no key"),
            "bearer": Refusal("The token came without a proof"),
            "no_proof": Refusal("The token came without a proof"),
            "bad_proof": Refusal("Invalid DPoP proof", error="invalid_dpop_proof"),
        },
    ),
    find=check_sender,
    applies=lambda policy: policy.presented is not None,
)
