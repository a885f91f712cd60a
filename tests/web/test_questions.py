"""The questions: three sentences each, and a button that leads to what proves it."""

import re

import httpx2
import pytest

from sandbox.views.questions import QUESTIONS, Question


@pytest.mark.parametrize("question", QUESTIONS, ids=lambda question: question.id)
def test_an_answer_has_three_sentences(question: Question) -> None:
    assert len(re.findall(r"[.](?= |$)", question.answer)) == 3, question.answer


def test_no_two_have_the_same_anchor() -> None:
    assert len({question.id for question in QUESTIONS}) == len(QUESTIONS)


async def test_every_question_is_on_the_page(http: httpx2.AsyncClient) -> None:
    page = await http.get("/questions")
    assert page.status_code == 200
    for question in QUESTIONS:
        assert f'id="{question.id}"' in page.text
        assert f'href="{question.proof}"' in page.text


@pytest.mark.parametrize("question", QUESTIONS, ids=lambda question: question.id)
async def test_what_proves_it_is_there(http: httpx2.AsyncClient, question: Question) -> None:
    assert (await http.get(question.proof)).status_code == 200
