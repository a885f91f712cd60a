"""The composed application: the worlds' network and the pages, on one port."""

import asyncio
import time
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import replace
from functools import cache, partial
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING

from starlette.types import ASGIApp

from sandbox.http.lazy import Lazily
from sandbox.network import Network, create_replayer, served
from sandbox.probe.fetches import Counting, FetchLog, counting
from sandbox.replay.player import Player, ReplayRequest
from sandbox.replay.turns import Turns
from sandbox.scenarios.loading.catalogue import Catalogue
from sandbox.templating import Frame
from sandbox.tokens.keyring import KeyMaker
from sandbox.web.app import create_web
from sandbox.web.table import site_frame
from sandbox.worlds.keys import prepare_keys

if TYPE_CHECKING:
    from sandbox.http.link_secret import LinkSecret
    from sandbox.replay.engine import Replayer
    from sandbox.replay.trace import Trace
    from sandbox.workshop.hub import Hub


def create_app(  # noqa: PLR0913 - what is composed
    catalogue: Catalogue,
    keys: KeyMaker,
    public_url: str,
    editable: Sequence[Path] = (),
    secret: "LinkSecret | None" = None,
    hub: "Callable[[], Hub] | None" = None,
    *,
    live: bool = False,
    turns: Turns | None = None,
    fetches: Counting | None = None,
    remembers: bool = True,
    around: Callable[[Player], Player] = lambda play: play,
    clock: Callable[[], float] = time.time,
    public: bool = False,
) -> ASGIApp:
    """Compose everything that is served.

    Args:
        catalogue: The worlds and scenarios.
        keys: Makes and holds the signing keys of this process.
        public_url: Where the server is reached, without a slash at its end.
        editable: The packs whose files can be saved from the browser.
        secret: What one needs for that, if not everybody may who reaches the server.
        hub: Makes the rooms of workshops at the first call, and returns the same ones later; None for no workshops.
        live: Whether open pages load again when a file of a pack is saved.
        turns: Whose turn it is to replay, where that is to outlive this application.
        fetches: Counts what is fetched while an API is probed; in this process, if none is given.
        remembers: Whether its issuers and apis remember, or another process does for it.
        around: Puts something around what replays: a measure, or a bound.
        clock: Epoch seconds, now.
        public: Whether it is for everybody on the internet: it opens no rooms, and requests nothing for its visitors.

    """
    turns = turns or Turns()
    replayer = cache(partial(create_replayer, catalogue.worlds, keys, public_url, clock))
    play = around(_player(replayer, catalogue, turns.give_way))

    def warm() -> None:
        prepare_keys(catalogue.worlds, keys)
        import_module("sandbox.replay.engine")
        import_module("httpx2")

    files = None
    if editable:
        from sandbox.web.editable_files import EditableFiles  # noqa: PLC0415 - only with --edit

        files = EditableFiles(editable, secret)
    workshop = None
    if hub:
        in_rooms = turns.for_rooms(around(_player(replayer, catalogue, partial(asyncio.sleep, 0))))
        frame = site_frame(live=live, public_url=public_url)
        workshop = Lazily(partial(_workshop, catalogue, in_rooms, hub, frame))
    fetches = fetches or FetchLog()
    web = create_web(
        catalogue,
        play,
        warm,
        files,
        workshop,
        public_url=public_url,
        live=live,
        turns=turns,
        keys=keys,
        fetches=fetches,
        clock=clock,
        public=public,
    )
    network = counting(fetches, Network(catalogue.worlds, web, public_url))
    return served(network, keys, public_url, clock, announces_keys=True, remembers=remembers)


def _player(replayer: "Callable[[], Replayer]", catalogue: Catalogue, pause: Callable[[], Awaitable[None]]) -> Player:
    """What replays the scenarios of a catalogue, pausing before each exchange; it is built at the first replay."""

    async def play(request: ReplayRequest) -> "Trace":
        paused = replace(replayer(), pause=pause)
        return await paused.replay(request, catalogue.worlds[request.scenario.world])

    return play


def _workshop(catalogue: Catalogue, play: Player, hub: "Callable[[], Hub]", frame: Frame) -> ASGIApp:
    from sandbox.workshop.app import create_workshop  # noqa: PLC0415 - the home page needs none

    return create_workshop(catalogue, play, hub(), frame)
