"""``aud check``: reads scenarios, worlds and chapters, and replays nothing."""

import click

from sandbox.commands.shared.errors import counted, say, unreadable
from sandbox.errors import UnknownName
from sandbox.scenarios.loading.targets import find_targets
from sandbox.views.reports.formats import formatted


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
    if form != "text":
        say(formatted(form, diagnostics, "aud check"), nl=False, to_runner=form == "github")
    else:
        for diagnostic in diagnostics:
            say(diagnostic.render() + "\n")
        say(f"{counted(selection.files, 'file')}, {counted(len(diagnostics), 'mistake')}")
    if diagnostics:
        raise SystemExit(2)
