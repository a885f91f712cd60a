"""``aud pack``: whole packs."""

import asyncio
from collections.abc import Sequence

import click

from sandbox.commands.shared.errors import CannotRead, Mistakes, counted, say, unreadable
from sandbox.commands.shared.replays import LocalReplays
from sandbox.errors import UnknownName
from sandbox.reading.diagnostics import Diagnostic, Problem, printable
from sandbox.replay.mutations import unnoticed_faults
from sandbox.replay.trace import Trace
from sandbox.scenarios.loading.targets import TargetScenario, find_targets
from sandbox.views.reports.formats import FOR_CODE_REVIEW, formatted
from sandbox.views.reports.replay_diagnostics import located, replay_diagnostics
from sandbox.views.reports.rules import UNNOTICED
from sandbox.views.reports.terminal import trace_in_words


@click.group()
def command() -> None:
    """Work with packs: directories of worlds and scenarios."""


@command.command(short_help="Prove packs whole: every scenario true, none that could not fail.")
@click.argument("targets", nargs=-1, metavar="[DIR]...")
@click.option(
    "--format", "form", type=click.Choice(["text", "json", *FOR_CODE_REVIEW]), default="text", show_default=True
)
def check(targets: tuple[str, ...], form: str) -> None:
    """Prove packs whole: no mistakes, no dead links, every scenario true, and none that could not fail.

    Everything is replayed, what-ifs included. Then each check that decides in a scenario is switched off in every
    api: a scenario that stays true all the same proves nothing, and is reported. Without DIR, everything
    shipped is proven.

    Ends with 0; with 1 if something is not proven; with 2 if there are mistakes.
    """
    try:
        selection = find_targets(targets, strict=True)
    except UnknownName as error:
        raise unreadable(error) from None
    if selection.diagnostics:
        mistakes = selection.diagnostics
        raise Mistakes(mistakes, None if form == "text" else formatted(form, mistakes, "aud pack check"))
    if not selection.scenarios:
        raise CannotRead(f"there is no scenario in {', '.join(targets)}")
    found: list[Diagnostic] = []
    wrong = asyncio.run(_prove(selection.scenarios, found if form != "text" else None))
    if form != "text":
        say(formatted(form, found, "aud pack check"), nl=False, to_runner=form == "github")
    else:
        outcome = f"{wrong} not proven" if wrong else "all proven"
        say(f"{counted(selection.files, 'file')}, {counted(len(selection.scenarios), 'scenario')}, {outcome}")
    if wrong:
        raise SystemExit(1)


async def _prove(selected: Sequence[TargetScenario], found: list[Diagnostic] | None) -> int:
    """Prove scenarios one by one, and tell what is not, or add it to what was found; how many are not."""
    replays = LocalReplays()
    wrong = 0
    async for chosen, trace in replays.replay_all(selected, None):
        unnoticed: list[str] = []
        if trace.ok:
            unnoticed = await unnoticed_faults(chosen.scenario, chosen.world, trace, replays.replay_alone)
        if found is None:
            _tell(chosen, trace, unnoticed)
        else:
            found += replay_diagnostics(trace, chosen)
            found += located(chosen, (Problem(UNNOTICED, ("scenario",), sentence) for sentence in unnoticed))
        wrong += bool(unnoticed) or not trace.ok
    return wrong


def _tell(chosen: TargetScenario, trace: Trace, unnoticed: Sequence[str]) -> None:
    if not trace.ok:
        say("\n".join(trace_in_words(trace, chosen)) + "\n")
    for sentence in unnoticed:
        say(f"{click.style('NO', fg='red', bold=True)} {printable(str(chosen.path))}: {sentence}")
