"""What is asked of a room is understood by itself: it stands on a projector without the page before it."""

import re
from typing import Final

import pytest

from sandbox.scenarios.loading.catalogue import shipped_catalogue

STEPS: Final = [(one.scenario, step) for one in shipped_catalogue().scenarios() for step in one.steps]
ASKED: Final = {f"{id_}/{step.id}": step.predict.ask for id_, step in STEPS if step.predict}
WHAT_IFS: Final = sorted({what_if.title for _, step in STEPS for what_if in step.what_if})


@pytest.mark.parametrize("id_", ASKED)
def test_a_prediction_says_what_is_sent_or_asked_for(id_: str) -> None:
    ask = ASKED[id_]
    assert list(ASKED.values()).count(ask) == 1, "asked twice, so it does not say of what"
    assert re.search(r"\b(token|proof|aud|iss|kid|crit|asks)\b", ask), "it does not name what is sent or asked for"
    assert re.search(
        r"\b(bar|baz|orders|reports|payroll|billing|tools|tickets|vault|cloud|shop|files|service|issuer|app)\b", ask
    )
    assert "`" not in ask


@pytest.mark.parametrize("title", WHAT_IFS)
def test_a_what_if_names_who_does_what_otherwise(title: str) -> None:
    assert re.match(r"What if (?!it\b|they\b|only\b)", title)
    assert not re.search(r"(look|mind|it|this|searched|first)\?$", title)
    assert "`" not in title
