"""Is it meant for this reader?"""

from collections.abc import Iterator
from typing import Final

from sandbox.tokens.checks.spec import Case, CheckSpec, Finding, Flaw, Refusal, judged
from sandbox.tokens.claim_types import strings_in
from sandbox.tokens.library import LibraryAnswer, ask_claim


def check_audience(case: Case) -> Finding:
    """This reader finds itself in ``aud``: a string or an array, compared exactly (RFC 7519 §4.1.3).

    A missing ``aud`` fails: RFC 7519 leaves the claim optional, RFC 9068 §4 and RFC 8725 §3.9 do not.
    """
    expected = list(case.policy.audiences)
    if "aud" not in case.claims:
        return judged(expected, None, "missing")
    aud = case.claims["aud"]
    values = strings_in(aud)
    if values is None:
        return judged(expected, aud, "not_strings")
    found = any(value in expected for value in values)
    return judged(expected, aud, None if found else "mismatch" if values else "empty")


def _values(case: Case) -> list[str]:
    return strings_in(case.claims.get("aud")) or []


def _pairs(case: Case) -> Iterator[tuple[str, str]]:
    """Each value of ``aud`` with each identifier of this reader."""
    return ((value, mine) for value in _values(case) for mine in case.policy.audiences)


def _exact(case: Case) -> bool:
    return any(value == mine for value, mine in _pairs(case))


def missing_passes(case: Case) -> bool:
    """No ``aud``, no objection: the default of python-jose (issue 407)."""
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


def ignore_scheme(case: Case) -> bool:
    """Compared without the scheme: ``https://``, ``api://``, or none (RFC 3986 §3.1)."""
    return any(value.rpartition("://")[2] == mine.rpartition("://")[2] for value, mine in _pairs(case))


def first_only(case: Case) -> bool:
    """Only the first member of an array is looked at, so a token for two may be refused by the second."""
    return any(value in case.policy.audiences for value in _values(case)[:1])


def list_refused(case: Case) -> bool:
    """Only a single string is compared, so a list is refused, whatever is in it."""
    return isinstance(case.claims.get("aud"), str) and _exact(case)


def exact_list(case: Case) -> bool:
    """The list is compared as a whole, so a token for somebody else, too, is refused; one string is a list of one."""
    return _values(case) == list(case.policy.audiences)


def _names_a_client(case: Case) -> bool:
    client_id = case.claims.get("azp", case.claims.get("client_id"))
    return isinstance(client_id, str) and client_id in case.policy.clients


def client_id_instead(case: Case) -> bool:
    """The client id is checked in place of the audience."""
    return _names_a_client(case)


def client_id_if_missing(case: Case) -> bool:
    """Where there is no ``aud``, the client id is checked in its place."""
    return _exact(case) if "aud" in case.claims else _names_a_client(case)


def any_registered(case: Case) -> bool:
    """Any audience that is registered at the issuer will do."""
    return any(value in case.policy.registered for value in _values(case))


def _ask_library(case: Case, finding: Finding) -> LibraryAnswer:
    """Python-jose takes one audience: the one that is in the token, or the first."""
    matching = [name for name in case.policy.audiences if name in (strings_in(finding.actual) or [])]
    return ask_claim(case.token.raw, "aud", audience=[*matching, *case.policy.audiences][0])


CHECK: Final = CheckSpec(
    id="audience",
    section="RFC 7519 §4.1.3",
    reads="claims",
    refusal=Refusal("Invalid audience"),
    find=check_audience,
    flaws=(
        Flaw("missing-passes", missing_passes),
        Flaw("empty-list-passes", empty_list_passes),
        Flaw("list-passes", list_passes),
        Flaw("string-passes", string_passes),
        Flaw("prefix", prefix),
        Flaw("substring", substring),
        Flaw("ignore-case", ignore_case),
        Flaw("ignore-slash", ignore_slash),
        Flaw("ignore-scheme", ignore_scheme),
        Flaw("first-only", first_only),
        Flaw("list-refused", list_refused),
        Flaw("exact-list", exact_list),
        Flaw("client-id-instead", client_id_instead),
        Flaw("client-id-if-missing", client_id_if_missing),
        Flaw("any-registered", any_registered),
    ),
    ask_library=_ask_library,
)
