"""New files of every kind, with each optional key of the language in them, explained."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from types import SimpleNamespace
from typing import Any, Final

from jinja2 import Environment

from sandbox.reading.editing import flow_yaml
from sandbox.scenarios.language.schema import KEYS
from sandbox.scenarios.verbs import VERBS
from sandbox.settings import DEFAULT_PUBLIC_URL
from sandbox.templating import create_environment
from sandbox.worlds.model import Api, Client, World

_VERBS_IN_USE: Final = ("get_token", "call")
"""The verbs that the steps of a new scenario have; it tells of the others in comments."""


@dataclass(frozen=True, slots=True)
class ApiRequest:
    """An api, and a request that it answers."""

    api: str
    request: str


@dataclass(frozen=True, slots=True)
class TokenStep:
    """The first step: who asks for a token, and for whom.

    Args:
        title: Its title.
        identifier: What will stand in ``aud``.
        keys: The keys of ``get_token``.
        opaque: Whether only its issuer can read what comes.

    """

    title: str
    identifier: str
    keys: Mapping[str, str]
    opaque: bool


@dataclass(frozen=True, slots=True)
class NewWorld:
    """What a new world is made of.

    Args:
        id: Its id.
        domain: The domain that readers are shown.
        dialect: Whose habits its issuer has.
        signing: What it signs with.
        audiences: Identifiers and scopes, by id; each has an api of the same name.
        client: The id of the client that asks.
        by_user: Whether somebody signs in at it.
        note: A sentence at the top.

    """

    id: str
    domain: str
    audiences: Mapping[str, tuple[str, list[str]]]
    dialect: str = "auth0"
    signing: str = "RS256"
    client: str = "www"
    by_user: bool = True
    note: str = ""


def two_apis(id_: str) -> NewWorld:
    """A world to begin with: an app, and two apis with an audience each."""
    domain = f"{id_}.example"
    audiences = {
        "orders": (f"https://orders.{domain}", ["read:orders", "write:orders"]),
        "reports": (f"https://reports.{domain}", ["read:reports"]),
    }
    return NewWorld(id_, domain, audiences)


def new_world(world: NewWorld) -> str:
    """The file of a new world: an app or a service, and an api for each audience."""
    may = {id_: scopes for id_, (_, scopes) in world.audiences.items()}
    callback = f"http://{world.client}.{world.id}.localhost:8000/callback"
    app = {
        "id": world.client,
        "type": "public" if world.by_user else "confidential",
        "grants": ["authorization_code", "refresh_token"] if world.by_user else ["client_credentials"],
        "redirect_uris": [callback] if world.by_user else [],
        "audiences": may,
    }
    return _rendered(
        "world",
        id=world.id,
        title=f"{world.domain} and its APIs",
        domain=world.domain,
        dialect=world.dialect,
        signing=world.signing,
        note=world.note,
        audiences=[
            {"id": id_, "identifier": identifier, "scopes": scopes}
            for id_, (identifier, scopes) in world.audiences.items()
        ],
        apis=[
            {
                "id": f"{id_}-api" if id_ in (world.client, "issuer") else id_,
                "accepts": id_,
                "route": f"GET /{id_}",
                "scope": scopes[0] if scopes else None,
            }
            for id_, (_, scopes) in world.audiences.items()
        ],
        clients=[app],
        permissions=may,
    )


def new_scenario(id_: str, world: World, note: str = "") -> str | None:
    """The file of a new scenario in a world: a token at the right api, and at a wrong one if there is any.

    Its expectations are what can be expected before a replay; they have to be compared with one.

    Args:
        id_: Its id.
        world: Its world.
        note: A sentence at the top.

    Returns:
        None if the world has no client that could get a token for an api of it.

    """
    found = _first(world)
    if found is None:
        return None
    first, right, wrong = found
    title = f"A letter for {right.api} at {wrong.api}'s door" if wrong else f"A letter for {right.api}"
    return _rendered(
        "scenario",
        id=id_,
        title=title,
        world=world.world,
        question=f"What does {wrong.api if wrong else right.api} say to a letter for {right.api}?",
        story=f"A letter is sealed by its issuer and addressed to **{right.api}**.",
        first=first,
        right=right,
        wrong=wrong,
        note=note,
        other_verbs=[spec for name, spec in VERBS.items() if name not in _VERBS_IN_USE],
    )


def new_chapter(title: str) -> str:
    """The file of a new chapter."""
    return _rendered("chapter", title=title)


def new_playlist(id_: str, scenarios: list[str]) -> str:
    """The file of a new playlist of some scenarios."""
    return _rendered("playlist", id=id_, title=_title(id_), scenarios=scenarios)


def new_pack(id_: str) -> str:
    """The ``pack.yaml`` of a new pack."""
    return _rendered("pack", id=id_, title=_title(id_))


def _title(id_: str) -> str:
    return id_.replace("-", " ").capitalize()


@cache
def _environment() -> Environment:
    return create_environment({"yaml": flow_yaml})


def _rendered(kind: str, **context: Any) -> str:
    """A file of a kind: its template prints one object, ``new``."""
    schema = f"{DEFAULT_PUBLIC_URL}/schema/{kind}.json"
    new = SimpleNamespace(keys=KEYS, schema=schema, **{"note": "", **context})
    return _environment().get_template(f"new/{kind}.yaml").render(new=new).strip() + "\n"


def _first(world: World) -> tuple[TokenStep, ApiRequest, ApiRequest | None] | None:
    """The step that gets a token, a request to an api that accepts it, and one to an api that does not, if any."""
    requests = _api_requests(world)
    for id_, client in world.clients.items():
        if {"authorization_code", "client_credentials"}.isdisjoint(client.grants):
            continue
        for audience, scopes in client.audiences.items():
            right = next((request for request in requests if audience in world.apis[request.api].accepts), None)
            if right and (keys := _keys(world, id_, client, audience, scopes)):
                wrong = next((request for request in requests if audience not in world.apis[request.api].accepts), None)
                requested = world.audiences[audience]
                title = f"{id_} gets a letter for {right.api}"
                return TokenStep(title, requested.identifier, keys, requested.tokens == "opaque"), right, wrong
    return None


def _keys(world: World, id_: str, client: Client, audience: str, scopes: list[str]) -> dict[str, str] | None:
    wanted = {"audience": world.audiences[audience].identifier, "scope": " ".join(scopes), "save": "token"}
    common = {key: value for key, value in wanted.items() if value}
    if "authorization_code" in client.grants and world.users:
        return {"client": id_, "grant": "authorization_code", "user": next(iter(world.users)), **common}
    if "client_credentials" in client.grants:
        return {"client": id_, "grant": "client_credentials", **common}
    return None


def _api_requests(world: World) -> list[ApiRequest]:
    return [ApiRequest(id_, route) for id_, api in world.apis.items() if (route := _route(api))]


def _route(api: Api) -> str | None:
    """A request that can be written down as it is, best one that only reads."""
    routes = sorted((route for route in api.routes if "{" not in route), key=lambda route: not route.startswith("GET "))
    return next(iter(routes), None)
