"""The model of a world, as `scenarios/worlds/*.yaml` declares it."""

import re
from typing import Annotated, Any, Final, Literal

from pydantic import BeforeValidator, Field, StringConstraints
from pydantic_core import PydanticCustomError

from sandbox.reading.models import Duration, Identifier, Line, Strict
from sandbox.settings import LIMITS
from sandbox.tokens.names import Algorithm, Dialect

GrantType = Literal["authorization_code", "client_credentials", "refresh_token", "token_exchange"]
Readers = Literal["addressee", "everybody"]
"""Who learns from an issuer, by introspection, what a token says (RFC 7662 §2.2, §4)."""
AuthMethod = Literal["client_secret_basic", "client_secret_post", "private_key_jwt"]
Scope = Annotated[str, StringConstraints(pattern=r"^[\x21\x23-\x5b\x5d-\x7e]+$", max_length=LIMITS.scope_chars)]
"""One scope token (RFC 6749 §3.3)."""
AudienceIdentifier = Annotated[str, StringConstraints(min_length=1, max_length=LIMITS.identifier_chars)]
"""What stands in ``aud``: a StringOrURI (RFC 7519 §2)."""
ClientId = Annotated[str, StringConstraints(pattern=r"^[!-~]([ -~]*[!-~])?$", max_length=LIMITS.subject_chars)]
"""Whatever an issuer calls a client: VSCHAR (RFC 6749 appendix A.1), without spaces around it."""
UserId = Annotated[str, StringConstraints(pattern=r"^[!-~]([ -~]*[!-~])?$", max_length=LIMITS.subject_chars)]
"""Whatever an issuer calls a user in ``sub``: up to 255 ASCII characters (OpenID Connect Core §2)."""
_REFUSED_SCHEMES: Final = frozenset(
    (
        "about",
        "blob",
        "data",
        "file",
        "filesystem",
        "ftp",
        "intent",
        "jar",
        "javascript",
        "mailto",
        "sms",
        "tel",
        "vbscript",
        "view-source",
        "ws",
        "wss",
    )
)
"""What a browser runs or opens itself, or hands to something else than an app that registered the scheme."""


def _safe_scheme(uri: object) -> object:
    scheme, colon, rest = uri.partition(":") if isinstance(uri, str) else ("", "", "")
    if colon and scheme.lower() in _REFUSED_SCHEMES:
        raise PydanticCustomError("refused_uri", "browsers do not hand {scheme}: to an app", {"scheme": scheme.lower()})
    if scheme in ("http", "https") and not re.match(r"//[A-Za-z0-9._:\[\]-]+(/|$)", rest):
        raise PydanticCustomError("refused_uri", "after http:// or https://, a host and a path are expected")
    return uri


RedirectUri = Annotated[
    str,
    StringConstraints(
        pattern=r"^(https?://[A-Za-z0-9._:\[\]-]+|[a-z][a-z0-9+.-]*:)(/[!$-~]*)?$",
        max_length=LIMITS.uri_chars,
    ),
    BeforeValidator(_safe_scheme),
]
"""An absolute URI without a fragment (RFC 6749 §3.1.2): of the web, or an installed app's own (RFC 8252 §7.1)."""
ISSUER_CLAIMS: Final = frozenset(
    (
        "act",
        "acr",
        "amr",
        "at_hash",
        "aud",
        "auth_time",
        "azp",
        "c_hash",
        "client_id",
        "cnf",
        "email",
        "exp",
        "gty",
        "iat",
        "iss",
        "jti",
        "name",
        "nbf",
        "nonce",
        "permissions",
        "scope",
        "sid",
        "sub",
    )
)
"""What issuers write themselves, so that no world can say it otherwise."""
OwnClaims = Annotated[dict[str, Any], Field(max_length=LIMITS.own_claims)]
"""Claims that an issuer adds to the tokens it writes, besides those of the specifications."""
ClaimName = Annotated[str, StringConstraints(min_length=1, max_length=LIMITS.subject_chars)]
Route = Annotated[
    str,
    StringConstraints(
        pattern=r"^(GET|POST|PUT|PATCH|DELETE) (/[A-Za-z0-9_.-]*(\{[a-z][a-z0-9_]*\}[A-Za-z0-9_.-]*)?)+$",
        max_length=LIMITS.uri_chars,
    ),
]
"""A method and a path, in which ``{name}`` stands for any one segment."""


class Issuer(Strict):
    """An authorization server and OpenID provider."""

    dialect: Dialect = "auth0"
    signing: Algorithm = "RS256"
    default_audience: str | None = None
    access_token_ttl: Annotated[Duration, Field(gt=0)] = 900
    introspection: Readers = "addressee"


class Audience(Strict):
    """An identifier registered at the issuer, with its scopes (RFC 8707: a resource; Auth0: an API)."""

    identifier: AudienceIdentifier
    scopes: dict[Scope, str] = Field(default_factory=dict)
    tokens: Literal["jwt", "opaque"] = "jwt"
    add_permissions: bool = False
    claims: OwnClaims = Field(default_factory=dict)


class Api(Strict):
    """A running resource server: the audiences it accepts, its routes, how it makes its checks.

    ``scope_claims`` are the claims in which it looks for scopes; the specifications have ``scope`` alone. ``sender`` is
    how whoever sends a token has to prove that it is theirs, if they have to.
    """

    accepts: Annotated[list[str], Field(min_length=1)]
    trusts: Annotated[list[str], Field(min_length=1)] = Field(default_factory=lambda: ["issuer"])
    routes: dict[Route, Scope | None]
    scope_claims: Annotated[list[ClaimName], Field(min_length=1, max_length=LIMITS.own_claims)] = Field(
        default_factory=lambda: ["scope"]
    )
    sender: Literal["dpop"] | None = None
    verify: dict[str, str] = Field(default_factory=dict)


class Jwks(Strict):
    """The public keys of a client that signs its assertions itself (RFC 7517 §5)."""

    keys: Annotated[list[dict[str, Any]], Field(min_length=1, max_length=LIMITS.client_keys)]


class Client(Strict):
    """The application that asks for tokens.

    ``api`` is the running api that speaks to the issuer as this client; ``consent`` says whether people are asked
    before their tokens are handed to it. The other names are those of RFC 7591 §2.
    """

    type: Literal["public", "confidential"] = "public"
    secret: str | None = None
    token_endpoint_auth_method: AuthMethod | None = None
    jwks: Jwks | None = None
    api: str | None = None
    consent: Literal["skip", "ask"] = "skip"
    grants: list[GrantType]
    redirect_uris: list[RedirectUri] = Field(default_factory=list)
    post_logout_redirect_uris: list[RedirectUri] = Field(default_factory=list)
    audiences: dict[str, list[Scope]] = Field(default_factory=dict)
    refresh_audiences: list[str] = Field(default_factory=list)
    claims: OwnClaims = Field(default_factory=dict)

    @property
    def is_app(self) -> bool:
        """Whether it is an app in a browser, which has a page."""
        return self.type == "public" and "authorization_code" in self.grants


class User(Strict):
    """A person who can sign in, and what they may do at each audience."""

    name: Line
    email: str | None = None
    permissions: dict[str, list[Scope]] = Field(default_factory=dict)
    claims: OwnClaims = Field(default_factory=dict)


class World(Strict):
    """A topology. Ids are keys; an issuer called ``issuer`` is the default one."""

    world: Identifier
    title: Line
    domain: Annotated[str, StringConstraints(pattern=r"^[a-z0-9-]+(\.[a-z0-9-]+)+$", max_length=LIMITS.name_chars)]
    issuers: Annotated[dict[Identifier, Issuer], Field(min_length=1)]
    audiences: dict[Identifier, Audience] = Field(default_factory=dict)
    apis: dict[Identifier, Api] = Field(default_factory=dict)
    clients: Annotated[dict[ClientId, Client], Field(min_length=1)]
    users: dict[UserId, User] = Field(default_factory=dict)

    def client_of(self, api: str) -> str | None:
        """The id of the client as which an api speaks to its issuers; None if it has none."""
        return next((id_ for id_, client in self.clients.items() if client.api == api), None)

    def introspects(self, api: str) -> bool:
        """Whether an api is sent tokens that it cannot read, and asks their issuer what they say (RFC 7662)."""
        return any(self.audiences[id_].tokens == "opaque" for id_ in self.apis[api].accepts)

    def audience_named(self, identifier: str) -> str | None:
        """The id of the audience registered under an identifier, compared exactly; None if there is none."""
        return next((id_ for id_, audience in self.audiences.items() if audience.identifier == identifier), None)
