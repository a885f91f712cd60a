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
class IssuerRef:
    """An issuer as it was declared."""

    world: World
    id: str

    @property
    def issuer(self) -> Issuer:
        """Its declaration."""
        return self.world.issuers[self.id]


@dataclass(frozen=True, slots=True)
class IssuerRequest:
    """A request to an issuer: by which of its two names it was reached, and in which instance."""

    site: IssuerRef
    instance: Instance
    iss: str
    state: IssuerState


def state_of(site: IssuerRef, instance: Instance) -> IssuerState:
    """What this issuer remembers in this instance."""
    make = partial(_new_state, site, instance)
    return instance.part(("issuer", site.world.world, site.id), make)


def _new_state(site: IssuerRef, instance: Instance) -> IssuerState:
    return IssuerState(key_ring(site.world, site.id, instance.keys))


def visit(site: IssuerRef, request: Request) -> IssuerRequest:
    """Open a request: ``iss`` is one of two fixed names, never copied from a Host header."""
    instance: Instance = request.scope[SCOPE_KEY]
    names = issuer_names(site.world, site.id, instance.public_url)
    iss = names.origin if request.scope.get(BY_ORIGIN) else names.path
    return IssuerRequest(site, instance, iss, state_of(site, instance))
