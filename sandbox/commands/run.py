"""``aud run``: replays scenarios without a server or a browser."""

import asyncio
from collections.abc import Sequence

import click

from sandbox.commands.fail import CannotRead, Mistakes, unreadable
from sandbox.errors import UnknownName
from sandbox.network import create_theatre
from sandbox.replay.trace import Report, Trace
from sandbox.scenarios.model import Scenario
from sandbox.scenarios.selection import select
from sandbox.settings import DEFAULT_PUBLIC_URL
from sandbox.tokens.keyring import KeyMaker
from sandbox.views.junit import junit
from sandbox.views.terminal import in_words
from sandbox.worlds.model import World


@click.command()
@click.argument("targets", nargs=-1, metavar="[ID|FILE|DIR]...")
@click.option("--format", "form", type=click.Choice(["text", "json", "junit"]), default="text", show_default=True)
@click.option("--step", type=click.IntRange(1), metavar="N", help="Replay the first N steps only.")
def command(targets: tuple[str, ...], form: str, step: int | None) -> None:
    """Replay scenarios and compare what comes with what is expected; all shipped ones if none is named."""
    try:
        selection = select(targets)
    except UnknownName as error:
        raise unreadable(error) from None
    if selection.diagnostics:
        raise Mistakes(selection.diagnostics)
    if not selection.scenarios:
        raise CannotRead(f"there is no scenario to replay in {', '.join(targets)}")
    report = Report(scenarios=asyncio.run(_replay(selection.scenarios, step)))
    if form == "json":
        click.echo(report.model_dump_json(indent=2))
    elif form == "junit":
        click.echo(junit(report))
    else:
        click.echo(in_words(report, [scenario for scenario, _ in selection.scenarios]))
    if not report.ok:
        raise SystemExit(1)


async def _replay(scenarios: Sequence[tuple[Scenario, World]], step: int | None) -> list[Trace]:
    keys = KeyMaker()
    traces = []
    for scenario, world in scenarios:
        theatre = create_theatre({world.world: world}, keys, DEFAULT_PUBLIC_URL)
        until = scenario.steps[min(step, len(scenario.steps)) - 1].id if step else None
        traces.append(await theatre.replay(scenario, world, until=until))
    return traces
