"""What is vendored is what was fetched, and nothing else."""

import hashlib
import json
from pathlib import Path

import pytest

VENDOR = Path(__file__).parent.parent / "static" / "vendor"
NOTED = {noted["file"]: noted for noted in json.loads((VENDOR / "VENDORED.json").read_text())}


def test_every_vendored_file_is_noted() -> None:
    assert {path.name for path in VENDOR.iterdir()} - {"VENDORED.json"} == set(NOTED)


@pytest.mark.parametrize("file", NOTED)
def test_a_vendored_file_is_as_it_was_fetched(file: str) -> None:
    assert hashlib.sha256((VENDOR / file).read_bytes()).hexdigest() == NOTED[file]["sha256"]


@pytest.mark.parametrize("file", NOTED)
def test_a_vendored_file_says_its_version_and_comes_with_its_licence(file: str) -> None:
    noted = NOTED[file]
    assert noted["version"] in file
    assert any(other["package"] == noted["package"] and other["source"] == "LICENSE" for other in NOTED.values())


@pytest.mark.parametrize("file", NOTED)
def test_a_vendored_file_points_to_no_source_map(file: str) -> None:
    assert b"\n//# sourceMappingURL=" not in (VENDOR / file).read_bytes()
