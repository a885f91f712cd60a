"""The names that writing and reading a token share: checks, their sections, claims, algorithms."""

from typing import Final, Literal, get_args

CheckId = Literal[
    "format",
    "type",
    "algorithm",
    "key",
    "signature",
    "issuer",
    "audience",
    "expiry",
    "not_before",
    "scope",
]
Verdict = Literal["pass", "fail", "skipped"]
Dialect = Literal["auth0", "rfc9068"]
Algorithm = Literal["RS256", "RS384", "RS512", "ES256", "ES384"]

CHECKS: Final[tuple[CheckId, ...]] = get_args(CheckId)
ALGORITHMS: Final[tuple[Algorithm, ...]] = get_args(Algorithm)

SPECS: Final[dict[CheckId, str]] = {
    "format": "RFC 7519 §7.2",
    "type": "RFC 8725 §3.11",
    "algorithm": "RFC 8725 §3.1",
    "key": "RFC 7515 §4.1.4",
    "signature": "RFC 7515 §5.2",
    "issuer": "RFC 8725 §3.8",
    "audience": "RFC 7519 §4.1.3",
    "expiry": "RFC 7519 §4.1.4",
    "not_before": "RFC 7519 §4.1.5",
    "scope": "RFC 6750 §3.1",
}

INTROSPECTED_SPEC: Final = "RFC 7662 §2.2"
"""What stands in place of the form of a token that its reader asks the issuer about."""

AUDIENCE_FLAWS: Final = (
    "missing-passes",
    "empty-list-passes",
    "list-passes",
    "string-passes",
    "prefix",
    "substring",
    "ignore-case",
    "ignore-slash",
    "first-only",
    "client-id-instead",
    "any-registered",
)

FLAWS: Final[dict[CheckId, tuple[str, ...]]] = {
    "algorithm": ("any",),
    "issuer": ("prefix", "substring"),
    "audience": AUDIENCE_FLAWS,
    "expiry": ("leeway-5m",),
}

ACCESS_TOKEN_TYPES: Final[dict[Dialect, tuple[str | None, ...]]] = {
    "auth0": ("JWT", None),
    "rfc9068": ("at+jwt", "application/at+jwt"),
}
"""What an access token's ``typ`` may be, by dialect; None stands for a header without one."""
