"""Whatever text is read, there is a document or a located mistake, and both YAML loaders agree on which."""

import json
import re
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from sandbox.errors import UnknownName
from sandbox.reading import reader
from sandbox.reading.diagnostics import InvalidDocument
from sandbox.reading.source import Document, read_file, read_text
from sandbox.scenarios.loading.catalogue import load_catalogue, shipped_catalogue
from sandbox.scenarios.loading.parse import scenario_from
from sandbox.settings import LIMITS, shipped_pack
from sandbox.worlds.loading import world_from

SHIPPED = {path.stem: path.read_text("utf-8") for path in sorted(shipped_pack().glob("*/*.yaml"))}
WORLDS = load_catalogue([shipped_pack()], only="worlds").worlds

CHARACTERS = "{}[]:,&*!|>'\"%@`#?-\n \t\0\x85\u2028é🦊x1\\\ufeff\ud800"
WORDS = [
    "  ",
    "- ",
    ": ",
    "\n\n",
    "&a ",
    "*a",
    "<<: ",
    "!!int ",
    "~",
    ".inf",
    "0x",
    "1e999",
    "null",
    "\r\n",
    "---\n",
    "? ",
]
PIECES = st.sampled_from([*CHARACTERS, *WORDS, "9" * 400, "[" * 30, "- " * 30])


@st.composite
def mutated(draw: st.DrawFn) -> tuple[str, str]:
    """A shipped file in which some stretches were replaced."""
    name = draw(st.sampled_from(sorted(SHIPPED)))
    text = SHIPPED[name]
    for _ in range(draw(st.integers(1, 4))):
        start = draw(st.integers(0, len(text)))
        stop = min(len(text), start + draw(st.integers(0, 40)))
        text = (
            text[:start] + draw(st.one_of(PIECES, st.text(max_size=8), st.just(text[stop : stop + 60]))) + text[stop:]
        )
    return name, text


def read(text: str) -> Document | None:
    """The document, or None if there is a mistake, which must be told at a place in the text."""
    try:
        return read_text(text, "a.yaml")
    except InvalidDocument as error:
        diagnostics = error.diagnostics
    assert len(diagnostics) == 1
    lines = re.split("\r\n|[\r\n\x85\u2028\u2029]", text)
    assert 1 <= diagnostics[0].span.line <= len(lines)
    assert 1 <= diagnostics[0].span.column <= len(lines[diagnostics[0].span.line - 1]) + 1
    assert "\x1b" not in diagnostics[0].render()
    return None


@settings(max_examples=300, deadline=None)
@given(st.one_of(st.text(max_size=200), st.lists(PIECES, max_size=40).map("".join)))
def test_arbitrary_text(text: str) -> None:
    document = read(text)
    if document is not None:
        json.dumps(document.data, allow_nan=False)


@settings(max_examples=300, deadline=None)
@given(mutated())
def test_a_shipped_file_with_something_else_in_it(case: tuple[str, str]) -> None:
    name, text = case
    document = read(text)
    for build in (lambda d: scenario_from(d, name, WORLDS), lambda d: world_from(d, name)):
        try:
            if document is not None:
                build(document)
        except InvalidDocument as error:
            for diagnostic in error.diagnostics:
                assert diagnostic.span.line <= text.count("\n") + text.count("\r") + text.count("\x85") + 9
                assert len(diagnostic.render()) < 10_000


JSON = st.recursive(
    st.none() | st.booleans() | st.integers(-(10**20), 10**20) | st.floats(allow_nan=False) | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=8), inner, max_size=4),
    max_leaves=20,
)


@settings(max_examples=200, deadline=None)
@given(st.dictionaries(st.sampled_from(["scenario", "title", "world", "question", "steps", "order"]), JSON))
def test_a_scenario_of_arbitrary_values(data: dict[str, Any]) -> None:
    document = Document("a.yaml", json.dumps(data), data, {}, read_text("x", "x").values)
    with pytest.raises(InvalidDocument):
        scenario_from(document, "a", WORLDS)


def both(text: str, monkeypatch: pytest.MonkeyPatch) -> tuple[Document | None, Document | None]:
    monkeypatch.setattr(reader, "_LOADER", yaml.CLoader)
    fast = read(text)
    monkeypatch.setattr(reader, "_LOADER", yaml.Loader)
    return fast, read(text)


@pytest.mark.parametrize("name", SHIPPED)
def test_both_loaders_read_what_is_shipped_alike(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    fast, slow = both(SHIPPED[name], monkeypatch)
    assert fast is not None
    assert fast == slow


DIFFERENT = {
    "a tab between a colon and its value": "a:\t1\n",  # YAML 1.2 allows it, PyYAML does not
    "a directive nobody knows": "%FOO bar\n---\na: 1\n",  # YAML 1.2 says to ignore it, libyaml does not
}
"""Where libyaml and PyYAML differ."""


@pytest.mark.parametrize("name", DIFFERENT)
def test_the_loaders_differ_here(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    fast, slow = both(DIFFERENT[name], monkeypatch)
    assert (fast is None) != (slow is None)


@settings(max_examples=200, deadline=None)
@given(mutated())
def test_both_loaders_agree(case: tuple[str, str]) -> None:
    _, text = case
    if any(character in text for character in "\t%\x85\u2028\u2029\ufeff\r?"):
        return  # see DIFFERENT; the rest are characters that no author types
    with pytest.MonkeyPatch.context() as monkeypatch:
        fast, slow = both(text, monkeypatch)
    assert (fast is None) == (slow is None)
    if fast is not None and slow is not None:
        assert fast.data == slow.data
        assert fast.keys == slow.keys


def test_a_file_as_large_as_may_be_is_read_in_bounds(tmp_path: Path) -> None:
    path = tmp_path / "a.yaml"
    path.write_text("story: |\n" + "  x\n" * ((LIMITS.yaml_bytes - 10) // 4))
    with pytest.raises(InvalidDocument, match="at most 20000 characters may stand here"):
        scenario_from(read_file(path), "a", WORLDS)


def test_a_name_of_anything_is_no_crash() -> None:
    with pytest.raises(UnknownName):
        shipped_catalogue().scenario("\0" * 10_000)
