"""The seal, shown: which characters are not what they were."""

from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from sandbox.views.tools.signature import aud_of, stretches


@given(st.text("ab", max_size=12), st.text("ab", max_size=12))
def test_each_character_stands_where_it_was_and_is_marked_where_it_is_another(text: str, was: str) -> None:
    found = list(stretches(text, was))
    assert "".join(stretch.text for stretch in found) == text
    marks = [stretch.changed for stretch in found for _ in stretch.text]
    assert marks == [index >= len(was) or was[index] != character for index, character in enumerate(text)]
    assert all(one.changed != other.changed for one, other in pairwise(found))


def test_an_address_is_read_where_there_is_one() -> None:
    assert aud_of('{"aud": ["x"]}') == ["x"]
    for payload in ("no JSON", "[]", "{}", "[" * 100_000):
        assert aud_of(payload) is None
