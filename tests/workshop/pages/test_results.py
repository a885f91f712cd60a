"""What a room said, to keep: the shape of both forms is a contract."""

import csv
import io
import json
import re
import time
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from markupsafe import Markup

from sandbox.workshop.model import OwnQuestion, Person
from sandbox.workshop.pages.results import as_csv, as_data, people_of
from sandbox.workshop.polls import Share, Tally, own_tally
from sandbox.workshop.store.memory import MemoryStore
from tests.workshop.test_commands import new_room

GOLDEN = Path(__file__).parent / "golden"
ASK = "/scenarios/one/asks"
WHY = Markup("<p>A reason stands in no table.</p>")
TALLIES = [
    Tally(
        f"{ASK}#2",
        ASK,
        'Whom is it "for"?',
        [Share(1, "bar, and baz", WHY, False, 1, 33), Share(2, "baz", WHY, True, 2, 67)],
        3,
        "One letter",
        datetime(2026, 11, 28, 19, 5, tzinfo=UTC).timestamp(),
    ),
    Tally(
        "/scenarios/two/asks#1", "/scenarios/two/asks", "Ünd jetzt?\nUnd dann?", [Share(1, "王", WHY, True, 0, 0)], 0
    ),
    own_tally(OwnQuestion(ask="And now?", options=("Yes",)), "poll/own-1", "poll/own-1#1", []),
]


@pytest.fixture(autouse=True)
def universal_time(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """The clock of this machine."""
    monkeypatch.setenv("TZ", "UTC")
    time.tzset()
    yield
    monkeypatch.undo()
    time.tzset()


PEOPLE = [{"name": "Ada", "answers": {ASK: 2}}]


def test_a_table_has_a_row_for_each_answer() -> None:
    assert as_csv(TALLIES).encode() == (GOLDEN / "results.csv").read_bytes()


def test_a_table_of_nothing_has_a_head() -> None:
    assert as_csv([]) == "step,question,answer,right,votes,percent,scenario,asked\r\n"


@pytest.mark.parametrize(
    "begin",
    ["=", "+", "-", "@", "\t", "\r", "\n=", " =", "\t=", "＝", "＋", "－", "＠", "x;=", "x\n@", "x\t+", "\ufeff="],
)
def test_no_cell_of_a_table_is_a_formula(begin: str) -> None:
    """In whatever program it is opened: some take semicolons or tabs for what parts the cells."""
    said = f'{begin}HYPERLINK("http://evil.example")'
    tallies = [Tally(said, said, said, [Share(1, said, WHY, True, 1, 100)], 1)]
    for separator in (",", ";", "\t"):
        for row in csv.reader(io.StringIO(as_csv(tallies), newline=""), delimiter=separator):
            for cell in row:
                assert re.match(r"[^=+\-@＝＋－＠\t\r\n]|$", cell.strip(" \ufeff")), (separator, cell)


def test_a_cell_that_is_no_formula_stays_as_it_is() -> None:
    says = "a=b, a - b, 2+2; alice@example.org, 'x'"
    ((*_, row),) = [
        list(csv.reader(io.StringIO(as_csv([Tally("/x", "/x", says, [Share(1, says, WHY, True, 1, 100)], 1)]))))
    ]
    assert row == ["/x", says, says, "yes", "1", "100", "", ""]


def test_data_has_each_question_with_its_answers_and_who_gave_a_name() -> None:
    data = as_data(new_room(), TALLIES, PEOPLE)
    assert json.dumps(data, indent=2, ensure_ascii=False) + "\n" == (GOLDEN / "results.json").read_text("utf-8")


async def test_people_are_those_who_gave_a_name_with_what_they_said_under_it() -> None:
    store = MemoryStore()
    room = new_room(scene=new_room().scene.model_copy(update={"place": f"{ASK}/predict"}), rounds={ASK: 2})
    await store.open(room)

    async def named(device: str, name: str) -> None:
        await store.join(room.code, device, Person(name=name, address="192.168.1.7"))

    async def says(device: str, answer: int) -> None:
        assert await store.vote(room.code, room.poll_key, device, Person(), answer) == "counted"

    await named("first", "Ada")
    await says("first", 1)
    await says("first", 2)
    await says("second", 1)  # who gives a name only later
    await named("second", "Cleo")
    await named("third", "Ben")
    await named("fourth", "Dan")
    await says("fourth", 2)
    await named("fourth", "Eve")  # who has the phone of Dan
    assert sorted(await people_of(store, room, TALLIES), key=lambda one: one["name"]) == [
        {"name": "Ada", "answers": {ASK: 2}},
        {"name": "Ben", "answers": {}},
        {"name": "Cleo", "answers": {}},
        {"name": "Dan", "answers": {ASK: 2}},
        {"name": "Eve", "answers": {}},
    ]


async def test_one_name_on_two_devices_is_one_person_unless_both_answered() -> None:
    store = MemoryStore()
    room = new_room(scene=new_room().scene.model_copy(update={"place": f"{ASK}/predict"}), rounds={ASK: 2})
    await store.open(room)
    for device, answer in (("before a crash", 0), ("after it", 2), ("another Ada", 1)):
        await store.join(room.code, device, Person(name="Ada", address="192.168.1.7"))
        if answer:
            await store.vote(room.code, room.poll_key, device, Person(), answer)
    assert await people_of(store, room, TALLIES) == [
        {"name": "Ada", "answers": {ASK: 2}},
        {"name": "Ada", "answers": {ASK: 1}},
    ]
