"""``aud probe --write DIR``: tokens, keys and verdicts as files. Nothing is sent, and no sandbox need run."""

import asyncio
import datetime as dt
import time
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final

import click
from click.core import ParameterSource
from pydantic import ValidationError

from sandbox.commands.errors import CannotRead, Mistakes, say, unreadable
from sandbox.commands.signing_keys import read_keys
from sandbox.errors import SandboxError
from sandbox.export.folder import Folder
from sandbox.probe.kit import KIT_RUN, kit_files
from sandbox.probe.order import Order, ingredients, needed_keys
from sandbox.scenarios.loading.catalogue import load_catalogue
from sandbox.scenarios.loading.pack_loader import WORLDS_FOLDER
from sandbox.settings import shipped_pack
from sandbox.tokens.keyring import KeyMaker
from sandbox.tokens.names import Algorithm

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


def write_kit(
    directory: Path, order: Mapping[str, Any], public_url: str, at: int | None, keys_file: Path | None
) -> None:
    """Write a test kit.

    Args:
        directory: A new or empty directory, or one with an earlier kit, which is replaced.
        order: What the tokens are to be like, an `Order`.
        public_url: Where the issuer of the kit is said to be.
        at: The time at which they are right, in epoch seconds; now, if none is named.
        keys_file: The signing keys; new ones, if none is named.

    Raises:
        CannotRead: There are no such tokens, the keys are not those of the issuer, or something cannot be written.

    """
    catalogue = load_catalogue([shipped_pack()], only=WORLDS_FOLDER)
    if catalogue.diagnostics:
        raise Mistakes(catalogue.diagnostics)
    now = time.time() if at is None else at
    try:
        wanted = Order.model_validate(order)
        maker = _maker(keys_file, needed_keys(wanted, catalogue.worlds))
        made_of = asyncio.run(ingredients(wanted, catalogue.worlds, maker, public_url, now, KIT_RUN))
        files = kit_files(made_of, wanted.profile)
        folder = Folder(directory, "kit")
        try:
            for name, text in files.items():
                folder.write(name, text)
            folder.publish()
        finally:
            folder.abandon()
    except ValidationError as error:
        first = error.errors(include_url=False, include_context=False)[0]
        raise CannotRead(f"{first['loc'][0]}: {first['msg']}") from None
    except SandboxError as error:
        raise unreadable(error) from None
    say(f"{', '.join(files)} in {directory}. The clock of the tests must be {made_of.now}; README.md says the rest.")


def _maker(file: Path | None, needed: Mapping[str, Algorithm]) -> KeyMaker:
    if file is None:
        return KeyMaker()
    given = read_keys(file)
    kids = {key.public.kid: key.public.algorithm for key in given}
    missing = [f"{kid} ({algorithm})" for kid, algorithm in needed.items() if kids.get(kid) != algorithm]
    if missing:
        raise CannotRead(
            f"the keys in {file} are not all that the kit needs: there is none with the kid {', '.join(missing)}. "
            "Print a whole set with `aud keys`."
        )
    return KeyMaker(given)
