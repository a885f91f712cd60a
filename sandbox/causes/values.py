"""The values that sentences name: claims, expectations, times in words; and their shapes, to be shared."""

import re
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Final

from sandbox.causes.conditions import strings
from sandbox.causes.facts import Expectation, Known, Token, client_of, number_of, scopes_of

_LONGEST: Final = 200
_LAST_YEAR: Final = 253_402_300_799
"""The end of the year 9999, in seconds since 1970."""
_UNITS: Final = ((86_400, "d"), (3_600, "h"), (60, "min"), (1, "s"))
_SHAPED: Final = ("aud", "auds", "expected", "iss", "expected_iss", "client", "kid", "scope", "wanted_scope", "sub")
_YOUR_API: Final = "YOUR-API"
_YOUR_ISSUER: Final = "YOUR-ISSUER"
_NOBODY: Final = "nobody named"
_NONE: Final = "none"
_SCOPE: Final = "SCOPE"
_URL: Final = re.compile("^([A-Za-z][A-Za-z0-9+.-]*)://")
_GUID: Final = re.compile(r"^[0-9A-Fa-f]{8}(?:-[0-9A-Fa-f]{4}){3}-[0-9A-Fa-f]{12}\Z")


def values_of(token: Token, expectation: Expectation, all_known: Known) -> dict[str, str]:
    """The values that sentences name, each cut to what fits in a sentence.

    Args:
        token: The token.
        expectation: What the API expects.
        all_known: The facts, with the pairs that were compared.

    """
    claims, header = token.claims, token.header
    audiences = strings(claims.get("aud"))
    audience, issuer = all_known.audience, all_known.issuer
    values = {
        "aud": audience.token if audience else ", ".join(audiences) or _YOUR_API,
        "auds": ", ".join(audiences),
        "count": str(len(audiences)),
        "expected": audience.expected if audience else ", ".join(expectation.audiences) or _YOUR_API,
        "iss": issuer.token if issuer else ", ".join(strings(claims.get("iss"))) or _YOUR_ISSUER,
        "expected_iss": expectation.issuer,
        "issuer_name": all_known.issuer_name or "your issuer",
        "client": client_of(claims) or _NOBODY,
        "sub": ", ".join(strings(claims.get("sub"))),
        "scope": " ".join(scopes_of(claims)) or _NONE,
        "wanted_scope": expectation.scope or _SCOPE,
        "alg": ", ".join(strings(header.get("alg"))),
        "typ": ", ".join(strings(header.get("typ"))),
        "kid": ", ".join(strings(header.get("kid"))),
        "parts": str(len(token.text.split("."))),
        "length": str(len(token.text)),
        "fault": token.fault,
        "found_in": all_known.found_in,
        "scope_in": all_known.scope_in,
        "library": all_known.message["library"] if all_known.message else "",
        "means": all_known.message["means"] if all_known.message else "",
    }
    values |= {f"{name}_words": time_in_words(claims.get(name), expectation.at) for name in ("exp", "nbf", "iat")}
    return {name: _cut(value) for name, value in values.items()}


def shapes_of(values: Mapping[str, str]) -> dict[str, str]:
    """The same, with the shape of each value that names somebody in its place."""
    kept = ("", _YOUR_API, _YOUR_ISSUER, _NOBODY, _NONE, _SCOPE)
    return {name: shape_of(value) if name in _SHAPED and value not in kept else value for name, value in values.items()}


def shape_of(value: str) -> str:
    """What kind of value it is and how long, without the value."""
    scheme = _URL.match(value)
    kind = "a GUID" if _GUID.match(value) else f"a URL with {scheme[1]}" if scheme else "a text"
    end = " and a slash at its end" if value.endswith("/") else ""
    return f"[{kind}, {len(value)} characters{end}]"


def time_in_words(value: object, at: float) -> str:
    """A time of a claim, seen from another one: ``1 h 1 min ago``; "" for what is no time.

    Args:
        value: The claim, in seconds since 1970.
        at: The time to judge by.

    """
    number = number_of(value)
    if number is None:
        return ""
    if not 0 <= number <= _LAST_YEAR:
        return "beyond every calendar"
    away = int(abs(at - number))
    return f"{duration(away)} ago" if number <= at else f"in {duration(away)}"


def date_of(value: object) -> str:
    """A time of a claim as a date; "" for what is no time that a calendar has."""
    number = number_of(value)
    if number is None or not 0 <= number <= _LAST_YEAR:
        return ""
    return datetime.fromtimestamp(int(number), UTC).strftime("%Y-%m-%d %H:%M:%S UTC")


def duration(seconds: int) -> str:
    """A duration in its two largest units."""
    parts: list[str] = []
    for size, unit in _UNITS:
        count, seconds = divmod(seconds, size)
        if count or (unit == "s" and not parts):
            parts.append(f"{count} {unit}")
        elif parts:
            break
    return " ".join(parts[:2])


def _cut(value: str) -> str:
    return value if len(value) <= _LONGEST else f"{value[:_LONGEST]}…"
