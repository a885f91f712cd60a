"""``aud probe``: whether an API of one's own looks at the address of a token."""

import asyncio
import json
import sys
from collections.abc import Awaitable, Callable, Mapping
from pathlib import Path
from typing import Any, Final
from urllib.parse import urlsplit

import click

from sandbox.commands.shared.errors import CannotRead, say, say_in_place, unreadable
from sandbox.commands.shared.options import keys_option, server_url
from sandbox.commands.shared.probe_options import ENDINGS, check_combination, headers, moment, pattern, reports
from sandbox.errors import SandboxError
from sandbox.probe.client import Issued, fetched, issued, nothing_listens, trusted_by
from sandbox.probe.flaws import leeway
from sandbox.probe.judging import Accepts
from sandbox.probe.request import Target
from sandbox.probe.sending import Sender
from sandbox.probe.session import concluded, results_of
from sandbox.probe.setups import EXAMPLE, Setup, Trusted, filled, setups
from sandbox.probe.target import MayNotTest, check_target
from sandbox.settings import DEFAULT_PUBLIC_URL
from sandbox.views.reports.probe.junit import as_junit
from sandbox.views.reports.probe.markdown import as_markdown
from sandbox.views.reports.probe.report import FAIL_ON, FailOn, Probed, as_data
from sandbox.views.reports.probe.sarif import as_sarif
from sandbox.views.reports.probe.setup import setup_data, setup_list, setup_text
from sandbox.views.reports.probe.terminal import card

_POLITE: Final = 5
"""Requests a second to an API that is not on this machine, unless a rate is named."""
_EXAMPLE: Final = """\b
For example:
  aud probe http://localhost:3000/orders --audience https://orders.example.com
  aud probe http://localhost:3000/orders --audience https://orders.example.com --quick --format json
  aud probe --write tests/kit --audience https://orders.example.com --keys keys.json --at 2030-01-01T12:00:00Z
  aud probe --setup list
  aud probe --setup pyjwt --audience https://orders.example.com
"""


def _html(probed: Probed) -> str:
    from sandbox.views.reports.probe.html import as_html  # noqa: PLC0415 - imports Jinja2; other formats do not wait

    return as_html(probed)


FORMATS: Final[Mapping[str, Callable[[Probed], str]]] = {
    "text": lambda probed: "\n".join(card(probed)),
    "json": lambda probed: json.dumps(as_data(probed), indent=2, ensure_ascii=False),
    "junit": as_junit,
    "sarif": lambda probed: json.dumps(as_sarif(probed), indent=2),
    "markdown": as_markdown,
    "html": _html,
}


@click.command(short_help="Test whether your own API looks at the audience.", epilog=_EXAMPLE)
@click.argument("url", required=False)
@click.option("--audience", default="", metavar="TEXT", help="What your API expects in aud.")
@click.option("--setup", "setup_id", metavar="NAME", help="What your API is built with; without URL, its settings.")
@click.option("--scope", default="", metavar="SCOPES", help="The scopes that the route asks for.")
@click.option("--quick", "profile", flag_value="quick", help="The 8 requests that matter most.")
@click.option("--all", "profile", flag_value="all", help="Every request there is.")
@click.option("--method", default="GET", show_default=True, metavar="METHOD", help="Others than GET may change data.")
@click.option("--header", "headers", multiple=True, callback=headers, metavar="NAME:VALUE", help="Sent each time.")
@click.option("--dialect", type=click.Choice(["auth0", "rfc9068"]), help="What access tokens are like.")
@click.option("--client-id", "client", default="", metavar="ID", help="The client that the tokens are written for.")
@click.option("--other-audience", default="", metavar="TEXT", help="Another audience that your issuer knows.")
@click.option(
    "--accepted-body", callback=pattern, metavar="REGEX", help="What an accepting response holds besides 2xx."
)
@click.option("--rate", type=click.FloatRange(0), default=None, metavar="N", help="Requests a second at most.")
@click.option("--timeout", type=click.FloatRange(0.1, 60), default=5.0, show_default=True, help="Seconds a response.")
@click.option("--fail-on", type=click.Choice(FAIL_ON), default="error", show_default=True, help="What ends with 1.")
@click.option("--baseline", type=click.Path(path_type=Path), metavar="FILE", help="Rows known to be wrong, as JSON.")
@click.option(
    "--report",
    "reports",
    multiple=True,
    callback=reports,
    type=click.Path(path_type=Path, dir_okay=False),
    metavar="FILE",
    help="Write the report there, too, as .md, .xml (JUnit), .sarif, .json or .html.",
)
@click.option("--i-may-test", "may_test", metavar="HOST", help="Says that you may test a host that is not yours alone.")
@click.option("--sandbox", default=DEFAULT_PUBLIC_URL, callback=server_url, show_default=True, metavar="URL")
@click.option("--world", default="foo", show_default=True, metavar="ID", help="The world whose issuer signs.")
@click.option("--issuer", default="issuer", show_default=True, metavar="ID", help="The issuer's id in that world.")
@click.option("--write", metavar="DIR", type=click.Path(path_type=Path), help="Send nothing; write a test kit.")
@click.option("--at", metavar="TIME", callback=moment, help="With --write: the clock of the tests; now if absent.")
@keys_option
@click.option("--format", "form", type=click.Choice(FORMATS), default="text", show_default=True)
@click.pass_context
def command(
    ctx: click.Context,
    /,
    *,
    url: str | None,
    may_test: str | None,
    keys_file: Path | None,
    sandbox: str,
    **options: Any,
) -> None:
    """Send tokens to one route of your own API, which trusts this sandbox's issuer, and name what it overlooks.

    With --setup and no URL, print the settings by which an API of that kind trusts this sandbox.

    The tokens come from the sandbox that runs at --sandbox. If none runs there, one is started meanwhile.

    Ends with 0; with 1 if the API accepts what it should refuse or refuses what it should accept; with 2 if the answers
    say nothing.

    With --write, nothing is sent: the tokens, the issuer's keys and the verdicts are written into DIR, for tests in any
    language. DIR must be new, empty, or an earlier kit. The same keys and --at give the same files, byte for byte.
    """
    check_combination(ctx)
    if url is None and options["write"] is None:
        _print_setup(sandbox, options)
        return
    if not options["audience"]:
        raise click.UsageError("Missing option '--audience': what your API expects in aud.")
    if url is None:
        from sandbox.commands.kit import write_kit  # noqa: PLC0415 - reads worlds; a probe does not wait

        write_kit(options["write"], _order(options), sandbox, options["at"], keys_file)
        return
    try:
        here = check_target(url, may_test)
    except MayNotTest as error:
        raise unreadable(error) from None
    rate = options["rate"] if options["rate"] is not None else (0 if here else _POLITE)
    target = Target(url, options["method"].upper(), options["headers"], options["timeout"], rate)
    baseline = _baseline(options["baseline"])

    async def run(base: str) -> int:
        return await _run(base, target, baseline, options)

    raise SystemExit(_with_sandbox(sandbox, keys_file, run))


def _print_setup(sandbox: str, options: Mapping[str, Any]) -> None:
    """Print the settings of one framework, or the list of all."""
    id_ = options["setup_id"]
    if id_ == "list":
        say("\n".join(setup_list(setups().values())))
        return
    trusted = asyncio.run(trusted_by(sandbox, options["world"], options["issuer"], options["audience"] or EXAMPLE))
    setup = _setup(id_, trusted)
    if options["form"] == "json":
        say(json.dumps(setup_data(setup, trusted.jwks), indent=2, ensure_ascii=False))
    else:
        say("\n".join(setup_text(setup, trusted.jwks, urlsplit(sandbox).port or 80)))


def _setup(id_: str, trusted: Trusted) -> Setup:
    try:
        return filled(id_, trusted)
    except SandboxError as error:
        raise unreadable(error) from None


def _with_sandbox(sandbox: str, keys_file: Path | None, run: Callable[[str], Awaitable[int]]) -> int:
    """Run it with the sandbox that runs there, or with one that is started for it."""
    if not nothing_listens(sandbox):
        return asyncio.run(_readable(run, sandbox))
    parts = urlsplit(sandbox)
    if parts.hostname not in ("localhost", "127.0.0.1") or parts.port is None:
        raise CannotRead(
            f"no sandbox runs at {sandbox}. Start one there with `aud serve`, or name another by --sandbox"
        )
    from sandbox.commands.shared.server import RunningServer, ServerOptions  # noqa: PLC0415 - only if none runs

    ended: list[int] = []

    async def on_start(running: RunningServer) -> None:
        ended.append(await _readable(run, running.url))

    server = ServerOptions((), parts.port, "127.0.0.1", sandbox, None, keys_file, None, None)
    server.serve(on_start, once=True)
    return ended[0] if ended else 2


async def _readable(run: Callable[[str], Awaitable[int]], base: str) -> int:
    try:
        return await run(base)
    except SandboxError as error:
        raise unreadable(error) from None


def _order(options: Mapping[str, Any]) -> dict[str, Any]:
    same = ("audience", "world", "issuer", "other_audience", "client", "scope", "dialect")
    return {**{name: options[name] for name in same}, "profile": options["profile"] or "default"}


async def _run(base: str, target: Target, baseline: frozenset[str], options: Mapping[str, Any]) -> int:
    trusted = await trusted_by(base, options["world"], options["issuer"], options["audience"])
    setup = _setup(options["setup_id"], trusted) if options["setup_id"] else None
    tokens: Issued = await issued(base, _order(options))
    results = []
    async with Sender(target) as sender:
        async for result in results_of(tokens.rows, sender, Accepts(options["accepted_body"])):
            results.append(result)
            _progress(len(results), len(tokens.rows), result.row.id)
    _progress(0, 0, "")
    found = concluded(tokens.rows, results, await fetched(base, tokens.run))
    leeways = {check: leeway(results, check) for check in ("expiry", "not_before")}
    probed = Probed(target, options["audience"], tokens.issuer, found, leeways, tokens.scenarios, baseline, setup)
    say(FORMATS[options["form"]](probed))
    for file in options["reports"]:
        try:
            file.write_text(FORMATS[ENDINGS[file.suffix]](probed) + "\n", "utf-8")
        except OSError as error:
            raise CannotRead(f"the report {file} cannot be written: {error.strerror}") from None
    fail_on: FailOn = options["fail_on"]
    return probed.exit_code(fail_on)


def _progress(done: int, of: int, id_: str) -> None:
    """How far it is, on a terminal."""
    if sys.stderr.isatty():
        say_in_place(f"{done} of {of}  {id_}" if of else "")


def _baseline(file: Path | None) -> frozenset[str]:
    if file is None:
        return frozenset()
    try:
        ids = json.loads(file.read_text("utf-8"))
    except (OSError, ValueError) as error:
        raise CannotRead(f"the baseline {file} cannot be read: {error}") from None
    if not isinstance(ids, list) or not all(isinstance(id_, str) for id_ in ids):
        raise CannotRead(f'the baseline {file} is no list of rows, such as ["aud.slash"]')
    return frozenset(ids)
