"""The names that writing and reading a token share: checks, verdicts, dialects, algorithms."""

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
    "sender",
    "scope",
]
"""The checks, in the order they are made. Each is a module of this name in `sandbox.tokens.checks`.

``sender`` is made by apis that ask for a proof of possession, and by no other.
"""
Verdict = Literal["pass", "fail", "skipped"]
Dialect = Literal["auth0", "rfc9068"]
Algorithm = Literal["RS256", "RS384", "RS512", "ES256", "ES384", "PS256", "EdDSA"]

CHECKS: Final[tuple[CheckId, ...]] = get_args(CheckId)
ALGORITHMS: Final[tuple[Algorithm, ...]] = get_args(Algorithm)
UNKNOWN_TO_PYTHON_JOSE: Final = frozenset(("PS256", "EdDSA"))
"""Algorithms by which `cryptography` signs and verifies here. EdDSA is Ed25519 (RFC 8037 §3.1)."""

INTROSPECTED_SPEC: Final = "RFC 7662 §2.2"
"""The section that the format check of an introspected token follows."""

ACCESS_TOKEN_TYPES: Final[dict[Dialect, tuple[str | None, ...]]] = {
    "auth0": ("JWT", None),
    "rfc9068": ("at+jwt", "application/at+jwt"),
}
"""What an access token's ``typ`` may be, by dialect; None stands for a header without one."""
