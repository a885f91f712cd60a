"""``aud workshop``: a server for a room full of people, and a room that is open."""

import sys
import webbrowser
from contextlib import suppress
from io import StringIO
from typing import Any, Final
from urllib.parse import urlsplit

import click

from sandbox.commands.hosting import Host, Started, hosting_options
from sandbox.errors import UnknownName
from sandbox.serving.interfaces import LOOPBACK_NAMES

EVERY_INTERFACE: Final = "0.0.0.0"  # noqa: S104 - a room is for others


@click.command(short_help="Open a room that others on the network follow.")
@click.argument("playlist", required=False)
@hosting_options(EVERY_INTERFACE)
@click.option("--names", is_flag=True, help="Ask people for a nickname.")
@click.option("--open", "open_browser", is_flag=True, help="Open the presenter's panel in a browser.")
def command(playlist: str | None, *, names: bool, open_browser: bool, **hosting: Any) -> None:
    """Open a room that others on the local network follow on their own devices.

    PLAYLIST is one of those that `aud list` names; the shortest with pauses if absent. Whoever has the presenter's
    link leads the room; the code lets anybody follow. It listens on every interface, unless --host names one.
    """

    async def begin(started: Started) -> None:
        from sandbox.workshop.route import default_playlist  # noqa: PLC0415 - what a wrong option need not wait for

        known = {one.playlist: one for one in started.catalogue.playlists}
        wanted = playlist or default_playlist(started.catalogue)
        if playlist and playlist not in known:
            raise UnknownName(f"there is no playlist `{playlist}`", found=playlist, allowed=known)
        room, secret = await started.hub().open(wanted, names=names)
        link = f"{started.here}/room/{room.code}/present?secret={secret}"
        click.echo(_told(known[wanted].title if wanted else "Every scenario", room.address, room.code, link))
        if sys.stdout.isatty():
            draw(f"{room.address}/room/{room.code}")
        if urlsplit(room.address).hostname in LOOPBACK_NAMES:
            click.echo("Nobody else can reach this machine now: it has no network, or listens on this machine only.")
        if open_browser:
            webbrowser.open(link)

    Host(**hosting).serve(begin, for_others=True)


def _told(title: str, address: str, code: str, link: str) -> str:
    return f"""{title}: the room is open. Ctrl-C ends it.

  People open  {address}/workshop
  and type     {code}

  You open     {link}
               Whoever has this link presents. It becomes a cookie: the projector does not show it.
"""


def draw(address: str) -> None:
    """Draw a QR code, where standard output can show one."""
    import segno  # noqa: PLC0415 - only with a terminal

    drawn = StringIO()
    segno.make(address, error="m", micro=False).terminal(drawn, compact=True)
    with suppress(UnicodeEncodeError):  # a terminal without blocks shows none: escaped, they fill the screen
        drawn.getvalue().encode(sys.stdout.encoding)
        click.echo(drawn.getvalue())
