"""Which signing keys the issuers of a world have."""

from collections.abc import Mapping
from typing import TYPE_CHECKING, Final
from urllib.parse import quote

from sandbox.tokens.keyring import KeyMaker, KeyRing, kid_of
from sandbox.tokens.names import Algorithm
from sandbox.worlds.addresses import DEFAULT_ISSUER
from sandbox.worlds.model import World

if TYPE_CHECKING:
    from sandbox.tokens.keys import SigningKey

_CLIENTS_ALGORITHM: Final = "ES256"


def key_name(world: World, issuer: str) -> str:
    """What an issuer's key ids begin with: ``foo``, or ``foo.partner`` for one that is not the default.

    No id has a dot, so the issuers of different worlds never share a key.
    """
    return world.world if issuer == DEFAULT_ISSUER else f"{world.world}.{issuer}"


def key_ring(world: World, issuer: str, keys: KeyMaker, *, announces_next: bool = False) -> KeyRing:
    """The key ring with which an issuer begins in every instance.

    Args:
        world: The world.
        issuer: The issuer's id.
        keys: Makes and holds the keys.
        announces_next: Whether it publishes the key of its next rotation, too.

    """
    return KeyRing(key_name(world, issuer), world.issuers[issuer].signing, keys, announces_next=announces_next)


def client_key(world: World, client: str, keys: KeyMaker) -> "SigningKey":
    """The key with which a client signs its assertions (``private_key_jwt``), where its world registers none.

    Args:
        world: The world.
        client: The client's id.
        keys: Makes and holds the keys.

    """
    return keys.key(_client_kid(world, client), _CLIENTS_ALGORITHM)


def lasting_keys(worlds: Mapping[str, World]) -> dict[str, Algorithm]:
    """The keys that a running server signs with, by ``kid``: the first of every issuer, and its clients' own.

    What comes later lives and ends within one replay (`replay_keys`).
    """
    kids: dict[str, Algorithm] = {}
    for world in worlds.values():
        for issuer, declared in world.issuers.items():
            kids[kid_of(key_name(world, issuer))] = declared.signing
        for client, registered in world.clients.items():
            if registered.token_endpoint_auth_method == "private_key_jwt" and registered.jwks is None:  # noqa: S105 - the name of a method
                kids[_client_kid(world, client)] = _CLIENTS_ALGORITHM
    return kids


def replay_keys(worlds: Mapping[str, World]) -> dict[str, Algorithm]:
    """The keys that replays need besides, by ``kid``: every issuer's after a rotation, and those of a stranger.

    Processes that share them show the same tokens in such a replay, too. What a process is not given it makes.
    """
    issuers = [
        (key_name(world, id_), issuer.signing) for world in worlds.values() for id_, issuer in world.issuers.items()
    ]
    algorithms = dict.fromkeys(algorithm for _, algorithm in issuers)
    rotated = {kid_of(name, 2): algorithm for name, algorithm in issuers}
    return rotated | {stranger_kid(algorithm): algorithm for algorithm in algorithms}


def stranger_kid(algorithm: Algorithm) -> str:
    """The ``kid`` of the key with which somebody signs who is no issuer. No name of an issuer's key ends so."""
    return f"stranger:{algorithm}"


def prepare_keys(worlds: Mapping[str, World], keys: KeyMaker) -> None:
    """Begin to make the first key of every issuer, on a thread."""
    for world in worlds.values():
        for issuer in world.issuers:
            key_ring(world, issuer, keys).prepare()


async def keys_made(world: World, keys: KeyMaker) -> None:
    """Wait until every key with which the parts of a world begin is made."""
    for kid, algorithm in lasting_keys({world.world: world}).items():
        await keys.made(kid, algorithm)


def _client_kid(world: World, client: str) -> str:
    return f"client:{world.world}.{quote(client, safe='').replace('.', '%2E')}"
