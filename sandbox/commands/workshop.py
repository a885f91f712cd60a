"""``aud workshop``: a server for a room full of people, and a room that is open."""

import sys
import webbrowser
from contextlib import suppress
from io import StringIO
from typing import TYPE_CHECKING, Any, Final
from urllib.parse import urlsplit

import click

from sandbox.commands.shared.errors import say
from sandbox.commands.shared.options import server_options
from sandbox.commands.shared.server import RunningServer, ServerOptions
from sandbox.errors import UnknownName
from sandbox.serving.interfaces import LOOPBACK_NAMES

if TYPE_CHECKING:
    from sandbox.workshop.hub import Hub
    from sandbox.workshop.model import Room

EVERY_INTERFACE: Final = "0.0.0.0"  # noqa: S104 - a room is for others


@click.command(short_help="Open a room that others on the network follow.")
@click.argument("playlist", required=False)
@server_options(EVERY_INTERFACE)
@click.option("--names", is_flag=True, help="Ask people for a nickname.")
@click.option("--open", "open_browser", is_flag=True, help="Open the presenter's panel in a browser.")
def command(playlist: str | None, *, names: bool, open_browser: bool, **options: Any) -> None:
    """Open a room that others on the local network follow on their own devices.

    PLAYLIST is one of those that `aud list` names; the shortest with pauses if absent. Whoever has the presenter's
    link leads the room; the code lets anybody follow. It listens on every interface, unless --host names one.
    """

    async def on_start(running: RunningServer) -> None:
        from sandbox.workshop.route import default_playlist  # noqa: PLC0415 - a wrong option is reported without it

        playlists = {one.playlist: one for one in running.catalogue.playlists}
        chosen = playlist or default_playlist(running.catalogue)
        if playlist and playlist not in playlists:
            raise UnknownName(f"there is no playlist `{playlist}`", found=playlist, allowed=playlists)
        hub = running.hub()
        room = _kept_room(hub, playlist)
        if room:
            link = f"{running.here}/room/{room.code}/present"
            say(_again(room.address, room.code, link))
        else:
            room, secret = await hub.open(chosen, names=names)
            link = f"{running.here}/room/{room.code}/present?secret={secret}"
            say(_welcome(playlists[chosen].title if chosen else "Every scenario", room.address, room.code, link))
            if options["public_url"]:
                elsewhere = f"{room.address}/room/{room.code}/present?secret={secret}"
                say(f"  From another device you open\n               {elsewhere}\n")
        if sys.stdout.isatty():
            print_qr_code(f"{room.address}/room/{room.code}")
        if urlsplit(room.address).hostname in LOOPBACK_NAMES:
            say("Nobody else can reach this machine now: it has no network, or listens on this machine only.")
        if open_browser:
            webbrowser.open(link)

    ServerOptions(**options).serve(on_start, for_others=True)


def _kept_room(hub: "Hub", playlist: str | None) -> "Room | None":
    """The room that a room file holds from before a restart, if it is one of this playlist."""
    newest = getattr(hub.store, "newest", None)
    room: Room | None = newest() if newest else None
    return room if room and playlist in (None, room.playlist) else None


def _again(address: str, code: str, link: str) -> str:
    return f"""The room is open again, as it was. Ctrl-C ends the server, and the room is kept.

  People open  {address}/workshop
  and type     {code}

  You open     {link}
               in the browser that presented, or the link with the secret that was printed when the room was opened.
"""


def _welcome(title: str, address: str, code: str, link: str) -> str:
    return f"""{title}: the room is open. Ctrl-C ends it.

  People open  {address}/workshop
  and type     {code}

  You open     {link}
               Whoever has this link presents. It becomes a cookie: the projector does not show it.
"""


def print_qr_code(address: str) -> None:
    """Print a QR code, if standard output can show one."""
    import segno  # noqa: PLC0415 - only with a terminal

    drawing = StringIO()
    segno.make(address, error="m", micro=False).terminal(drawing, compact=True)
    with suppress(UnicodeEncodeError):  # a terminal without blocks shows none: escaped, they fill the screen
        drawing.getvalue().encode(sys.stdout.encoding)
        say(drawing.getvalue())
