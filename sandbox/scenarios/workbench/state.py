"""The state of the workbench: where a token comes from, and which api reads it. All of it fits into an address."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final, Literal, get_args
from urllib.parse import urlencode

from sandbox.scenarios.verbs.mint import SignWith
from sandbox.worlds.addresses import DEFAULT_ISSUER
from sandbox.worlds.model import Client, GrantType, World

TokenSource = Literal["get", "mint", "paste", "none"]
"""Where the token comes from: an issuer, one's own hand, elsewhere; or there is none."""

TOKEN_SOURCES: Final[tuple[TokenSource, ...]] = get_args(TokenSource)
SIGN_WITH: Final[tuple[SignWith, ...]] = get_args(SignWith)
SEND_AS: Final = ("header", "query", "raw")
KINDS: Final = ("access_token", "id_token")


@dataclass(frozen=True, slots=True)
class WorkbenchState:
    """One state of the workbench. Texts of JSON stay as they were typed.

    Args:
        world: The world it plays in.
        way: Where the token comes from.
        issuer: The issuer that issues the token, or whose tokens are imitated.
        client: The client that requests it.
        grant: By which grant.
        user: Who signs in.
        audience: The audience that the request names; empty if it names none.
        scope: The scopes that the request names.
        kind: Which of the tokens that were issued is sent.
        header: Members of the header of a token of one's own, as JSON.
        claims: Its claims, as JSON.
        remove: Claims that it does not have, with spaces between them.
        expires_in: How long it is good, such as ``15m`` or ``-1m``; empty for as long as the issuer's own.
        sign_with: What it is signed with.
        edit: Claims to change after it was signed, as JSON.
        api: The api that it is sent to.
        request: The method and path of that request.
        send_as: How the token is sent.
        verify: The mode in which that api makes a check, where that is not its own.
        beside: A token to compare it with: the id of an audience, or ``id_token``; empty for none.

    """

    world: World
    way: TokenSource = "get"
    issuer: str = DEFAULT_ISSUER
    client: str = ""
    grant: GrantType = "authorization_code"
    user: str = ""
    audience: str = ""
    scope: str = ""
    kind: str = "access_token"
    header: str = ""
    claims: str = ""
    remove: str = ""
    expires_in: str = ""
    sign_with: SignWith = "issuer"
    edit: str = ""
    api: str = ""
    request: str = ""
    send_as: str = "header"
    verify: Mapping[str, str] = field(default_factory=dict)
    beside: str = ""

    def query(self) -> str:
        """The state as the query of an address: what is as it would be anyway is left out."""
        plain = default_workbench(self.world, self)
        pairs = {"world": self.world.world, "way": self.way if self.way != "get" else None}
        for name in NAMES_OF[self.way]:
            value = getattr(self, name)
            if value != getattr(plain, name):
                pairs[name] = value
        if self.verify:
            pairs["verify"] = ";".join(f"{check}={how}" for check, how in self.verify.items())
        return urlencode({name: value for name, value in pairs.items() if value is not None}, safe=":/;=")

    def json(self, name: str) -> dict[str, Any]:
        """One of its texts of JSON, which were checked when it was parsed."""
        text = getattr(self, name)
        return dict(json.loads(text)) if text else {}


_REQUEST_TO_API: Final = ("api", "request", "send_as")
NAMES_OF: Final[Mapping[TokenSource, tuple[str, ...]]] = {
    "get": ("issuer", "client", "grant", "user", "audience", "scope", "kind", *_REQUEST_TO_API, "beside"),
    "mint": ("issuer", "header", "claims", "remove", "expires_in", "sign_with", "edit", *_REQUEST_TO_API),
    "paste": _REQUEST_TO_API,
    "none": _REQUEST_TO_API,
}
"""The fields that count, by where the token comes from; each after those that its default depends on."""


def grants_of(client: Client) -> Sequence[GrantType]:
    """The grants that can be chosen for a client: those it has. One that has none requests a token, and is refused."""
    return client.grants or ("authorization_code",)


def default_workbench(world: World, chosen: WorkbenchState | None = None) -> WorkbenchState:
    """The state with every default: a token for the first audience, at the first api that does not accept it.

    Args:
        world: The world.
        chosen: The fields chosen already, from which the rest follows.

    """
    app = next((id_ for id_, client in world.clients.items() if client.is_app), next(iter(world.clients)))
    client_id = chosen.client if chosen else app
    client = world.clients[client_id]
    audience = next((world.audiences[id_].identifier for id_ in client.audiences), "")
    named = world.audience_named(chosen.audience if chosen else audience) or ""
    scopes = list(client.audiences.get(named, ()))
    if chosen and chosen.kind == "id_token":
        scopes = ["openid", *scopes]
    wrong_api = next((name for name, api in world.apis.items() if named not in api.accepts), "")
    reader = chosen.api if chosen else wrong_api or next(iter(world.apis), "")
    routes = list(world.apis[reader].routes) if reader in world.apis else []
    return WorkbenchState(
        world,
        client=app,
        grant=grants_of(client)[0],
        user=next(iter(world.users), ""),
        audience=audience,
        scope=" ".join(scopes),
        claims=_own_claims(world, audience),
        api=wrong_api or next(iter(world.apis), ""),
        request=next((route for route in routes if "{" not in route), "GET /"),
    )


def _own_claims(world: World, audience: str) -> str:
    id_ = world.audience_named(audience)
    client = "azp" if world.issuers[DEFAULT_ISSUER].dialect == "auth0" else "client_id"
    claims = {
        "aud": audience,
        "sub": next(iter(world.users), "somebody"),
        client: next(iter(world.clients)),
        "scope": " ".join(world.audiences[id_].scopes) if id_ else "",
    }
    return json.dumps(claims, ensure_ascii=False, indent=2)
