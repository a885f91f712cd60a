"""``aud serve``: everything, on one port."""

import webbrowser
from typing import Any

import click

from sandbox.commands.shared.errors import say
from sandbox.commands.shared.options import server_options
from sandbox.commands.shared.server import RunningServer, ServerOptions
from sandbox.settings import DEFAULT_HOST


@click.command()
@server_options(DEFAULT_HOST)
@click.option("--watch", is_flag=True, help="Read files again when they are saved, and show them in open pages.")
@click.option(
    "--edit",
    is_flag=True,
    help="Let the page /author save into the packs named; watches them, too. Where others reach it, by a secret link.",
)
@click.option(
    "--public-instance",
    "public",
    is_flag=True,
    help="For everybody on the internet: opens no rooms, tests no APIs, saves no files, and bounds replays by address.",
)
@click.option("--open", "open_browser", is_flag=True, help="Open the home page in a browser.")
def command(*, watch: bool, edit: bool, public: bool, open_browser: bool, **options: Any) -> None:
    """Serve the issuer, the apis and the pages."""
    host = ServerOptions(**options)
    if edit and not host.packs:
        raise click.UsageError("--edit needs a directory to save into: name it with --scenarios DIR")
    kept = {"--edit": edit, "--watch": watch, "--store": options["store"], "--room-file": options["room_file"]}
    if public and any(kept.values()):
        named = next(name for name, value in kept.items() if value)
        raise click.UsageError(f"--public-instance saves no files and opens no rooms: leave out {named}")

    async def on_start(running: RunningServer) -> None:
        say(f"Audience Sandbox: {running.url} (Ctrl-C stops it)")
        if running.edit:
            say(f"Whoever has this link can edit your files: {running.edit}")
        if open_browser:
            webbrowser.open(running.url)

    host.serve(on_start, watch=watch or edit, edit=edit, public=public)
