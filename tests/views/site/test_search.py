"""The search, and the reading list."""

import re
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sandbox.views.site.search import reading_page, search_page
from tests.views.conftest import CATALOGUE


def test_the_best_comes_first() -> None:
    assert search_page(CATALOGUE, "logical api").found[0].title.startswith("One logical API")


@given(st.text(max_size=40))
def test_whatever_is_asked_for_is_answered(asked: str) -> None:
    for found in search_page(CATALOGUE, asked).found:
        assert "<" not in re.sub(r"</?mark>", "", str(found.excerpt))


def test_the_reading_list_is_that_of_the_scenarios() -> None:
    sections = reading_page(CATALOGUE).sections
    assert {section.name for section in sections} == {name for s in CATALOGUE.scenarios() for name in s.reading}
    numbers = [section.name for section in sections if section.name.startswith("RFC 9068")]
    assert numbers == sorted(numbers, key=lambda name: [int(n) for n in re.findall(r"\d+", name)])


@pytest.mark.parametrize("name", ["a²", "5²7", "²", "٣", "1" * 290, "Ⅷ 8", "RFC 7519 §4.1.3"])
def test_a_section_may_be_called_anything(name: str) -> None:
    chapter = CATALOGUE.chapters[0]
    scenario = chapter.scenarios[0].model_copy(update={"reading": [name, "RFC 7519 §4"]})
    other = replace(CATALOGUE, chapters=(replace(chapter, scenarios=(scenario,)),))
    assert {section.name for section in reading_page(other).sections} == {name, "RFC 7519 §4"}
