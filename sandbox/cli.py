"""The command ``aud``. Each command is a module of `sandbox.commands`, imported when it is used."""

import gc
import os
import sys
from errno import ENOSPC
from functools import cache
from importlib import import_module
from io import TextIOWrapper
from typing import Any, Final

import click

from sandbox.commands.shared.errors import CannotRead, hint
from sandbox.reading.diagnostics import printable

_COMMANDS: Final = (
    "serve",
    "workshop",
    "list",
    "run",
    "check",
    "explain",
    "probe",
    "new",
    "pack",
    "export",
    "schema",
    "token",
    "keys",
)
_STOPPED: Final = 130  # by Ctrl-C, as shells count it: 1 is for what did not come as expected


@cache
def _imported(name: str) -> click.Command:
    """A command. Nothing that it imports is garbage: collecting would take a tenth of the start."""
    gc.disable()
    command: click.Command = import_module(f"sandbox.commands.{name}").command
    gc.freeze()
    gc.enable()
    return command


class _LazyGroup(click.Group):
    def list_commands(self, _ctx: click.Context) -> list[str]:
        return list(_COMMANDS)

    def get_command(self, _ctx: click.Context, name: str) -> click.Command | None:
        return _imported(name) if name in _COMMANDS else None

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        if args and args[0] not in _COMMANDS and not args[0].startswith("-"):
            ctx.fail(f"there is no command `{printable(args[0])}`{hint(args[0], _COMMANDS)}")
        return super().resolve_command(ctx, args)

    def invoke(self, ctx: click.Context) -> Any:
        try:
            return super().invoke(ctx)
        except KeyboardInterrupt:
            click.echo(err=True)
            raise SystemExit(_STOPPED) from None
        except OSError as error:
            if error.errno != ENOSPC:
                raise
            raise CannotRead("what was to be printed cannot be written: the disk is full") from None


@click.group(cls=_LazyGroup, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="audience-sandbox", message="Audience Sandbox %(version)s")
@click.pass_context
def main(ctx: click.Context) -> None:
    """Find out, by trying, why a perfectly signed token is still refused."""
    if os.environ.get("NO_COLOR"):
        ctx.color = False
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, TextIOWrapper):
            stream.reconfigure(errors="backslashreplace")  # what a terminal cannot show is escaped
