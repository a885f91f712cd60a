"""What each key of a world is for, with an example: for JSON Schema, the editor and the guide."""

from typing import Any, Final

_BAR: Final = "https://bar.foo.com"
_ORDERS: Final = "read:orders"

WORLD_KEYS: Final[dict[str, dict[str, tuple[str, Any]]]] = {
    "World": {
        "world": ("Its id: the name of its file without `.yaml`.", "foo"),
        "title": ("Its title, in one line.", "www.foo.com and its two APIs"),
        "domain": (
            "The domain readers are shown; browsers reach its parts at `*.ID.localhost`, by the world's id.",
            "foo.com",
        ),
        "issuers": ("Who issues tokens; one is called `issuer`.", {"issuer": {"dialect": "auth0"}}),
        "audiences": (
            "What is registered at the issuer: for whom tokens can be.",
            {"bar": {"identifier": _BAR, "scopes": {_ORDERS: "Read orders"}}},
        ),
        "apis": ("Running resource servers.", {"bar": {"accepts": ["bar"], "routes": {"GET /orders": _ORDERS}}}),
        "clients": (
            "Applications that ask for tokens, by their client ids: any printable ASCII (RFC 6749 appendix A.1).",
            {"nightly": {"type": "confidential", "secret": "hush", "grants": ["client_credentials"]}},
        ),
        "users": (
            "People who can sign in, by what tokens say in `sub`, in printable ASCII.",
            {"alice": {"name": "Alice"}},
        ),
    },
    "Issuer": {
        "dialect": ("Whose habits it has in claims, `typ` and errors: `auth0` or `rfc9068`.", "rfc9068"),
        "signing": ("The algorithm it signs with.", "RS256"),
        "default_audience": ("The id of the audience for requests that name none.", "bar"),
        "access_token_ttl": ("How long access tokens are good: `90s`, `15m`, `2h`.", "15m"),
        "introspection": (
            "Whom it tells what a token says (RFC 7662): its addressee, or everybody who proves who it is.",
            "everybody",
        ),
    },
    "Audience": {
        "identifier": ("What stands in `aud`. It is compared exactly, slash and all.", _BAR),
        "scopes": ("Its scopes, and what they mean for people.", {_ORDERS: "Read orders"}),
        "tokens": ("What its access tokens are: `jwt`, or `opaque`, and then its APIs ask the issuer.", "opaque"),
        "add_permissions": ("Whether its tokens say what the user may do, in `permissions`, as Auth0 can.", True),
        "claims": ("Claims that access tokens for it have, too.", {"ver": "2.0"}),
    },
    "Api": {
        "accepts": ("The ids of the audiences it takes itself for; it names the first one in messages.", ["bar"]),
        "trusts": ("The issuers whose keys it takes.", ["issuer"]),
        "routes": ("What it answers, and the scope that takes; `null`: any valid token.", {"GET /orders": _ORDERS}),
        "scope_claims": (
            "The claims in which it looks for scopes: `scope` is a string, any other a string or a list.",
            ["scp", "roles"],
        ),
        "sender": (
            "How who sends a token proves that it is theirs: `dpop` (RFC 9449). Without it, nobody has to.",
            "dpop",
        ),
        "verify": ("How it makes its checks, where that is not `on`.", {"audience": "ignore-slash"}),
    },
    "Jwks": {"keys": ("Public keys (RFC 7517 §5).", [{"kty": "RSA", "n": "…", "e": "AQAB"}])},
    "Client": {
        "type": ("Whether it can keep a secret: `public` or `confidential` (RFC 6749 §2.1).", "public"),
        "secret": ("Its secret, if it is confidential.", "nightly-secret"),
        "token_endpoint_auth_method": ("How it says who it is (RFC 7591 §2).", "client_secret_basic"),
        "jwks": ("Its public keys, if it signs its assertions elsewhere.", {"keys": [{"kty": "RSA"}]}),
        "api": ("The api that speaks to the issuer as this client.", "bar"),
        "consent": ("Whether people are asked before it is given their tokens.", "ask"),
        "grants": ("The grants it may use.", ["authorization_code", "refresh_token"]),
        "redirect_uris": (
            "Where the issuer may send the browser back to; at a loopback address, at any port (RFC 8252 §7.3).",
            ["https://www.foo.com/callback"],
        ),
        "post_logout_redirect_uris": ("The same, after signing out.", ["https://www.foo.com/"]),
        "audiences": ("What it may ask for: scopes by the id of their audience.", {"bar": [_ORDERS]}),
        "refresh_audiences": ("The audiences one refresh token of it is good for.", ["bar", "baz"]),
        "claims": ("Claims that access tokens given to it have, too.", {"tenant": "acme"}),
    },
    "User": {
        "name": ("How the person is called.", "Alice"),
        "email": ("Their address.", "alice@foo.com"),
        "permissions": ("What they may do: scopes by the id of their audience.", {"bar": [_ORDERS]}),
        "claims": ("Claims that access and ID tokens about them have, too.", {"https://foo.com/roles": ["buyer"]}),
    },
}
