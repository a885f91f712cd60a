"""The errors that end a command, and the words that commands share."""

import re
from collections.abc import Iterable, Sequence
from typing import IO, Any, Final

import click

from sandbox.errors import SandboxError, nearest
from sandbox.reading.diagnostics import Diagnostic, printable

_PART: Final = re.compile(r"(\x1b\[(?:0|1|2|7|49|3[1-6])m|[\n\t])")
"""What may command a terminal: the colours and weights that are used here, lines and tabs."""

_RUNNER: Final = re.compile(r"^([ \t]*)(?=::|##\[)", re.MULTILINE)
"""Where a line begins that a runner of GitHub Actions or Azure Pipelines takes for a command."""


def say(text: str, *, err: bool = False, nl: bool = True, to_runner: bool = False) -> None:
    """Print a text: everything that a command prints goes through here, so that no file or name controls a terminal.

    Nor does any command the runner of a CI.

    Args:
        text: The text, in whichever colours `click.style` gave it.
        err: Whether it goes to standard error.
        nl: Whether its line ends.
        to_runner: Whether its lines are meant as commands for the runner of a CI.

    """
    parts = _PART.split(text)
    parts[::2] = map(printable, parts[::2])
    printed = "".join(parts)
    click.echo(printed if to_runner else _inert(printed), err=err, nl=nl)


def _inert(text: str) -> str:
    """The text with a backslash before each command for a runner."""
    return _RUNNER.sub(r"\1\\", text)


def say_in_place(text: str) -> None:
    """Overwrite the line of a terminal on which the cursor stands with a text that ends no line.

    Args:
        text: The text; an empty one clears the line for what follows.

    """
    click.echo(f"\r{printable(text):50}" + ("" if text else "\r"), err=True, nl=False)


class CannotRead(click.ClickException):
    """Something that the command line names cannot be read: exit code 2."""

    exit_code = 2

    def __init__(self, message: str) -> None:
        super().__init__(printable(message))


class Mistakes(click.ClickException):
    """Files have mistakes: each is printed as it is, so that editors find ``path:line:column``; exit code 2.

    Args:
        diagnostics: The mistakes.
        formatted: The same in the format of the command's output, where that is one for mistakes.

    """

    exit_code = 2

    def __init__(self, diagnostics: Sequence[Diagnostic], formatted: str | None = None) -> None:
        super().__init__("\n\n".join(diagnostic.render() for diagnostic in diagnostics))
        self.formatted = formatted

    def show(self, file: IO[Any] | None = None) -> None:
        """Print them, to standard error unless the output is made for them."""
        if self.formatted is not None:
            click.echo(self.formatted, nl=False)
        else:
            click.echo(_inert(self.message), file=file, err=file is None)


def unreadable(error: SandboxError) -> CannotRead:
    """The exit for an error that a person can correct, with what would have been right."""
    return CannotRead(error.message + hint(error.found, error.allowed))


def hint(found: str | None, allowed: Iterable[str]) -> str:
    """What would have been right: the nearest name, or all there are."""
    names = list(allowed)
    near = nearest(found, names) if found is not None else None
    if near:
        return f"; did you mean `{near}`?"
    return f"; there are: {', '.join(names)}" if names else ""


def counted(count: int, what: str) -> str:
    """``no files``, ``1 file``, ``2 files``."""
    return f"{count or 'no'} {what}{'' if count == 1 else 's'}"
