"""What ``aud serve`` and ``aud workshop`` share: where to listen, what to serve, where rooms are kept."""

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from functools import cache, partial
from pathlib import Path
from socket import socket
from typing import TYPE_CHECKING, Final

import click
from starlette.types import ASGIApp

from sandbox.app import create_app
from sandbox.commands.fail import unreadable
from sandbox.commands.given_keys import check_keys, keys_option, read_keys
from sandbox.commands.options import pack_option, server_url
from sandbox.errors import SandboxError
from sandbox.http.link_secret import LinkSecret, hashed, new_secret
from sandbox.scenarios.loading.catalogue import Catalogue, load_catalogue
from sandbox.serving.interfaces import on_this_machine, only_here, reachable
from sandbox.serving.listening import CannotListen, listen
from sandbox.serving.server import run
from sandbox.settings import DEFAULT_PORT, shipped_pack
from sandbox.tokens.keyring import KeyMaker

if TYPE_CHECKING:
    from sandbox.workshop.hub import Rooms

_PORT: Final = click.IntRange(0, 65535)


def hosting_options(default_host: str) -> Callable[[Callable[..., None]], Callable[..., None]]:
    """The options of a command that serves; `Host` takes their values."""
    options = [
        pack_option,
        click.option(
            "--port", metavar="N", default=DEFAULT_PORT, type=_PORT, show_default=True, help="0 takes a free one."
        ),
        click.option(
            "--host", metavar="HOST", default=default_host, show_default=True, help="The interface to listen on."
        ),
        click.option(
            "--public-url",
            metavar="URL",
            callback=server_url,
            help="The address people reach it by, if it is not the one that is printed.",
        ),
        keys_option,
        click.option(
            "--store",
            metavar="URL",
            help="Keep the rooms of workshops in a Redis that several servers share: redis://HOST.",
        ),
    ]

    def with_options(command: Callable[..., None]) -> Callable[..., None]:
        for option in reversed(options):
            command = option(command)
        return command

    return with_options


@dataclass(frozen=True, slots=True)
class Started:
    """A server that serves.

    Args:
        catalogue: What it serves.
        url: Its public URL, without a slash at its end.
        here: Its address on this machine, without a slash at its end.
        rooms: The rooms of workshops: made when they are first asked for.
        edit: The link by which files can be edited, where that needs one; empty else.

    """

    catalogue: Catalogue
    url: str
    here: str
    rooms: "Callable[[], Rooms]"
    edit: str


@dataclass(frozen=True, slots=True)
class Host:
    """What `hosting_options` were given."""

    packs: tuple[Path, ...]
    port: int
    host: str
    public_url: str | None
    keys_file: Path | None
    store: str | None

    def serve(
        self,
        begin: Callable[[Started], Awaitable[None]],
        *,
        watch: bool = False,
        edit: bool = False,
        for_others: bool = False,
    ) -> None:
        """Listen, and serve until the process is stopped.

        Args:
            begin: What to do when the server has started.
            watch: Whether to read files again when they are saved.
            edit: Whether the packs may be edited from the browser.
            for_others: Whether its public URL is the one at which other devices reach it, where none was said.

        Raises:
            click.ClickException: It cannot listen there, or cannot begin.

        """
        given = read_keys(self.keys_file) if self.keys_file else ()
        try:
            listening = listen(self.host, self.port)
        except CannotListen as error:
            raise click.ClickException(error.message) from None
        with listening:
            here = on_this_machine(*listening.getsockname()[:2])
            url = self.public_url or (_elsewhere(listening, here)[0] if for_others else here)
            rooms = cache(partial(self._rooms, listening, url))
            secret = new_secret() if edit and not only_here(listening.getsockname()[0], url) else ""
            guard = LinkSecret("author_secret", "/author", hashed(secret)) if secret else None
            keys, editable = KeyMaker(given), self.packs if edit else ()
            catalogue, app = _application(
                self.packs, lambda held: create_app(held, keys, url, editable, guard, rooms, live=watch), watch=watch
            )
            if self.keys_file:
                check_keys(given, catalogue.worlds, self.keys_file)
            for diagnostic in catalogue.diagnostics:
                click.echo(diagnostic.render() + "\n", err=True)
            started = Started(catalogue, url, here, rooms, f"{url}{guard.link(secret)}" if guard else "")
            try:
                if self.store:
                    rooms()
                run(app, listening, begin=partial(begin, started))
            except SandboxError as error:
                raise unreadable(error) from None

    def _rooms(self, listening: socket, url: str) -> "Rooms":
        from sandbox.workshop.hub import Rooms  # noqa: PLC0415 - the home page needs none
        from sandbox.workshop.store.open import open_store  # noqa: PLC0415

        elsewhere = _elsewhere(listening, url)
        return Rooms(open_store(self.store), self.public_url or elsewhere[0], elsewhere)


def _elsewhere(listening: socket, here: str) -> list[str]:
    """The addresses at which others reach this machine, best first; the one that only it has, if there is no other."""
    found = reachable(*listening.getsockname()[:2])
    return [one.url for one in found if one.elsewhere] or [here]


def _application(
    packs: Sequence[Path], compose: Callable[[Catalogue], ASGIApp], *, watch: bool
) -> tuple[Catalogue, ASGIApp]:
    """What the packs hold beside what is shipped, and the application that serves it."""
    directories = [shipped_pack(), *packs]
    if not watch:
        catalogue = load_catalogue(directories)
        return catalogue, compose(catalogue)
    from sandbox.live import Live  # noqa: PLC0415 - watching is for authors, and costs a start

    live = Live(directories, compose)
    return live.catalogue, live
