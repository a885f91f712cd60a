"""``aud serve``: everything, on one port."""

import webbrowser
from collections.abc import Callable, Sequence
from pathlib import Path
from socket import socket
from typing import TYPE_CHECKING, Final

import click
from starlette.types import ASGIApp

from sandbox.app import create_app
from sandbox.commands.given_keys import check_keys, keys_option, read_keys
from sandbox.commands.options import pack_option, server_url
from sandbox.scenarios.catalogue import Catalogue, load_catalogue
from sandbox.serving.listening import CannotListen, listen
from sandbox.serving.server import run
from sandbox.settings import DEFAULT_HOST, DEFAULT_PORT, shipped_pack
from sandbox.tokens.keyring import KeyMaker

if TYPE_CHECKING:
    from sandbox.web.link_secret import LinkSecret

_PORT: Final = click.IntRange(0, 65535)


@click.command()
@pack_option
@click.option("--port", metavar="N", default=DEFAULT_PORT, type=_PORT, show_default=True, help="0 takes a free one.")
@click.option("--host", metavar="HOST", default=DEFAULT_HOST, show_default=True, help="The interface to listen on.")
@click.option(
    "--public-url",
    metavar="URL",
    callback=server_url,
    help="The address people reach it by, if it is not http://localhost:N.",
)
@keys_option
@click.option("--watch", is_flag=True, help="Read files again when they are saved, and show them in open pages.")
@click.option(
    "--edit",
    is_flag=True,
    help="Let the page /author save into the packs named; watches them, too. Where others reach it, by a secret link.",
)
@click.option("--open", "open_browser", is_flag=True, help="Open the home page in a browser.")
def command(  # noqa: PLR0913 - one argument an option
    packs: tuple[Path, ...],
    port: int,
    host: str,
    public_url: str | None,
    keys_file: Path | None,
    *,
    watch: bool,
    edit: bool,
    open_browser: bool,
) -> None:
    """Serve the issuer, the apis and the pages."""
    if edit and not packs:
        raise click.UsageError("--edit needs a directory to save into: name it with --scenarios DIR")
    watch = watch or edit
    given = read_keys(keys_file) if keys_file else ()
    try:
        listening = listen(host, port)
    except CannotListen as error:
        raise click.ClickException(error.message) from None
    with listening:
        url = public_url or f"http://localhost:{listening.getsockname()[1]}"
        secret = _editors_secret(listening, url) if edit else None
        keys, editable = KeyMaker(given), packs if edit else ()
        catalogue, app = _application(packs, lambda held: create_app(held, keys, url, editable, secret), watch=watch)
        if keys_file:
            check_keys(given, catalogue.worlds, keys_file)
        for diagnostic in catalogue.diagnostics:
            click.echo(diagnostic.render() + "\n", err=True)
        click.echo(f"Audience Sandbox: {url} (Ctrl-C stops it)")
        if secret:
            click.echo(f"Whoever has this link can edit your files: {url}{secret.link}")
        if open_browser:
            webbrowser.open(url)
        run(app, listening)


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


def _editors_secret(listening: socket, url: str) -> "LinkSecret | None":
    """What one needs to edit files, where others than this machine reach the server."""
    from sandbox.serving.interfaces import only_here  # noqa: PLC0415 - only with --edit
    from sandbox.web.link_secret import LinkSecret  # noqa: PLC0415 - only with --edit

    return None if only_here(listening.getsockname()[0], url) else LinkSecret("author_secret", "/author")
