"""docs/security.md: each threat names tests, and each of them is there."""

import ast
import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
ROWS = [
    line.split(" | ")
    for line in (ROOT / "docs" / "security.md").read_text("utf-8").splitlines()
    if line.startswith("| ") and "`tests/" in line
]
NAMED = sorted({name for *_, tests in ROWS for name in re.findall(r"`(tests/[^`]+)`", tests)})


def test_each_threat_names_a_test() -> None:
    threats = [
        line for line in (ROOT / "docs" / "security.md").read_text("utf-8").splitlines() if line.startswith("| ")
    ]
    heads = ("| where", "| ---", "| threat", "| a learner", "| a network", "| a public")
    assert [line for line in threats if not line.startswith(heads) and "`tests/" not in line] == []
    assert len(ROWS) >= 25


@pytest.mark.parametrize("name", NAMED)
def test_a_test_that_is_named_is_there(name: str) -> None:
    file, _, function = name.partition("::")
    tree = ast.parse((ROOT / file).read_text("utf-8"))
    defined = {one.name for one in tree.body if isinstance(one, ast.FunctionDef | ast.AsyncFunctionDef)}
    assert not function or function in defined
