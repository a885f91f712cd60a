"""What ``aud run --update`` writes: what came, in place of what was expected."""

from collections.abc import Sequence
from difflib import unified_diff

import click

from sandbox.commands.fail import CannotRead, Mistakes
from sandbox.reading.diagnostics import InvalidDocument, printable
from sandbox.reading.editing import CannotEdit, edited, save
from sandbox.reading.source import read_file
from sandbox.replay.trace import Report
from sandbox.replay.updates import changes
from sandbox.scenarios.selection import Selected

_HUES = {"+": "green", "-": "red", "@": "cyan"}


def update(selected: Sequence[Selected], report: Report) -> list[str]:
    """Rewrite the expectations that did not hold, each in its file, in place.

    Args:
        selected: What was replayed.
        report: The traces, in the same order.

    Returns:
        What was changed in each file, as a unified diff.

    """
    diffs = []
    for chosen, trace in zip(selected, report.scenarios, strict=True):
        wanted = list(changes(trace))
        if not wanted:
            continue
        try:
            document = read_file(chosen.path)
            text = edited(document, wanted)
            save(chosen.path, text)
        except InvalidDocument as error:
            raise Mistakes(error.diagnostics) from None
        except CannotEdit:
            raise CannotRead(f"{chosen.path} is laid out so that it must be changed by hand") from None
        except OSError as error:
            raise CannotRead(f"{chosen.path} cannot be written: {error.strerror}") from None
        diffs.append(_diff(str(chosen.path), document.text, text))
    return diffs


def _diff(path: str, before: str, after: str) -> str:
    rows = unified_diff(before.splitlines(), after.splitlines(), path, path, lineterm="", n=1)
    return "\n".join(click.style(printable(row), fg=_HUES.get(row[:1])) for row in rows)
