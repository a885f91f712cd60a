"""The checks, one small function each. A check tells the truth by the specification; it weighs nothing.

Each takes the case and answers what it expected, what it found and its verdict. Whether a failed
check refuses is for the deployment to say (`sandbox.tokens.verify`).
"""

from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Final

from sandbox.tokens.keys import PublicKey
from sandbox.tokens.library import LibraryAnswer, ask_signature
from sandbox.tokens.names import ACCESS_TOKEN_TYPES, CheckId, Verdict
from sandbox.tokens.parsed_token import Object, ParsedToken
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

    letter: ParsedToken
    policy: Policy
    issuer: TrustedIssuer | None

    @property
    def header(self) -> Object:
        """The JOSE header; empty if it cannot be read."""
        return self.letter.header or {}

    @property
    def claims(self) -> Object:
        """The claims, verified or not; empty if they cannot be read."""
        return self.letter.claims or {}

    @property
    def issuers(self) -> tuple[TrustedIssuer, ...]:
        """Whose rules apply: the issuer named by ``iss``, or any trusted one when it names none of them."""
        return (self.issuer,) if self.issuer else self.policy.issuers

    @cached_property
    def algorithms(self) -> list[str]:
        """The allow-list."""
        return sorted({issuer.algorithm for issuer in self.issuers})

    @cached_property
    def keys(self) -> list[PublicKey]:
        """The published keys the token's ``kid`` selects: all of them if it names none (RFC 7515 §4.1.4)."""
        published = [key for issuer in self.issuers for key in issuer.keys]
        if "kid" not in self.header or self.policy.how("key").flaw == "off":
            return published
        return [key for key in published if key.kid == self.header["kid"]]

    @cached_property
    def seal(self) -> tuple[PublicKey, LibraryAnswer] | None:
        """The key that fits the signature, else the last one tried, and python-jose's answer; None without keys.

        It alone verifies signatures. It is asked once a key, by the one algorithm that key is for (RFC 8725 §3.1).
        """
        tried = None
        for key in self.keys:
            tried = key, ask_signature(self.letter.raw, key, [key.algorithm])
            if tried[1].says is None:
                break
        return tried


def open_case(letter: ParsedToken, policy: Policy) -> Case:
    """Put a letter before a reader."""
    iss = (letter.claims or {}).get("iss")
    return Case(letter, policy, next((issuer for issuer in policy.issuers if iss in issuer.names), None))


def _judged(expected: Any, actual: Any, reason: str | None) -> Finding:
    return Finding("fail" if reason else "pass", expected, actual, reason)


def skipped(reason: str) -> Finding:
    """The finding of a check that cannot be made, because of what failed before."""
    return Finding("skipped", None, None, reason)


def check_format(case: Case) -> Finding:
    """Three base64url parts, JSON objects inside, registered claims of their registered types (RFC 7519 §7.2).

    Of a token that only its issuer can read: the issuer says that it is active (RFC 7662 §2.2).
    """
    letter = case.letter
    if letter.introspected:
        return _judged("active: true", "active: false" if letter.fault else "active: true", letter.fault and "inactive")
    expected = "header.payload.signature, base64url, JSON objects"
    if letter.fault:
        return _judged(expected, letter.fault[1], letter.fault[0])
    if "crit" in case.header:
        return _judged(expected, {"crit": case.header["crit"]}, "critical_extension")
    odd = {name: case.claims[name] for name in ("sub", "jti") if not isinstance(case.claims.get(name, ""), str)}
    if as_number(case.claims.get("iat", 0)) is None:
        odd["iat"] = case.claims["iat"]
    if odd:
        return _judged(expected, odd, "claim_type")
    return _judged(expected, "3 parts", None)


def check_type(case: Case) -> Finding:
    """The token says it is an access token of the issuer's dialect (RFC 8725 §3.11, RFC 9068 §4)."""
    dialects = {issuer.dialect for issuer in case.issuers}
    expected = [typ for dialect in sorted(dialects) for typ in ACCESS_TOKEN_TYPES[dialect]]
    if "typ" not in case.header:
        return _judged(expected, None, None if None in expected else "missing")
    typ = case.header["typ"]
    fits = isinstance(typ, str) and typ.lower() in [name.lower() for name in expected if name]
    return _judged(expected, typ, None if fits else "mismatch")


def check_algorithm(case: Case) -> Finding:
    """The algorithm is on the allow-list, whatever the token says (RFC 8725 §3.1)."""
    alg = case.header.get("alg")
    reason = None if alg in case.algorithms else "missing" if alg is None else "not_allowed"
    return _judged(case.algorithms, alg, reason)


def check_key(case: Case) -> Finding:
    """The ``kid`` is known at the issuer's JWKS (RFC 7515 §4.1.4)."""
    published = [key.kid for issuer in case.issuers for key in issuer.keys]
    kid = case.header.get("kid")
    known = kid in published if "kid" in case.header else bool(published)
    return _judged(published, kid, None if known else "unknown")


def check_signature(case: Case) -> Finding:
    """The signature over header and payload holds with a key of the issuer, by its one algorithm (RFC 7515 §5.2)."""
    if case.seal is None:
        return skipped("no_key")
    kids = [key.kid for key in case.keys]
    key, answer = case.seal
    if answer.says is None:
        return _judged(kids, key.kid, None)
    return _judged(kids, None, "unsigned" if case.letter.raw.endswith(".") else "no_key_fits")


def check_issuer(case: Case) -> Finding:
    """``iss`` is exactly one of the issuers trusted here (RFC 8725 §3.8, RFC 9068 §4)."""
    names = [name for issuer in case.policy.issuers for name in issuer.names]
    reason = None if case.issuer else "mismatch" if "iss" in case.claims else "missing"
    return _judged(names, case.claims.get("iss"), reason)


def strings_in(aud: object) -> list[str] | None:
    """The values of an ``aud``, which is a string or an array of strings; None if it is neither."""
    values = [aud] if isinstance(aud, str) else aud
    return values if isinstance(values, list) and all(isinstance(value, str) for value in values) else None


def check_audience(case: Case) -> Finding:
    """This reader finds itself in ``aud``: a string or an array, compared exactly (RFC 7519 §4.1.3).

    A missing ``aud`` fails: RFC 7519 leaves the claim optional, RFC 9068 §4 and RFC 8725 §3.9 do not.
    """
    expected = list(case.policy.audiences)
    if "aud" not in case.claims:
        return _judged(expected, None, "missing")
    aud = case.claims["aud"]
    values = strings_in(aud)
    if values is None:
        return _judged(expected, aud, "not_strings")
    found = any(value in expected for value in values)
    return _judged(expected, aud, None if found else "mismatch" if values else "empty")


def as_number(value: object) -> float | None:
    """A NumericDate (RFC 7519 §2), or None if it is none; JSON's ``true`` is no number."""
    return value if isinstance(value, int | float) and not isinstance(value, bool) else None


def check_expiry(case: Case) -> Finding:
    """It is earlier than ``exp`` (RFC 7519 §4.1.4), which an access token must have (RFC 9068 §2.2)."""
    exp, now = as_number(case.claims.get("exp")), case.policy.now
    reason = "expired" if exp is not None and now >= exp else None
    if exp is None:
        reason = "not_a_number" if "exp" in case.claims else "missing"
    return _judged({"now": now}, case.claims.get("exp"), reason)


def check_not_before(case: Case) -> Finding:
    """It is not earlier than ``nbf``, if there is one (RFC 7519 §4.1.5)."""
    nbf, now = as_number(case.claims.get("nbf")), case.policy.now
    reason = "too_early" if nbf is not None and now < nbf else None
    if nbf is None and "nbf" in case.claims:
        reason = "not_a_number"
    return _judged({"now": now}, case.claims.get("nbf"), reason)


def check_scope(case: Case) -> Finding:
    """The token carries the scope this route needs (RFC 6750 §3.1, RFC 8693 §4.2)."""
    needed = case.policy.scope
    scope = case.claims.get("scope")
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
