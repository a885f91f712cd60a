"""Two values: what differs is marked, and said in words that send the reader to the right character."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sandbox.views.parts.values import Value, compared, difference_in_words
from tests.running import FOO

BAR = "https://bar.foo.com"


def marked(values: list[Value]) -> list[str]:
    return [f"{value.same}[{value.differs}]{value.rest}" if value.differs else value.same for value in values]


@pytest.mark.parametrize(
    ("expected", "actual", "shown"),
    [
        ("https://baz.foo.com", "https://bar.foo.com", ("https://ba[z].foo.com", "https://ba[r].foo.com")),
        ("https://bar.foo.com", "https://bar.foo.com/", ("https://bar.foo.com[∅]", "https://bar.foo.com[/]")),
        ("https://bar.foo.com", "https://Bar.foo.com", ("https://[b]ar.foo.com", "https://[B]ar.foo.com")),
        ("bar", "bar ", ("bar[∅]", "bar[ ]")),
        ("bar", " bar", ("[∅]bar", "[ ]bar")),
        ("bar", "bar\N{NO-BREAK SPACE}", ("bar[∅]", "bar[⟨U+00A0⟩]")),
        ("bar", "b\N{ZERO WIDTH SPACE}ar", ("b[∅]ar", "b[⟨U+200B⟩]ar")),
        ("aa", "aaa", ("aa[∅]", "aa[a]")),
        ("", "x", ("[∅]", "[x]")),
        ("bar", "bar", ("bar", "bar")),
    ],
)
def test_the_difference_is_marked_character_by_character(expected: str, actual: str, shown: tuple[str, str]) -> None:
    wanted, found = compared([expected], actual, FOO)
    assert (*marked(wanted), *marked(found)) == shown


def test_nothing_is_marked_between_several() -> None:
    wanted, found = compared(["a", "b"], ["c", "d"], FOO)
    assert (marked(wanted), marked(found)) == (["a", "b"], ["c", "d"])


def test_values_that_are_no_strings_are_shown_as_json() -> None:
    assert marked(compared(["a"], {"b": None}, FOO)[1]) == ['{"b": null}']
    assert marked(compared(["a"], [], FOO)[1]) == ["[]"]


def test_each_audience_has_its_own_hue_everywhere() -> None:
    hues = [compared([name], "x", FOO)[0][0].hue for name in ("https://bar.foo.com", "bar", "https://baz.foo.com")]
    assert hues == ["hue-0", "hue-0", "hue-1"]
    assert compared(["www"], "issuer", FOO)[0][0].hue == "hue-client"
    assert compared(["www"], "issuer", FOO)[1][0].hue == "hue-issuer"


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
    assert difference_in_words([BAR], actual) == says


def test_a_slash_that_is_missing_is_told_apart_from_one_too_many() -> None:
    assert difference_in_words([f"{BAR}/"], BAR) == "Only the slash at the end differs: this one lacks it."


def test_of_several_names_the_near_one_is_meant() -> None:
    assert difference_in_words(["https://baz.foo.com", BAR], f"{BAR}/").startswith("Only the slash")


@given(st.one_of(st.text(), st.lists(st.text()), st.integers()), st.one_of(st.text(), st.lists(st.text()), st.none()))
def test_any_two_values_have_words_or_none(expected: object, actual: object) -> None:
    assert isinstance(difference_in_words(expected, actual), str)
