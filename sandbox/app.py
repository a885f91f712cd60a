"""The composed application: the worlds' network and the pages, on one port."""

from collections.abc import Callable, Mapping, Sequence
from functools import partial
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING

from starlette.types import ASGIApp

from sandbox.http.lazy import Lazily
from sandbox.network import Network, create_replayer, served
from sandbox.replay.player import Player
from sandbox.scenarios.loading.catalogue import Catalogue
from sandbox.scenarios.model import Scenario
from sandbox.templating import Frame
from sandbox.tokens.keyring import KeyMaker
from sandbox.web.app import create_web
from sandbox.web.table import site_frame
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
    *,
    live: bool = False,
) -> ASGIApp:
    """Compose everything that is served.

    Args:
        catalogue: The worlds and scenarios.
        keys: Makes and holds the signing keys of this process.
        public_url: Where the server is reached, without a slash at its end.
        editable: The packs whose files can be saved from the browser.
        secret: What one needs for that, if not everybody may who reaches the server.
        rooms: Makes the rooms of workshops at first, and gives the same ones later; absent if there are none.
        live: Whether open pages load again when a file of a pack is saved.

    """
    replayer: Replayer | None = None

    async def play(
        scenario: Scenario,
        *,
        until: str | None = None,
        what_ifs: int | None = None,
        given: Mapping[str, str] | None = None,
    ) -> "Trace":
        nonlocal replayer
        replayer = replayer or create_replayer(catalogue.worlds, keys, public_url)
        world = catalogue.worlds[scenario.world]
        return await replayer.replay(scenario, world, until=until, what_ifs=what_ifs, given=given)

    def warm() -> None:
        prepare_keys(catalogue.worlds, keys)
        import_module("sandbox.replay.engine")
        import_module("httpx2")

    files = None
    if editable:
        from sandbox.web.editable_files import EditableFiles  # noqa: PLC0415 - only with --edit

        files = EditableFiles(editable, public_url, secret)
    workshop = Lazily(partial(_workshop, catalogue, play, rooms, site_frame(live=live))) if rooms else None
    web = create_web(catalogue, play, warm, files, workshop, live=live)
    network = Network(catalogue.worlds, web, public_url)
    return served(network, keys, public_url)


def _workshop(catalogue: Catalogue, play: Player, rooms: "Callable[[], Rooms]", frame: Frame) -> ASGIApp:
    from sandbox.workshop.app import create_workshop  # noqa: PLC0415 - the home page needs none

    return create_workshop(catalogue, play, rooms(), frame)
