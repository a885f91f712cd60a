"""Which signing keys the issuers of a world have."""

from collections.abc import Mapping

from sandbox.tokens.keyring import KeyMaker, KeyRing
from sandbox.worlds.addresses import DEFAULT_ISSUER
from sandbox.worlds.model import World


def key_name(world: World, issuer: str) -> str:
    """What an issuer's key ids begin with: ``foo``, or ``foo.partner`` for one that is not the default.

    No id has a dot, so the issuers of different worlds never share a key.
    """
    return world.world if issuer == DEFAULT_ISSUER else f"{world.world}.{issuer}"


def key_ring(world: World, issuer: str, keys: KeyMaker) -> KeyRing:
    """The key ring with which an issuer begins in every instance."""
    return KeyRing(key_name(world, issuer), world.issuers[issuer].signing, keys)


def prepare_keys(worlds: Mapping[str, World], keys: KeyMaker) -> None:
    """Begin to make the first key of every issuer, on a thread."""
    for world in worlds.values():
        for issuer in world.issuers:
            key_ring(world, issuer, keys).prepare()
