"""Options that several commands share."""

import re
from collections.abc import Callable
from ipaddress import ip_network
from pathlib import Path
from typing import Final

import click

from sandbox.serving.log import FORMATS
from sandbox.serving.proxies import Proxy
from sandbox.settings import DEFAULT_PORT, LIMITS

_PORT_PATTERN: Final = r"(6553[0-5]|655[0-2]\d|65[0-4]\d\d|6[0-4]\d{3}|[1-5]?\d{1,4})"
_SERVER_URL: Final = re.compile(rf"https?://([A-Za-z0-9._-]+|\[[0-9A-Fa-f:.]+\])(:{_PORT_PATTERN})?/?", re.ASCII)


_PATH_PART: Final = re.compile(r"[A-Za-z0-9._~-]{1,64}", re.ASCII)


def server_url(_ctx: click.Context, _option: click.Parameter, url: str | None) -> str | None:
    """The address of a server, without a slash at its end; a click callback."""
    if url is not None and not _SERVER_URL.fullmatch(url):
        raise click.BadParameter(f"{url!r} is not of the form http://host:port")
    return url.rstrip("/") if url else None


def public_url(ctx: click.Context, option: click.Parameter, url: str | None) -> str | None:
    """The address people reach a server by, which may have a path, without a slash at its end; a click callback."""
    parts = url.split("/", 3) if url is not None else []
    path = parts[3].strip("/") if len(parts) > 3 else ""
    if not path:
        return server_url(ctx, option, url)
    segments = path.split("/")
    if not all(_PATH_PART.fullmatch(part) and part.strip(".") for part in segments):
        raise click.BadParameter(f"{url!r} is not of the form http://host:port/path")
    from sandbox.serving.observed import OWN_PARTS  # noqa: PLC0415 - where there is a path
    from sandbox.web.table import SECTIONS  # noqa: PLC0415

    if segments[0] in {*OWN_PARTS, *(one.part for one in SECTIONS)}:
        raise click.BadParameter(f"/{segments[0]} is a page of the sandbox itself: take another path")
    return f"{server_url(ctx, option, '/'.join(parts[:3]))}/{path}"


def _whole_packs(_ctx: click.Context, _option: click.Parameter, paths: tuple[Path, ...]) -> tuple[Path, ...]:
    if not paths:
        return ()
    from sandbox.scenarios.loading.whole_pack import part_to_pack  # noqa: PLC0415 - commands without packs do not wait

    return tuple(map(part_to_pack, paths))


def proxy(_ctx: click.Context, _option: click.Parameter, address: str | None) -> Proxy | None:
    """The address or network of a proxy; a click callback."""
    try:
        return ip_network(address, strict=False) if address is not None else None
    except ValueError:
        raise click.BadParameter(f"{address!r} is no address or network, such as 127.0.0.1 or 172.16.0.0/12") from None


pack_option = click.option(
    "--scenarios",
    "packs",
    metavar="DIR",
    multiple=True,
    type=click.Path(path_type=Path),
    callback=_whole_packs,
    help="A pack beside the shipped one; may be given several times.",
)

keys_option = click.option(
    "--keys",
    "keys_file",
    metavar="FILE",
    type=click.Path(path_type=Path),
    help="Sign with the keys in it, which `aud keys` prints; made anew at each start if absent.",
)


operation_options = (
    click.option(
        "--log", type=click.Choice(FORMATS), help="Write a line for each request, and errors, to standard error."
    ),
    click.option("--metrics", is_flag=True, help="Answer /metrics, in the format of Prometheus, on this machine."),
)


def server_options(default_host: str) -> Callable[[Callable[..., None]], Callable[..., None]]:
    """The options of a command that serves; `ServerOptions` takes their values.

    Args:
        default_host: The interface to listen on if none is named.

    """
    options = [
        pack_option,
        click.option(
            "--port",
            metavar="N",
            default=DEFAULT_PORT,
            type=click.IntRange(0, 65535),
            show_default=True,
            help="0 takes a free one.",
        ),
        click.option(
            "--host", metavar="HOST", default=default_host, show_default=True, help="The interface to listen on."
        ),
        click.option(
            "--public-url",
            metavar="URL",
            callback=public_url,
            help="The address people reach it by, if it is not the one that is printed.",
        ),
        click.option(
            "--proxy",
            metavar="ADDRESS",
            callback=proxy,
            help="The address, or network, of a proxy: who sent a request is what its X-Forwarded-For says last.",
        ),
        keys_option,
        click.option(
            "--store",
            metavar="URL",
            help="Keep the rooms of workshops in a Redis that several servers share: redis://HOST.",
        ),
        click.option(
            "--room-file",
            metavar="FILE",
            type=click.Path(path_type=Path),
            help="Keep the rooms of workshops in a file, too, so that they survive a restart of this one server.",
        ),
        click.option(
            "--workers",
            metavar="N",
            default=1,
            type=click.IntRange(1, LIMITS.workers),
            show_default=True,
            help="Serve by so many processes, which share keys, rooms and sign-ins; as many as there are cores.",
        ),
        *operation_options,
    ]

    def with_options(command: Callable[..., None]) -> Callable[..., None]:
        for option in reversed(options):
            command = option(command)
        return command

    return with_options
