"""One hue per audience, everywhere: which CSS class belongs to which name of a world."""

from typing import Final

from sandbox.worlds.model import World

ISSUER: Final = "hue-issuer"
CLIENT: Final = "hue-client"
NONE: Final = "hue-none"
_HUES: Final = 8
_CACHED_WORLDS: Final = 64
_cache: Final[dict[int, tuple[World, dict[str, str]]]] = {}
"""By the identity of a world; the world is held, so that its identity is not reused."""


def hues_of(world: World) -> dict[str, str]:
    """The class of every api's id and of every audience's identifier: that of the audience."""
    cached = _cache.get(id(world))
    if cached is None:
        if len(_cache) >= _CACHED_WORLDS:
            _cache.clear()
        cached = _cache[id(world)] = (world, _assigned(world))
    return cached[1]


def _assigned(world: World) -> dict[str, str]:
    by_id = {id_: f"hue-{index % _HUES}" for index, id_ in enumerate(world.audiences)}
    hues = {id_: by_id[api.accepts[0]] for id_, api in world.apis.items()}
    return hues | {audience.identifier: by_id[id_] for id_, audience in world.audiences.items()}


def hue(world: World, name: object) -> str:
    """The class for an identifier, an api, an issuer or a client of a world; a neutral one for anything else."""
    if not isinstance(name, str):
        return NONE
    if name in world.issuers:
        return ISSUER
    if name in world.clients:
        return CLIENT
    return hues_of(world).get(name, NONE)


def hue_of_aud(world: World, aud: object) -> str:
    """The class for the claim ``aud``: that of its first value."""
    return hue(world, aud[0] if isinstance(aud, list) and aud else aud)
