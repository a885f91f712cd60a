"""``aud run``: replays scenarios without a server or a browser."""

import asyncio
from collections.abc import Callable, Sequence
from difflib import unified_diff
from functools import partial
from textwrap import indent
from typing import Protocol

import click

from sandbox.commands.shared.errors import CannotRead, Mistakes, say, unreadable
from sandbox.commands.shared.replays import LocalReplays
from sandbox.errors import UnknownName
from sandbox.reading.diagnostics import Diagnostic, InvalidDocument, printable
from sandbox.reading.editing import CannotEdit, edited, save
from sandbox.reading.source import read_file
from sandbox.replay.expectations import REFUSED
from sandbox.replay.trace import Trace
from sandbox.replay.updates import cannot_be_written, changes
from sandbox.scenarios.loading.targets import TargetScenario, find_targets
from sandbox.views.parts.differences import difference
from sandbox.views.reports.formats import FOR_CODE_REVIEW, formatted
from sandbox.views.reports.junit import JUnit
from sandbox.views.reports.replay_diagnostics import replay_diagnostics
from sandbox.views.reports.terminal import summed_up, trace_in_words

_ROUNDS = 3
_DIFF_COLORS = {"+": "green", "-": "red", "@": "cyan"}


class _Printer(Protocol):
    """Prints what was replayed, as it comes."""

    def add(self, trace: Trace, chosen: TargetScenario) -> None: ...
    def end(self) -> None: ...


@click.command(short_help="Replay scenarios; compare what comes with what is expected.")
@click.argument("targets", nargs=-1, metavar="[ID|FILE|DIR]...")
@click.option(
    "--format",
    "form",
    type=click.Choice(["text", "json", "junit", *FOR_CODE_REVIEW]),
    default="text",
    show_default=True,
)
@click.option("--step", type=click.IntRange(1), metavar="N", help="Replay the first N steps only.")
@click.option(
    "--update", "rewrite", is_flag=True, help="Write what came into the files, in place of what was expected."
)
@click.option(
    "--accept-refusals",
    is_flag=True,
    help="With --update: write what came of a scenario in which an issuer refused a token, too.",
)
def command(targets: tuple[str, ...], form: str, step: int | None, *, rewrite: bool, accept_refusals: bool) -> None:
    """Replay scenarios and compare what comes with what is expected; all shipped ones if none is named.

    A scenario in which a step could not do its work (no token was given to it) is not updated, unless
    --accept-refusals is given.

    Ends with 0; with 1 if something did not come as expected; with 2 if something cannot be read.
    """
    if accept_refusals and not rewrite:
        raise click.UsageError("--accept-refusals is for --update")
    for _ in range(_ROUNDS if rewrite else 0):  # what is expected of an unreadable token shows in the second round
        diffs = _updated(_selected(targets, form), step, accept_refusals=accept_refusals)
        for diff in diffs:
            say(diff, err=form != "text")
        if not diffs:
            break
    printer = _PRINTERS[form]()
    selected = _selected(targets, form)
    untouched: list[str] = []

    def take(trace: Trace, chosen: TargetScenario) -> None:
        printer.add(trace, chosen)
        untouched.extend(_why_untouched(chosen, trace) if rewrite else ())

    right = asyncio.run(_each(selected, step, take))
    printer.end()
    for reason in untouched:
        say(reason, err=True)
    if not right:
        raise SystemExit(1)


def _updated(selected: Sequence[TargetScenario], step: int | None, *, accept_refusals: bool) -> list[str]:
    """Replay scenarios and write what came into their files; what was changed."""
    diffs: list[str] = []

    def take(trace: Trace, chosen: TargetScenario) -> None:
        if accept_refusals or not any(cannot_be_written(trace)):
            diffs.extend(_update(chosen, trace))

    asyncio.run(_each(selected, step, take))
    return diffs


def _why_untouched(chosen: TargetScenario, trace: Trace) -> list[str]:
    """Why a file was not updated, in a line; nothing if it was."""
    for step, problem in cannot_be_written(trace):
        way = "mend the step; --accept-refusals writes what came as what is expected"
        advice = way if problem.what == REFUSED else "mend the step"
        reason = f"step `{step.id}` could not do its work: {difference(problem)}"
        return [printable(f"{chosen.path} is not updated: {reason}. To do: {advice}.")]
    return []


def _update(chosen: TargetScenario, trace: Trace) -> list[str]:
    """Replace the expectations of a scenario that did not hold by what came, in its file; a diff if any did not."""
    updates = list(changes(trace))
    if not updates:
        return []
    try:
        document = read_file(chosen.path)
        text = edited(document, updates)
        save(chosen.path, text)
    except InvalidDocument as error:
        raise Mistakes(error.diagnostics) from None
    except CannotEdit:
        raise CannotRead(f"{chosen.path} is laid out so that it must be changed by hand") from None
    except OSError as error:
        raise CannotRead(f"{chosen.path} cannot be written: {error.strerror}") from None
    return [_diff(str(chosen.path), document.text, text)]


def _diff(path: str, before: str, after: str) -> str:
    rows = unified_diff(before.splitlines(), after.splitlines(), path, path, lineterm="", n=1)
    return "\n".join(click.style(printable(row), fg=_DIFF_COLORS.get(row[:1])) for row in rows)


def _selected(targets: tuple[str, ...], form: str) -> list[TargetScenario]:
    try:
        selection = find_targets(targets)
    except UnknownName as error:
        raise unreadable(error) from None
    for former, current in selection.renamed.items():
        say(f"The scenario `{former}` is called `{current}` now.", err=True)
    if selection.diagnostics:
        mistakes = selection.diagnostics
        raise Mistakes(mistakes, formatted(form, mistakes, "aud run") if form in FOR_CODE_REVIEW else None)
    if not selection.scenarios:
        raise CannotRead(f"there is no scenario to replay in {', '.join(targets)}")
    return selection.scenarios


async def _each(
    selected: Sequence[TargetScenario], step: int | None, take: Callable[[Trace, TargetScenario], None]
) -> bool:
    """Replay scenarios and hand on each trace, which is then forgotten; whether everything was as expected."""
    right = True
    async for chosen, trace in LocalReplays().replay_all(selected, step):
        take(trace, chosen)
        right = right and trace.ok
    return right


class _Text:
    def __init__(self) -> None:
        self._count = self._wrong = 0

    def add(self, trace: Trace, chosen: TargetScenario) -> None:
        self._count += 1
        self._wrong += not trace.ok
        say("\n".join(trace_in_words(trace, chosen)) + "\n")

    def end(self) -> None:
        say(summed_up(self._count, self._wrong))


class _Json:
    def __init__(self) -> None:
        self._before = '{\n  "scenarios": [\n'

    def add(self, trace: Trace, _chosen: TargetScenario) -> None:
        say(self._before + indent(trace.model_dump_json(indent=2), "    "), nl=False)
        self._before = ",\n"

    def end(self) -> None:
        say("\n  ]\n}")


class _JUnit:
    def __init__(self) -> None:
        self._report = JUnit()

    def add(self, trace: Trace, _chosen: TargetScenario) -> None:
        self._report.add(trace)

    def end(self) -> None:
        say(self._report.text())


class _Diagnostics:
    def __init__(self, form: str) -> None:
        self._form = form
        self._found: list[Diagnostic] = []

    def add(self, trace: Trace, chosen: TargetScenario) -> None:
        self._found += replay_diagnostics(trace, chosen)

    def end(self) -> None:
        say(formatted(self._form, self._found, "aud run"), nl=False, to_runner=self._form == "github")


_PRINTERS: dict[str, Callable[[], _Printer]] = {
    "text": _Text,
    "json": _Json,
    "junit": _JUnit,
    **{form: partial(_Diagnostics, form) for form in FOR_CODE_REVIEW},
}
