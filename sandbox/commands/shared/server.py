"""The server that ``aud serve`` and ``aud workshop`` start, as their shared options say."""

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from functools import cache, partial
from pathlib import Path
from socket import socket
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

import click
from starlette.types import ASGIApp

from sandbox.app import create_app
from sandbox.commands.shared.errors import say, unreadable
from sandbox.commands.shared.operations import Operations, Surroundings
from sandbox.commands.shared.readiness import Readiness, count_rooms
from sandbox.commands.shared.signing_keys import check_keys, read_keys
from sandbox.errors import SandboxError
from sandbox.http.link_secret import LinkSecret, hashed, new_secret
from sandbox.replay.turns import Turns
from sandbox.scenarios.loading.catalogue import Catalogue, load_catalogue
from sandbox.serving.interfaces import WILDCARDS, on_this_machine, only_here, reachable
from sandbox.serving.listening import CannotListen, listen
from sandbox.serving.log import Format
from sandbox.serving.proxies import Proxy
from sandbox.serving.server import run
from sandbox.settings import shipped_pack
from sandbox.tokens.keyring import KeyMaker

if TYPE_CHECKING:
    from sandbox.tokens.keys import SigningKey
    from sandbox.workshop.hub import Hub


@dataclass(frozen=True, slots=True)
class RunningServer:
    """A server that has started.

    Args:
        catalogue: What it serves.
        url: Its public URL, without a slash at its end.
        here: Its address on this machine, without a slash at its end.
        hub: Returns the rooms of workshops, which are made at the first call.
        edit: The link by which files can be edited, where that needs one; empty else.

    """

    catalogue: Catalogue
    url: str
    here: str
    hub: "Callable[[], Hub]"
    edit: str


@dataclass(frozen=True, slots=True)
class _Start:
    """What a server starts with: its socket, its addresses, its keys, how it is operated, and what to call then."""

    listening: socket
    url: str
    here: str
    keys: "Sequence[SigningKey]"
    operations: Operations
    on_start: Callable[[RunningServer], Awaitable[None]]


@dataclass(frozen=True, slots=True)
class ServerOptions:
    """The values of `server_options`."""

    packs: tuple[Path, ...]
    port: int
    host: str
    public_url: str | None
    proxy: Proxy | None
    keys_file: Path | None
    store: str | None
    room_file: Path | None
    workers: int = 1
    log: Format | None = None
    metrics: bool = False

    def serve(
        self,
        on_start: Callable[[RunningServer], Awaitable[None]],
        *,
        watch: bool = False,
        edit: bool = False,
        for_others: bool = False,
        once: bool = False,
        public: bool = False,
    ) -> None:
        """Listen, and serve until the process is stopped.

        Args:
            on_start: Called when the server has started.
            watch: Whether to read files again when they are saved.
            edit: Whether the packs may be edited from the browser.
            once: Whether it stops when `on_start` is done.
            public: Whether it is for everybody on the internet.
            for_others: Whether its public URL is the one at which other devices reach it, if none was given.

        Raises:
            click.ClickException: It cannot listen there, or cannot start.

        """
        if self.store and self.room_file:
            raise click.UsageError("--store and --room-file are two places for the same rooms: name one of them")
        if watch and self.workers > 1:
            raise click.UsageError("--workers does not go with --watch or --edit: who writes files needs one process")
        keys = read_keys(self.keys_file) if self.keys_file else ()
        try:
            listening = listen(self.host, self.port)
        except CannotListen as error:
            raise click.ClickException(error.message) from None
        with listening:
            here = on_this_machine(*listening.getsockname()[:2])
            url = self.public_url or (_urls_for_others(listening, here)[0] if for_others else here)
            operations = Operations(self.log, metrics=self.metrics, public=public, public_url=url, workers=self.workers)
            start = _Start(listening, url, here, keys, operations, on_start)
            try:
                if self.workers > 1:
                    self._serve_by_workers(start)
                else:
                    self._serve_alone(start, watch=watch, edit=edit, once=once)
            except SandboxError as error:
                raise unreadable(error) from None

    def _serve_alone(self, start: "_Start", *, watch: bool, edit: bool, once: bool) -> None:
        listening, url, operations = start.listening, start.url, start.operations
        hub = cache(partial(self._hub, listening, url))
        guard, link = _edit_link(listening, url) if edit else (None, "")
        editable, maker, turns = self.packs if edit else (), KeyMaker(start.keys), Turns()

        def compose(held: Catalogue) -> ASGIApp:
            return create_app(
                held,
                maker,
                url,
                editable,
                guard,
                None if operations.public else hub,
                live=watch,
                turns=turns,
                around=operations.around,
                public=operations.public,
            )

        catalogue, app = _application(self.packs, compose, watch=watch)
        self._check(catalogue(), start.keys)
        if self.store or self.room_file:
            hub()  # a store that cannot be used is reported before it starts
        around = Surroundings(
            self._names(listening, url),
            lambda: catalogue().worlds,
            Readiness(lambda: catalogue().worlds, maker, hub if self.store else None),
            partial(count_rooms, hub),
            self.proxy,
        )
        run(
            operations.surround(app, around),
            listening,
            on_start=partial(start.on_start, RunningServer(catalogue(), url, start.here, hub, link)),
            on_stop=turns.stop,
            once=once,
            log_config=operations.log_config,
        )

    def _serve_by_workers(self, start: "_Start") -> None:
        from sandbox.commands.shared.workers import Plan  # noqa: PLC0415 - one process needs none of it

        catalogue = load_catalogue([shipped_pack(), *self.packs])
        self._check(catalogue, start.keys)
        urls = _urls_for_others(start.listening, start.url)
        plan = Plan(
            workers=self.workers,
            listening=start.listening,
            catalogue=catalogue,
            keys=start.keys,
            url=start.url,
            names=self._names(start.listening, start.url),
            proxy=self.proxy,
            address=self.public_url or urls[0],
            reachable=urls,
            store=self.store,
            room_file=self.room_file,
            on_start=lambda hub: start.on_start(RunningServer(catalogue, start.url, start.here, hub, "")),
            operations=start.operations,
        )
        plan.serve()

    def _check(self, catalogue: Catalogue, keys: "Sequence[SigningKey]") -> None:
        """Check that the keys that were given are those of the worlds; print the mistakes in the packs."""
        if self.keys_file:
            check_keys(keys, catalogue.worlds, self.keys_file)
        for diagnostic in catalogue.diagnostics:
            say(diagnostic.render() + "\n", err=True)

    def _names(self, listening: socket, url: str) -> set[str]:
        """The names and addresses by which the server may be called, besides those of loopback and of its worlds."""
        bound, port = listening.getsockname()[:2]
        own = [one.address for one in reachable(bound, port)] if bound in WILDCARDS else [self.host, bound]
        return {urlsplit(url).hostname or "", *own}

    def _hub(self, listening: socket, url: str) -> "Hub":
        from sandbox.workshop.hub import Hub  # noqa: PLC0415 - the home page needs none
        from sandbox.workshop.store.open import open_store  # noqa: PLC0415

        urls = _urls_for_others(listening, url)
        return Hub(open_store(self.store, self.room_file), self.public_url or urls[0], urls)


def _edit_link(listening: socket, url: str) -> tuple[LinkSecret | None, str]:
    """The secret without which nobody may edit, and its link; none where only this machine reaches the server."""
    if only_here(listening.getsockname()[0], url):
        return None, ""
    secret = new_secret()
    guard = LinkSecret("author_secret", "/author", hashed(secret))
    return guard, f"{url}{guard.link(secret)}"


def _urls_for_others(listening: socket, here: str) -> list[str]:
    """The addresses at which others reach this machine, best first; the one that only it has, if there is no other."""
    found = reachable(*listening.getsockname()[:2])
    return [one.url for one in found if one.for_others] or [here]


def _application(
    packs: Sequence[Path], compose: Callable[[Catalogue], ASGIApp], *, watch: bool
) -> tuple[Callable[[], Catalogue], ASGIApp]:
    """What is shipped and in the packs, as it is now, and the application that serves it."""
    directories = [shipped_pack(), *packs]
    if not watch:
        catalogue = load_catalogue(directories)
        return lambda: catalogue, compose(catalogue)
    from sandbox.live import Live  # noqa: PLC0415 - only with --watch: it slows the start

    live = Live(directories, compose)
    return lambda: live.catalogue, live
