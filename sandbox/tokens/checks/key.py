"""Does the issuer publish the key that ``kid`` names?"""

from typing import Final

from sandbox.tokens.checks.spec import Case, CheckSpec, Finding, Refusal, judged


def check_key(case: Case) -> Finding:
    """The ``kid`` is in the issuer's JWKS (RFC 7515 §4.1.4)."""
    published = [key.kid for issuer in case.issuers for key in issuer.keys]
    kid = case.header.get("kid")
    found = kid in published if "kid" in case.header else bool(published)
    return judged(published, kid, None if found else "unknown")


CHECK: Final = CheckSpec(
    id="key", section="RFC 7515 §4.1.4", reads="header", refusal=Refusal("Unknown signing key"), find=check_key
)
