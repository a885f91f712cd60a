"""What a room said, to keep: the shape of both forms is a contract."""

import json
from pathlib import Path

from markupsafe import Markup

from sandbox.workshop.model import Person
from sandbox.workshop.pages.results import as_csv, as_data, people_of
from sandbox.workshop.polls import Share, Tally
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
    ),
    Tally(
        "/scenarios/two/asks#1", "/scenarios/two/asks", "Ünd jetzt?\nUnd dann?", [Share(1, "王", WHY, True, 0, 0)], 0
    ),
]
PEOPLE = [{"name": "Ada", "answers": {ASK: 2}}]


def test_a_table_has_a_row_for_each_answer() -> None:
    assert as_csv(TALLIES).encode() == (GOLDEN / "results.csv").read_bytes()


def test_a_table_of_nothing_has_a_head() -> None:
    assert as_csv([]) == "step,question,answer,right,votes,percent\r\n"


def test_data_has_each_question_with_its_answers_and_who_gave_a_name() -> None:
    data = as_data(new_room(), TALLIES, PEOPLE)
    assert json.dumps(data, indent=2, ensure_ascii=False) + "\n" == (GOLDEN / "results.json").read_text("utf-8")


async def test_people_are_those_who_gave_a_name_with_the_answers_that_count() -> None:
    store = MemoryStore()
    room = new_room(scene=new_room().scene.model_copy(update={"place": f"{ASK}/predict"}), rounds={ASK: 2})
    await store.open(room)
    for device, name in (("first", "Ada"), ("second", ""), ("third", "Ben")):
        await store.join(room.code, device, Person(name=name, address="192.168.1.7"))
    for device, answer in (("first", 1), ("first", 2), ("second", 1)):
        assert await store.vote(room.code, room.poll_key, device, Person(), answer) == "counted"
    assert await people_of(store, room, TALLIES) == [*PEOPLE, {"name": "Ben", "answers": {}}]
