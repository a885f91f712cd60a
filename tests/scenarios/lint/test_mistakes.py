"""What `aud check` prints for every mistake an author can make, word for word and caret for caret.

Beside each file or pack in ``mistakes/`` stands what is printed for it. After a change that is meant, write
them anew with ``WRITE_MISTAKES=1 pytest tests/scenarios/lint/test_mistakes.py``, and read every difference.
"""

import json
import os
import re
from pathlib import Path

import pytest
from click.testing import CliRunner

from sandbox.cli import main

ROOT = Path(__file__).parents[3]
MISTAKES = Path(__file__).parent / "mistakes"
CASES = sorted([*(path.name for path in MISTAKES.glob("*.yaml")), *(path.name for path in MISTAKES.glob("pack-*/"))])
CODE = re.compile(r"AS\d{3}")


def printed(name: str) -> str:
    result = CliRunner().invoke(main, ["check", name])
    assert result.exit_code == 2, result.output
    return result.stdout


@pytest.fixture(autouse=True)
def _among_the_mistakes(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(MISTAKES)


@pytest.mark.parametrize("name", CASES)
def test_a_mistake_is_told_word_for_word(name: str) -> None:
    golden = (MISTAKES / name).with_suffix(".txt")
    found = printed(name)
    if "WRITE_MISTAKES" in os.environ:
        golden.write_text(found, "utf-8")
    assert found == golden.read_text("utf-8")


def test_every_code_is_told_somewhere() -> None:
    in_source = {code for path in ROOT.glob("sandbox/**/*.py") for code in CODE.findall(path.read_text("utf-8"))}
    in_golden = {
        code for path in MISTAKES.glob("*.txt") for code in re.findall(r"\[(AS\d{3})\]", path.read_text("utf-8"))
    }
    assert in_source
    assert in_source == in_golden


def test_nothing_is_left_of_a_case_that_is_gone() -> None:
    assert {path.stem for path in MISTAKES.glob("*.txt")} == {Path(name).stem for name in CASES}


@pytest.mark.parametrize("name", CASES)
def test_no_library_s_words_reach_an_author(name: str) -> None:
    words = (
        "input should",
        "validation",
        "valid dictionary",
        "instance of",
        "scanning",
        "Traceback",
        "NoneType",
        "dictionary",
    )
    text = printed(name)
    assert [word for word in words if word in text] == []


@pytest.mark.parametrize("name", CASES)
def test_code_scanning_is_told_the_same(name: str) -> None:
    diagnostics = json.loads(CliRunner().invoke(main, ["check", "--format", "json", name]).stdout)["diagnostics"]
    (run,) = json.loads(CliRunner().invoke(main, ["check", "--format", "sarif", name]).stdout)["runs"]
    assert [result["ruleId"] for result in run["results"]] == [diagnostic["code"] for diagnostic in diagnostics]
    for result in run["results"]:
        region = result["locations"][0]["physicalLocation"]["region"]
        assert min(region.values()) >= 1
        assert (region["startLine"], region["startColumn"]) <= (region["endLine"], region["endColumn"])


@pytest.mark.parametrize("name", CASES)
def test_no_mistake_is_told_twice(name: str) -> None:
    diagnostics = json.loads(CliRunner().invoke(main, ["check", "--format", "json", name]).stdout)["diagnostics"]
    places = [(d["path"], d["span"]["line"], d["span"]["column"], d["code"], d["message"]) for d in diagnostics]
    assert len(places) == len(set(places))
    assert all(d["path"].startswith(Path(name).stem) for d in diagnostics)
