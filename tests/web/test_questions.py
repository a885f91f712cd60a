"""The questions: three sentences each, and a button that leads to what proves it."""

import re

import httpx2
import pytest

from sandbox.scenarios.loading.catalogue import load_catalogue
from sandbox.settings import shipped_pack
from sandbox.views.site.questions import OFTEN, QUESTIONS, THREAD, Question

SCENARIOS = {scenario.scenario for scenario in load_catalogue([shipped_pack()]).scenarios()}
ASKED = {
    "one app with two APIs: one audience or two": "one-or-two",
    "why only one audience can be requested at a time": "one-at-a-time",
    "why many APIs may authorize one app, and one API many, when there is one audience": "many-clients-many-apis",
    "whether an API is an instance or a logical group that does not exist": "instance-or-group",
    "why validate the audience at all, and not just the client id": "why-check",
    "when the signature passes and the audience fails": "why-refused",
    "how a single-page app gets two access tokens for two audiences": "two-tokens",
    "how seven services each get their own token": "one-audience-per-service",
    "whom an ID token is for, and whom an access token": "id-token",
}
"""What was asked in the thread, and under which anchor it is answered."""


def test_each_of_the_thread_s_questions_is_there() -> None:
    assert {question.id for question in THREAD} == set(ASKED.values())


def test_each_leads_to_a_scenario_that_there_is_and_no_two_to_the_same() -> None:
    led_to = [re.fullmatch(r"/scenarios/([a-z-]+)(/.+)?", question.proof) for question in QUESTIONS]
    ids = [found[1] for found in led_to if found]
    assert len(ids) == len(QUESTIONS)
    assert set(ids) <= SCENARIOS
    assert len(set(ids)) == len(ids)


@pytest.mark.parametrize("question", QUESTIONS, ids=lambda question: question.id)
async def test_every_link_in_an_answer_leads_somewhere(http: httpx2.AsyncClient, question: Question) -> None:
    for address in re.findall(r"\]\(([^)]+)\)", question.answer):
        assert (await http.get(address)).status_code == 200


@pytest.mark.parametrize("question", QUESTIONS, ids=lambda question: question.id)
def test_an_answer_has_three_sentences(question: Question) -> None:
    assert len(re.findall(r"[.](?= |$)", question.answer)) == 3, question.answer


def test_no_two_have_the_same_anchor() -> None:
    assert len({question.id for question in QUESTIONS}) == len(QUESTIONS)


async def test_every_question_is_on_the_page(http: httpx2.AsyncClient) -> None:
    page = await http.get("/questions")
    assert page.status_code == 200
    for question in (*THREAD, *OFTEN):
        assert f'id="{question.id}"' in page.text
        assert f'href="{question.proof}"' in page.text


@pytest.mark.parametrize("question", QUESTIONS, ids=lambda question: question.id)
async def test_what_proves_it_is_there(http: httpx2.AsyncClient, question: Question) -> None:
    assert (await http.get(question.proof)).status_code == 200
