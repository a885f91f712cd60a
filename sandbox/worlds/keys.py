"""Which signing keys the issuers of a world have."""

from collections.abc import Mapping
from typing import TYPE_CHECKING

from sandbox.tokens.keyring import KeyMaker, KeyRing
from sandbox.worlds.addresses import DEFAULT_ISSUER
from sandbox.worlds.model import World

if TYPE_CHECKING:
    from sandbox.tokens.keys import SigningKey


def key_name(world: World, issuer: str) -> str:
    """What an issuer's key ids begin with: ``foo``, or ``foo.partner`` for one that is not the default.

    No id has a dot, so the issuers of different worlds never share a key.
    """
    return world.world if issuer == DEFAULT_ISSUER else f"{world.world}.{issuer}"


def key_ring(world: World, issuer: str, keys: KeyMaker) -> KeyRing:
    """The key ring with which an issuer begins in every instance."""
    return KeyRing(key_name(world, issuer), world.issuers[issuer].signing, keys)


def client_key(world: World, client: str, keys: KeyMaker) -> "SigningKey":
    """The key with which a client signs its assertions (``private_key_jwt``), where its world registers none."""
    return keys.key(f"client:{world.world}.{client}", "ES256")


def prepare_keys(worlds: Mapping[str, World], keys: KeyMaker) -> None:
    """Begin to make the first key of every issuer, on a thread."""
    for world in worlds.values():
        for issuer in world.issuers:
            key_ring(world, issuer, keys).prepare()
