"""Is it a JWT at all?"""

from typing import Final

from sandbox.tokens.checks.spec import Case, CheckSpec, Finding, Refusal, judged
from sandbox.tokens.claim_types import as_number
from sandbox.tokens.library import LibraryAnswer, ask_form


def check_format(case: Case) -> Finding:
    """Three base64url parts, JSON objects inside, registered claims of their registered types (RFC 7519 §7.2).

    No header says by ``b64`` that the payload is not encoded, whether ``crit`` lists it or not (RFC 7797 §7).

    Of a token that only its issuer can read: the issuer says that it is active (RFC 7662 §2.2).
    """
    token = case.token
    if token.introspected:
        return judged("active: true", "active: false" if token.fault else "active: true", token.fault and "inactive")
    expected = "header.payload.signature, base64url, JSON objects"
    if token.fault:
        return judged(expected, token.fault[1], token.fault[0])
    if "crit" in case.header:
        return judged(expected, {"crit": case.header["crit"]}, "critical_extension")
    if case.header.get("b64", True) is not True:
        return judged(expected, {"b64": case.header["b64"]}, "unencoded_payload")
    mistyped = {name: case.claims[name] for name in ("sub", "jti") if not isinstance(case.claims.get(name, ""), str)}
    if as_number(case.claims.get("iat", 0)) is None:
        mistyped["iat"] = case.claims["iat"]
    if mistyped:
        return judged(expected, mistyped, "claim_type")
    return judged(expected, "3 parts", None)


def _ask_library(case: Case, finding: Finding) -> LibraryAnswer | None:
    return None if finding.reason == "too_long" else ask_form(case.token.raw)


CHECK: Final = CheckSpec(
    id="format",
    section="RFC 7519 §7.2",
    reads="token",
    refusal=Refusal("Malformed token", otherwise={"inactive": Refusal("Token not active")}),
    find=check_format,
    ask_library=_ask_library,
)
