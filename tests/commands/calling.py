"""The command line, called as a stranger calls it: another process that knows nothing of this one."""

import os
import re
import subprocess
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from click.testing import CliRunner

from sandbox.cli import main

ROOT = Path(__file__).parents[2]


@dataclass(frozen=True)
class Said:
    """What a command said, and how it ended."""

    exit: int
    out: str
    err: str


def aud(*arguments: str | Path, cwd: Path = ROOT, timeout: float = 60, **env: str) -> Said:
    """Run it to its end. There is never a traceback."""
    done = subprocess.run(
        [sys.executable, "-m", "sandbox", *arguments],
        cwd=cwd,
        env={**os.environ, "PYTHONPATH": str(ROOT), "PYTHONDONTWRITEBYTECODE": "1", **env},
        check=False,
        capture_output=True,
        timeout=timeout,
    )
    said = Said(done.returncode, done.stdout.decode("utf-8", "replace"), done.stderr.decode("utf-8", "replace"))
    assert "Traceback" not in said.err + said.out, said.err
    return said


def called(*arguments: str | Path) -> Said:
    """The same within this process, where that is enough: an exception is let through."""
    result = CliRunner().invoke(main, [str(argument) for argument in arguments], catch_exceptions=False)
    return Said(result.exit_code, result.stdout, result.stderr)


@contextmanager
def started(*arguments: str, within: Sequence[str] = ()) -> Iterator[tuple[subprocess.Popen[str], str]]:
    """A server, on a free port unless told otherwise, and the address it says it has. ``within`` is what starts it."""
    command = [*within, sys.executable, "-m", "sandbox", "serve", "--port", "0", *arguments]
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as process:
        try:
            assert process.stdout is not None
            found = re.search(r"Audience Sandbox: (\S+)", process.stdout.readline())
            assert found, "the server says where it is"
            yield process, found[1]
        finally:
            process.terminate()


@contextmanager
def serving(*arguments: str, says: str | None = None, within: Sequence[str] = ()) -> Iterator[str]:
    """The address of such a server."""
    with started(*arguments, within=within) as (_, url):
        assert says in (None, url)
        yield url
