"""``aud check``: reads scenarios, worlds and chapters, and replays nothing."""

import json
from dataclasses import asdict

import click

from sandbox.commands.errors import counted, say, unreadable
from sandbox.errors import UnknownName
from sandbox.reading.diagnostics import Diagnostic, printable
from sandbox.scenarios.loading.targets import find_targets
from sandbox.views.reports.sarif import as_sarif


@click.command(short_help="Check files without replaying them.")
@click.argument("targets", nargs=-1, metavar="[FILE|DIR]...")
@click.option(
    "--format", "form", type=click.Choice(["text", "json", "github", "sarif"]), default="text", show_default=True
)
def command(targets: tuple[str, ...], form: str) -> None:
    """Check files without replaying them; everything shipped if none is named.

    Ends with 0, or with 2 if there are mistakes.
    """
    try:
        selection = find_targets(targets, strict=True)
    except UnknownName as error:
        raise unreadable(error) from None
    diagnostics = selection.diagnostics
    if form == "json":
        say(json.dumps({"diagnostics": list(map(_as_data, diagnostics))}, indent=2))
    elif form == "github":
        for diagnostic in diagnostics:
            say(_annotation(diagnostic))
    elif form == "sarif":
        say(json.dumps(as_sarif(diagnostics), indent=2))
    else:
        for diagnostic in diagnostics:
            say(diagnostic.render() + "\n")
        say(f"{counted(selection.files, 'file')}, {counted(len(diagnostics), 'mistake')}")
    if diagnostics:
        raise SystemExit(2)


def _as_data(diagnostic: Diagnostic) -> dict[str, object]:
    readable = {"path": printable(diagnostic.path), "message": printable(diagnostic.message)}
    return asdict(diagnostic) | readable


def _annotation(diagnostic: Diagnostic) -> str:
    """A workflow command that marks the line in a pull request."""
    span = diagnostic.span
    message = _escaped(diagnostic.summary)
    path = _escaped(diagnostic.path).replace(":", "%3A").replace(",", "%2C")
    place = f"file={path},line={span.line},endLine={span.end_line},col={span.column}"
    return f"::error {place},title={diagnostic.code}::{message}"


def _escaped(text: str) -> str:
    return printable(text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A"))
