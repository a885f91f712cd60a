"""The action for GitHub: its steps, run by bash in an empty directory, as a runner runs them."""

import os
import re
import subprocess
import sys
import sysconfig
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from xml.etree.ElementTree import parse

import pytest
import yaml

from tests.commands.calling import ROOT, started

FOLDER = ROOT / ".github" / "actions" / "aud-probe"
ACTION: dict[str, Any] = yaml.safe_load((FOLDER / "action.yml").read_text("utf-8"))
INSTALL, PROBE = ACTION["runs"]["steps"]
HOSTILE = "x'\"; touch came; $(touch came) `touch came`\n::error::came"


@pytest.fixture(scope="module")
def sandbox() -> Iterator[str]:
    with started() as (_, url):
        yield url


def run(step: dict[str, Any], folder: Path, **inputs: str) -> subprocess.CompletedProcess[str]:
    """Run a step in ``work``, an empty directory."""
    (folder / "work").mkdir(exist_ok=True)
    given = {name: str(declared.get("default", "")) for name, declared in ACTION["inputs"].items()} | inputs
    values = {
        name: re.sub(r"\$\{\{ inputs\.([\w-]+) \}\}", lambda found: given[found[1]], value)
        for name, value in step.get("env", {}).items()
    }
    env = {
        "PATH": f"{Path(sys.executable).parent}:{os.environ['PATH']}",
        "RUNNER_TEMP": str(folder),
        "GITHUB_ACTION_PATH": str(FOLDER),
        "GITHUB_STEP_SUMMARY": str(folder / "summary.md"),
        **values,
    }
    command = ["bash", "--noprofile", "--norc", "-eo", "pipefail", "-c", step["run"]]
    return subprocess.run(
        command, cwd=folder / "work", env=env, capture_output=True, text=True, timeout=300, check=False
    )


@pytest.fixture
def runner(tmp_path: Path) -> Path:
    """A directory in which the first step has installed this package."""
    aud = tmp_path / "audience-sandbox" / "bin" / "aud"
    aud.parent.mkdir(parents=True)
    aud.write_text(f'#!/bin/sh\nPYTHONPATH={ROOT} exec {sys.executable} -m sandbox "$@"\n')
    aud.chmod(0o755)
    return tmp_path


def probe(runner: Path, running: str, deployment: str, **inputs: str) -> subprocess.CompletedProcess[str]:
    bar = {"audience": "https://bar.foo.com", "scope": "read:orders", "profile": "quick", "sandbox": running}
    return run(PROBE, runner, **{"url": f"{running}/worlds/foo/apis/bar{deployment}/orders", **bar, **inputs})


def test_no_input_is_part_of_a_script() -> None:
    for step in ACTION["runs"]["steps"]:
        assert "${{" not in step["run"]
        assert step["shell"] == "bash"
    assert {f"${{{{ inputs.{name} }}}}" for name in ACTION["inputs"]} == set(PROBE["env"].values())


@pytest.mark.parametrize(("deployment", "ended", "failures"), [("", 0, 0), (";audience=off", 1, 2)])
def test_the_summary_and_the_report_say_what_was_found(
    runner: Path, sandbox: str, deployment: str, ended: int, failures: int
) -> None:
    (runner / "summary.md").write_text("What an earlier step wrote.\n")
    done = probe(runner, sandbox, deployment)
    assert (done.returncode, done.stderr) == (ended, "")
    summary = (runner / "summary.md").read_text("utf-8")
    assert summary.startswith("What an earlier step wrote.\n")
    assert ("audience=off" in summary) == bool(failures)
    assert [path.name for path in (runner / "work").iterdir()] == ["aud-probe.xml"]
    assert len(parse(runner / "work" / "aud-probe.xml").findall(".//failure")) == failures


@pytest.mark.parametrize("name", ACTION["inputs"])
def test_no_input_is_run(name: str, runner: Path, sandbox: str) -> None:
    done = probe(runner, sandbox, "", **{name: HOSTILE})
    unused = name in ("keys", "may-test")  # by a probe of this machine, where a sandbox runs
    assert done.returncode == (0 if unused else 2), done.stdout + done.stderr
    assert not list(runner.rglob("came*"))
    if name != "profile":  # whose message is a command of the action's own
        assert re.fullmatch(r"::stop-commands::(\w{32})\n.*::\1::\n", done.stdout, re.DOTALL), done.stdout


@pytest.mark.extended
def test_the_package_is_installed_from_where_the_action_is(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    site = sysconfig.get_path("purelib")  # where what it needs is installed already
    step = {**INSTALL, "env": {"PYTHONPATH": site, "PIP_NO_DEPS": "1", "PIP_NO_BUILD_ISOLATION": "0"}}
    done = run(step, tmp_path)
    assert done.returncode == 0, done.stderr
    assert (tmp_path / "audience-sandbox" / "bin" / "aud").exists()
