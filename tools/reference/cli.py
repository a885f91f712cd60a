"""``docs/cli.md``: every command with its arguments, options and exit codes, from the commands themselves."""

import inspect
from collections.abc import Iterator
from typing import Final

import click

from sandbox.cli import main

_HEAD: Final = """# The command line

`aud` has these commands. Each says the same with `--help`. What a command finds goes to standard output, in the
`--format` that is asked for; mistakes go to standard error.

| exit code | means |
| --- | --- |
| 0 | all is well |
| 1 | something did not come as expected, or a cause was found |
| 2 | something cannot be read: an option, a file, a name |
| 130 | stopped by Ctrl-C |
"""


def cli_reference() -> str:
    """The page in Markdown."""
    return "\n".join([_HEAD, *_commands(main, "aud")])


def _commands(group: click.Group, path: str) -> Iterator[str]:
    context = click.Context(group, info_name=path)
    for name in group.list_commands(context):
        command = group.get_command(context, name)
        if isinstance(command, click.Group):
            yield from _commands(command, f"{path} {name}")
        elif command is not None:
            yield "\n".join(_command(command, f"{path} {name}"))


def _command(command: click.Command, path: str) -> Iterator[str]:
    context = click.Context(command, info_name=path)
    usage = " ".join(command.collect_usage_pieces(context))
    yield f"## {path}"
    yield ""
    yield f"`{path} {usage}`"
    yield ""
    yield from _prose(command.help or "")
    options = [one for one in command.params if isinstance(one, click.Option) and not one.hidden]
    if options:
        yield "| option | what it does |"
        yield "| --- | --- |"
        yield from (f"| `{_names(one, context)}` | {_cell(_help(one, context))} |" for one in options)
        yield ""


def _prose(text: str) -> Iterator[str]:
    """The paragraphs of a help text; one that click does not wrap is code."""
    for paragraph in inspect.cleandoc(text).split("\n\n"):
        if paragraph.startswith("\b"):
            yield from ("```text", paragraph.removeprefix("\b").strip("\n"), "```", "")
        else:
            yield from (" ".join(paragraph.split()), "")


def _names(option: click.Option, context: click.Context) -> str:
    names = ", ".join([*option.opts, *option.secondary_opts])
    return names if option.is_flag else f"{names} {option.make_metavar(context)}"


def _help(option: click.Option, context: click.Context) -> str:
    extra = option.get_help_extra(context)
    defaults = [f"[default: {extra['default']}]"] if "default" in extra else []
    return " ".join([option.help or "", *defaults]).strip()


def _cell(text: str) -> str:
    return text.replace("|", r"\|")
