"""The wheel in an empty environment with what is locked, on the oldest and the newest Python that this machine has."""

import json
import os
import re
import shutil
import subprocess
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from tools.release.__main__ import build
from tools.release.locked import REQUIREMENTS

pytestmark = pytest.mark.extended
SUPPORTED = ("3.11", "3.12", "3.13", "3.14")
CLEAN = {name: value for name, value in os.environ.items() if not name.startswith("PYTHON")}
VERSION_INFO = "import sys, venv, ensurepip; print(*sys.version_info[:2], sep='.')"


def pythons() -> dict[str, str]:
    """Each supported Python that runs here, by its version: those on the path, and those of pyenv."""
    found = {}
    for version in SUPPORTED:
        own = sorted((Path.home() / ".pyenv" / "versions").glob(f"{version}.*/bin/python"))
        for program in [shutil.which(f"python{version}"), *map(str, own)]:
            if program:
                done = subprocess.run([program, "-c", VERSION_INFO], capture_output=True, text=True, check=False)
                if done.stdout.strip() == version:
                    found[version] = program
    return found


PYTHONS = pythons()


@pytest.fixture(scope="module")
def dist(tmp_path_factory: pytest.TempPathFactory) -> Path:
    into = tmp_path_factory.mktemp("dist")
    build(into)
    return into


def run(*command: str | Path, cwd: Path) -> str:
    done = subprocess.run(command, cwd=cwd, env=CLEAN, capture_output=True, text=True, check=False, timeout=300)
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


@contextmanager
def serving(aud: Path, cwd: Path) -> Iterator[str]:
    with subprocess.Popen(
        [aud, "serve", "--port", "0"], cwd=cwd, env=CLEAN, stdout=subprocess.PIPE, text=True
    ) as process:
        try:
            assert process.stdout is not None
            found = re.search(r"http://localhost:\d+", process.stdout.readline())
            assert found
            yield found[0]
        finally:
            process.terminate()


@pytest.mark.parametrize("version", sorted({min(PYTHONS, key=SUPPORTED.index), max(PYTHONS, key=SUPPORTED.index)}))
def test_what_is_built_is_installed_with_what_is_locked_and_used(version: str, dist: Path, tmp_path: Path) -> None:
    (wheel,) = dist.glob("*.whl")
    run(PYTHONS[version], "-m", "venv", tmp_path / "venv", cwd=tmp_path)
    programs = tmp_path / "venv" / "bin"
    pip = (programs / "python", "-m", "pip", "--quiet", "--disable-pip-version-check", "install")
    run(*pip, "--require-hashes", "-r", REQUIREMENTS / "run.txt", cwd=tmp_path)
    run(*pip, "--no-deps", wheel, cwd=tmp_path)
    run(programs / "python", "-m", "pip", "check", cwd=tmp_path)
    aud = programs / "aud"
    assert run(aud, "--version", cwd=tmp_path) == f"Audience Sandbox {wheel.name.split('-')[1]}\n"
    assert "bar-token-to-baz" in run(aud, "list", cwd=tmp_path)
    assert "1 scenario, all as expected" in run(aud, "run", "bar-token-to-baz", cwd=tmp_path)
    with serving(aud, tmp_path) as address:
        for path, text in {
            "/": "Show me",
            "/scenarios/bar-token-to-baz/at-baz": "401",
            "/docs": "Documentation",
        }.items():
            with urllib.request.urlopen(address + path, timeout=60) as answer:
                assert (answer.status, text in answer.read().decode()) == (200, True), path


def test_a_release_is_two_packages_a_bill_of_materials_and_their_checksums(dist: Path) -> None:
    names = {path.name.partition("-")[2].lstrip("0123456789.") for path in dist.glob("audience_sandbox-*")}
    assert names == {"-py3-none-any.whl", "tar.gz", "cdx.json"}
    assert json.loads(next(dist.glob("*.cdx.json")).read_text("utf-8"))["bomFormat"] == "CycloneDX"
    run("sha256sum", "--strict", "--check", "SHA256SUMS", cwd=dist)
    assert len((dist / "SHA256SUMS").read_text("utf-8").splitlines()) == 3
