"""The effects of an exchange: who holds, knows or has done something that they had not before."""

from collections.abc import Iterable, Iterator, Sequence
from urllib.parse import parse_qs, urlsplit

from sandbox.replay.trace import Exchange, Outcome, Token
from sandbox.replay.wire import json_object
from sandbox.scenarios.expect import REFUSED
from sandbox.views.parts.check_words import WORDS
from sandbox.views.parts.values import as_text
from sandbox.worlds.model import World

_NOTHING = "Nothing."


def effects(exchange: Exchange, world: World, tokens: Iterable[Token], outcome: Outcome | None) -> list[str]:
    """What differs after an exchange, in sentences.

    Args:
        exchange: The exchange.
        world: Its world.
        tokens: The tokens that may have come with it.
        outcome: What came of the step, for the exchange that an api decided.

    """
    by_issuer = exchange.receiver in world.issuers
    sentences = _by_issuer(exchange, tokens) if by_issuer else _by_api(exchange, outcome)
    return [*sentences, *_documents(exchange)] or [_NOTHING]


def _by_issuer(exchange: Exchange, tokens: Iterable[Token]) -> Iterator[str]:
    headers = [(name.lower(), value) for name, value in exchange.response.headers]
    who, issuer, body = exchange.sender, exchange.receiver, exchange.response.body
    cookies = [value for name, value in headers if name == "set-cookie"]
    if any("max-age=0" in cookie.lower() for cookie in cookies):
        yield f"The browser forgets its cookie of {issuer}: nobody is signed in there any more. Tokens stay good."
    elif cookies:
        yield f"The browser keeps a cookie of {issuer}, by which {issuer} knows who signed in."
    yield from _at_endpoint(exchange)
    location = next((value for name, value in headers if name == "location"), "")
    returned = parse_qs(urlsplit(location).query)
    if "code" in returned:
        yield f"{who} holds a code, which is good once."
    if "error" in returned:
        yield f"{who} is told {returned['error'][0]}, and holds nothing."
    for token in tokens:
        if token.raw and token.raw in body:
            yield f"{who} holds {token.name}{_addressed(token)}."


def _at_endpoint(exchange: Exchange) -> Iterator[str]:
    """What an answer without a token brings, at two endpoints of an issuer."""
    who, path = exchange.sender, urlsplit(exchange.request.url).path
    if exchange.response.status >= REFUSED:
        return
    if path.endswith("/userinfo"):
        yield f"{who} knows who the token is about: {as_text(json_object(exchange.response.body).get('sub'))}."
    if path.endswith("/oauth/revoke"):
        yield f"{exchange.receiver} takes the token no more, if it was {who}'s. An API that reads it by itself does."


def _addressed(token: Token) -> str:
    if token.claims is None:
        return ", which nobody but the issuer can read"
    aud = token.claims.get("aud")
    names = aud if isinstance(aud, list) else [aud]
    return ", addressed to nobody" if aud is None else f", addressed to {' and '.join(map(as_text, names))}"


def _documents(exchange: Exchange) -> Iterator[str]:
    """What the sender knows now: of what an issuer or an api publishes, or of a token."""
    who, answer = exchange.sender, json_object(exchange.response.body)
    if isinstance(answer.get("keys"), list):
        kids = [str(key.get("kid")) for key in answer["keys"] if isinstance(key, dict)]
        yield f"{who} knows the public {_several('key', kids)} of {exchange.receiver}: {', '.join(kids)}."
    elif "active" in answer:
        knows = (
            "what the token says" if answer["active"] is True else "no more than that the token is not active for it"
        )
        yield f"{who} knows {knows}."
    elif "resource" in answer:
        yield f"{who} knows what to ask a token for: {as_text(answer['resource'])}, and whom to ask."
    elif "token_endpoint" in answer:
        yield f"{who} knows where {exchange.receiver} is asked for what."


def _several(word: str, items: Sequence[object]) -> str:
    return word if len(items) == 1 else f"{word}s"


def _by_api(exchange: Exchange, outcome: Outcome | None) -> Iterator[str]:
    if outcome is None or outcome.api != exchange.receiver:
        return
    if outcome.decision == "accept":
        yield f"{exchange.receiver} has acted on the letter, and {exchange.sender} has what it asked for."
    elif outcome.decided_by:
        title = next((words.title for check, words in WORDS.items() if check == outcome.decided_by), outcome.decided_by)
        yield f"Nothing: {exchange.receiver} has not acted. The check {title} refused."
