"""Flaws of APIs that no deployment of the sandbox has: what libraries do, and what people write by hand."""

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Final
from urllib.parse import unquote, urlsplit

from sandbox.tokens.checks import CHECK_SPECS
from sandbox.tokens.checks.spec import Case
from sandbox.tokens.claim_types import strings_in
from sandbox.tokens.names import CheckId
from sandbox.tokens.signatures import try_key

BROUGHT: Final = ("jwk", "jku", "x5u", "x5c")
"""Members of a header that bring a key, or name where one is (RFC 7515 §4.1)."""


@dataclass(frozen=True, slots=True)
class OtherFlaw:
    """A wrong way to make a check.

    Args:
        name: Its name.
        says: What an API with it does.
        accepts: Whether an API with it lets a case through.
        reported_as: The name by which it is reported, if that is one of docs/checks.md.

    """

    name: str
    says: str
    accepts: Callable[[Case], bool]
    reported_as: str = ""


def _passes(check: CheckId, case: Case) -> bool:
    return CHECK_SPECS[check].find(case).verdict == "pass"


def _ignores_crit(case: Case) -> bool:
    return CHECK_SPECS["format"].find(case).reason in (None, "critical_extension")


def _first_key(case: Case) -> bool:
    first = next((key for issuer in case.issuers for key in issuer.keys), None)
    return first is not None and try_key(case.token, first).holds


def _key_of_header(case: Case) -> bool:
    return _passes("key", case) or any(name in case.header for name in BROUGHT)


def _missing(check: CheckId, claim: str) -> OtherFlaw:
    says = f"lets a token pass that has no {claim}"
    return OtherFlaw("missing-passes", says, lambda case: claim not in case.claims or _passes(check, case))


def _compared(name: str, says: str, same: Callable[[str, str], bool], reported_as: str = "") -> OtherFlaw:
    """A flaw of the audience by which one value passes for another."""
    return OtherFlaw(name, says, lambda case: any(same(value, mine) for value, mine in _audiences(case)), reported_as)


def _audiences(case: Case) -> Iterator[tuple[str, str]]:
    values = strings_in(case.claims.get("aud")) or []
    return ((value, mine) for value in values for mine in case.policy.audiences)


def _last(case: Case) -> bool:
    return (strings_in(case.claims.get("aud")) or [])[-1:] == list(case.policy.audiences)


def _client_too(case: Case) -> bool:
    named = {case.claims.get("azp"), case.claims.get("client_id")}
    return _passes("audience", case) or bool(named & {*case.policy.clients})


def _named_as_client(case: Case) -> bool:
    named = {case.claims.get("azp"), case.claims.get("client_id")}
    return _passes("audience", case) or bool(named & {*case.policy.audiences})


def _host(address: str) -> str | None:
    try:
        return urlsplit(address).hostname
    except ValueError:
        return None


def _same_host(value: str, mine: str) -> bool:
    return value == mine or (_host(mine) is not None and _host(value) == _host(mine))


def _normalised(address: str) -> str:
    """An address as browsers write it: without white space around it, its usual port, or an empty path."""
    parts = urlsplit(address.strip().lower())
    host = parts.netloc.removesuffix({"https": ":443", "http": ":80"}.get(parts.scheme, ""))
    return parts._replace(netloc=host, path=parts.path or "/").geturl()


def _same_address(value: str, mine: str) -> bool:
    try:
        return _normalised(value) == _normalised(mine)
    except ValueError:
        return False


def _name_inside(value: str, mine: str) -> bool:
    return (_host(mine) or mine) in value


def _label_inside(value: str, mine: str) -> bool:
    return (_host(mine) or mine).split(".")[0] in value


def _written_inside(case: Case) -> bool:
    """A list that is written as text first, as JavaScript does: ``mine.indexOf(aud)``."""
    values = strings_in(case.claims.get("aud"))
    return values is not None and any(",".join(values) in mine for mine in case.policy.audiences)


def _issued(name: str, says: str, same: Callable[[str, str], bool], reported_as: str = "") -> OtherFlaw:
    """A flaw of the issuer by which one value passes for another."""

    def accepts(case: Case) -> bool:
        iss = case.claims.get("iss")
        trusted = (name for issuer in case.policy.issuers for name in issuer.names)
        return isinstance(iss, str) and any(same(iss, name) for name in trusted)

    return OtherFlaw(name, says, accepts, reported_as)


def _scoped(name: str, says: str, same: Callable[[str, str], bool]) -> OtherFlaw:
    """A flaw of the scope by which another one passes for that of the route."""

    def accepts(case: Case) -> bool:
        scope = case.claims.get("scope")
        return case.policy.scope is None or (isinstance(scope, str) and same(scope, case.policy.scope))

    return OtherFlaw(name, says, accepts)


def _same_beginning(scope: str, needed: str) -> bool:
    verb = re.split(r"[:./]", needed, maxsplit=1)[0]
    return any(re.split(r"[:./]", one, maxsplit=1)[0] == verb for one in scope.split())


_PART: Final = "is content with a part of the string"
_SAME_HOST: Final = "compares the host and no more"

OTHER_FLAWS: Final[Mapping[str, tuple[OtherFlaw, ...]]] = {
    "format": (OtherFlaw("ignore-crit", "overlooks a critical extension that it does not know (crit)", _ignores_crit),),
    "key": (
        OtherFlaw("first-only", "takes the first key that the issuer publishes, whatever kid says", _first_key),
        OtherFlaw("header", "takes a key that the header of the token brings, or names an address of", _key_of_header),
    ),
    "issuer": (
        _missing("issuer", "iss"),
        _issued("contains", _PART, lambda iss, name: name in iss, "substring"),
        _issued("contained", _PART, lambda iss, name: iss in name, "substring"),
        _issued("same-host", _SAME_HOST, _same_host),
        _issued(
            "ignore-case",
            "takes capital letters and small ones for the same",
            lambda iss, name: iss.casefold() == name.casefold(),
        ),
    ),
    "audience": (
        _compared("contains", _PART, lambda value, mine: mine in value, "substring"),
        _compared("contained", _PART, lambda value, mine: value in mine, "substring"),
        _compared("name-inside", _PART, _name_inside, "substring"),
        _compared("label-inside", _PART, _label_inside, "substring"),
        OtherFlaw("written-inside", _PART, _written_inside, "substring"),
        _compared("suffix", "compares the end and no more", lambda value, mine: value.endswith(mine)),
        _compared("same-host", _SAME_HOST, _same_host),
        _compared("same-host-trimmed", _SAME_HOST, lambda value, mine: _same_host(value.strip(), mine), "same-host"),
        _compared("same-address", "compares addresses, and not as they are written", _same_address),
        _compared(
            "pattern",
            "reads its own name as a pattern, in which a dot stands for any character",
            lambda value, mine: re.fullmatch(re.escape(mine).replace(r"\.", "."), value) is not None,
        ),
        _compared("ignore-space", "overlooks white space at the end", lambda value, mine: value.strip() == mine),
        _compared(
            "ignore-newline", "overlooks a line break at the end", lambda value, mine: value.removesuffix("\n") == mine
        ),
        _compared("ignore-encoding", "decodes percent-encoding first", lambda value, mine: unquote(value) == mine),
        OtherFlaw("last-only", "reads the last of several and no more", _last),
        OtherFlaw("client-id-too", "is content with the client id (azp) where the audience is another", _client_too),
        OtherFlaw(
            "named-as-client",
            "is content with its own name as the client id (azp) where the audience is another",
            _named_as_client,
            "client-id-too",
        ),
    ),
    "expiry": (_missing("expiry", "exp"),),
    "scope": (
        OtherFlaw(
            "missing-passes",
            "lets a token pass that has no scope",
            lambda case: "scope" not in case.claims or _passes("scope", case),
        ),
        _scoped("any", "is content with any scope", lambda scope, _: bool(scope)),
        _scoped("substring", _PART, lambda scope, needed: needed in scope),
        _scoped("prefix", "compares the beginning of a scope and no more", _same_beginning),
    ),
}


def reported_as(check: str, name: str) -> str:
    """The name by which a flaw is reported."""
    return next((flaw.reported_as or name for flaw in OTHER_FLAWS.get(check, ()) if flaw.name == name), name)


_WORDS: Final[Mapping[tuple[str, str], str]] = {
    ("format", "off"): "overlooks critical extensions (crit) and claims of the wrong type",
    ("type", "off"): "does not look at typ, so it has to tell kinds of tokens apart by their claims",
    ("key", "off"): "tries every key that the issuer publishes, whatever kid says",
}
"""What an API does that has these flaws and, as the control rows show, refuses what is no token at all."""


def words_of(check: str, name: str) -> str:
    """What an API with a flaw does; empty where docs/checks.md says it."""
    own = next((flaw.says for flaw in OTHER_FLAWS.get(check, ()) if flaw.name == name), "")
    return own or _WORDS.get((check, name), "")
