"""What ``aud run --update`` writes: what came, in place of what was expected."""

from difflib import unified_diff

import click

from sandbox.commands.fail import CannotRead, Mistakes
from sandbox.reading.diagnostics import InvalidDocument, printable
from sandbox.reading.editing import CannotEdit, edited, save
from sandbox.reading.source import read_file
from sandbox.replay.trace import Trace
from sandbox.replay.updates import changes
from sandbox.scenarios.loading.targets import TargetScenario

_HUES = {"+": "green", "-": "red", "@": "cyan"}


def update(chosen: TargetScenario, trace: Trace) -> list[str]:
    """Rewrite the expectations of a scenario that did not hold, in their file, in place.

    Args:
        chosen: What was replayed.
        trace: What came.

    Returns:
        What was changed, as a unified diff; nothing if nothing was.

    """
    wanted = list(changes(trace))
    if not wanted:
        return []
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
    return [_diff(str(chosen.path), document.text, text)]


def _diff(path: str, before: str, after: str) -> str:
    rows = unified_diff(before.splitlines(), after.splitlines(), path, path, lineterm="", n=1)
    return "\n".join(click.style(printable(row), fg=_HUES.get(row[:1])) for row in rows)
