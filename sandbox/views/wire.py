"""The wire: each exchange as it was sent, and the command that sends it again."""

import json
import re
from collections.abc import Sequence
from dataclasses import dataclass
from http.client import responses
from typing import Final
from urllib.parse import urlsplit

from sandbox.replay.trace import Exchange
from sandbox.views.curl import curl
from sandbox.views.lanes import answer_in_words, request_in_words
from sandbox.worlds.model import World

_LONG_WORD: Final = re.compile(r"([A-Za-z0-9_-]{16,}\.[A-Za-z0-9_-]{16,}\.[A-Za-z0-9_-]*|[A-Za-z0-9_-]{120,})")


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of text; a long word such as a token is shown short and copied whole."""

    text: str
    long: bool


def pieces(text: str) -> list[Piece]:
    """Split a text into its long words and what is between them."""
    return [Piece(part, bool(index % 2)) for index, part in enumerate(_LONG_WORD.split(text)) if part]


@dataclass(frozen=True, slots=True)
class WireEntry:
    """One exchange.

    Args:
        anchor: Its id on the page.
        sender: Who sent the request.
        receiver: Who answered.
        label: The request in words.
        answer: The response in words.
        request: The request as it was sent, in pieces.
        response: The response as it came, in pieces.
        curl: The command that does it again, in pieces.

    """

    anchor: str
    sender: str
    receiver: str
    label: str
    answer: str
    request: list[Piece]
    response: list[Piece]
    curl: list[Piece]


def wire(exchanges: Sequence[Exchange], world: World) -> list[WireEntry]:
    """The exchanges of one step, in the order their requests were sent."""
    return [
        WireEntry(
            anchor=f"wire-{index + 1}",
            sender=exchange.sender,
            receiver=exchange.receiver,
            label=request_in_words(exchange, world),
            answer=answer_in_words(exchange),
            request=pieces(_request(exchange)),
            response=pieces(_response(exchange)),
            curl=pieces(curl(exchange, exchanges[:index])),
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
    """A body, JSON with its members below one another; nothing else is touched."""
    if not body.startswith(("{", "[")):
        return body
    try:
        return json.dumps(json.loads(body), indent=2, ensure_ascii=False)
    except (ValueError, RecursionError):
        return body
