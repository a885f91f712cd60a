"""Each exchange as it was sent, its effects, and the command that sends it again."""

import json
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from http.client import responses
from typing import Any, Final
from urllib.parse import urlsplit

from sandbox.replay.trace import Exchange, Outcome, Token
from sandbox.views.parts.curl import curl
from sandbox.views.parts.effects import effects
from sandbox.views.parts.sequence import answer_in_words, request_in_words
from sandbox.views.parts.values import as_json
from sandbox.worlds.model import World

_JWT: Final = re.compile(r"(?<![A-Za-z0-9_-])(ey[A-Za-z0-9_-]{20,}\.[A-Za-z0-9_-]+\.[A-Za-z0-9_-]*)")
_DEPTH: Final = 3
"""Deep enough for each check of the member ``sandbox`` to have a line of its own."""


@dataclass(frozen=True, slots=True)
class TextPart:
    """A part of a text; a token in it is displayed short and copied whole."""

    text: str
    long: bool


def text_parts(text: str) -> list[TextPart]:
    """Split a text into the tokens in it and what is between them."""
    return [TextPart(part, bool(index % 2)) for index, part in enumerate(_JWT.split(text)) if part]


@dataclass(frozen=True, slots=True)
class ExchangeEntry:
    """One exchange.

    Args:
        anchor: Its id on the page.
        sender: Who sent the request.
        receiver: Who answered.
        label: The request in words.
        answer: The response in words.
        request: The request as it was sent.
        response: The response as it came.
        effects: What differs afterwards, in sentences.
        curl: The command that sends it again.
        open: Whether it is the one that an api checked.

    """

    anchor: str
    sender: str
    receiver: str
    label: str
    answer: str
    request: list[TextPart]
    response: list[TextPart]
    effects: list[str]
    curl: list[TextPart]
    open: bool


def exchange_entries(
    exchanges: Sequence[Exchange], world: World, tokens: Iterable[Token] = (), outcome: Outcome | None = None
) -> list[ExchangeEntry]:
    """The exchanges of one step, in the order their requests were sent.

    Args:
        exchanges: What was sent.
        world: Its world.
        tokens: The tokens that came with any of it.
        outcome: What came of it all, for the one that an api decided.

    """
    tokens = list(tokens)
    return [
        ExchangeEntry(
            anchor=f"wire-{index + 1}",
            sender=exchange.sender,
            receiver=exchange.receiver,
            label=request_in_words(exchange, world),
            answer=answer_in_words(exchange),
            request=text_parts(_request(exchange)),
            response=text_parts(_response(exchange)),
            effects=effects(exchange, world, tokens, outcome),
            curl=text_parts(curl(exchange, exchanges[:index])),
            open=outcome is not None and bool(outcome.checks) and exchange.receiver == outcome.api,
        )
        for index, exchange in enumerate(exchanges)
    ]


def _request(exchange: Exchange) -> str:
    parts = urlsplit(exchange.request.url)
    target = parts.path + (f"?{parts.query}" if parts.query else "")
    return _message(f"{exchange.request.method} {target} HTTP/1.1", exchange.request.headers, exchange.request.body)


def _response(exchange: Exchange) -> str:
    status = exchange.response.status
    return _message(f"HTTP/1.1 {status} {responses.get(status, '')}", exchange.response.headers, exchange.response.body)


def _message(first: str, headers: Sequence[tuple[str, str]], body: str) -> str:
    lines = [first, *(f"{name}: {value}" for name, value in headers)]
    return "\n".join(lines) + (f"\n\n{_readable(body)}" if body else "")


def _readable(body: str) -> str:
    """A body; JSON in lines, one a member and one a check, for that is how it is read. Nothing else is touched."""
    if not body.startswith("{"):
        return body
    try:
        return _in_lines(json.loads(body), "\n  ", _DEPTH)
    except (ValueError, RecursionError):
        return body


def _in_lines(value: Any, newline: str, depth: int) -> str:
    """JSON, in lines as deep as that."""
    if not value or not depth or not isinstance(value, dict | list):
        return as_json(value)
    deeper, below = f"{newline}  ", depth - 1
    if isinstance(value, dict):
        members = [f"{as_json(name)}: {_in_lines(member, deeper, below)}" for name, member in value.items()]
        return f"{{{newline}{f',{newline}'.join(members)}{newline[:-2]}}}"
    return f"[{newline}{f',{newline}'.join([_in_lines(item, deeper, below) for item in value])}{newline[:-2]}]"
