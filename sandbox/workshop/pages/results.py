"""The results of a room, to keep: as data, as a table."""

import csv
import io
import re
from collections.abc import Sequence
from typing import Any, Final

from sandbox.workshop.model import Room
from sandbox.workshop.polls import Tally
from sandbox.workshop.store.interface import Store

_COLUMNS = ("step", "question", "answer", "right", "votes", "percent")
_FORMULA: Final = re.compile(r"^(?=[\t\r\n])|(?:^|(?<=[;\t\r\n]))(?=[ \xa0\ufeff]*[=+\-@＝＋－＠])")
"""Where one would begin: at the start of a cell, or after what some take for its end (OWASP, *CSV Injection*)."""


def as_csv(tallies: Sequence[Tally]) -> str:
    """A row for each answer to each question."""
    text = io.StringIO()
    table = csv.writer(text)
    table.writerow(_COLUMNS)
    for tally in tallies:
        for share in tally.shares:
            right = "yes" if share.correct else "no"
            table.writerow([_text(tally.url), _text(tally.ask), _text(share.says), right, share.votes, share.percent])
    return text.getvalue()


def _text(cell: str) -> str:
    """A cell that no spreadsheet takes for a formula, whichever character it takes for the end of a cell."""
    return _FORMULA.sub("'", cell)


def as_data(room: Room, tallies: Sequence[Tally], people: Sequence[dict[str, Any]]) -> dict[str, Any]:
    """The same as data, with the answers of each person who gave a nickname.

    Args:
        room: The room.
        tallies: Its questions.
        people: What `people_of` found.

    """
    questions = [
        {
            "step": tally.url,
            "question": tally.ask,
            "votes": tally.votes,
            "answers": [
                {"says": share.says, "right": share.correct, "votes": share.votes, "percent": share.percent}
                for share in tally.shares
            ],
        }
        for tally in tallies
    ]
    return {"room": room.code, "playlist": room.playlist, "questions": questions, "people": list(people)}


async def people_of(store: Store, room: Room, tallies: Sequence[Tally]) -> list[dict[str, Any]]:
    """The answers of each person who gave a nickname: the number of the answer, by step.

    Args:
        store: Where the room is kept.
        room: The room.
        tallies: Its questions.

    """
    votes = {tally.url: await store.votes(room.code, tally.key) for tally in tallies}
    return [
        {"name": person.name, "answers": {url: chosen[device] for url, chosen in votes.items() if device in chosen}}
        for device, person in (await store.people(room.code)).items()
        if person.name
    ]
