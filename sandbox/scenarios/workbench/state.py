"""The state of the workbench: who writes a letter, how, and who reads it. All of it fits into an address."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final, Literal, get_args
from urllib.parse import urlencode

from sandbox.scenarios.verbs.mint import SignWith
from sandbox.worlds.addresses import DEFAULT_ISSUER
from sandbox.worlds.model import Client, GrantType, World

Way = Literal["get", "mint", "paste", "none"]
"""Where the letter comes from: an honest issuer, one's own hand, elsewhere; or there is none."""

WAYS: Final[tuple[Way, ...]] = get_args(Way)
SEALS: Final[tuple[SignWith, ...]] = get_args(SignWith)
SEND_AS: Final = ("header", "query", "raw")
KINDS: Final = ("access_token", "id_token")


@dataclass(frozen=True, slots=True)
class WorkbenchState:
    """One state of the workbench. Texts of JSON are kept as they were typed.

    Args:
        world: The world it plays in.
        way: Where the letter comes from.
        issuer: The issuer that is asked, or whose tokens are imitated.
        client: Who asks.
        grant: How it asks.
        user: Who signs in.
        audience: The audience that the request names; empty if it names none.
        scope: The scopes that the request names.
        kind: Which of the tokens that came is sent.
        header: Members of the header of a letter of one's own, as JSON.
        claims: Its claims, as JSON.
        remove: Claims that it does not have, with spaces between them.
        expires_in: How long it is good, such as ``15m`` or ``-1m``; empty for as long as the issuer's own.
        sign_with: What it is sealed with.
        edit: Claims to change after it was sealed, as JSON.
        api: Who reads it.
        request: What is asked of that api.
        send_as: How the letter is sent.
        verify: How the reader makes its checks, where that is not as it is.
        beside: A letter to lay beside it: the id of an audience, or ``id_token``; empty for none.

    """

    world: World
    way: Way = "get"
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
        """One of its texts of JSON, which was found right when it was read."""
        text = getattr(self, name)
        return dict(json.loads(text)) if text else {}


_READER: Final = ("api", "request", "send_as")
NAMES_OF: Final[Mapping[Way, tuple[str, ...]]] = {
    "get": ("issuer", "client", "grant", "user", "audience", "scope", "kind", *_READER, "beside"),
    "mint": ("issuer", "header", "claims", "remove", "expires_in", "sign_with", "edit", *_READER),
    "paste": _READER,
    "none": _READER,
}
"""What of a state means something, by where the letter comes from; each after what its default depends on."""


def grants_of(client: Client) -> Sequence[GrantType]:
    """The grants that can be chosen for a client: those it has. One that has none asks, and is refused."""
    return client.grants or ("authorization_code",)


def default_workbench(world: World, chosen: WorkbenchState | None = None) -> WorkbenchState:
    """What a state is where nobody chose: a letter for the first audience, at the first door that is not its own.

    Args:
        world: The world.
        chosen: What was chosen already, from which the rest follows.

    """
    app = next((id_ for id_, client in world.clients.items() if client.is_app), next(iter(world.clients)))
    id_ = chosen.client if chosen else app
    client = world.clients[id_]
    audience = next((world.audiences[known].identifier for known in client.audiences), "")
    asked = chosen.audience if chosen else audience
    named = world.audience_named(asked) or ""
    scopes = list(client.audiences.get(named, ()))
    if chosen and chosen.kind == "id_token":
        scopes = ["openid", *scopes]
    wrong_door = next((api for api, door in world.apis.items() if named not in door.accepts), "")
    reader = chosen.api if chosen else wrong_door or next(iter(world.apis), "")
    routes = list(world.apis[reader].routes) if reader in world.apis else []
    return WorkbenchState(
        world,
        client=app,
        grant=grants_of(client)[0],
        user=next(iter(world.users), ""),
        audience=audience,
        scope=" ".join(scopes),
        claims=_own_claims(world, audience),
        api=wrong_door or next(iter(world.apis), ""),
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
