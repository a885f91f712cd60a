"""docs/curl.md, pasted into a shell against a running server: every line that says what comes back is held to it."""

import re
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.browser.windows import serving

ROOT = Path(__file__).parent.parent
TEXT = (ROOT / "docs" / "curl.md").read_text()
SAYS = "# → "
pytestmark = pytest.mark.skipif(shutil.which("curl") is None, reason="curl is not installed")


@pytest.fixture(scope="module")
def server() -> Iterator[str]:
    yield from serving()


def blocks() -> list[str]:
    return re.findall(r"^```sh\n(.*?)^```", TEXT, re.DOTALL | re.MULTILINE)


def pasted(script: str) -> list[str]:
    """What a shell prints, each line."""
    done = subprocess.run(["sh", "-eu"], input=script, capture_output=True, text=True, timeout=120, check=False)
    assert (done.returncode, done.stderr) == (0, "")
    return done.stdout.splitlines()


def test_every_line_comes_back_as_it_says(server: str) -> None:
    script = "\n".join(blocks()).replace("http://localhost:8000", server)
    promised = [line.removeprefix(SAYS) for line in script.splitlines() if line.startswith(SAYS)]
    assert len(promised) > 25
    assert pasted(script) == promised


def test_every_command_line_that_prints_says_what() -> None:
    """A block without a promise would be a block that nobody checks."""
    assert all(SAYS in block for block in blocks())
