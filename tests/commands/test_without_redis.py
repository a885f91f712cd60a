"""`--store redis://…` where the package redis is not installed, and where no Redis answers."""

import os
import subprocess
import sys

import pytest

from tests.commands.calling import ROOT, aud

WITHOUT_REDIS = "import sys; sys.modules['redis'] = None; from sandbox.cli import main; main(prog_name='aud')"
"""Python itself then says that there is no module of this name, as in an environment without the package."""


def without_redis(*arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-c", WITHOUT_REDIS, *arguments],
        cwd=ROOT,
        env={**os.environ, "PYTHONDONTWRITEBYTECODE": "1"},
        check=False,
        capture_output=True,
        text=True,
        timeout=60,
    )


@pytest.mark.parametrize(("command", "store"), [("serve", "redis://localhost"), ("workshop", "unix:///redis.sock")])
def test_without_the_package_one_sentence_says_how_to_install_it(command: str, store: str) -> None:
    done = without_redis(command, "--port", "0", "--store", store)
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr == (
        "Error: a store in Redis needs the Python package redis; install it with: "
        f'"{sys.executable}" -m pip install "audience-sandbox[redis]"\n'
    )


def test_what_needs_no_redis_runs_without_the_package() -> None:
    done = without_redis("run", "bar-token-to-baz")
    assert (done.returncode, done.stderr) == (0, "")


def test_a_workshop_whose_redis_does_not_answer_says_so_once() -> None:
    said = aud("workshop", "--port", "0", "--store", "redis://127.0.0.1:1")
    assert (said.exit, said.out) == (2, "")
    assert said.err.startswith("Error: Redis at 127.0.0.1:1 does not answer: ")
    assert said.err.count("Redis at") == 1
    assert said.err.count("\n") == 1
