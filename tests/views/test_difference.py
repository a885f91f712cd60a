"""In what two names differ, in words that send the reader to the right character."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sandbox.views.parts.difference import difference

BAR = "https://bar.foo.com"


@pytest.mark.parametrize(
    ("actual", "says"),
    [
        (f"{BAR}/", "Only the slash at the end differs: this one has it."),
        ("https://Bar.foo.com", "Only capital letters differ. They count: names are compared character by character."),
        (f" {BAR}", "Only spaces differ: one has a space that the other has not."),
        (f"{BAR}/orders", "It begins with what was expected, and goes on. A beginning is not enough."),
        ("https://bar", "It is only the beginning of what was expected."),
        ("bar.foo.com", "One is a part of the other. A part is not enough."),
        ([f"{BAR}/"], "It is a list of one. Only the slash at the end differs: this one has it."),
        (["a", "b"], "It is a list of 2, and none of them is the one."),
        ("https://baz.foo.com", ""),
        (7, ""),
        (None, ""),
        ([], ""),
    ],
)
def test_what_differs_is_named(actual: object, says: str) -> None:
    assert difference([BAR], actual) == says


def test_a_slash_that_is_missing_is_told_apart_from_one_too_many() -> None:
    assert difference([f"{BAR}/"], BAR) == "Only the slash at the end differs: this one lacks it."


def test_of_several_names_the_near_one_is_meant() -> None:
    assert difference(["https://baz.foo.com", BAR], f"{BAR}/").startswith("Only the slash")


@given(st.one_of(st.text(), st.lists(st.text()), st.integers()), st.one_of(st.text(), st.lists(st.text()), st.none()))
def test_any_two_values_have_words_or_none(expected: object, actual: object) -> None:
    assert isinstance(difference(expected, actual), str)
