"""One issuer of one world, and one request to it."""

from dataclasses import dataclass
from functools import partial

from starlette.requests import Request

from sandbox.issuer.state import IssuerState
from sandbox.tokens.keyring import KeyRing
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
        jkt: The thumbprint of the key that the client proved to have, if it did (RFC 9449 §5).

    """

    issuer_ref: IssuerRef
    instance: Instance
    iss: str
    jkt: str | None = None

    @classmethod
    def open(cls, issuer_ref: IssuerRef, request: Request) -> "IssuerRequest":
        """Open a request: ``iss`` is one of two fixed names, never copied from a Host header."""
        instance: Instance = request.scope[SCOPE_KEY]
        names = issuer_names(issuer_ref.world, issuer_ref.id, instance.public_url)
        iss = names.origin if request.scope.get(BY_ORIGIN) else names.path
        return cls(issuer_ref, instance, iss)

    @property
    def world(self) -> World:
        """The issuer's world."""
        return self.issuer_ref.world

    @property
    def issuer(self) -> Issuer:
        """The issuer's declaration."""
        return self.issuer_ref.issuer

    @property
    def keys(self) -> KeyRing:
        """The issuer's keys in this instance."""
        return keys_of(self.issuer_ref, self.instance)

    @property
    def state(self) -> IssuerState:
        """What the issuer remembers in this instance.

        Raises:
            KeptElsewhere: Another process remembers it.

        """
        return self.instance.memory(("issuer", self.world.world, self.issuer_ref.id), IssuerState)


def keys_of(issuer_ref: IssuerRef, instance: Instance) -> KeyRing:
    """The keys of an issuer in an instance."""
    world, id_ = issuer_ref.world, issuer_ref.id
    make = partial(key_ring, world, id_, instance.keys, announces_next=instance.announces_keys)
    return instance.part(("keys", world.world, id_), make)
