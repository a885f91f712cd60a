"""``aud serve``: everything, on one port."""

import webbrowser
from typing import Any

import click

from sandbox.commands.hosting import Host, Started, hosting_options
from sandbox.settings import DEFAULT_HOST


@click.command()
@hosting_options(DEFAULT_HOST)
@click.option("--watch", is_flag=True, help="Read files again when they are saved, and show them in open pages.")
@click.option(
    "--edit",
    is_flag=True,
    help="Let the page /author save into the packs named; watches them, too. Where others reach it, by a secret link.",
)
@click.option("--open", "open_browser", is_flag=True, help="Open the home page in a browser.")
def command(*, watch: bool, edit: bool, open_browser: bool, **hosting: Any) -> None:
    """Serve the issuer, the apis and the pages."""
    host = Host(**hosting)
    if edit and not host.packs:
        raise click.UsageError("--edit needs a directory to save into: name it with --scenarios DIR")

    async def begin(started: Started) -> None:
        click.echo(f"Audience Sandbox: {started.url} (Ctrl-C stops it)")
        if started.edit:
            click.echo(f"Whoever has this link can edit your files: {started.edit}")
        if open_browser:
            webbrowser.open(started.url)

    host.serve(begin, watch=watch or edit, edit=edit)
