"""The JSON that an issuer answered about a token, or anybody as a document."""

from dataclasses import dataclass

from sandbox.replay.trace import Outcome
from sandbox.replay.wire import json_object
from sandbox.scenarios.expect import Expect
from sandbox.views.parts.sequence import request_in_words
from sandbox.views.parts.token_card import Line, member_lines
from sandbox.worlds.hues import hue_of_aud
from sandbox.worlds.model import World


@dataclass(frozen=True, slots=True)
class Document:
    """A JSON object that came.

    Args:
        title: Who answered what.
        lines: Its members; what the scenario speaks of is marked.

    """

    title: str
    lines: list[Line]


def document(outcome: Outcome, expect: Expect, world: World) -> Document | None:
    """The JSON object that a step brought; None if it brought none.

    Args:
        outcome: What came of the step.
        expect: What was expected, which says what to look at.
        world: Its world.

    """
    exchange = outcome.exchanges[-1] if outcome.exchanges else None
    members = json_object(exchange.response.body) if exchange else {}
    if exchange is None or not members:
        return None
    marks = dict.fromkeys(expect.body, "highlight")
    for name in ("aud", "resource"):
        if name in members:
            marks[name] = f"aud {hue_of_aud(world, members[name])}"
    return Document(f"{exchange.receiver} answers {request_in_words(exchange, world)}", member_lines(members, marks))
