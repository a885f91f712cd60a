"""A little of ``make fuzz`` with each run of the tests, and more of it with `make test-all`."""

import subprocess
import sys
from pathlib import Path

import pytest

from fuzz.target import MODULES, run_share

ROOT = Path(__file__).parents[2]
FEW = {"tokens": 200, "requests": 40, "files": 40}
MORE = {
    "tokens": 4_000,
    "requests": 600,
    "files": 500,
    "workshop": 300,
    "interpreters": 500,
    "probe": 30,
    "sockets": 300,
}


def share(name: str, count: int) -> None:
    tally = run_share(name, 20, range(count))
    assert (tally.cases, [failure.problem for failure in tally.failures]) == (count, [])


@pytest.mark.parametrize("name", FEW)
def test_hostile_input_is_borne(name: str) -> None:
    share(name, FEW[name])


@pytest.mark.extended
@pytest.mark.parametrize("name", MORE)
def test_more_hostile_input_is_borne(name: str) -> None:
    share(name, MORE[name])


def test_each_target_is_run_by_make_test_all() -> None:
    assert MORE.keys() == MODULES.keys()


def test_what_is_found_is_saved_and_can_be_run_again(tmp_path: Path) -> None:
    """A reader that is broken on purpose: it takes every token for good."""
    planted = "import fuzz.tokens.target as t; t.faults = lambda *_: frozenset(); from fuzz.__main__ import main; "
    asked = "['fuzz', '--seed', '3', '--count', '40', '--processes', '1', 'tokens']"
    command = [sys.executable, "-c", f"{planted}import sys; sys.argv = {asked}; sys.exit(main())"]
    found = subprocess.run(
        command, cwd=tmp_path, env={"PYTHONPATH": str(ROOT)}, capture_output=True, text=True, check=False
    )
    assert found.returncode == 1, found.stderr
    (saved,) = (tmp_path / "fuzz-failures").iterdir()
    number = saved.stem.rpartition("-")[2]
    assert f"python -m fuzz --seed 3 --first {number} --count 1 tokens" in found.stdout
    assert saved.read_text().startswith("strict [")
