"""Does it claim to be nothing else than an access token?"""

from typing import Final

from sandbox.tokens.checks.spec import Case, CheckSpec, Finding, Refusal, judged
from sandbox.tokens.names import ACCESS_TOKEN_TYPES


def check_type(case: Case) -> Finding:
    """The token says it is an access token of the issuer's dialect (RFC 8725 §3.11, RFC 9068 §4)."""
    dialects = {issuer.dialect for issuer in case.issuers}
    expected = [typ for dialect in sorted(dialects) for typ in ACCESS_TOKEN_TYPES[dialect]]
    if "typ" not in case.header:
        return judged(expected, None, None if None in expected else "missing")
    typ = case.header["typ"]
    fits = isinstance(typ, str) and typ.lower() in [name.lower() for name in expected if name]
    return judged(expected, typ, None if fits else "mismatch")


CHECK: Final = CheckSpec(
    id="type", section="RFC 8725 §3.11", reads="header", refusal=Refusal("Wrong type of token"), find=check_type
)
