"""The named wrong ways to make a check: what a deployment with that flaw lets pass.

Each answers "does this deployment accept?", from the same case the honest check reads.
"""

from collections.abc import Callable, Iterator
from typing import Final

from sandbox.tokens.checks import Case, as_number, strings_in
from sandbox.tokens.library import signature_holds_unpinned
from sandbox.tokens.names import CheckId

Accepts = Callable[[Case], bool]


def _aud(case: Case) -> list[str]:
    return strings_in(case.claims.get("aud")) or []


def _pairs(case: Case) -> Iterator[tuple[str, str]]:
    return ((value, mine) for value in _aud(case) for mine in case.policy.audiences)


def _exact(case: Case) -> bool:
    return any(value == mine for value, mine in _pairs(case))


def _iss_pairs(case: Case) -> Iterator[tuple[str, str]]:
    iss = case.claims.get("iss")
    names = (name for issuer in case.policy.issuers for name in issuer.names)
    return ((iss, name) for name in names if isinstance(iss, str))


def missing_passes(case: Case) -> bool:
    """No ``aud``, no objection: what python-jose does unless told otherwise (issue 407)."""
    return "aud" not in case.claims or _exact(case)


def empty_list_passes(case: Case) -> bool:
    """An empty array is read as "nothing to check" (CVE-2020-26160 is a kin of it)."""
    return case.claims.get("aud") == [] or _exact(case)


def list_passes(case: Case) -> bool:
    """An array cannot be read as a string, and what cannot be read is not compared (CVE-2020-26160)."""
    return isinstance(case.claims.get("aud"), list) or _exact(case)


def string_passes(case: Case) -> bool:
    """Only an array is compared, and a single string is not (vault-plugin-auth-jwt issue 274)."""
    return isinstance(case.claims.get("aud"), str) or _exact(case)


def prefix(case: Case) -> bool:
    """``aud.startswith(mine)``."""
    return any(value.startswith(mine) for value, mine in _pairs(case))


def substring(case: Case) -> bool:
    """One is found inside the other: ``in`` on strings instead of on a list."""
    return any(mine in value or value in mine for value, mine in _pairs(case))


def ignore_case(case: Case) -> bool:
    """Compared without regard to capital letters."""
    return any(value.casefold() == mine.casefold() for value, mine in _pairs(case))


def ignore_slash(case: Case) -> bool:
    """Compared without regard to slashes at the end."""
    return any(value.rstrip("/") == mine.rstrip("/") for value, mine in _pairs(case))


def first_only(case: Case) -> bool:
    """Only the first member of an array is looked at, so a letter to two may be refused by the second."""
    return any(value in case.policy.audiences for value in _aud(case)[:1])


def client_id_instead(case: Case) -> bool:
    """The client id is checked in place of the audience."""
    carrier = case.claims.get("azp", case.claims.get("client_id"))
    return isinstance(carrier, str) and carrier in case.policy.clients


def any_registered(case: Case) -> bool:
    """Any audience that the issuer knows will do."""
    return any(value in case.policy.registered for value in _aud(case))


def issuer_prefix(case: Case) -> bool:
    """``iss.startswith(trusted)``."""
    return any(iss.startswith(name) for iss, name in _iss_pairs(case))


def issuer_substring(case: Case) -> bool:
    """One is found inside the other (CVE-2024-53861: ``iss in expected`` on a string)."""
    return any(iss in name or name in iss for iss, name in _iss_pairs(case))


def any_algorithm(case: Case) -> bool:
    """Whatever algorithm the token names is fine."""
    return case.letter.header is not None


def signature_by_any_algorithm(case: Case) -> bool:
    """The token chooses how it is verified: ``none`` needs no signature, HS256 takes the public key as secret."""
    alg = case.header.get("alg")
    if isinstance(alg, str) and alg.lower() == "none":
        return True
    return signature_holds_unpinned(case.letter.raw, case.keys)


def leeway(case: Case, seconds: int) -> bool:
    """Expired tokens are accepted for so many seconds more."""
    exp = as_number(case.claims.get("exp"))
    return exp is not None and case.policy.now < exp + seconds


ACCEPTS: Final[dict[tuple[CheckId, str], Accepts]] = {
    ("algorithm", "any"): any_algorithm,
    ("signature", "any"): signature_by_any_algorithm,
    ("issuer", "prefix"): issuer_prefix,
    ("issuer", "substring"): issuer_substring,
    ("audience", "missing-passes"): missing_passes,
    ("audience", "empty-list-passes"): empty_list_passes,
    ("audience", "list-passes"): list_passes,
    ("audience", "string-passes"): string_passes,
    ("audience", "prefix"): prefix,
    ("audience", "substring"): substring,
    ("audience", "ignore-case"): ignore_case,
    ("audience", "ignore-slash"): ignore_slash,
    ("audience", "first-only"): first_only,
    ("audience", "client-id-instead"): client_id_instead,
    ("audience", "any-registered"): any_registered,
}


def accepts(case: Case, check: CheckId, flaw: str, seconds: int) -> bool:
    """Whether a deployment that makes ``check`` with ``flaw`` accepts this case."""
    if flaw == "leeway":
        return leeway(case, seconds)
    return ACCEPTS[check, flaw](case)
