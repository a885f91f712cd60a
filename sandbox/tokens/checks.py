"""The checks, one small function each. A check tells the truth by the specification; it weighs nothing.

Each takes the case and answers what it expected, what it found and its verdict. Whether a failed
check refuses is for the deployment to say (`sandbox.tokens.verify`).
"""

from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Final

from sandbox.tokens.keys import PublicKey
from sandbox.tokens.letter import Letter
from sandbox.tokens.library import LibraryAnswer, ask_signature
from sandbox.tokens.names import ACCESS_TOKEN_TYPES, CheckId, Verdict
from sandbox.tokens.policy import Policy, TrustedIssuer


@dataclass(frozen=True, slots=True)
class Finding:
    """What a check found. ``reason`` is a word for code to go by, None when it passed."""

    verdict: Verdict
    expected: Any
    actual: Any
    reason: str | None = None


@dataclass(frozen=True)
class Case:
    """A letter before a reader: what the checks read.

    Args:
        letter: The token, as far as it can be read.
        policy: What the reader requires.
        issuer: The trusted issuer that ``iss`` names, if it names one.

    """

    letter: Letter
    policy: Policy
    issuer: TrustedIssuer | None

    @property
    def issuers(self) -> tuple[TrustedIssuer, ...]:
        """Whose rules apply: the issuer named by ``iss``, or any trusted one when it names none of them."""
        return (self.issuer,) if self.issuer else self.policy.issuers

    @cached_property
    def algorithms(self) -> list[str]:
        """The allow-list."""
        return sorted({issuer.algorithm for issuer in self.issuers})

    @cached_property
    def signature(self) -> LibraryAnswer:
        """What python-jose says of the signature. It alone verifies signatures; it is asked once."""
        return ask_signature(self.letter.raw, self.keys, self.algorithms)

    @cached_property
    def keys(self) -> list[PublicKey]:
        """The published keys the token's ``kid`` selects: all of them if it names none (RFC 7515 §4.1.4)."""
        published = [key for issuer in self.issuers for key in issuer.keys]
        kid = (self.letter.header or {}).get("kid")
        if kid is None or self.policy.how("key").flaw == "off":
            return published
        return [key for key in published if key.kid == kid]


def open_case(letter: Letter, policy: Policy) -> Case:
    """Put a letter before a reader."""
    iss = (letter.claims or {}).get("iss")
    return Case(letter, policy, next((issuer for issuer in policy.issuers if iss in issuer.names), None))


def _judged(expected: Any, actual: Any, reason: str | None) -> Finding:
    return Finding("fail" if reason else "pass", expected, actual, reason)


def skipped(reason: str, expected: Any = None) -> Finding:
    """The finding of a check that cannot be made, because of what failed before."""
    return Finding("skipped", expected, None, reason)


def check_format(case: Case) -> Finding:
    """Three base64url parts, JSON objects inside, registered claims of their registered types (RFC 7519 §7.2)."""
    expected = "header.payload.signature, base64url, JSON objects"
    letter = case.letter
    if letter.fault:
        return _judged(expected, letter.fault[1], letter.fault[0])
    header, claims = letter.header or {}, letter.claims or {}
    if "crit" in header:
        return _judged(expected, {"crit": header["crit"]}, "critical_extension")
    for name, kind in (("sub", str), ("jti", str), ("iat", (int, float))):
        value = claims.get(name, "" if kind is str else 0)
        if not isinstance(value, kind) or isinstance(value, bool):
            return _judged(expected, {name: value}, "claim_type")
    return _judged(expected, "3 parts", None)


def check_type(case: Case) -> Finding:
    """The token says it is an access token of the issuer's dialect (RFC 8725 §3.11, RFC 9068 §4)."""
    typ = (case.letter.header or {}).get("typ")
    rfc9068 = any(issuer.dialect == "rfc9068" for issuer in case.issuers)
    auth0 = any(issuer.dialect == "auth0" for issuer in case.issuers)
    expected = [*(ACCESS_TOKEN_TYPES if rfc9068 else ()), *(("JWT", None) if auth0 else ())]
    fits = typ is None or isinstance(typ, str)
    said = typ.lower() if isinstance(typ, str) else typ
    if fits and ((rfc9068 and said in ACCESS_TOKEN_TYPES) or (auth0 and said in ("jwt", None))):
        return _judged(expected, typ, None)
    return _judged(expected, typ, "missing" if typ is None else "mismatch")


def check_algorithm(case: Case) -> Finding:
    """The algorithm is on the allow-list, whatever the token says (RFC 8725 §3.1)."""
    alg = (case.letter.header or {}).get("alg")
    reason = None if alg in case.algorithms else "missing" if alg is None else "not_allowed"
    return _judged(case.algorithms, alg, reason)


def check_key(case: Case) -> Finding:
    """The ``kid`` is known at the issuer's JWKS (RFC 7515 §4.1.4)."""
    published = [key.kid for issuer in case.issuers for key in issuer.keys]
    kid = (case.letter.header or {}).get("kid")
    reason = None if kid in published or (kid is None and published) else "unknown"
    return _judged(published, kid, reason)


def check_signature(case: Case) -> Finding:
    """The signature over header and payload holds with the issuer's key (RFC 7515 §5.2)."""
    keys = case.keys
    kids = [key.kid for key in keys]
    if not keys:
        return skipped("no_key", kids)
    holds = case.signature.says is None
    unsigned = case.letter.raw.endswith(".")
    return _judged(kids, kids[0] if holds else None, None if holds else "unsigned" if unsigned else "no_key_fits")


def check_issuer(case: Case) -> Finding:
    """``iss`` is exactly one of the issuers trusted here (RFC 8725 §3.8, RFC 9068 §4)."""
    names = [name for issuer in case.policy.issuers for name in issuer.names]
    claims = case.letter.claims or {}
    reason = None if case.issuer else "mismatch" if "iss" in claims else "missing"
    return _judged(names, claims.get("iss"), reason)


def check_audience(case: Case) -> Finding:
    """This reader finds itself in ``aud``: a string or an array, compared exactly (RFC 7519 §4.1.3).

    A missing ``aud`` fails: RFC 7519 leaves the claim optional, RFC 9068 §4 and RFC 8725 §3.9 do not.
    """
    expected = list(case.policy.audiences)
    claims = case.letter.claims or {}
    if "aud" not in claims:
        return _judged(expected, None, "missing")
    aud = claims["aud"]
    values = [aud] if isinstance(aud, str) else aud
    if not isinstance(values, list) or not all(isinstance(value, str) for value in values):
        return _judged(expected, aud, "not_strings")
    found = any(value in expected for value in values)
    return _judged(expected, aud, None if found else "mismatch" if values else "empty")


def _number(value: object) -> float | None:
    return value if isinstance(value, int | float) and not isinstance(value, bool) else None


def check_expiry(case: Case) -> Finding:
    """It is earlier than ``exp`` (RFC 7519 §4.1.4), which an access token must have (RFC 9068 §2.2)."""
    claims = case.letter.claims or {}
    exp, now = _number(claims.get("exp")), case.policy.now
    reason = "expired" if exp is not None and now >= exp else None
    if exp is None:
        reason = "not_a_number" if "exp" in claims else "missing"
    return _judged({"now": now}, claims.get("exp"), reason)


def check_not_before(case: Case) -> Finding:
    """It is not earlier than ``nbf``, if there is one (RFC 7519 §4.1.5)."""
    claims = case.letter.claims or {}
    nbf, now = _number(claims.get("nbf")), case.policy.now
    reason = "too_early" if nbf is not None and now < nbf else None
    if nbf is None and "nbf" in claims:
        reason = "not_a_number"
    return _judged({"now": now}, claims.get("nbf"), reason)


def check_scope(case: Case) -> Finding:
    """The token carries the scope this route needs (RFC 6750 §3.1, RFC 8693 §4.2)."""
    needed = case.policy.scope
    scope = (case.letter.claims or {}).get("scope")
    held = scope.split(" ") if isinstance(scope, str) else []
    return _judged(needed, scope, None if needed is None or needed in held else "insufficient")


CHECK_FUNCTIONS: Final[dict[CheckId, Callable[[Case], Finding]]] = {
    "format": check_format,
    "type": check_type,
    "algorithm": check_algorithm,
    "key": check_key,
    "signature": check_signature,
    "issuer": check_issuer,
    "audience": check_audience,
    "expiry": check_expiry,
    "not_before": check_not_before,
    "scope": check_scope,
}
