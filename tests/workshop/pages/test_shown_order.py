"""A room's answers are shown in their order, and kept by their numbers: on the ballot, in the tally, in results."""

import csv
import io

from sandbox.scenarios.loading.catalogue import Catalogue
from sandbox.scenarios.shown_order import shown_order
from sandbox.templating import render
from sandbox.workshop.model import Room
from sandbox.workshop.pages.results import as_csv, as_data
from sandbox.workshop.pages.view_models import Poll
from sandbox.workshop.polls import ballot_of, tally_of
from tests.workshop.people import chosen

AT = "/scenarios/tampered-aud/at-baz"


def test_the_second_answer_of_the_file_is_the_second_everywhere_and_shown_elsewhere(catalogue: Catalogue) -> None:
    scenario = catalogue.scenario("tampered-aud")
    step = next(step for step in scenario.steps if step.id == "at-baz")
    assert step.predict
    order = [number for number, _ in shown_order(AT, step.predict)]
    assert order != [1, 2, 3]
    ballot = ballot_of(step, f"{AT}#1", 2)
    tally = tally_of(scenario, step, f"{AT}#1", [2, 2, 1], catalogue.worlds["foo"])
    assert ballot
    assert tally
    html = render("partials/ballot.html", poll=Poll("BCDFG", ballot))
    assert chosen(html) == 2
    assert f"Answer {order.index(2) + 1} is kept." in html
    places = [html.index(step.predict.options[number - 1].says) for number in order]
    assert places == sorted(places)
    assert [share.number for share in tally.shares] == order
    assert {share.number: share.votes for share in tally.shares} == {1: 1, 2: 2, 3: 0}
    says = [option.says for option in step.predict.options]
    room = Room(code="BCDFG", secret="", seal="", playlist="", opened=0, address="")
    (question,) = as_data(room, [tally], [])["questions"]
    assert [answer["says"] for answer in question["answers"]] == says
    assert [row["answer"] for row in csv.DictReader(io.StringIO(as_csv([tally])))] == says
