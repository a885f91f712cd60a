"""One hue per audience, everywhere: which CSS class belongs to which name of a world."""

from functools import lru_cache
from typing import Final

from sandbox.worlds.model import World

ISSUER: Final = "hue-issuer"
CLIENT: Final = "hue-client"
NONE: Final = "hue-none"
_HUES: Final = 8


@lru_cache(maxsize=64)
def _hues(audiences: tuple[tuple[str, str], ...], apis: tuple[tuple[str, str], ...]) -> dict[str, str]:
    by_id = {id_: f"hue-{index % _HUES}" for index, (id_, _) in enumerate(audiences)}
    found = {id_: by_id[first] for id_, first in apis}
    found |= {identifier: by_id[id_] for id_, identifier in audiences}
    return found


def hues_of(world: World) -> dict[str, str]:
    """The class of every api's id and of every audience's identifier: that of the audience."""
    audiences = tuple((id_, audience.identifier) for id_, audience in world.audiences.items())
    return _hues(audiences, tuple((id_, api.accepts[0]) for id_, api in world.apis.items()))


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
