"""One issuer of one world, and one request to it."""

from dataclasses import dataclass
from functools import partial

from starlette.requests import Request

from sandbox.issuer.state import IssuerState
from sandbox.worlds.addresses import issuer_names
from sandbox.worlds.instance import BY_ORIGIN, SCOPE_KEY, Instance
from sandbox.worlds.keys import key_ring
from sandbox.worlds.model import Issuer, World


@dataclass(frozen=True, slots=True)
class Site:
    """An issuer as it was declared."""

    world: World
    id: str

    @property
    def issuer(self) -> Issuer:
        """Its declaration."""
        return self.world.issuers[self.id]


@dataclass(frozen=True, slots=True)
class Visit:
    """A request to an issuer: by which of its two names it was reached, and in which instance."""

    site: Site
    instance: Instance
    iss: str
    state: IssuerState


def state_of(site: Site, instance: Instance) -> IssuerState:
    """What this issuer remembers in this instance."""
    make = partial(_new_state, site, instance)
    return instance.part(("issuer", site.world.world, site.id), make)


def _new_state(site: Site, instance: Instance) -> IssuerState:
    return IssuerState(key_ring(site.world, site.id, instance.keys))


def visit(site: Site, request: Request) -> Visit:
    """Open a request: ``iss`` is one of two fixed names, never copied from a Host header."""
    instance: Instance = request.scope[SCOPE_KEY]
    names = issuer_names(site.world, site.id, instance.public_url)
    iss = names.origin if request.scope.get(BY_ORIGIN) else names.path
    return Visit(site, instance, iss, state_of(site, instance))
