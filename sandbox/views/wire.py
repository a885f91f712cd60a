"""The wire: each exchange as it was sent, and the command that sends it again."""

import re
import shlex
from collections.abc import Sequence
from dataclasses import dataclass
from http.client import responses
from typing import Final
from urllib.parse import parse_qs, parse_qsl, urlencode, urlsplit

from sandbox.replay.trace import Exchange
from sandbox.views.lanes import answer_in_words, request_in_words
from sandbox.worlds.model import World

_CURL_SENDS: Final = frozenset({"host", "accept", "accept-encoding", "connection", "user-agent", "content-length"})
_LONG_WORD: Final = re.compile(r"([A-Za-z0-9_-]{16,}\.[A-Za-z0-9_-]{16,}\.[A-Za-z0-9_-]*|[A-Za-z0-9_-]{120,})")
_FORM: Final = "application/x-www-form-urlencoded"


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
    return "\n".join(lines) + (f"\n\n{body}" if body else "")


def curl(exchange: Exchange, before: Sequence[Exchange] = ()) -> str:
    """A command for a POSIX shell that sends an exchange's request again.

    A code is good once, so the command for a token request that redeems one signs in anew first.

    Args:
        exchange: The exchange to repeat.
        before: The exchanges of the same step before it.

    """
    request = exchange.request
    words = ["curl", "-i"]
    body_is_form = any(name.lower() == "content-type" and value == _FORM for name, value in request.headers)
    for name, value in request.headers:
        if name.lower() not in _CURL_SENDS and not (name.lower() == "content-type" and body_is_form):
            words += ["-H", shlex.quote(f"{name}: {value}")]
    fields = dict(parse_qsl(request.body)) if body_is_form else {}
    if "code" in fields and (signed_in := _sign_in(before)):
        fields_without = urlencode({name: value for name, value in fields.items() if name != "code"})
        words += ["--data-raw", shlex.quote(fields_without), "--data-raw", '"code=$code"', shlex.quote(request.url)]
        return f"{signed_in}\n{' '.join(words)}"
    if request.body:
        words += ["--data-raw", shlex.quote(request.body)]
    elif request.method != "GET":
        words += ["-X", request.method]
    return " ".join([*words, shlex.quote(request.url)])


def _sign_in(before: Sequence[Exchange]) -> str | None:
    """The command that puts a new authorization code into the shell variable ``code``."""
    for exchange in before:
        location = next((value for name, value in exchange.response.headers if name.lower() == "location"), "")
        if "code" in parse_qs(urlsplit(location).query):
            url, body = shlex.quote(exchange.request.url), shlex.quote(exchange.request.body)
            fetch = f"curl -s -o /dev/null -w '%{{redirect_url}}' --data-raw {body} {url}"
            return f"code=$({fetch} | sed 's/.*[?&]code=\\([^&]*\\).*/\\1/')"
    return None
