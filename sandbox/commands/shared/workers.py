"""``--workers N``: several processes serve one port, and one more keeps what they share."""

import asyncio
import os
import signal
from collections.abc import Awaitable, Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, partial
from importlib import import_module
from pathlib import Path
from socket import socket
from typing import TYPE_CHECKING, Final

import click

from sandbox.app import create_app
from sandbox.commands.shared.errors import say, unreadable
from sandbox.commands.shared.operations import Operations, Surroundings
from sandbox.commands.shared.readiness import Readiness, count_rooms
from sandbox.errors import SandboxError
from sandbox.http.elsewhere import answered, passing_on
from sandbox.probe.fetches import FetchLog, FetchLogElsewhere
from sandbox.probe.order import STRANGERS
from sandbox.replay.turns import Turns
from sandbox.scenarios.loading.catalogue import Catalogue
from sandbox.serving.link import Link, Offer
from sandbox.serving.proxies import Proxy
from sandbox.serving.server import run
from sandbox.serving.workers import Control, Supervisor, Worker
from sandbox.tokens.keyring import KeyMaker
from sandbox.worlds.keys import lasting_keys, replay_keys
from sandbox.worlds.model import World

if TYPE_CHECKING:
    from sandbox.tokens.keys import SigningKey
    from sandbox.workshop.hub import Hub
    from sandbox.workshop.store.interface import Store

_NEEDED_SOON: Final = (
    "httpx2",
    "sandbox.apis.app",
    "sandbox.issuer.app",
    "sandbox.replay.engine",
    "sandbox.web.scenarios",
    "sandbox.workshop.app",
)
"""Modules that every worker needs for its first requests: imported once, before there are workers."""


@dataclass(frozen=True, slots=True)
class Plan:
    """What several workers serve.

    Args:
        workers: How many there are.
        listening: The socket.
        catalogue: The worlds and scenarios.
        keys: The keys that were given.
        url: The public URL, without a slash at its end.
        names: The names by which the server may be called.
        proxy: A proxy before it, if there is one.
        address: Where people reach rooms.
        reachable: The addresses at which other devices reach the server, best first.
        store: The Redis that has the rooms, if one has.
        room_file: The file that has them, if one has.
        on_start: Called in the process that keeps what the workers share, when it can, with what returns the rooms.
        operations: How they are operated.

    """

    workers: int
    listening: socket
    catalogue: Catalogue
    keys: "Sequence[SigningKey]"
    url: str
    names: Collection[str]
    proxy: Proxy | None
    address: str
    reachable: Sequence[str]
    store: str | None
    room_file: Path | None
    on_start: "Callable[[Callable[[], Hub]], Awaitable[None]]"
    operations: Operations

    def serve(self) -> None:
        """Serve until the process is stopped.

        Raises:
            click.UsageError: This system cannot start workers.
            SystemExit: They could not be started.

        """
        if not hasattr(os, "fork"):
            raise click.UsageError(
                "--workers needs Linux or macOS: start several servers with the same --keys and --store"
            )
        if self.store:
            self.open_store()  # one that cannot be used is reported before anything starts
        for module in _NEEDED_SOON:
            import_module(module)
        keys = _all_keys(self.keys, self.catalogue.worlds)
        supervisor = Supervisor(
            self.workers, partial(_keep, self, keys), partial(_work, self, keys), lambda text: say(text, err=True)
        )
        if code := supervisor.run():
            raise SystemExit(code)

    def hub(self, store: "Store") -> "Hub":
        """The rooms in a store."""
        from sandbox.workshop.hub import Hub  # noqa: PLC0415 - the home page needs none

        return Hub(store, self.address, self.reachable)

    def open_store(self) -> "Store":
        """The store that is named, or the memory of this process."""
        from sandbox.workshop.store.open import open_store  # noqa: PLC0415 - the home page needs none

        return open_store(self.store, self.room_file)


def _all_keys(given: "Sequence[SigningKey]", worlds: Mapping[str, World]) -> "Sequence[SigningKey]":
    """The keys that were given, and all that workers would otherwise make, each its own. No thread makes them."""
    from sandbox.tokens.keys import SigningKey  # noqa: PLC0415 - imports cryptography

    known = {key.public.kid for key in given}
    wanted = lasting_keys(worlds) | replay_keys(worlds) | STRANGERS
    return [*given, *(SigningKey.make(kid, wanted[kid]) for kid in wanted if kid not in known)]


def _keep(plan: Plan, keys: "Sequence[SigningKey]", control: Control) -> int:
    """Keep what the workers share, until who started this is gone; the exit code."""
    signal.signal(signal.SIGTERM, signal.SIG_IGN)  # it ends after the workers
    try:
        asyncio.run(_keeping(plan, keys, control))
    except SandboxError as error:
        shown: click.ClickException = unreadable(error)
    except click.ClickException as error:
        shown = error
    else:
        return 0
    shown.show()
    return shown.exit_code


async def _keeping(plan: Plan, keys: "Sequence[SigningKey]", control: Control) -> None:
    from sandbox.workshop.store.shared import StoreOffers  # noqa: PLC0415 - few commands have workers

    fetches, links, over = FetchLog(), set[Link](), asyncio.Event()
    app = create_app(plan.catalogue, KeyMaker(keys), plan.url, fetches=fetches)
    store = plan.open_store()
    rooms = StoreOffers(store, lambda: links)
    offers: dict[str, Offer] = {
        "answer": partial(answered, app),
        "fetches.begin": fetches.begin,
        "fetches.note": fetches.note,
        "fetches.note_of_issuer": fetches.note_of_issuer,
        "fetches.of": fetches.of,
        **({} if plan.store else rooms.offers()),
    }

    def take() -> None:
        found = control.next_link()
        if found is None:
            asyncio.get_running_loop().remove_reader(control.connected)
            over.set()
            return
        link = Link(found, offers, lambda: links.discard(link))
        links.add(link)
        starting.add(asyncio.ensure_future(link.start()))

    starting = set[asyncio.Future[None]]()
    await plan.on_start(cache(partial(plan.hub, store)))
    if not plan.store:
        await rooms.start()
    asyncio.get_running_loop().add_reader(control.connected, take)
    control.ready()
    await over.wait()
    for link in list(links):
        await link.aclose()
    await store.aclose()


def _work(plan: Plan, keys: "Sequence[SigningKey]", worker: Worker) -> int:
    """Serve until this process is stopped; the exit code."""
    from sandbox.workshop.store.shared import SharedStore  # noqa: PLC0415 - few commands have workers

    link = Link(worker.link, on_lost=partial(signal.raise_signal, signal.SIGTERM))
    hub = cache(lambda: plan.hub(plan.open_store() if plan.store else SharedStore(link)))
    turns, fetches, maker = Turns(), FetchLogElsewhere(link.call), KeyMaker(keys)
    operations = plan.operations
    operations.begin(worker.number)
    app = create_app(
        plan.catalogue,
        maker,
        plan.url,
        hub=None if operations.public else hub,
        turns=turns,
        fetches=fetches,
        remembers=False,
        around=operations.around,
        public=operations.public,
    )
    around = Surroundings(
        plan.names,
        lambda: plan.catalogue.worlds,
        Readiness(lambda: plan.catalogue.worlds, maker, hub if plan.store else None),
        partial(count_rooms, hub),
        plan.proxy,
    )

    async def started() -> None:
        signal.signal(signal.SIGINT, signal.SIG_IGN)  # a terminal sends it to all: who started this one says when
        await link.start()

    run(
        operations.surround(passing_on(app, partial(link.call, "answer")), around),
        plan.listening,
        on_start=started,
        on_stop=turns.stop,
        share=worker.share,
        log_config=operations.log_config,
    )
    return 0
