"""Tokens to try on the page of ``/check``: made up, unsigned, of the shape that issuers give them."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from typing import Any, Final

from sandbox.tokens.encoding import encode_json, encode_part

_NOT_SIGNED: Final = "made up for this page, and signed by nobody"


@dataclass(frozen=True, slots=True)
class Example:
    """A token and an expectation.

    Args:
        id: Its name.
        title: What one would notice first.
        header: The header of the token.
        claims: Its claims; times are added to it.
        expires_in: The seconds until it expires.
        text: The token itself, if it is none that can be written from claims.
        audience: The audience that the API expects.
        issuer: The issuer that it trusts.

    """

    id: str
    title: str
    audience: str
    header: Mapping[str, Any] = field(default_factory=dict)
    claims: Mapping[str, Any] = field(default_factory=dict)
    expires_in: int = 900
    text: str = ""
    issuer: str = ""

    def data(self) -> dict[str, Any]:
        """The same for the scripts of the page."""
        return {**asdict(self), "signature": _NOT_SIGNED}

    def token(self, now: int) -> str:
        """The token.

        Args:
            now: The time it is looked at.

        """
        if self.text:
            return self.text
        times = {"iat": now + self.expires_in - 3600, "exp": now + self.expires_in}
        return ".".join(
            (encode_json(self.header), encode_json({**self.claims, **times}), encode_part(_NOT_SIGNED.encode()))
        )


EXAMPLES: Final = (
    Example(
        "slash",
        "They look the same",
        "https://orders.example.com",
        {"alg": "RS256", "typ": "at+jwt", "kid": "a1"},
        {
            "iss": "https://dev-x.us.auth0.com/",
            "aud": "https://orders.example.com/",
            "sub": "auth0|65f0c0ffee",
            "azp": "tX3pQ9mYcA",
            "scope": "read:orders",
        },
        issuer="https://dev-x.us.auth0.com/",
    ),
    Example(
        "id-token",
        "It worked for signing in",
        "https://orders.example.com",
        {"alg": "RS256", "typ": "JWT", "kid": "a1"},
        {
            "iss": "https://dev-x.us.auth0.com/",
            "aud": "tX3pQ9mYcA",
            "sub": "auth0|65f0c0ffee",
            "nonce": "n-0S6_WzA2Mj",
            "name": "Alice Example",
            "email": "alice@example.com",
        },
    ),
    Example(
        "encrypted",
        "Five parts, and jwt malformed",
        "https://orders.example.com",
        text=(
            "eyJhbGciOiJkaXIiLCJlbmMiOiJBMjU2R0NNIiwiaXNzIjoiaHR0cHM6Ly9kZXYteC51cy5hdXRoMC5jb20vIn0.."
            "bWFkZV91cF9pdg.bWFkZSB1cCBmb3IgdGhpcyBwYWdlLCBhbmQgZW5jcnlwdGVkIGJ5IG5vYm9keQ.bWFkZV91cF90YWc"
        ),
    ),
    Example(
        "entra",
        "Entra ID: the GUID, or api://",
        "6e74172b-be56-4843-9ff4-e66a39bb12e3",
        {"alg": "RS256", "typ": "JWT", "kid": "E1"},
        {
            "iss": "https://sts.windows.net/72f988bf-0000-4000-8000-2d7cd011db47/",
            "aud": "api://6e74172b-be56-4843-9ff4-e66a39bb12e3",
            "appid": "1f0a3b5c-0000-4000-8000-00000000c0de",
            "ver": "1.0",
            "scp": "Orders.Read",
            "sub": "AAAAAAAAAAAAAAAAAAAAAIkzqFVrSaSaFHy782bbtaQ",
        },
    ),
    Example(
        "expired",
        "It worked an hour ago",
        "https://orders.example.com",
        {"alg": "ES256", "typ": "at+jwt", "kid": "k7"},
        {
            "iss": "https://login.example.com/realms/shop",
            "aud": "https://orders.example.com",
            "azp": "web",
            "sub": "248289761001",
            "scope": "orders.read",
        },
        expires_in=-3660,
    ),
    Example(
        "good",
        "Nothing is wrong with this one",
        "https://orders.example.com",
        {"alg": "RS256", "typ": "at+jwt", "kid": "a1"},
        {
            "iss": "https://dev-x.us.auth0.com/",
            "aud": ["https://orders.example.com", "https://dev-x.us.auth0.com/userinfo"],
            "sub": "auth0|65f0c0ffee",
            "azp": "tX3pQ9mYcA",
            "scope": "openid read:orders",
        },
        issuer="https://dev-x.us.auth0.com/",
    ),
)
