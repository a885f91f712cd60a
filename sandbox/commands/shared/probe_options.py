"""What the options of ``aud probe`` take, and which go together."""

import datetime as dt
import re
from pathlib import Path
from typing import Final

import click
from click.core import ParameterSource

ENDINGS: Final = {".json": "json", ".xml": "junit", ".sarif": "sarif", ".md": "markdown", ".html": "html"}


def reports(_ctx: click.Context, _option: click.Parameter, files: tuple[Path, ...]) -> tuple[Path, ...]:
    """Files whose names end as a report does; a click callback."""
    for file in files:
        if file.suffix not in ENDINGS:
            raise click.BadParameter(f"{str(file)!r} ends with none of {', '.join(ENDINGS)}")
    return files


def headers(_ctx: click.Context, _option: click.Parameter, given: tuple[str, ...]) -> dict[str, str]:
    """Headers by name; a click callback."""
    found = {}
    for one in given:
        name, colon, value = one.partition(":")
        if not colon or not re.fullmatch(r"[!#$%&'*+.^_`|~0-9A-Za-z-]+", name):
            raise click.BadParameter(f"{one!r} is not of the form Name: value")
        if name.lower() == "authorization":
            raise click.BadParameter("Authorization is what the probe writes itself")
        found[name] = value.strip()
    return found


def pattern(_ctx: click.Context, _option: click.Parameter, text: str | None) -> re.Pattern[str] | None:
    """A regular expression; a click callback."""
    try:
        return re.compile(text) if text is not None else None
    except re.error as error:
        raise click.BadParameter(f"{text!r} is no regular expression: {error}") from None


_FIRST: Final = dt.datetime(1970, 1, 2, tzinfo=dt.UTC)
_LAST: Final = dt.datetime(9999, 1, 1, tzinfo=dt.UTC)
"""Between them every time that a token names can be written."""
_SENDING: Final = (
    *("method", "headers", "accepted_body", "rate", "timeout", "may_test"),
    *("fail_on", "baseline", "form", "reports"),
)
"""How tokens are sent, and how what came is reported."""


def moment(_ctx: click.Context, _option: click.Parameter, text: str | None) -> int | None:
    """A time in epoch seconds, or in ISO 8601; a click callback."""
    if text is None:
        return None
    try:
        if text.isascii() and text.isdigit():
            at = dt.datetime.fromtimestamp(int(text[:20]), dt.UTC)
        else:
            at = dt.datetime.fromisoformat(text)
            at = at if at.tzinfo else at.replace(tzinfo=dt.UTC)
        within = _FIRST <= at < _LAST
    except (ValueError, OverflowError, OSError):
        within = False
    if not within:
        raise click.BadParameter(
            f"{text[:80]!r} is no time, such as 2030-01-01T12:00:00Z or 1893499200, from 1970-01-02 to 9998"
        )
    return int(at.timestamp())


def check_combination(ctx: click.Context) -> None:
    """Check that a command line of `aud probe` either sends or writes.

    Raises:
        UsageError: It does neither, or names what the other one would need.

    """
    writes = ctx.params["write"] is not None
    if writes and ctx.params["url"] is not None:
        raise click.UsageError("--write sends nothing, so that it takes no URL", ctx)
    if not writes and ctx.params["url"] is None and ctx.params["setup_id"] is None:
        raise click.UsageError("name the URL of a route of your API, --setup NAME, or --write DIR", ctx)
    for option in ctx.command.params:
        name = option.name or ""
        given = ctx.get_parameter_source(name) is ParameterSource.COMMANDLINE
        if given and name in (_SENDING if writes else ("at",)):
            words = "has no meaning with --write, which sends nothing" if writes else "has a meaning with --write alone"
            raise click.UsageError(f"{option.opts[0]} {words}", ctx)
