"""Tokens as tests want them: an honest one, and each departure from it. Real keys, real signatures."""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import Any, Final

from sandbox.tokens.check_modes import parse_verify
from sandbox.tokens.encoding import encode_json, encode_part
from sandbox.tokens.keyring import KeyMaker
from sandbox.tokens.keys import SigningKey
from sandbox.tokens.minting import access_token_header, sign, without
from sandbox.tokens.names import CHECKS, CheckId
from sandbox.tokens.policy import Policy, TrustedIssuer
from sandbox.tokens.verify import CheckResult, Verification, verify

USUAL: Final = tuple(check for check in CHECKS if check != "sender")
"""The checks that every reader makes."""
NOW: Final = 1_764_000_000
"""What time it is, to the reader and to python-jose (see ``conftest.py``)."""

ISS: Final = "https://issuer.foo.com/"
ISS_BY_ITS_OTHER_NAME: Final = "http://issuer.foo.localhost:8000/"
BAR: Final = "https://bar.foo.com"
BAZ: Final = "https://baz.foo.com"

_MAKER: Final = KeyMaker()
KEY: Final = _MAKER.key("foo-2", "RS256")
OLDER_KEY: Final = _MAKER.key("foo-1", "RS256")
EC_KEY: Final = _MAKER.key("foo-ec", "ES256")
STRANGERS_KEY: Final = _MAKER.key("foo-2-of-a-stranger", "RS256")

TRUSTED: Final = TrustedIssuer((ISS, ISS_BY_ITS_OTHER_NAME), "auth0", "RS256", (KEY.public, OLDER_KEY.public))
POLICY: Final = Policy(
    audiences=(BAR,),
    issuers=(TRUSTED,),
    now=NOW,
    scope="read:orders",
    clients=frozenset({"www"}),
    registered=frozenset({BAR, BAZ}),
)
"""bar's: strict."""

PARTNER = TrustedIssuer(("https://partner.example.org/",), "rfc9068", "ES256", (EC_KEY.public,))
ALONE = replace(POLICY, issuers=(PARTNER,))
TWO = replace(POLICY, issuers=(TRUSTED, PARTNER))
PARTNERS: dict[str, Any] = {"iss": "https://partner.example.org/"}
PARTNERS_HEADER = {"alg": "ES256", "typ": "at+jwt", "kid": "foo-ec"}

HEADER: Final[Mapping[str, Any]] = access_token_header(KEY, "auth0")
CLAIMS: Final[Mapping[str, Any]] = {
    "iss": ISS,
    "sub": "auth0|alice",
    "aud": BAR,
    "azp": "www",
    "scope": "openid read:orders",
    "iat": NOW - 60,
    "exp": NOW + 900,
    "jti": "a1",
}


def token(
    claims: Mapping[str, Any] | None = None,
    *,
    header: Mapping[str, Any] | None = None,
    remove: Iterable[str] = (),
    key: SigningKey = KEY,
) -> str:
    """The honest token, but for these claims and header members and less those to ``remove`` from either."""
    gone = set(remove)
    return sign(without({**HEADER, **(header or {})}, gone), without({**CLAIMS, **(claims or {})}, gone), key)


def signed_text(header: str | bytes, claims: str | bytes, key: SigningKey = KEY) -> str:
    """A token of just this text, which need not be JSON, signed."""
    parts = [encode_part(part.encode() if isinstance(part, str) else part) for part in (header, claims)]
    return with_signature(".".join(parts), key)


def with_signature(signing_input: str, key: SigningKey = KEY) -> str:
    """Whatever stands before the signature, signed."""
    return f"{signing_input}.{encode_part(key.sign(signing_input.encode()))}"


def parts_of(header: Mapping[str, Any] = HEADER, claims: Mapping[str, Any] = CLAIMS) -> tuple[str, str]:
    """Header and claims as they stand in a token."""
    return encode_json(header), encode_json(claims)


def deployed(verify_words: Mapping[str, str], policy: Policy = POLICY) -> Policy:
    """The same reader, built with these words as its ``verify``."""
    return replace(policy, modes=parse_verify(verify_words))


def checked(presented: str, check: CheckId, policy: Policy = POLICY) -> CheckResult:
    """One check of a token."""
    return next(result for result in verify(presented, policy).checks if result.id == check)


def failing(verification: Verification) -> list[CheckId]:
    """The checks that failed, by the specification."""
    return [result.id for result in verification.checks if result.verdict == "fail"]


def verdict(presented: str, check: CheckId, policy: Policy = POLICY) -> tuple[str, Any, Any, str | None]:
    """A check's verdict, what it expected and found, and its reason."""
    result = checked(presented, check, policy)
    return result.verdict, result.expected, result.actual, result.reason
