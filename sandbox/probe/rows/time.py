"""Rows about time. What leeway an API gives is measured."""

from typing import Final

from sandbox.probe.spec import Expected, Profile, Row, Severity

_EXPIRY: Final = "RFC 7519 §4.1.4"
_NOT_BEFORE: Final = "RFC 7519 §4.1.5"
EXPIRED: Final = {
    "time.exp-10s": 10,
    "time.exp-70s": 70,
    "time.exp-4m": 240,
    "time.exp-10m": 600,
    "time.exp-1h": 3600,
    "time.exp-30d": 2_592_000,
}
"""How many seconds ago the token of a row expired."""
TOO_EARLY: Final = {
    "time.nbf+10s": 10,
    "time.nbf+2m": 120,
    "time.nbf+4m": 240,
    "time.nbf+1h": 3600,
    "time.nbf+30d": 2_592_000,
}
"""In how many seconds the token of a row begins to be good."""


def _words(seconds: int) -> str:
    if seconds < 120:
        return f"{seconds} seconds"
    return f"{seconds // 60} minutes" if seconds < 3600 else "an hour" if seconds == 3600 else "30 days"


def _expired(name: str, seconds: int) -> Row:
    expected, profile = _weight(name, ("time.exp-1h", "time.exp-30d"), ("time.exp-70s", "time.exp-10m"))
    return Row(
        name,
        f"a token that expired {_words(seconds)} ago",
        expected,
        _EXPIRY,
        lambda it: it.signed({"iat": it.now - seconds - 600, "exp": it.now - seconds}),
        "error" if expected == "refuse" else "note",
        profile,
    )


def _too_early(name: str, seconds: int) -> Row:
    expected, profile = _weight(name, ("time.nbf+1h", "time.nbf+30d"), ("time.nbf+2m",))
    severity: Severity = "error" if expected == "refuse" else "note"
    begins = f"a token that is good in {_words(seconds)} (nbf)"
    return Row(
        name,
        begins,
        expected,
        _NOT_BEFORE,
        lambda it: it.signed({"nbf": it.now + seconds, "exp": it.now + seconds + 600}),
        severity,
        profile,
    )


def _weight(name: str, judged: tuple[str, ...], extra: tuple[str, ...]) -> tuple[Expected, Profile]:
    return "refuse" if name in judged else "measure", "all" if name in extra else "default"


TIME: Final = (
    *(_expired(name, seconds) for name, seconds in EXPIRED.items()),
    Row(
        "time.exp-missing",
        "a token that never expires: no exp",
        "refuse",
        "RFC 9068 §2.2",
        lambda it: it.signed(remove=("exp",)),
        severity="warning",
    ),
    *(_too_early(name, seconds) for name, seconds in TOO_EARLY.items()),
    Row(
        "time.iat-text",
        "a token whose iat is text",
        "measure",
        "RFC 7519 §4.1.6",
        lambda it: it.signed({"iat": "2026-01-01"}),
        severity="note",
    ),
    Row(
        "time.iat-future",
        "a token that was issued in an hour (iat)",
        "measure",
        "RFC 7519 §4.1.6",
        lambda it: it.signed({"iat": it.now + 3600, "exp": it.now + 4200}),
        severity="note",
        profile="all",
    ),
)
