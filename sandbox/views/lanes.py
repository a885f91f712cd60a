"""The lanes: who takes part, and each message between them, in the order it was sent."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from urllib.parse import urlsplit

from sandbox.replay.trace import Exchange, Outcome, Token
from sandbox.scenarios.model import Call, GetToken, Scenario, Step
from sandbox.views.hues import hue, hue_of_aud
from sandbox.worlds.addresses import api_path, issuer_path
from sandbox.worlds.model import World


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
        letter: The hue of the token that travels along the arrow, or None.
        back: Whether it came with the answer of a whole exchange.
        tone: ``good``, ``bad`` or ``plain``.
        aside: Whether it was sent on the side, by an api that fetches keys.
        anchor: The id of its entry on the wire, in the current step.

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
    letter: str | None
    back: bool
    tone: str
    aside: bool
    anchor: str


def actors(scenario: Scenario, world: World) -> list[Actor]:
    """Who takes part in a scenario: clients, issuers, apis, in that order."""
    clients, issuers, apis = {}, {}, {}
    for step in scenario.steps:
        if isinstance(step.verb, GetToken):
            clients[step.verb.client] = True
            issuers[step.verb.issuer] = True
        elif isinstance(step.verb, Call):
            apis[step.verb.api] = True
            issuers |= dict.fromkeys(world.apis[step.verb.api].trusts, True)
    if not clients:
        clients = dict.fromkeys(list(world.clients)[:1], True)
    ordered = [api for api in world.apis if api in apis]
    return [
        *(Actor(id_, _host(id_, world), id_, hue(world, id_)) for id_ in clients),
        *(Actor(id_, id_ if id_ == "issuer" else f"issuer {id_}", id_, hue(world, id_)) for id_ in issuers),
        *(Actor(id_, _host(id_, world), id_, hue(world, id_)) for id_ in ordered),
    ]


def _host(id_: str, world: World) -> str:
    return f"{id_}.{world.domain}"


def messages(
    told: Sequence[tuple[int, Step, Outcome]],
    lanes: Sequence[Actor],
    world: World,
    *,
    current: str,
    known: Mapping[str, Token],
) -> Iterator[Message]:
    """The rows of the lanes: all messages of the step in focus, the main one of each step before it.

    Args:
        told: Steps with their numbers and what came of them.
        lanes: The actors, in the order of their lanes.
        world: The world they play in.
        current: The id of the step in focus.
        known: The tokens saved so far, by name.

    """
    draw = _Drawing({actor.id: place for place, actor in enumerate(lanes, 1)}, lanes, world, known)
    for number, step, outcome in told:
        if step.id == current:
            yield from draw.current(number, outcome.exchanges)
        else:
            main = [exchange for exchange in outcome.exchanges if exchange.sender in world.clients]
            yield from (draw.row(number, exchange) for exchange in main[-1:])


@dataclass(frozen=True, slots=True)
class _Drawing:
    """Draws exchanges between lanes.

    Args:
        places: The number of each actor's lane.
        lanes: The actors.
        world: The world they play in.
        known: The tokens that may travel.

    """

    places: Mapping[str, int]
    lanes: Sequence[Actor]
    world: World
    known: Mapping[str, Token]

    def current(self, number: int, exchanges: Sequence[Exchange]) -> Iterator[Message]:
        """The step in focus: an answer stands after what was sent on the side before it came."""
        answer: Message | None = None
        for index, exchange in enumerate(exchanges):
            anchor = f"wire-{index + 1}"
            aside = exchange.sender not in self.world.clients
            if answer and not aside:
                yield answer
                answer = None
            sent, received = self._travels(exchange)
            if aside or not (sent or received):
                yield self.row(number, exchange, anchor=anchor)
                continue
            yield self.row(number, exchange, "request", anchor)
            answer = self.row(number, exchange, "response", anchor)
        if answer:
            yield answer

    def row(self, number: int, exchange: Exchange, half: str = "both", anchor: str = "") -> Message:
        """One row."""
        start, end = self.places[exchange.sender], self.places[exchange.receiver]
        sent, received = self._travels(exchange)
        token = {"both": sent or received, "request": sent, "response": received}[half]
        return Message(
            number=number,
            current=bool(anchor),
            sender=self.lanes[start - 1],
            receiver=self.lanes[end - 1],
            first=min(start, end),
            span=abs(end - start) + 1,
            leftward=(end < start) != (half == "response"),
            half=half,
            label=request_in_words(exchange, self.world),
            answer=answer_in_words(exchange),
            letter=hue_of_aud(self.world, (token.claims or {}).get("aud")) if token else None,
            back=half == "both" and sent is None,
            tone=_tone(exchange, self.world),
            aside=exchange.sender in self.world.apis,
            anchor=anchor,
        )

    def _travels(self, exchange: Exchange) -> tuple[Token | None, Token | None]:
        """The token sent with the request, and the one that came with the response."""
        headers = {name.lower(): value for name, value in exchange.request.headers}
        carried = (
            headers.get("authorization", "").rpartition(" ")[2] or exchange.request.url.rpartition("access_token=")[2]
        )
        sent = next((token for token in self.known.values() if token.raw == carried), None)
        from_issuer = exchange.receiver in self.world.issuers
        body = exchange.response.body if from_issuer else ""
        return sent, next((token for token in self.known.values() if token.raw in body), None)


def _tone(exchange: Exchange, world: World) -> str:
    if exchange.receiver not in world.apis:
        return "plain"
    return "good" if exchange.response.status < 400 else "bad"


def request_in_words(exchange: Exchange, world: World) -> str:
    """``GET /orders``, ``POST /oauth/token``: method and path as the receiver knows it."""
    path = urlsplit(exchange.request.url).path
    if exchange.receiver in world.issuers:
        short = path.removeprefix(issuer_path(world.world, exchange.receiver)[:-1])
    else:
        base = api_path(world.world, exchange.receiver)
        deployment, _, route = path.removeprefix(base).partition("/")
        short = f"/{route}" + (f"  ({deployment.lstrip(';').replace(';', ', ')})" if deployment else "")
    return f"{exchange.request.method} {short}"


def answer_in_words(exchange: Exchange) -> str:
    """``401 invalid_token``: the status, and the error of its challenge if there is one."""
    headers = {name.lower(): value for name, value in exchange.response.headers}
    error = headers.get("www-authenticate", "").partition('error="')[2].partition('"')[0]
    return f"{exchange.response.status} {error}".strip()
