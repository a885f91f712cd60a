"""How a command says that it could not do its work."""

import click

from sandbox.errors import SandboxError


class CannotRead(click.ClickException):
    """Something named on the command line cannot be read: exit code 2."""

    exit_code = 2


def unreadable(error: SandboxError) -> CannotRead:
    """The exit for an error a person can mend, with what would have been right."""
    message = error.message
    if error.suggestion:
        message += f"; did you mean `{error.suggestion}`?"
    elif error.allowed:
        message += f"; there are: {', '.join(error.allowed)}"
    return CannotRead(message)
