"""New files of every kind, with each optional key of the language in them, explained."""

from collections.abc import Mapping, Sequence
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

_ABSENT: Final = {"absent": True}
_RIGHT_DOORS: Final = 4
"""At how many apis that accept it a token is shown."""


@dataclass(frozen=True, slots=True)
class ApiRequest:
    """An api, and a request that it answers."""

    api: str
    request: str


@dataclass(frozen=True, slots=True)
class TokenStep:
    """The first step: where a token comes from, and for whom it is.

    Args:
        title: Its title.
        verb: Its verb: ``get_token``, or ``mint`` for a token that no client asks for.
        keys: The keys of that verb.
        aud: What will stand in ``aud``; ``{absent: true}`` for nothing, None for what no expectation can say.
        opaque: Whether only its issuer can read what comes.

    """

    title: str
    verb: str
    keys: Mapping[str, Any]
    aud: Any
    opaque: bool = False


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

    """

    id: str
    domain: str
    audiences: Mapping[str, tuple[str, list[str]]]
    dialect: str = "auth0"
    signing: str = "RS256"
    client: str = "www"
    by_user: bool = True


def two_apis(id_: str) -> NewWorld:
    """A world to begin with: an app, and two apis with an audience each."""
    domain = f"{id_}.example"
    audiences = {
        "orders": (f"https://orders.{domain}", ["read:orders", "write:orders"]),
        "reports": (f"https://reports.{domain}", ["read:reports"]),
    }
    return NewWorld(id_, domain, audiences)


def new_world(world: NewWorld, notes: Sequence[str] = ()) -> str:
    """The file of a new world: an app or a service, and an api for each audience. ``notes`` stand at its top."""
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
        notes=notes,
        audiences=[
            {"id": id_, "identifier": identifier, "scopes": scopes}
            for id_, (identifier, scopes) in world.audiences.items()
        ],
        apis=[
            {
                "id": id_,
                "accepts": id_,
                "route": f"GET /{id_}",
                "scope": scopes[0] if scopes else None,
            }
            for id_, (_, scopes) in world.audiences.items()
        ],
        clients=[app],
        permissions=may if world.by_user else None,
    )


def new_scenario(
    id_: str, world: World, notes: Sequence[str] = (), minted: Mapping[str, Any] | None = None
) -> str | None:
    """The file of a new scenario in a world: a token at the right apis, and at a wrong one if there is any.

    Its expectations are what can be expected before a replay; they have to be compared with one.

    Args:
        id_: Its id.
        world: Its world.
        notes: Lines at the top.
        minted: The claims of its token, where no client there asks for it.

    Returns:
        None if the world has no client that could get a token for an api of it.

    """
    found = _minted(world, minted) if minted is not None else _first(world)
    if found is None:
        return None
    first, right, wrong = found
    to = right[0].api if right else "nobody"
    at = wrong.api if wrong else to
    letter = f"a letter for {to}" if right else "a letter that names no audience"
    return _rendered(
        "scenario",
        id=id_,
        title=f"A{letter[1:]} at {at}'s door" if wrong else f"A{letter[1:]}",
        world=world.world,
        question=f"What does {at} say to {letter}?",
        story=f"A letter is sealed by its issuer and {f'addressed to **{to}**' if right else 'names no audience'}.",
        first=first,
        right=right,
        wrong=wrong,
        careless=_careless(first.aud),
        notes=notes,
        other_verbs=[spec for name, spec in VERBS.items() if name not in (first.verb, "call")],
    )


def _careless(aud: Any) -> str:
    """How an api makes the check of the audience that does accept such an ``aud``."""
    return "missing-passes" if aud == _ABSENT else "empty-list-passes" if aud == [] else "off"


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
    new = SimpleNamespace(keys=KEYS, schema=schema, **{"notes": (), **context})
    return _environment().get_template(f"new/{kind}.yaml").render(new=new).strip() + "\n"


_Doors = tuple[TokenStep, list[ApiRequest], ApiRequest | None]
"""The step of a token, requests to apis that accept it, and one to an api that does not, if any."""


def _first(world: World) -> _Doors | None:
    """A token that a client of the world gets."""
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
                opaque = requested.tokens == "opaque"
                return TokenStep(title, "get_token", keys, requested.identifier, opaque), [right], wrong
    return None


def _minted(world: World, claims: Mapping[str, Any]) -> _Doors:
    """A token with these claims, which nobody asks for."""
    aud = claims.get("aud", _ABSENT)
    named = aud if isinstance(aud, list) and all(isinstance(text, str) for text in aud) else [aud]
    mine = {id_ for id_, audience in world.audiences.items() if audience.identifier in named}
    requests = _api_requests(world)
    right = [request for request in requests if not mine.isdisjoint(world.apis[request.api].accepts)]
    wrong = next(request for request in reversed(requests) if mine.isdisjoint(world.apis[request.api].accepts))
    says_aud = "aud" not in claims or not isinstance(aud, dict)
    step = TokenStep("The letter as it was", "mint", {"claims": claims, "save": "token"}, aud if says_aud else None)
    return step, right[:_RIGHT_DOORS], wrong


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
