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
    """A request to an issuer: by which of its two names it was reached, and in which instance.

    Args:
        issuer_ref: The issuer.
        instance: Where it runs.
        iss: The name it was reached by.
        state: What the issuer remembers in this instance.

    """

    issuer_ref: IssuerRef
    instance: Instance
    iss: str
    state: IssuerState

    @classmethod
    def open(cls, issuer_ref: IssuerRef, request: Request) -> "IssuerRequest":
        """Open a request: ``iss`` is one of two fixed names, never copied from a Host header."""
        instance: Instance = request.scope[SCOPE_KEY]
        names = issuer_names(issuer_ref.world, issuer_ref.id, instance.public_url)
        iss = names.origin if request.scope.get(BY_ORIGIN) else names.path
        return cls(issuer_ref, instance, iss, state_of(issuer_ref, instance))

    @property
    def world(self) -> World:
        """The issuer's world."""
        return self.issuer_ref.world

    @property
    def issuer(self) -> Issuer:
        """The issuer's declaration."""
        return self.issuer_ref.issuer


def state_of(issuer_ref: IssuerRef, instance: Instance) -> IssuerState:
    """What an issuer remembers in an instance."""
    make = partial(_new_state, issuer_ref, instance)
    return instance.part(("issuer", issuer_ref.world.world, issuer_ref.id), make)


def _new_state(issuer_ref: IssuerRef, instance: Instance) -> IssuerState:
    return IssuerState(key_ring(issuer_ref.world, issuer_ref.id, instance.keys, announces_next=instance.announces_keys))
