"""Changing single values of a text in place."""

from pathlib import Path

import pytest

from sandbox.reading.editing import REMOVED, CannotEdit, Change, edited, save
from sandbox.reading.source import read_text

PLACES = [
    ("{a: 1, b: 2}", ("a",), REMOVED, "{b: 2}"),
    ("{a: 1, b: 2}", ("b",), REMOVED, "{a: 1}"),
    ("{a: 1, b: [1,\n  2] }", ("b",), REMOVED, "{a: 1 }"),
    ("a: 1\nb: 2\n", ("a",), REMOVED, "b: 2\n"),
    ("a: 1\nb: 2", ("b",), REMOVED, "a: 1\n"),
    ("a:\n  x: 1 # x\n# after\nb: 2\n", ("a", "x"), REMOVED, "# after\nb: 2\n"),
    ("a:\n  - x\n  - [y, z]\n# after\nb: 2\n", ("a",), REMOVED, "# after\nb: 2\n"),
    ("a: |\n  x\n  y\nb: 2\n", ("a",), "z", "a: z\nb: 2\n"),
    ("a: 'x' # why\n", ("a",), True, "a: true # why\n"),
    ("a: [1, {b: c}]\n", ("a", 1, "b"), ["d", {"e": None}], "a: [1, {b: [d, {e: null}]}]\n"),
    ("é: ü\x85b: 2\n", ("b",), 3, "é: ü\x85b: 3\n"),
]


@pytest.mark.parametrize(("text", "at", "value", "after"), PLACES)
def test_every_other_character_stays(text: str, at: tuple[str | int, ...], value: object, after: str) -> None:
    assert edited(read_text(text, "text"), [Change(at, value)]) == after


def test_what_cannot_be_changed_alone_is_not_changed_at_all() -> None:
    document = read_text("a: &same {x: 1}\nb: *same\n", "text")
    with pytest.raises(CannotEdit):
        edited(document, [Change(("a", "x"), 2)])
    assert edited(document, [Change(("b",), REMOVED)]) == "a: &same {x: 1}\n"


def test_a_file_that_cannot_be_written_is_as_it_was(tmp_path: Path) -> None:
    (tmp_path / "a.yaml").mkdir()
    with pytest.raises(OSError, match="directory"):
        save(tmp_path / "a.yaml", "a: 1\n")
    assert [entry.name for entry in tmp_path.iterdir()] == ["a.yaml"]


def test_a_link_is_followed_rather_than_replaced(tmp_path: Path) -> None:
    (tmp_path / "real.yaml").write_text("a: 1\n")
    (tmp_path / "link.yaml").symlink_to("real.yaml")
    save(tmp_path / "link.yaml", "a: 2\n")
    assert (tmp_path / "link.yaml").is_symlink()
    assert (tmp_path / "real.yaml").read_text() == "a: 2\n"
