"""The files of a scenario made of a token: what ``aud new --from-token`` writes, and ``/check`` shows.

``static/js/incident`` does the same in the browser.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from sandbox.authoring.from_token import from_token
from sandbox.authoring.templates import new_chapter, new_scenario, new_world
from sandbox.reading.source import read_text
from sandbox.tokens.in_hand import InHand
from sandbox.tokens.parsed_token import ParsedToken
from sandbox.worlds.loading import world_from

_ID: Final = "incident"
_FOLDER: Final = "01-incidents"


@dataclass(frozen=True, slots=True)
class NewFile:
    """A file to be written: its path from the root of a pack, and its text."""

    path: str
    text: str


def incident_of(header: Mapping[str, Any], claims: Mapping[str, Any], form: str) -> tuple[NewFile, ...]:
    """The scenario of a token, its world and its chapter; nothing for a token without claims.

    A replay of the scenario changes nothing in it.

    Args:
        header: The members of its header.
        claims: Its claims.
        form: What it stood in; ``claims`` for claims that somebody decoded.

    """
    if not claims:
        return ()
    words = "decoded claims" if form == "claims" else "a token"
    new = from_token(_ID, InHand(words, "claims", "", ParsedToken("", dict(header), dict(claims), None)))
    world_text = new_world(new.world, new.notes)
    world_path = f"worlds/{_ID}.yaml"
    world = world_from(read_text(world_text, world_path), _ID)
    scenario = new_scenario(_ID, world, new.notes, new.minted)
    return (
        NewFile(f"{_FOLDER}/{_ID}.yaml", scenario or ""),
        NewFile(world_path, world_text),
        NewFile(f"{_FOLDER}/chapter.yaml", new_chapter("Incidents")),
    )
