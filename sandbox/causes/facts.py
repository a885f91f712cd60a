"""The facts of a token and of what an API expects: names from short lists, that the list of causes asks for."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Final

from sandbox.causes.conditions import LONGEST, Json, Subject, all_hold, matches, strings
from sandbox.causes.data import ISSUERS, KINDS, MESSAGES, WITHOUT_AUD
from sandbox.causes.identifiers import Difference, nearest

Facts = Mapping[str, tuple[str, ...]]
_A_LITTLE: Final = 300
"""Seconds by which clocks may differ before a token is called expired rather than nearly so."""
_MILLISECONDS: Final = 100_000_000_000
"""More than this is no time in seconds that a token would have (the year 5138)."""
_SCOPES: Final = ("scope", "scp", "permissions", "roles")
_DEEPEST: Final = 4
"""How deep in a claim a scope is looked for: Keycloak writes ``resource_access.CLIENT.roles``."""
_NO_SCOPES: Final = ("scope", "scp", "aud", "amr")
_PERMITS: Final = re.compile(r"(?:permissions?|roles?|authorities|groups?|scopes?)\Z", re.ASCII | re.IGNORECASE)
_NO_NAMES: Final = ("null", "undefined", "System.String")
"""What a message says in place of the name that is expected."""
_HMAC: Final = re.compile(r"^HS[0-9]+\Z")


@dataclass(frozen=True, slots=True)
class Expectation:
    """What the API expects, as far as it was said.

    Args:
        audiences: The audiences that it accepts; empty if that was not said.
        issuer: The issuer that it trusts, or "".
        kind: ``access`` or ``id``, or "".
        scope: The scopes that the route needs, separated by spaces.
        error: The message that somebody got, or "".
        library: The library that the API reads tokens with, or "".
        signature: What the given keys say: ``good``, ``bad``, ``unknown-kid``, ``no-key``, or ``unchecked``.
        at: The time to judge by, in seconds since 1970.

    """

    audiences: tuple[str, ...] = ()
    issuer: str = ""
    kind: str = ""
    scope: str = ""
    error: str = ""
    library: str = ""
    signature: str = "unchecked"
    at: float = 0.0


@dataclass(frozen=True, slots=True)
class Token:
    """A token as far as it can be read without keys.

    Args:
        form: What it was handed over as, such as ``token`` or ``curl``.
        shape: ``none``, ``jwt``, ``jwe``, ``opaque`` or ``broken``.
        text: The characters of the token; "" for decoded claims.
        header: The members of its header.
        claims: Its claims.
        damage: What is wrong with the way that it is carried, such as ``doubled-bearer``.
        fault: Why it cannot be read, or "".

    """

    form: str = "none"
    shape: str = "none"
    text: str = ""
    header: Json = field(default_factory=dict)
    claims: Json = field(default_factory=dict)
    damage: tuple[str, ...] = ()
    fault: str = ""


@dataclass(frozen=True, slots=True)
class Known:
    """All that is known: the facts, and the values that sentences name.

    Args:
        facts: Names of facts, and what holds of each.
        audience: The audience of the token that is nearest to an expected one, or None.
        issuer: The same of issuers.
        issuer_name: The name of the recognised issuer, or "".
        library: The library that was chosen or that the message is from, or "".
        found_in: The claim besides ``aud`` in which an expected audience stands, or "".
        scope_in: The claim in which the wanted scopes stand, if that is none of scopes, or "".
        message: The recognised message, or None.

    """

    facts: Facts
    audience: Difference | None
    issuer: Difference | None
    issuer_name: str
    library: str
    found_in: str
    scope_in: str
    message: Json | None


def known(token: Token, expectation: Expectation) -> Known:
    """Collect the facts.

    Args:
        token: The token, as far as it can be read.
        expectation: What the API expects.

    """
    claims = token.claims
    expected = {"audience": expectation.audiences, "issuer": [expectation.issuer] if expectation.issuer else []}
    subject = Subject(token.text, token.header, claims, expected)
    message = _message(expectation)
    vendor = _vendor(subject) or (_vendor_besides(subject, message) if token.shape != "jwt" else None)
    library: str = expectation.library or (message or {}).get("reader", "")
    audience = nearest(_compared_names(claims, library), expectation.audiences)
    issuer = nearest(strings(claims.get("iss")), expected["issuer"])
    readable = token.shape == "jwt"
    found_in = _found_in(claims, expectation.audiences) if readable else []
    scope, scope_in = _scope(claims, expectation.scope)
    facts = {
        "form": (token.form,),
        "shape": (token.shape,),
        "damage": token.damage,
        "fault": (token.fault,) if token.fault else (),
        "vendor": (vendor["id"],) if vendor else ("unknown",),
        "kind": tuple(one["id"] for one in KINDS if readable and all_hold(one["when"], subject)),
        "wanted": (expectation.kind,) if expectation.kind else (),
        "audience": _compared(readable, expectation.audiences, audience),
        "aud": (_form_of_audience(claims, library),) if readable else (),
        "issuer": _compared(readable, expectation.issuer, issuer),
        "time": _times(claims, expectation.at) if readable else (),
        "algorithm": _algorithm(token),
        "signature": (expectation.signature,) if readable else (),
        "scope": (scope,) if readable else (),
        "found-in": tuple(kind for kind, _ in found_in),
        "library": (library,) if library else (),
        "message": (message["id"],) if message else (),
        "about": (message["about"],) if message else (),
    }
    return Known(
        facts,
        audience,
        issuer,
        vendor["name"] if vendor else "",
        library,
        found_in[0][1] if found_in else "",
        scope_in,
        message,
    )


def completed(expectation: Expectation) -> Expectation:
    """What the API expects, with the audience or the issuer that the message says it expects, if nobody said another.

    Args:
        expectation: What the API expects, as far as it was said.

    """
    message = _message(expectation)
    found = re.finditer(message["expects"], expectation.error[:LONGEST]) if message and "expects" in message else ()
    name = next((one[1] for one in found if one[1] not in _NO_NAMES), "")
    if message is None or not name:
        return expectation
    if message["about"] == "issuer":
        return replace(expectation, issuer=expectation.issuer or name)
    return replace(expectation, audiences=expectation.audiences or (name,))


def client_of(claims: Json) -> str:
    """The client that a token was issued to, by the claim that its issuer uses for that."""
    return next((found for name in ("azp", "client_id", "appid", "cid") for found in strings(claims.get(name))), "")


def scopes_of(claims: Json) -> list[str]:
    """The scopes of a token: one string (RFC 8693 §4.2), or a list."""
    return [word for name in ("scope", "scp") for text in strings(claims.get(name)) for word in text.split(" ") if word]


def number_of(value: object) -> float | None:
    """A number of a claim, and nothing else."""
    return value if isinstance(value, int | float) and not isinstance(value, bool) else None


def _message(expectation: Expectation) -> Json | None:
    return next((one for one in MESSAGES if matches(one["match"], [expectation.error])), None)


def _vendor(subject: Subject) -> Json | None:
    return next((one for one in ISSUERS if all_hold(one["when"], subject)), None)


def _vendor_besides(subject: Subject, message: Json | None) -> Json | None:
    """Who most likely wrote what cannot be read: the issuer that the API trusts, or that the message is from."""
    trusted = replace(subject, claims={"iss": list(subject.expected["issuer"])})
    return _vendor(trusted) or next((one for one in ISSUERS if message and one["id"] == message.get("issuer")), None)


def _compared_names(claims: Json, library: str) -> list[str]:
    """The names in a token that are compared with the audience: those of ``aud``, unless a library takes another."""
    return strings(claims.get("aud" if "aud" in claims else WITHOUT_AUD.get(library, "aud")))


def _compared(readable: bool, expected: object, found: Difference | None) -> tuple[str, ...]:  # noqa: FBT001
    if not readable:
        return ()
    if not expected:
        return ("unasked",)
    return (found.id if found else "absent",)


def _form_of_audience(claims: Json, library: str) -> str:
    audience = claims.get("aud")
    if "aud" not in claims and _compared_names(claims, library):
        return "client"
    if audience is None:
        return "null" if "aud" in claims else "missing"
    if isinstance(audience, str):
        return "string" if audience else "empty"
    if not isinstance(audience, list):
        return "no-text"
    if not audience:
        return "empty-list"
    if len(strings(audience)) < len(audience):
        return "mixed"
    return "list" if len(audience) > 1 else "list-of-one"


def _times(claims: Json, at: float) -> tuple[str, ...]:
    found = []
    for name in ("exp", "nbf", "iat"):
        value = claims.get(name)
        number = number_of(value)
        if value is not None and number is None:
            found.append(f"{name}-no-number")
        elif number is not None and abs(number) > _MILLISECONDS:
            found.append(f"{name}-milliseconds")
        elif number is not None:
            late = at - number if name == "exp" else number - at
            if late > 0 or (name == "exp" and late == 0):
                found.append(f"{name}-a-little" if late <= _A_LITTLE else f"{name}-far")
    if "exp" not in claims:
        found.append("exp-missing")
    return tuple(found) or ("good",)


def _algorithm(token: Token) -> tuple[str, ...]:
    if token.shape not in ("jwt", "jwe"):
        return ()
    name = token.header.get("alg")
    if not isinstance(name, str):
        return ("missing",) if token.form != "claims" else ()
    if name.lower() == "none":
        return ("none",)
    return ("hmac",) if _HMAC.search(name) else ("public-key",)


def _scope(claims: Json, wanted: str) -> tuple[str, str]:
    """Whether the wanted scopes are there, and the claim in which they stand if it is none of scopes."""
    names = [word for word in wanted.split(" ") if word]
    if not names:
        return "unasked", ""
    scopes = {*scopes_of(claims)}
    if scopes.issuperset(names):
        return "there", ""
    for claim, value in claims.items():
        if _may_permit(claim, value) and {*scopes, *_strings_within(value, _DEEPEST)}.issuperset(names):
            return "elsewhere", claim
    return "lacking", ""


def _may_permit(claim: str, value: object) -> bool:
    """Whether a claim may say what is permitted: a list or an object may, a text only by its name."""
    return claim not in _NO_SCOPES and (not isinstance(value, str) or _PERMITS.search(claim) is not None)


def _strings_within(value: object, depth: int) -> list[str]:
    """The strings of a claim, however deep: names of members, members of lists, words of texts."""
    if isinstance(value, str):
        return value.split(" ")
    inner: list[object] = []
    if isinstance(value, dict):
        inner = [*value, *value.values()]
    elif isinstance(value, list):
        inner = value
    return [word for one in inner for word in _strings_within(one, depth - 1)] if depth else []


def _found_in(claims: Json, expected: Sequence[str]) -> list[tuple[str, str]]:
    """Where an expected audience stands besides ``aud``: the kind of claim, and the claim."""
    kinds = {"azp": "client", "client_id": "client", "appid": "client", "cid": "client", "aud": "", "iss": ""}
    prefixes = tuple(f"{one}/" for one in expected if one)
    found = []
    for name, value in claims.items():
        words = [word for text in strings(value) for word in text.split(" ") if word]
        if name == "resource_access" and isinstance(value, dict) and any(one in value for one in expected):
            found.append((name, name))
        elif any(one in expected for one in words) and kinds.get(name, "claim"):
            found.append((kinds.get(name, "scope" if name in _SCOPES else "claim"), name))
        elif name in _SCOPES and any(word.startswith(prefixes) for word in words):
            found.append(("scope", name))
    return found
