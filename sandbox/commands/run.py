"""``aud run``: replays scenarios without a server or a browser."""

import asyncio
from collections.abc import Sequence

import click

from sandbox.commands.fail import CannotRead, Mistakes, unreadable
from sandbox.commands.updating import update
from sandbox.errors import UnknownName
from sandbox.network import create_theatre
from sandbox.replay.trace import Report, Trace
from sandbox.scenarios.selection import Selected, select
from sandbox.settings import DEFAULT_PUBLIC_URL
from sandbox.tokens.keyring import KeyMaker
from sandbox.views.junit import junit
from sandbox.views.terminal import in_words

_ROUNDS = 3


@click.command()
@click.argument("targets", nargs=-1, metavar="[ID|FILE|DIR]...")
@click.option("--format", "form", type=click.Choice(["text", "json", "junit"]), default="text", show_default=True)
@click.option("--step", type=click.IntRange(1), metavar="N", help="Replay the first N steps only.")
@click.option(
    "--update", "rewrite", is_flag=True, help="Write what came into the files, in place of what was expected."
)
def command(targets: tuple[str, ...], form: str, step: int | None, *, rewrite: bool) -> None:
    """Replay scenarios and compare what comes with what is expected; all shipped ones if none is named."""
    selected, report = _replayed(targets, step)
    for _ in range(_ROUNDS if rewrite else 0):  # what is expected of an unreadable token shows in the second round
        diffs = update(selected, report)
        for diff in diffs:
            click.echo(diff, err=form != "text")
        if not diffs:
            break
        selected, report = _replayed(targets, step)
    if form == "json":
        click.echo(report.model_dump_json(indent=2))
    elif form == "junit":
        click.echo(junit(report))
    else:
        click.echo(in_words(report, selected))
    if not report.ok:
        raise SystemExit(1)


def _replayed(targets: tuple[str, ...], step: int | None) -> tuple[list[Selected], Report]:
    try:
        selection = select(targets)
    except UnknownName as error:
        raise unreadable(error) from None
    if selection.diagnostics:
        raise Mistakes(selection.diagnostics)
    if not selection.scenarios:
        raise CannotRead(f"there is no scenario to replay in {', '.join(targets)}")
    return selection.scenarios, Report(scenarios=asyncio.run(_replay(selection.scenarios, step)))


async def _replay(selected: Sequence[Selected], step: int | None) -> list[Trace]:
    keys = KeyMaker()
    traces = []
    for chosen in selected:
        scenario, world = chosen.scenario, chosen.world
        theatre = create_theatre({world.world: world}, keys, DEFAULT_PUBLIC_URL)
        until = scenario.steps[min(step, len(scenario.steps)) - 1].id if step else None
        traces.append(await theatre.replay(scenario, world, until=until))
    return traces
