"""The command line as a whole: help, version, names that are wrong, terminals that cannot show everything."""

import signal
import subprocess
import sys
from importlib.metadata import version
from pathlib import Path

import pytest
from click.testing import CliRunner

from sandbox.cli import main
from tests.commands.calling import ROOT, aud, called

COMMANDS = ("serve", "workshop", "list", "run", "check", "new", "pack", "export", "schema", "token", "keys")


def test_help_tells_of_every_command() -> None:
    said = aud("--help")
    assert said.exit == 0
    for command in COMMANDS:
        assert f"\n  {command} " in said.out
    for listed in (said.out, called("pack", "--help").out):
        assert "..." not in listed.partition("Commands:")[2], "a sentence is cut off"


@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_helps(command: str) -> None:
    said = called(command, "-h")
    assert (said.exit, said.err) == (0, "")
    assert said.out.startswith("Usage:")


def test_the_example_in_the_help_can_be_copied() -> None:
    example = '  curl -H "Authorization: Bearer $(aud token bar)" http://localhost:8000/worlds/foo/apis/bar/orders\n'
    assert example in called("token", "--help").out


def test_version() -> None:
    assert aud("--version").out == f"Audience Sandbox {version('audience-sandbox')}\n"


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["rnu"], "there is no command `rnu`; did you mean `run`?"),
        (
            ["xyzzy"],
            "there is no command `xyzzy`; there are: serve, workshop, list, run, check, explain, probe, new, pack",
        ),
        ([""], "there is no command ``; there are"),
        (["\x1b[2J"], "there is no command `\\u001b[2J`"),
        (["run", "\x1b[2J"], "there is no scenario `\\u001b[2J`"),
        (["check", "\udcff"], "there is no scenario `\\udcff`"),
        (["check", ""], "a file, a directory or a scenario must be named"),
        (["check", "x" * 5000], "there is no scenario `xxx"),
        (["--nope"], "No such option '--nope'"),
    ],
)
def test_a_name_that_is_wrong_ends_with_2(arguments: list[str], message: str) -> None:
    said = aud(*arguments)
    assert (said.exit, said.out) == (2, "")
    assert message in said.err
    assert "\x1b" not in said.err


@pytest.mark.parametrize("encoding", ["ascii", "latin-1", "cp1252"])
def test_a_terminal_that_cannot_show_everything(encoding: str) -> None:
    said = aud("run", "bar-token-to-bar", PYTHONIOENCODING=encoding)
    assert said.exit == 0
    assert ("→ 200" if encoding == "ascii" else "\\u2192 200") in said.out


@pytest.mark.parametrize(("no_color", "colours"), [("1", False), ("", True)])
def test_colours_can_be_declined(no_color: str, colours: bool) -> None:
    said = CliRunner(env={"NO_COLOR": no_color}).invoke(main, ["run", "bar-token-to-bar"], color=True)
    assert ("\x1b[" in said.stdout) == colours


def test_who_stops_a_command_is_not_told_that_something_came_unexpected() -> None:
    command = [sys.executable, "-m", "sandbox", "run"]
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        process.stdout.readline()
        process.send_signal(signal.SIGINT)
        _, said = process.communicate()
    assert (process.returncode, said) == (130, "\n")


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="this system has no disk that is always full")
@pytest.mark.parametrize("command", [["list"], ["run", "bar-token-to-bar"], ["schema"]])
def test_a_full_disk_is_told(command: list[str]) -> None:
    with Path("/dev/full").open("w") as full:
        arguments = [sys.executable, "-m", "sandbox", *command]
        said = subprocess.run(arguments, cwd=ROOT, check=False, stdout=full, stderr=subprocess.PIPE, text=True)
    assert (said.returncode, said.stderr) == (
        2,
        "Error: what was to be printed cannot be written: the disk is full\n",
    )
