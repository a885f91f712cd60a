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
    """One exchange as a row of the lanes.

    Args:
        number: The number of the step it belongs to.
        step: The id of that step.
        current: Whether that step is the one in focus.
        sender: Who sent the request.
        receiver: Who answered.
        first: The leftmost lane it touches, from 1.
        span: How many lanes it touches.
        leftward: Whether the request runs to the left.
        label: The request in words.
        answer: The response in words.
        letter: The hue of the token that travels with it, or None.
        back: Whether the token travels with the answer.
        tone: ``good``, ``bad`` or ``plain``.
        anchor: The id of its entry on the wire, in the current step.

    """

    number: int
    step: str
    current: bool
    sender: Actor
    receiver: Actor
    first: int
    span: int
    leftward: bool
    label: str
    answer: str
    letter: str | None
    back: bool
    tone: str
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
    """The rows of the lanes.

    Args:
        told: Steps with their numbers and what came of them.
        lanes: The actors, in the order of their lanes.
        world: The world they play in.
        current: The id of the step in focus.
        known: The tokens saved so far, by name.

    """
    tokens = {token.raw: token for token in known.values()}
    for number, step, outcome in told:
        for index, exchange in enumerate(outcome.exchanges):
            yield _message(number, step, exchange, index, lanes, world, tokens, current=step.id == current)


def _message(  # noqa: PLR0913, PLR0917 - a row has this many sources
    number: int,
    step: Step,
    exchange: Exchange,
    index: int,
    lanes: Sequence[Actor],
    world: World,
    tokens: Mapping[str, Token],
    *,
    current: bool,
) -> Message:
    places = {actor.id: place for place, actor in enumerate(lanes, 1)}
    start, end = places[exchange.sender], places[exchange.receiver]
    sent = _sent_token(exchange, tokens)
    received = next((token for token in tokens.values() if token.raw in exchange.response.body), None)
    token = sent or received
    return Message(
        number=number,
        step=step.id,
        current=current,
        sender=lanes[start - 1],
        receiver=lanes[end - 1],
        first=min(start, end),
        span=abs(end - start) + 1,
        leftward=end < start,
        label=request_in_words(exchange, world),
        answer=answer_in_words(exchange),
        letter=hue_of_aud(world, (token.claims or {}).get("aud")) if token else None,
        back=sent is None,
        tone=_tone(exchange, world),
        anchor=f"wire-{index + 1}",
    )


def _sent_token(exchange: Exchange, tokens: Mapping[str, Token]) -> Token | None:
    headers = {name.lower(): value for name, value in exchange.request.headers}
    return tokens.get(headers.get("authorization", "").rpartition(" ")[2])


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
