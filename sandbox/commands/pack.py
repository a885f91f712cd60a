"""``aud pack``: whole packs."""

import asyncio
from collections.abc import Sequence

import click

from sandbox.commands.fail import CannotRead, Mistakes, counted, unreadable
from sandbox.errors import UnknownName
from sandbox.network import create_theatre
from sandbox.replay.mutations import toothless
from sandbox.replay.trace import Report, Trace
from sandbox.scenarios.model import Scenario
from sandbox.scenarios.selection import Selected, select
from sandbox.settings import DEFAULT_PUBLIC_URL
from sandbox.tokens.keyring import KeyMaker
from sandbox.views.terminal import in_words
from sandbox.worlds.model import World


@click.group()
def command() -> None:
    """Work with packs: directories of worlds and scenarios."""


@command.command()
@click.argument("targets", nargs=-1, metavar="[DIR]...")
def check(targets: tuple[str, ...]) -> None:
    """Prove packs whole: no mistakes, no dead links, every scenario true, and none that could not fail.

    Everything is replayed, what-ifs included. Then each check that decides in a scenario is switched off in every
    api: a scenario that stays true all the same proves nothing, and is told.
    """
    try:
        selection = select(targets, strict=True)
    except UnknownName as error:
        raise unreadable(error) from None
    if selection.diagnostics:
        raise Mistakes(selection.diagnostics)
    if not selection.scenarios:
        raise CannotRead(f"there is no scenario in {', '.join(targets)}")
    traces, weak = asyncio.run(_prove(selection.scenarios))
    report = Report(scenarios=traces)
    if not report.ok:
        click.echo(in_words(report, selection.scenarios))
    for chosen, sentences in zip(selection.scenarios, weak, strict=True):
        for sentence in sentences:
            click.echo(f"{click.style('NO', fg='red', bold=True)} {chosen.path}: {sentence}")
    wrong = sum(not trace.ok or bool(sentences) for trace, sentences in zip(traces, weak, strict=True))
    told = f"{wrong} not proven" if wrong else "all proven"
    click.echo(f"{counted(selection.files, 'file')}, {counted(len(traces), 'scenario')}, {told}")
    if wrong:
        raise SystemExit(1)


async def _prove(selected: Sequence[Selected]) -> tuple[list[Trace], list[list[str]]]:
    keys = KeyMaker()

    async def replay(scenario: Scenario, world: World) -> Trace:
        return await create_theatre({world.world: world}, keys, DEFAULT_PUBLIC_URL).replay(scenario, world)

    traces, weak = [], []
    for chosen in selected:
        trace = await replay(chosen.scenario, chosen.world)
        traces.append(trace)
        weak.append(await toothless(chosen.scenario, chosen.world, trace, replay) if trace.ok else [])
    return traces, weak
