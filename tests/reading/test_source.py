"""Every key and every value is found again at the line and column where its author wrote it."""

import pytest

from sandbox.reading.diagnostics import Place, Problem, Span
from sandbox.reading.lines import Lines
from sandbox.reading.source import Document, read_text

TEXT = """\
# A comment
title: Grüße, 世界 and 🦊 !
plain: two words    # said aside
quoted: "a \\" b"
flow: {one: [1, "zwei", {drei: 3}], two: 2}
list:
  - first
  - key: value
    other: 'x'
  -
    - nested
text: |
  One line
  and another.
folded: >-
  words
empty:
last: end
"""

PLACES: dict[Place, tuple[str, int, int]] = {
    ("title",): ("Grüße, 世界 and 🦊 !", 2, 8),
    ("plain",): ("two words", 3, 8),
    ("quoted",): ('"a \\" b"', 4, 9),
    ("flow",): ('{one: [1, "zwei", {drei: 3}], two: 2}', 5, 7),
    ("flow", "one"): ('[1, "zwei", {drei: 3}]', 5, 13),
    ("flow", "one", 1): ('"zwei"', 5, 17),
    ("flow", "one", 2, "drei"): ("3", 5, 32),
    ("flow", "two"): ("2", 5, 42),
    ("list", 0): ("first", 7, 5),
    ("list", 1, "key"): ("value", 8, 10),
    ("list", 1, "other"): ("'x'", 9, 12),
    ("list", 2, 0): ("nested", 11, 7),
    ("empty",): ("", 17, 7),
    ("last",): ("end", 18, 7),
}


@pytest.fixture(scope="module")
def document() -> Document:
    return read_text(TEXT, "a.yaml")


@pytest.mark.parametrize("at", PLACES, ids=str)
def test_a_value_is_found_where_it_stands(document: Document, at: Place) -> None:
    written, line, column = PLACES[at]
    assert document.locate(at) == Span(line, column, line, column + len(written))
    assert document.source_of(at) == written


def test_every_key_is_found_where_it_stands(document: Document) -> None:
    for at, span in document.keys.items():
        line = Lines(TEXT).line(span.line)
        assert line[span.column - 1 : span.end_column - 1] == at[-1]
        assert document.locate(at, on_key=True) == span


@pytest.mark.parametrize(("key", "line"), [("text", 12), ("folded", 15), ("list", 6)])
def test_what_takes_several_lines_is_found_at_its_key(document: Document, key: str, line: int) -> None:
    assert document.locate((key,)) == Span(line, 1, line, 1 + len(key))
    assert document.source_of((key,)) == ""


def test_an_item_of_several_lines_is_found_at_its_first_key(document: Document) -> None:
    assert document.locate(("list", 1)) == Span(8, 5, 8, 8)
    assert document.locate(()) == Span(2, 1, 2, 6)


def test_what_is_not_there_is_found_at_what_is_around_it(document: Document) -> None:
    assert document.locate(("flow", "three")) == document.locate(("flow",))
    assert document.source_of(("flow", "three")) == ""
    assert document.locate(("list", 0, "deeper", 7)) == document.locate(("list", 0))


def test_what_an_alias_brings_is_found_at_the_alias() -> None:
    document = read_text("a: &x {b: {c: 1}}\nd: *x\n", "a.yaml")
    assert document.locate(("d", "b", "c")) == Span(2, 4, 2, 6)


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r", "\x85", "\u2028"])
def test_lines_are_counted_as_yaml_counts_them(end: str) -> None:
    text = end.join(["a: 'b'", "c: 'd'", "e: 'f'", ""])
    document = read_text(text, "a.yaml")
    diagnostic = document.diagnose(Problem("AS000", ("e",), "wrong"))
    assert (diagnostic.span, diagnostic.source) == (Span(3, 4, 3, 7), "e: 'f'")


@pytest.mark.parametrize(("offset", "place"), [(0, (1, 1)), (1, (1, 2)), (2, (2, 1)), (4, (3, 1)), (6, (4, 2))])
def test_a_character_is_at_a_line_and_column(offset: int, place: tuple[int, int]) -> None:
    assert Lines("a\nb\rc\r\nd").place_of(offset) == place if offset < 6 else Lines("a\nb\rc\nd").place_of(7) == (4, 2)


def test_past_the_end_there_is_an_empty_line() -> None:
    assert Lines("a\nb").line(7) == ""
