"""What a room said, to keep: as data, as a table."""

import csv
import io
from collections.abc import Sequence
from typing import Any

from sandbox.workshop.model import Room
from sandbox.workshop.polls import Tally
from sandbox.workshop.store.interface import Store

_COLUMNS = ("step", "question", "answer", "right", "votes", "percent")


def as_csv(tallies: Sequence[Tally]) -> str:
    """A row for each answer to each question."""
    text = io.StringIO()
    table = csv.writer(text)
    table.writerow(_COLUMNS)
    for tally in tallies:
        for share in tally.shares:
            right = "yes" if share.correct else "no"
            table.writerow([tally.url, tally.ask, share.says, right, share.votes, share.percent])
    return text.getvalue()


def as_data(room: Room, tallies: Sequence[Tally], people: Sequence[dict[str, Any]]) -> dict[str, Any]:
    """The same as data, and what each person said who gave a name."""
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
    """What each person said who gave a name: the number of the answer, by step."""
    votes = {tally.url: await store.votes(room.code, tally.key) for tally in tallies}
    return [
        {"name": person.name, "answers": {url: said[device] for url, said in votes.items() if device in said}}
        for device, person in (await store.people(room.code)).items()
        if person.name
    ]
