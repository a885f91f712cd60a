"""What a server still needs before it can answer everything: its signing keys, and the store of its rooms."""

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Final

from sandbox.tokens.keyring import KeyMaker
from sandbox.worlds.keys import lasting_keys
from sandbox.worlds.model import World

if TYPE_CHECKING:
    from sandbox.workshop.hub import Hub

_NO_ROOM: Final = "-"
"""The code of no room: reading it asks the store for something, and brings nothing."""


class Readiness:
    """Tells in a word what is missing; the first question has the keys made that no request has asked for yet.

    Args:
        worlds: Returns the worlds that are served now.
        keys: Makes and holds their signing keys.
        hub: Returns the rooms, where they are kept outside of this process; None else.

    """

    def __init__(
        self, worlds: Callable[[], Mapping[str, World]], keys: KeyMaker, hub: "Callable[[], Hub] | None"
    ) -> None:
        self._worlds = worlds
        self._keys = keys
        self._hub = hub

    async def __call__(self) -> str:
        """``keys`` while they are being made, ``store`` while it does not answer; nothing if the server is ready."""
        making = [self._keys.prepare(kid, algorithm) for kid, algorithm in lasting_keys(self._worlds()).items()]
        if not all(key.done() and key.exception() is None for key in making):
            return "keys"
        return "" if self._hub is None or await _answers(self._hub()) else "store"


async def count_rooms(hub: "Callable[[], Hub]") -> int | None:
    """How many rooms are open; None if their store does not answer.

    Args:
        hub: Returns the rooms.

    """
    from sandbox.workshop.store.interface import StoreUnreachable  # noqa: PLC0415 - only where somebody asks

    try:
        return await hub().store.count_rooms()
    except StoreUnreachable:
        return None


async def _answers(hub: "Hub") -> bool:
    from sandbox.workshop.store.interface import StoreUnreachable  # noqa: PLC0415 - only with a store

    try:
        await hub.store.read(_NO_ROOM)
    except StoreUnreachable:
        return False
    return True
