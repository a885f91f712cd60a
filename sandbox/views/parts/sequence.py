"""The sequence of messages between those who take part, each with a lane, in the order they were sent."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final
from urllib.parse import urlsplit

from sandbox.replay.refusal import refusal
from sandbox.replay.trace import Exchange, Outcome, Token
from sandbox.views.parts.checks import overlooked
from sandbox.worlds.addresses import api_path, issuer_path
from sandbox.worlds.hues import hue_of_aud
from sandbox.worlds.model import World

_TOKENS: Final = {"access_token": "an access token", "id_token": "an ID token", "refresh_token": "a refresh token"}
_DOCUMENTS: Final = {
    '{"keys"': "the keys",
    '{"issuer"': "its configuration",
    '{"resource"': "its metadata",
    '{"active": true': "active",
    '{"active": false': "not active",
}
_WELL_KNOWN: Final = re.compile(r"^(/\.well-known/[a-z-]+)/.*")
"""A document that stands before the path of the part it is about."""


@dataclass(frozen=True, slots=True)
class Actor:
    """One lane. ``name`` is what readers see, ``short`` what fits on a phone."""

    id: str
    name: str
    short: str
    hue: str


@dataclass(frozen=True, slots=True)
class Message:
    """A row of the lanes: an exchange, or one half of it.

    Args:
        number: The number of the step it belongs to.
        current: Whether that step is the one in focus.
        sender: Who sent the request.
        receiver: Who answered.
        first: The leftmost lane it touches, from 1.
        span: How many lanes it touches.
        leftward: Whether the row's arrow runs to the left.
        half: ``request`` or ``response`` when a token travels with it, ``both`` for a whole exchange.
        label: The request in words.
        answer: The response in words.
        token_hues: The hues of the tokens that travel along the arrow.
        back: Whether they travel with the response of a whole exchange.
        tone: ``good``, ``bad``, ``careless`` where an api served in spite of a failed check, or ``plain``.
        aside: Whether it was sent on the side, by an api that fetches keys.
        href: Where its exchange stands as it was sent.

    """

    number: int
    current: bool
    sender: Actor
    receiver: Actor
    first: int
    span: int
    leftward: bool
    half: str
    label: str
    answer: str
    token_hues: list[str]
    back: bool
    tone: str
    aside: bool
    href: str


@dataclass(frozen=True, slots=True)
class EarlierStep:
    """A step before the one in focus, in one line.

    Args:
        number: Its number.
        name: Its name in two or three words.
        url: Its address.
        message: Its main message; None if it sent nothing.

    """

    number: int
    name: str
    url: str
    message: Message | None


@dataclass(frozen=True, slots=True)
class MessageRows:
    """Makes rows of exchanges.

    Args:
        lanes: The actors, in the order of their lanes.
        world: The world they play in.
        tokens: The tokens that may travel, by name.

    """

    lanes: Sequence[Actor]
    world: World
    tokens: Mapping[str, Token]

    def earlier(self, number: int, url: str, outcome: Outcome) -> Message | None:
        """The main message of a step before the one in focus; None if it sent nothing.

        Args:
            number: The number of the step.
            url: Its address.
            outcome: What came of it.

        """
        ours = [index for index, exchange in enumerate(outcome.exchanges) if not exchange.aside]
        if not ours:
            return None
        return self.row(number, outcome.exchanges[ours[-1]], f"{url}#wire-{ours[-1] + 1}", current=False)

    def current(self, number: int, outcome: Outcome) -> Iterator[Message]:
        """The step in focus: a response comes after the requests that were sent aside for it."""
        careless = outcome.decision == "accept" and any(map(overlooked, outcome.checks))
        tone = "careless" if careless else None
        answer: Message | None = None
        for index, exchange in enumerate(outcome.exchanges):
            href = f"#wire-{index + 1}"
            if answer and not exchange.aside:
                yield answer
                answer = None
            sent, received = self._travels(exchange)
            if exchange.aside or not (sent or received):
                yield self.row(number, exchange, href)
                continue
            yield self.row(number, exchange, href, "request", tone=tone)
            answer = self.row(number, exchange, href, "response", tone=tone)
        if answer:
            yield answer

    def row(
        self,
        number: int,
        exchange: Exchange,
        href: str,
        half: str = "both",
        *,
        current: bool = True,
        tone: str | None = None,
    ) -> Message:
        """One row.

        Args:
            number: The number of the step.
            exchange: The exchange.
            href: Where the exchange stands as it was sent.
            half: ``request``, ``response`` or ``both``.
            current: Whether the step is the one in focus.
            tone: The tone of the row; that of the exchange if None.

        """
        places = {actor.id: place for place, actor in enumerate(self.lanes, 1)}
        start, end = places[exchange.sender], places[exchange.receiver]
        sent, received = self._travels(exchange)
        tokens = {"both": sent or received, "request": sent, "response": received}[half]
        return Message(
            number=number,
            current=current,
            sender=self.lanes[start - 1],
            receiver=self.lanes[end - 1],
            first=min(start, end),
            span=abs(end - start) + 1,
            leftward=(end < start) != (half == "response"),
            half=half,
            label=request_in_words(exchange, self.world),
            answer=answer_in_words(exchange) if current else str(exchange.response.status),
            token_hues=[_hue(self.world, token) for token in tokens],
            back=half == "both" and not sent,
            tone=tone or _tone(exchange, self.world),
            aside=exchange.aside,
            href=href,
        )

    def _travels(self, exchange: Exchange) -> tuple[list[Token], list[Token]]:
        """The tokens sent with the request, and those sent with the response."""
        headers = {name.lower(): value for name, value in exchange.request.headers}
        carried = (
            headers.get("authorization", "").rpartition(" ")[2] or exchange.request.url.rpartition("access_token=")[2]
        )
        body = exchange.response.body if exchange.receiver in self.world.issuers else ""
        form = exchange.request.body if exchange.receiver in self.world.issuers else ""
        tokens = [token for token in self.tokens.values() if token.raw]
        sent = [token for token in tokens if token.raw == carried or token.raw in form]
        return sent, [token for token in tokens if token.raw in body]


def _hue(world: World, token: Token) -> str:
    return hue_of_aud(world, (token.claims or {}).get("aud"))


def _tone(exchange: Exchange, world: World) -> str:
    if exchange.receiver not in world.apis:
        return "plain"
    return "good" if exchange.response.status < 400 else "bad"


def request_in_words(exchange: Exchange, world: World) -> str:
    """``GET /orders``, ``POST /oauth/token``: method and path as the receiver knows it."""
    path = _WELL_KNOWN.sub(r"\1", urlsplit(exchange.request.url).path)
    if exchange.receiver in world.issuers:
        short = path.removeprefix(issuer_path(world.world, exchange.receiver)[:-1])
    else:
        base = api_path(world.world, exchange.receiver)
        deployment, _, route = path.removeprefix(base).partition("/")
        short = f"/{route}" + (f"  ({deployment.lstrip(';').replace(';', ', ')})" if deployment else "")
    return f"{exchange.request.method} {short}"


def answer_in_words(exchange: Exchange) -> str:
    """``401 invalid_token``, ``302 with a code``: the status, and what the response brings."""
    headers = {name.lower(): value for name, value in exchange.response.headers}
    error = headers.get("www-authenticate", "").partition('error="')[2].partition('"')[0]
    received = error or ("with a code" if "code=" in headers.get("location", "") else _received(exchange, headers))
    return f"{exchange.response.status} {received}".strip()


def _received(exchange: Exchange, headers: Mapping[str, str]) -> str:
    if "html" in headers.get("content-type", ""):
        return "a page"
    body = exchange.response.body
    tokens = [name for key, name in _TOKENS.items() if f'"{key}":' in body]
    if tokens:
        return "with " + " and ".join(tokens)
    if exchange.response.status >= 400:
        return refusal(exchange).error
    return next((words for beginning, words in _DOCUMENTS.items() if body.startswith(beginning)), "")
