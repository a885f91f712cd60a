"""The composed application: the worlds' network and the pages, on one port."""

from collections.abc import Callable, Sequence
from functools import partial
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING

from starlette.types import ASGIApp

from sandbox.http.lazy import Lazily
from sandbox.network import Network, create_replayer, served
from sandbox.replay.player import Player, ReplayRequest
from sandbox.scenarios.loading.catalogue import Catalogue
from sandbox.tokens.keyring import KeyMaker
from sandbox.web.app import create_web
from sandbox.worlds.keys import prepare_keys

if TYPE_CHECKING:
    from sandbox.http.link_secret import LinkSecret
    from sandbox.replay.engine import Replayer
    from sandbox.replay.trace import Trace
    from sandbox.workshop.hub import Rooms


def create_app(
    catalogue: Catalogue,
    keys: KeyMaker,
    public_url: str,
    editable: Sequence[Path] = (),
    secret: "LinkSecret | None" = None,
    rooms: "Callable[[], Rooms] | None" = None,
) -> ASGIApp:
    """Compose everything that is served.

    Args:
        catalogue: The worlds and scenarios.
        keys: Makes and holds the signing keys of this process.
        public_url: Where the server is reached, without a slash at its end.
        editable: The packs whose files can be saved from the browser.
        secret: What one needs for that, if not everybody may who reaches the server.
        rooms: Makes the rooms of workshops at first, and gives the same ones later; absent if there are none.

    """
    replayer: Replayer | None = None

    async def play(request: ReplayRequest) -> "Trace":
        nonlocal replayer
        replayer = replayer or create_replayer(catalogue.worlds, keys, public_url)
        return await replayer.replay(request, catalogue.worlds[request.scenario.world])

    def warm() -> None:
        prepare_keys(catalogue.worlds, keys)
        import_module("sandbox.replay.engine")
        import_module("httpx2")

    desk = None
    if editable:
        from sandbox.web.editable_files import Desk  # noqa: PLC0415 - only with --edit

        desk = Desk(editable, public_url, secret)
    web = create_web(catalogue, play, warm, desk, Lazily(partial(_workshop, catalogue, play, rooms)) if rooms else None)
    network = Network(catalogue.worlds, web, public_url)
    return served(network, keys, public_url)


def _workshop(catalogue: Catalogue, play: Player, rooms: "Callable[[], Rooms]") -> ASGIApp:
    from sandbox.workshop.app import create_workshop  # noqa: PLC0415 - the home page needs none

    return create_workshop(catalogue, play, rooms())
