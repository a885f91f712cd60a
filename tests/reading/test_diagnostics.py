"""How a diagnostic is printed."""

import pytest

from sandbox.reading.diagnostics import Diagnostic, InvalidDocument, Span, printable, whole_file


def printed(source: str, span: Span, suggestion: str | None = None) -> list[str]:
    return Diagnostic("AS000", "a.yaml", span, "wrong", suggestion=suggestion, source=source).render().splitlines()


@pytest.mark.parametrize(
    ("source", "span", "caret"),
    [
        ("abc: def", Span(3, 6, 3, 9), "     ^^^"),
        ("abc: def", Span(3, 1, 3, 4), "^^^"),
        ("abc:", Span(3, 5, 3, 5), "    ^"),
        ("abc: 東京 x", Span(3, 6, 3, 8), "     ^^^^"),
        ("東京: x", Span(3, 5, 3, 6), "      ^"),
        ("Gru\u0308ße: x", Span(3, 8, 3, 9), "       ^"[1:]),
        ("a: b   ", Span(3, 4, 7, 2), "   ^"),
        ("a: bcd", Span(3, 4, 7, 2), "   ^^^"),
        ("\ta: b", Span(3, 1, 3, 2), "^"),
    ],
)
def test_the_caret_stands_under_what_is_wrong(source: str, span: Span, caret: str) -> None:
    head, _, line, marks = printed(source, span)
    assert head == f"a.yaml:3:{span.column}: wrong [AS000]"
    assert line.removeprefix(" 3 | ") == source.replace("\t", " ").rstrip()
    assert marks.removeprefix("   | ") == caret


def test_the_gutter_is_as_wide_as_the_number() -> None:
    _, above, line, marks = printed("a: b", Span(1234, 4, 1234, 5), "c")
    assert (above, line, marks) == ("      |", " 1234 | a: b", "      |    ^ did you mean `c`?")


@pytest.mark.parametrize("column", [1, 500, 100_000])
def test_of_a_long_line_the_part_around_the_mistake_is_shown(column: int) -> None:
    source = "x" * (column - 1) + "!" * 3 + "y" * 100_000
    _, _, line, marks = printed(source, Span(1, column, 1, column + 3))
    assert len(line) < 170
    first = marks.index("^")
    assert line[first : first + 3] == "!!!"
    assert marks.count("^") == 3


def test_a_mistake_longer_than_the_line_shown_is_marked_to_its_end() -> None:
    _, _, line, marks = printed("x" * 5_000, Span(1, 1, 1, 5_001))
    assert len(marks) == len(line)


def test_without_a_line_there_is_none_shown() -> None:
    (diagnostic,) = whole_file("AS000", "a.yaml", "wrong", "mend it").diagnostics
    assert diagnostic.render() == "a.yaml:1:1: wrong [AS000]\n   = help: mend it"


def test_no_file_writes_to_a_terminal_what_it_likes() -> None:
    rendered = Diagnostic("AS000", "a\x1b[2J.yaml", Span(1, 1, 1, 2), "\x9b wrong\r", source="\x1b[31m\x00").render()
    assert rendered.startswith("a\\u001b[2J.yaml:1:1: \\u009b wrong\\u000d [AS000]")
    assert all(character == "\n" or character.isprintable() for character in rendered)


def test_what_cannot_be_encoded_is_escaped() -> None:
    assert printable("a\udcff.yaml") == "a\\udcff.yaml"


def test_an_invalid_document_says_everything() -> None:
    diagnostics = [*whole_file("AS000", "a", "one").diagnostics, *whole_file("AS000", "b", "two").diagnostics]
    assert str(InvalidDocument(diagnostics)) == "a:1:1: one [AS000]\n\nb:1:1: two [AS000]"


def test_of_many_allowed_values_some_are_shown() -> None:
    many = Diagnostic("AS000", "a", Span(1, 1, 1, 1), "wrong", allowed=tuple(f"v{n}" for n in range(20)))
    assert many.render().endswith("`v12`, `v13` and 6 more")
