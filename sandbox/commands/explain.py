"""``aud explain``: why a token is refused, and what to change."""

import json
import re
import sys
import time
from collections.abc import Iterator
from dataclasses import asdict, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, BinaryIO, Final

import click

from sandbox.causes.data import LIBRARIES
from sandbox.causes.explain import Cause, Diagnosis, explain
from sandbox.causes.facts import Expectation, Token
from sandbox.causes.handed import handed
from sandbox.causes.identifiers import Difference
from sandbox.commands.shared.errors import CannotRead, say
from sandbox.settings import LIMITS
from sandbox.tokens.in_hand import bytes_as_text

_ENDS: Final = {"good": 0, "open": 0, "refused": 1, "unreadable": 2, "nothing": 2}
_HEADLINES: Final = {
    "good": "This token fits what your API expects.",
    "open": "Nothing is wrong with this token, as far as was asked. What was not asked is marked by - below.",
    "unreadable": "This cannot be read.",
    "nothing": "Nothing was given: a token, or the message that you got (--error).",
}
_SIDES: Final = {"app": "the app that asks", "issuer": "the issuer's settings", "api": "the API's configuration"}
_MARKS: Final = {"pass": "✓", "fail": "✗", "skipped": "-"}
_WIDTH: Final = 100
_WINDOW: Final = 100
"""Characters of a string that are shown around the first difference."""
_SUFFIXES: Final = (".txt", ".json", ".jwt", ".log")
"""How names of files end; no token does."""
_EXAMPLE: Final = """\b
For example:
  pbpaste | aud explain --audience https://orders.example.com
  aud explain --error "IDX10214: Audience validation failed" --library aspnet
"""


def _time(_ctx: click.Context, _parameter: click.Parameter, text: str | None) -> float:
    """A time as seconds since 1970, or as a date."""
    if text is None:
        return time.time()
    if re.fullmatch(r"-?[0-9]{1,15}(?:\.[0-9]+)?", text):
        return float(text)
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        raise click.BadParameter(
            f"`{_shown(text)[:40]}` is neither seconds since 1970 nor like 2026-11-28T14:00Z"
        ) from None
    return (moment if moment.tzinfo else moment.replace(tzinfo=UTC)).timestamp()


@click.command(short_help="Find out why a token is refused.", epilog=_EXAMPLE)
@click.argument("given", required=False, metavar="[TOKEN|FILE|-]")
@click.option("--audience", "audiences", multiple=True, metavar="TEXT", help="What the API expects in aud. Repeatable.")
@click.option("--issuer", default="", metavar="TEXT", help="What the API expects in iss.")
@click.option("--scope", default="", metavar="SCOPES", help="The scopes that the route needs.")
@click.option("--kind", type=click.Choice(["access", "id"]), default=None, help="The kind of token that is wanted.")
@click.option("--error", default="", metavar="TEXT", help="The message that you got.")
@click.option(
    "--library",
    type=click.Choice([one["id"] for one in LIBRARIES]),
    default=None,
    help="What the API reads tokens with: settings are named for it.",
)
@click.option(
    "--at",
    callback=_time,
    metavar="TIME",
    help="The time to judge by, in seconds since 1970 or like 2026-11-28T14:00Z.",
)
@click.option(
    "--jwks", type=click.File("rb"), metavar="FILE", help="The issuer's keys: then the signature is checked, too."
)
@click.option("--format", "form", type=click.Choice(["text", "json"]), default="text", show_default=True)
def command(  # noqa: PLR0913 - one argument an option
    given: str | None,
    audiences: tuple[str, ...],
    issuer: str,
    scope: str,
    kind: str | None,
    error: str,
    *,
    library: str | None,
    at: float,
    jwks: BinaryIO | None,
    form: str,
) -> None:
    """Find out why a token is refused: one cause, which side to change, and the setting by its name.

    The token is read from standard input, so that it stays out of the history of your shell, or from FILE. It may stand
    in what you have in hand: a header, a token response, a curl command, an address, decoded claims. Nothing is sent
    anywhere.

    Ends with 0 if nothing is wrong, with 1 if a cause was found, with 2 if nothing can be read.
    """
    token = handed(_text(given, message=error))
    expectation = Expectation(audiences, issuer, kind or "", scope, error, library or "", at=at)
    if jwks is not None:
        expectation = replace(expectation, signature=_signature(token, jwks))
    diagnosis = explain(token, expectation)
    if form == "json":
        say(json.dumps(_as_json(diagnosis), indent=2))
    else:
        for line in _lines(diagnosis):
            say(line)
    raise SystemExit(_ENDS[diagnosis.verdict])


def _text(given: str | None, *, message: str) -> str:
    """What was handed over: standard input, a file, or the argument itself."""
    if given is None and message and sys.stdin.isatty():
        return ""
    if given in (None, "-"):
        if sys.stdin.isatty():
            say("Paste the token, then press Enter and Ctrl-D.", err=True)
        return bytes_as_text(sys.stdin.buffer.read(LIMITS.form_bytes + 1))
    path = Path(str(given))
    try:
        if path.is_file():
            with path.open("rb") as file:
                return bytes_as_text(file.read(LIMITS.form_bytes + 1))
    except OSError:  # the name is too long for one: it is a token
        pass
    except ValueError:  # there is a null byte in it: it is no name, and no token
        pass
    if path.suffix in _SUFFIXES:
        raise CannotRead(f"there is no file `{given}`")
    return str(given)


def _signature(token: Token, jwks: BinaryIO) -> str:
    """What the given keys say; imported only then, because it takes cryptography."""
    from sandbox.tokens.jwks_signature import NoKeySet, read_jwks, signed_by  # noqa: PLC0415 - see above

    try:
        keys = read_jwks(jwks.read(LIMITS.key_set_bytes + 1))
    except NoKeySet as error:
        raise CannotRead(f"{jwks.name}: {error.message}") from None
    return signed_by(token.text, token.header, keys) if token.shape == "jwt" and token.text else "unchecked"


def _as_json(diagnosis: Diagnosis) -> dict[str, Any]:
    """The diagnosis as documented in docs/explain.md."""
    id_, name = diagnosis.issuer
    return {**asdict(diagnosis), "issuer": {"id": id_, "name": name}}


def _lines(diagnosis: Diagnosis) -> Iterator[str]:
    cause = diagnosis.cause
    if cause is None:
        yield click.style(_HEADLINES[diagnosis.verdict], bold=True)
    else:
        yield from _of_cause(cause)
    if diagnosis.others:
        yield "\nBesides"
        for other in diagnosis.others:
            yield f"  {_sure(other)}: {_shown(other.title)}"
    yield "\nWhat was asked of the token"
    for answer in diagnosis.answers:
        yield f"  {_MARKS[answer.verdict]} {answer.question:10} {_shown(answer.text)}"


def _of_cause(cause: Cause) -> Iterator[str]:
    yield click.style(_shown(cause.title), bold=True) + f" ({_sure(cause)})"
    if cause.compared is not None and cause.compared.at is not None:
        yield ""
        yield from _compared(cause.compared, cause.compared.at)
    yield f"\n{_wrapped(cause.why)}\n"
    for number, change in enumerate(cause.changes, 1):
        yield _wrapped(f"{number}. In {_SIDES[change.side]}: {change.text}", "   ")
        if change.setting:
            yield f"     {_shown(change.setting)}"
    if cause.avoid:
        yield "\n" + _wrapped(cause.avoid)
    scenario = f"aud run {cause.see}, or /scenarios/{cause.see} in a browser (aud serve)"
    yield f"\nSee {cause.see if cause.see.startswith('/') else scenario}"
    yield f"Sources: {', '.join(cause.sources)}"


def _compared(pair: Difference, at: int) -> Iterator[str]:
    """Both strings, and a mark under the first character that differs."""
    start = max(0, at - _WINDOW // 2)
    for name, text in (("the token says", pair.token), ("the API expects", pair.expected)):
        cut = text[start : start + _WINDOW]
        yield f'  {name:15}  {"…" if start else ""}"{_shown(cut)}"{"…" if start + _WINDOW < len(text) else ""}'
    before = _shown(pair.token[start:at])
    yield " " * (len("  the API expects  ") + (1 if start else 0) + 1 + len(before)) + "^"


def _sure(cause: Cause) -> str:
    return "certain" if cause.certain else "likely"


def _wrapped(text: str, indent: str = "") -> str:
    """A text in lines that are easily read."""
    return click.wrap_text(_shown(text), _WIDTH, subsequent_indent=indent)


def _shown(text: str) -> str:
    """A text with every character escaped that no terminal shows, so that no token controls one."""
    return "".join(one if one.isprintable() else one.encode("unicode_escape").decode() for one in text)
