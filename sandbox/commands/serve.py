"""``aud serve``: everything, on one port."""

import errno
import socket
import webbrowser
from collections.abc import Sequence
from functools import cache, partial
from pathlib import Path
from typing import TYPE_CHECKING, Final

import click
import uvicorn
from starlette.types import ASGIApp

from sandbox.app import create_app
from sandbox.commands.given_keys import check_keys, keys_option, read_keys
from sandbox.commands.options import pack_option, server_url
from sandbox.scenarios.catalogue import Catalogue, load_catalogue
from sandbox.settings import DEFAULT_HOST, DEFAULT_PORT, shipped_pack
from sandbox.tokens.keyring import KeyMaker

if TYPE_CHECKING:
    from sandbox.workshop.rooms import Rooms

_PORT: Final = click.IntRange(0, 65535)
_PORT_TAKEN: Final = (errno.EADDRINUSE, errno.EACCES)


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
@click.option("--edit", is_flag=True, help="Let the page /author save into the packs named; watches them, too.")
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
    with _listen(host, port) as listening:
        url = public_url or f"http://localhost:{listening.getsockname()[1]}"
        catalogue, app = _application(packs, url, KeyMaker(given), watch=watch, edit=edit)
        if keys_file:
            check_keys(given, catalogue.worlds, keys_file)
        for diagnostic in catalogue.diagnostics:
            click.echo(diagnostic.render() + "\n", err=True)
        config = uvicorn.Config(
            app,
            http="h11",
            log_level="warning",
            access_log=False,
            server_header=False,
            timeout_graceful_shutdown=1 if watch else None,  # pages that follow would never let go
        )
        click.echo(f"Audience Sandbox: {url} (Ctrl-C stops it)")
        if open_browser:
            webbrowser.open(url)
        uvicorn.Server(config).run(sockets=[listening])


def _application(
    packs: Sequence[Path], url: str, keys: KeyMaker, *, watch: bool, edit: bool
) -> tuple[Catalogue, ASGIApp]:
    """What the packs hold beside what is shipped, and the application that serves it."""
    rooms = cache(partial(_rooms, url))
    directories = [shipped_pack(), *packs]
    if not watch:
        catalogue = load_catalogue(directories)
        return catalogue, create_app(catalogue, keys, url, rooms=rooms)
    from sandbox.live import Live  # noqa: PLC0415 - watching is for authors, and costs a start

    live = Live(directories, lambda catalogue: create_app(catalogue, keys, url, packs if edit else (), rooms))
    return live.catalogue, live


def _rooms(url: str) -> "Rooms":
    from sandbox.workshop.memory import MemoryStore  # noqa: PLC0415 - the home page needs none
    from sandbox.workshop.rooms import Rooms  # noqa: PLC0415

    return Rooms(MemoryStore(), url)


def _listen(host: str, port: int) -> socket.socket:
    """Bind before anything else, so that a port in use is told at once."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    listening = socket.socket(family, socket.SOCK_STREAM, socket.IPPROTO_TCP)  # named, so that TCP_NODELAY is set
    listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listening.bind((host, port))
    except (OSError, UnicodeError) as error:  # a host of impossible letters is no OSError
        listening.close()
        reason = getattr(error, "strerror", None) or str(error)
        advice = "--port 0, which takes a free one" if error.args[0] in _PORT_TAKEN else "--host 127.0.0.1"
        raise click.ClickException(f"cannot listen on {host} port {port}: {reason}. Try {advice}.") from None
    listening.listen(2048)
    return listening
