"""``aud export``: scenarios as files that need no server."""

import asyncio
import sys
from collections.abc import AsyncIterator, Iterable
from pathlib import Path

import click

from sandbox.commands.shared.errors import Mistakes, counted, say, unreadable
from sandbox.commands.shared.options import pack_option, server_url
from sandbox.errors import SandboxError
from sandbox.export.folder import Folder
from sandbox.export.pages import only
from sandbox.export.site import SiteWriter
from sandbox.export.traces import write_traces
from sandbox.replay.trace import Trace
from sandbox.scenarios.loading.catalogue import load_catalogue
from sandbox.settings import DEFAULT_PUBLIC_URL, shipped_pack


@click.command(short_help="Write scenarios as a static site, or as traces.")
@click.argument("directory", metavar="DIR", type=click.Path(path_type=Path))
@pack_option
@click.option("--playlist", metavar="NAME", help="Only the scenarios of this playlist, in its order.")
@click.option(
    "--public-url",
    metavar="URL",
    default=DEFAULT_PUBLIC_URL,
    callback=server_url,
    help="Where the sandbox is reached that handouts and replays name.",
)
@click.option("--format", "form", type=click.Choice(["site", "trace"]), default="site", show_default=True)
def command(directory: Path, packs: tuple[Path, ...], playlist: str | None, public_url: str, form: str) -> None:
    """Write scenarios and what came of them into DIR, as files that need no server.

    As a site: open DIR/index.html, or copy DIR to any web server. Every step, prediction and what-if is a page; each
    scenario also has a handout, which prints on two sheets of paper. As traces: one DIR/ID.json for each scenario, as
    `aud run --format json` prints it.

    DIR must be new, empty, or an earlier export, which is then replaced. Ends with 0; with 1 if some scenario did
    not come out as it says (it is written all the same); with 2 if something cannot be read or written.
    """
    catalogue = load_catalogue([shipped_pack(), *packs])
    if catalogue.diagnostics:
        raise Mistakes(catalogue.diagnostics)
    try:
        selection = only(catalogue, playlist) if playlist is not None else catalogue
        count = len(list(selection.scenarios()))
        folder = Folder(directory)
        site = SiteWriter(catalogue, selection, folder, public_url)
        traces = site.write() if form == "site" else write_traces(selection, folder, public_url)
        unexpected = asyncio.run(_write_all(traces, count, folder))
    except SandboxError as error:
        raise unreadable(error) from None
    what = (
        f"{counted(site.pages, 'page')} of {counted(count, 'scenario')}" if form == "site" else counted(count, "trace")
    )
    say(f"{what}, {folder.bytes / 1e6:.1f} MB, in {directory}")
    if form == "site":
        say(f"Open {directory / 'index.html'}")
        if playlist is not None:
            say(f"All handouts, to print: {directory / 'paths' / playlist / 'handout.html'}")
    if unexpected:
        raise _NotAsExpected(unexpected)


class _NotAsExpected(click.ClickException):
    """Everything is written, and something in it did not come out as it says: exit code 1."""

    def __init__(self, scenarios: Iterable[str]) -> None:
        super().__init__(f"not as expected: {', '.join(scenarios)}. `aud run` says what came instead.")


async def _write_all(traces: AsyncIterator[Trace], count: int, folder: Folder) -> list[str]:
    """Write everything, and show the progress; the scenarios that are not as expected."""
    unexpected = []
    try:
        with click.progressbar(length=count, label=f"Replaying {counted(count, 'scenario')}", file=sys.stderr) as bar:
            async for trace in traces:
                unexpected += [] if trace.ok else [trace.id]
                bar.update(1)
    finally:
        folder.abandon()
    return unexpected
