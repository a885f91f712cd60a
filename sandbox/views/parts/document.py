"""What was answered where somebody asked an issuer about a token, or anybody for a document: its JSON, to be read."""

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
    """What came of a step that asked for it; None if it was no JSON object.

    Args:
        outcome: What came of the step.
        expect: What was expected, which says what to look at.
        world: Its world.

    """
    asked = outcome.exchanges[-1] if outcome.exchanges else None
    members = json_object(asked.response.body) if asked else {}
    if asked is None or not members:
        return None
    marks = dict.fromkeys(expect.body, "highlight")
    for name in ("aud", "resource"):
        if name in members:
            marks[name] = f"aud {hue_of_aud(world, members[name])}"
    return Document(f"{asked.receiver} answers {request_in_words(asked, world)}", member_lines(members, marks))
