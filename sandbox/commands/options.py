"""What several commands take on their command line."""

import re
from pathlib import Path
from typing import Final

import click

_PORT: Final = r"(6553[0-5]|655[0-2]\d|65[0-4]\d\d|6[0-4]\d{3}|[1-5]?\d{1,4})"
_SERVER_URL: Final = re.compile(rf"https?://([A-Za-z0-9._-]+|\[[0-9A-Fa-f:.]+\])(:{_PORT})?/?", re.ASCII)


def server_url(_ctx: click.Context, _option: click.Parameter, url: str | None) -> str | None:
    """The address of a server, without a slash at its end; a click callback."""
    if url is not None and not _SERVER_URL.fullmatch(url):
        raise click.BadParameter(f"{url!r} is not of the form http://host:port")
    return url.rstrip("/") if url else None


pack_option = click.option(
    "--scenarios",
    "packs",
    metavar="DIR",
    multiple=True,
    type=click.Path(path_type=Path),
    help="A pack beside the shipped one; may be given several times.",
)
