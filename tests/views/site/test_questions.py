"""The questions: three sentences each, and a scenario of its own that proves it."""

import re

import pytest

from sandbox.views.site.questions import QUESTIONS, THREAD, Question
from tests.views.conftest import CATALOGUE

SCENARIOS = {scenario.scenario for scenario in CATALOGUE.scenarios()}
ASKED = {
    "one app with two APIs: one audience or two": "one-or-two",
    "why only one audience can be requested at a time": "one-at-a-time",
    "why many APIs may authorize one app, and one API many, when there is one audience": "many-to-many",
    "whether an API is an instance or a logical group that does not exist": "instance-or-group",
    "why validate the audience at all, and not just the client id": "why-check",
    "when the signature passes and the audience fails": "why-refused",
    "how a single-page app gets two access tokens for two audiences": "two-tokens",
    "how seven services each get their own token": "seven-services",
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
def test_an_answer_has_three_sentences(question: Question) -> None:
    assert len(re.findall(r"[.](?= |$)", question.answer)) == 3, question.answer


def test_no_two_have_the_same_anchor() -> None:
    assert len({question.id for question in QUESTIONS}) == len(QUESTIONS)
