"""The results of a room, to keep: as data, as a table."""

import csv
import io
import re
from collections.abc import Sequence
from typing import Any, Final

from sandbox.workshop.model import Room
from sandbox.workshop.polls import Tally
from sandbox.workshop.store.interface import Store

_COLUMNS = ("step", "question", "answer", "right", "votes", "percent", "scenario", "asked")
_FORMULA: Final = re.compile(r"^(?=[\t\r\n])|(?:^|(?<=[;\t\r\n]))(?=[ \xa0\ufeff]*[=+\-@＝＋－＠])")
"""Where one would begin: at the start of a cell, or after what some take for its end (OWASP, *CSV Injection*)."""


def as_csv(tallies: Sequence[Tally]) -> str:
    """A row for each answer to each question."""
    text = io.StringIO()
    table = csv.writer(text)
    table.writerow(_COLUMNS)
    for tally in tallies:
        for share in tally.by_number:
            right = "" if share.correct is None else "yes" if share.correct else "no"
            texts = map(_text, (tally.url, tally.ask, share.says))
            table.writerow([*texts, right, share.votes, share.percent, _text(tally.title), _date(tally)])
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
            "scenario": tally.title,
            "asked": _date(tally),
            "answers": [
                {"says": share.says, "right": share.correct, "votes": share.votes, "percent": share.percent}
                for share in tally.by_number
            ],
        }
        for tally in tallies
    ]
    return {"room": room.code, "playlist": room.playlist, "questions": questions, "people": list(people)}


def _date(tally: Tally) -> str:
    """When a question was asked (RFC 3339), by the clock of this machine; empty if that is not known."""
    return tally.when.isoformat(timespec="seconds") if tally.when else ""


async def people_of(store: Store, room: Room, tallies: Sequence[Tally]) -> list[dict[str, Any]]:
    """The answers that were given under each nickname: the number of the answer, by step.

    A nickname on two devices that did not both answer a question is one person, whose browser was another one after a
    crash.

    Args:
        store: Where the room is kept.
        room: The room.
        tallies: Its questions.

    """
    people: dict[tuple[str, str], dict[str, int]] = {}
    for device, person in (await store.people(room.code)).items():
        if person.name:
            people[person.name, device] = {}
    for tally in tallies:
        for device, vote in (await store.votes(room.code, tally.key)).items():
            if vote.name:
                people.setdefault((vote.name, device), {})[tally.url] = vote.answer
    found: list[dict[str, Any]] = []
    for (name, _device), answers in people.items():
        same = next((one for one in found if one["name"] == name and not answers.keys() & one["answers"].keys()), None)
        if same:
            same["answers"] |= answers
        else:
            found.append({"name": name, "answers": answers})
    return found
