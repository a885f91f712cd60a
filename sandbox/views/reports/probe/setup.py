"""The settings by which an API trusts a sandbox, as text and as data."""

from collections.abc import Iterable, Iterator
from textwrap import indent
from typing import Any, Final

import click

from sandbox.probe.setups import CONTAINER_HOST, Setup
from sandbox.tokens.names import CHECKS
from sandbox.views.parts.check_words import WORDS

IN_CONTAINER: Final = (
    "In a container, localhost is the container. Give this sandbox one name that is good inside and outside. "
    "Without it, a request for host.docker.internal is answered by 421. "
    "With --host 0.0.0.0 your network gets in, too; Docker Desktop needs no --add-host."
)
OFFLINE: Final = (
    "Where the API reaches no sandbox at all, it can have the keys as a file. Keys are new at each start, "
    "unless the sandbox is given some (aud keys > keys.json, aud serve --keys keys.json)."
)


def container_commands(setup: Setup, port: int) -> tuple[str, ...]:
    """The commands by which a sandbox and a container get one name for the sandbox.

    Args:
        setup: The setup.
        port: Where the sandbox listens.

    """
    name = f"http://{CONTAINER_HOST}:{port}"
    return (
        f"aud serve --host 0.0.0.0 --port {port} --public-url {name}",
        f"aud probe --setup {setup.id} --sandbox {name}",
        f"docker run --add-host {CONTAINER_HOST}:host-gateway …",
    )


def offline_command(jwks: str) -> str:
    """The command that writes the issuer's keys to a file."""
    return f"curl -o jwks.json {jwks}"


def setup_list(setups: Iterable[Setup]) -> Iterator[str]:
    """The lines that list all setups."""
    for setup in setups:
        yield f"{setup.id:28}{setup.name}{'' if setup.run else '  (not run by the tests)'}"


def ran(setup: Setup) -> str:
    """Whether it was run here, in a sentence."""
    if setup.run:
        return f"Run by the tests of this sandbox, with {setup.versions}."
    return f"Not run by the tests of this sandbox as it stands. Written for {setup.versions}. {setup.tried}"


def by_check(setup: Setup) -> Iterator[tuple[str, str, str]]:
    """Each check that the setup has a line for: its id, its question and the line."""
    for check in CHECKS:
        if check in setup.fixes:
            yield check, WORDS[check].question, setup.fixes[check]


def setup_text(setup: Setup, jwks: str, port: int) -> Iterator[str]:
    """A setup as the lines of a text.

    Args:
        setup: The setup, filled in.
        jwks: Where the issuer's keys are.
        port: Where the sandbox listens.

    """
    yield click.style(setup.name, bold=True)
    yield ran(setup)
    yield from [setup.cannot] if setup.cannot else []
    yield from ["", click.style(setup.file, bold=True), setup.lines, ""]
    yield from [click.style("Start it", bold=True), f"  {setup.start}", ""]
    yield click.style("Container", bold=True)
    yield from [IN_CONTAINER, *(f"  {command}" for command in container_commands(setup, port)), ""]
    yield from [click.style("Offline", bold=True), OFFLINE, f"  {offline_command(jwks)}"]
    if setup.instead:
        yield from ["In place of", indent(setup.instead, "  "), "write"]
    yield from [indent(setup.offline, "  "), "", click.style("Known to go wrong", bold=True)]
    yield from (f"- {one.says} ({one.source})" for one in setup.pitfalls)
    yield from ["", click.style("Which line makes which check", bold=True)]
    yield from (f"{check:12}{line}" for check, _, line in by_check(setup))


def setup_data(setup: Setup, jwks: str) -> dict[str, Any]:
    """A setup as JSON data.

    Args:
        setup: The setup, filled in.
        jwks: Where the issuer's keys are.

    """
    return {
        "setup": setup.id,
        "name": setup.name,
        "run": setup.run,
        "versions": setup.versions,
        "tried": setup.tried,
        "cannot": setup.cannot,
        "file": setup.file,
        "lines": setup.lines,
        "start": setup.start,
        "instead": setup.instead,
        "offline": setup.offline,
        "jwks": jwks,
        "pitfalls": [{"says": one.says, "source": one.source} for one in setup.pitfalls],
        "fixes": dict(setup.fixes),
    }
