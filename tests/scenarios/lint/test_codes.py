"""The page of the codes: each wrong example has just this mistake, and each right one has none."""

import json
import re
from pathlib import Path
from textwrap import indent

import pytest
from click.testing import CliRunner

from sandbox.cli import main

ROOT = Path(__file__).parents[3]
PAGE = (ROOT / "docs" / "mistakes.md").read_text("utf-8")
CODES = sorted({code for path in ROOT.glob("sandbox/**/*.py") for code in re.findall(r"AS\d{3}", path.read_text())})
FRAME = "scenario: example\ntitle: An example\nworld: foo\nquestion: What is wrong?\nsteps:\n"


def example(code: str, which: str) -> str:
    (found,) = re.findall(rf"^## {code}: .*?^{which}:\n\n```yaml\n(.*?)^```", PAGE, re.MULTILINE | re.DOTALL)
    text = str(found)
    return text if text.startswith(("scenario:", "world:", "pack:")) else FRAME + indent(text, "  ")


def mistakes(folder: Path, text: str) -> list[str]:
    path = folder / ("pack.yaml" if text.startswith("pack:") else "example.yaml")
    path.write_text(text, "utf-8")
    said = CliRunner().invoke(main, ["check", str(path), "--format", "json"]).stdout
    return [diagnostic["code"] for diagnostic in json.loads(said)["diagnostics"]]


@pytest.mark.parametrize("code", CODES)
def test_the_wrong_example_has_this_mistake_and_no_other(code: str, tmp_path: Path) -> None:
    assert mistakes(tmp_path, example(code, "Wrong")) == [code]


@pytest.mark.parametrize("code", CODES)
def test_the_right_example_has_none_and_is_true(code: str, tmp_path: Path) -> None:
    assert mistakes(tmp_path, example(code, "Right")) == []
    if "scenario:" in example(code, "Right"):
        result = CliRunner().invoke(main, ["run", str(tmp_path / "example.yaml")])
        assert result.exit_code == 0, result.output


def test_no_code_is_explained_that_nobody_tells() -> None:
    assert re.findall(r"^## (AS\d{3}):", PAGE, re.MULTILINE) == CODES
