"""What the page of a single-page app shows, and the data of its script."""

from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from sandbox.worlds.addresses import (
    DEFAULT_ISSUER,
    api_path,
    client_path,
    display_name,
    has_origin,
    issuer_names,
    origin_of,
)
from sandbox.worlds.hues import hue
from sandbox.worlds.model import Client, World


@dataclass(frozen=True, slots=True)
class RequestedAudience:
    """An audience that the app requests tokens for: its identifier, the scopes it asks for there, and its colour."""

    id: str
    identifier: str
    scope: str
    hue: str


@dataclass(frozen=True, slots=True)
class CallableApi:
    """An api that the app calls: its address and route, the identifiers it answers to, and its colour."""

    id: str
    url: str
    route: str
    accepts: tuple[str, ...]
    hue: str


@dataclass(frozen=True, slots=True)
class ClientPage:
    """The page of one client, by one of its two addresses.

    Args:
        world: The world's id.
        client: The client's id.
        display_name: Its name for people: ``www.foo.com``.
        sandbox: The address of the sandbox itself.
        home: The address of this page.
        origin_home: Its address as an origin of its own; empty if its id can be no host.
        by_origin: Whether this is that address.
        issuer: The issuer's name, which ends in a slash.
        redirect_uri: Where sign-ins come back to, or None if the world registers no such address.
        returns_to: Where sign-outs come back to, or None.
        audiences: What it asks tokens for.
        doors: The apis it calls.
        sources: The scripts that run here, by name.

    """

    world: str
    client: str
    display_name: str
    sandbox: str
    home: str
    origin_home: str
    by_origin: bool
    issuer: str
    redirect_uri: str | None
    returns_to: str | None
    audiences: tuple[RequestedAudience, ...]
    doors: tuple[CallableApi, ...]
    sources: tuple[tuple[str, str], ...] = ()

    @property
    def config(self) -> dict[str, Any]:
        """The data that the page hands to its script."""
        return {
            "world": self.world,
            "client": self.client,
            "sandbox": self.sandbox,
            "issuer": self.issuer,
            "home": self.home,
            "redirect_uri": self.redirect_uri,
            "returns_to": self.returns_to,
            "worker": f"{urlsplit(self.home).path}worker.js" if self.by_origin else None,
            "audiences": [
                {"id": a.id, "identifier": a.identifier, "scope": a.scope, "hue": a.hue} for a in self.audiences
            ],
            "doors": [{"id": d.id, "url": d.url, "route": d.route, "hue": d.hue} for d in self.doors],
        }

    @property
    def policy(self) -> str:
        """Its Content-Security-Policy: it may speak with its issuer and its apis, and with nobody else."""
        issuer = _origin(self.issuer)
        peers = " ".join(dict.fromkeys([issuer, *(_origin(door.url) for door in self.doors)]))
        return (
            f"default-src 'self'; connect-src 'self' {peers}; frame-src {issuer}; worker-src 'self'; base-uri 'none'; "
            "frame-ancestors 'none'; object-src 'none'; form-action 'none'"
        )


def client_page(world: World, client: str, public_url: str, *, by_origin: bool) -> ClientPage:
    """The page of a client, as it is reached by its origin or by its path.

    Args:
        world: The world.
        client: The client's id.
        public_url: The URL of the sandbox, without a slash at its end.
        by_origin: Whether the page was reached by its own origin.

    """
    declared = world.clients[client]
    origin_home = f"{origin_of(world, client, public_url)}/" if has_origin(client) else ""
    home = origin_home if by_origin else f"{public_url}{client_path(world.world, client)}"
    names = issuer_names(world, DEFAULT_ISSUER, public_url)
    callback = f"{home}callback"
    return ClientPage(
        world=world.world,
        client=client,
        display_name=display_name(world, client),
        sandbox=f"{public_url}/",
        home=home,
        origin_home=origin_home,
        by_origin=by_origin,
        issuer=names.origin if by_origin else names.path,
        redirect_uri=callback if callback in declared.redirect_uris else None,
        returns_to=home if home in declared.post_logout_redirect_uris else None,
        audiences=_requested_audiences(world, declared),
        doors=_callable_apis(world, declared, public_url, by_origin=by_origin),
    )


def _requested_audiences(world: World, client: Client) -> tuple[RequestedAudience, ...]:
    """The audiences that some api answers to."""
    answered = {id_ for api in world.apis.values() for id_ in api.accepts}
    requested = [(id_, scopes) for id_, scopes in client.audiences.items() if id_ in answered]
    identifiers = {id_: world.audiences[id_].identifier for id_, _ in requested}
    return tuple(
        RequestedAudience(id_, identifiers[id_], " ".join(scopes), hue(world, identifiers[id_]))
        for id_, scopes in requested
    )


def _callable_apis(world: World, client: Client, public_url: str, *, by_origin: bool) -> tuple[CallableApi, ...]:
    """The apis that accept one of the client's audiences, each with the first route that only reads."""
    apis = []
    for id_, api in world.apis.items():
        route = next((route for route in api.routes if route.startswith("GET ") and "{" not in route), None)
        if route is None or client.audiences.keys().isdisjoint(api.accepts):
            continue
        base = origin_of(world, id_, public_url) if by_origin else f"{public_url}{api_path(world.world, id_)}"
        accepts = tuple(world.audiences[audience].identifier for audience in api.accepts)
        apis.append(CallableApi(id_, base + route.removeprefix("GET "), route, accepts, hue(world, id_)))
    return tuple(apis)


def _origin(url: str) -> str:
    parts = urlsplit(url)
    return f"{parts.scheme}://{parts.netloc}"
