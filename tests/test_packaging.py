"""What is built is what people install: it runs without the checkout, and brings its pages and scenarios."""

import os
import re
import shutil
import subprocess
import sys
import sysconfig
import zipfile
from pathlib import Path

import grimp
import pytest

ROOT = Path(__file__).parent.parent
BUNDLED = ("templates", "static", "scenarios")
FOUND_BY_NAME = ("commands", "verbs", "checks", "web")
"""Folders whose modules nothing has to import by name."""


def run(*command: str | Path, cwd: Path) -> str:
    environment = {name: value for name, value in os.environ.items() if not name.startswith("PYTHON")}
    done = subprocess.run(command, cwd=cwd, env=environment, check=False, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    return done.stdout


def build(target: str, source: Path, into: Path) -> Path:
    """Build without isolation, so that nothing is fetched."""
    run(sys.executable, "-m", "hatchling", "build", "--target", target, "--directory", into, cwd=source)
    (built,) = into.iterdir()
    return built


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return build("wheel", ROOT, tmp_path_factory.mktemp("wheel"))


@pytest.fixture(scope="module")
def installed(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The programs of a fresh environment: the wheel installed there, its requirements seen here."""
    venv = tmp_path_factory.mktemp("installed")
    run(sys.executable, "-m", "venv", "--without-pip", venv, cwd=venv)
    python = venv / "bin" / "python"
    run(sys.executable, "-m", "pip", "--python", python, "install", "--no-index", "--no-deps", wheel, cwd=venv)
    (packages,) = venv.glob("lib/python*/site-packages")
    (packages / "requirements.pth").write_text(sysconfig.get_path("purelib") + "\n")
    return venv / "bin"


def test_the_wheel_brings_every_template_static_file_and_scenario(wheel: Path) -> None:
    listed = run("git", "ls-files", "-z", "--cached", "--others", "--exclude-standard", *BUNDLED, cwd=ROOT)
    wanted = {f"sandbox/_bundle/{name}" for name in listed.split("\0") if name and (ROOT / name).exists()}
    assert {name.split("/")[2] for name in wanted} == set(BUNDLED)
    assert wanted <= set(zipfile.ZipFile(wheel).namelist())


def test_the_wheel_says_that_the_package_is_typed(wheel: Path) -> None:
    assert "sandbox/py.typed" in zipfile.ZipFile(wheel).namelist()


def test_a_wheel_built_from_the_source_distribution_is_the_same(wheel: Path, tmp_path: Path) -> None:
    run("tar", "-xzf", build("sdist", ROOT, tmp_path / "sdist"), cwd=tmp_path)
    (source,) = tmp_path.glob("audience_sandbox-*")
    again = build("wheel", source, tmp_path / "wheel")
    assert sorted(zipfile.ZipFile(again).namelist()) == sorted(zipfile.ZipFile(wheel).namelist())


def test_wheel_and_source_distribution_are_the_same_bytes_elsewhere_by_others_and_later(
    wheel: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    listed = run("git", "ls-files", "-z", "--cached", "--others", "--exclude-standard", cwd=ROOT)
    before = os.umask(0o077)
    try:
        for name in filter(None, listed.split("\0")):
            if (ROOT / name).is_file():
                (tmp_path / "copy" / name).parent.mkdir(parents=True, exist_ok=True)
                shutil.copyfile(ROOT / name, tmp_path / "copy" / name)  # neither its time nor its mode
        monkeypatch.setenv("TZ", "Pacific/Kiritimati")
        again = build("wheel", tmp_path / "copy", tmp_path / "wheel")
        sources = build("sdist", tmp_path / "copy", tmp_path / "sdist")
    finally:
        os.umask(before)
    assert again.read_bytes() == wheel.read_bytes()
    assert sources.read_bytes() == build("sdist", ROOT, tmp_path / "here").read_bytes()


def test_both_have_the_licence_and_the_notices_of_third_parties(wheel: Path, tmp_path: Path) -> None:
    licences = {"LICENSE", "THIRD_PARTY_NOTICES.md"}
    listed = zipfile.ZipFile(wheel).namelist()
    assert licences <= {name.rpartition("/licenses/")[2] for name in listed}
    names = run("tar", "-tzf", build("sdist", ROOT, tmp_path), cwd=tmp_path).splitlines()
    assert licences | {"SECURITY.md", "CHANGELOG.md", "requirements"} <= {name.split("/")[1] for name in names}


def test_the_installed_package_is_not_the_checkout(installed: Path, tmp_path: Path) -> None:
    found = run(installed / "python", "-c", "import sandbox; print(sandbox.__file__)", cwd=tmp_path)
    assert Path(found).is_relative_to(installed.parent)


def test_the_installed_command_helps(installed: Path, tmp_path: Path) -> None:
    assert run(installed / "aud", "--help", cwd=tmp_path).startswith("Usage: aud")


def test_the_installed_command_lists_the_scenarios_it_brought(installed: Path, tmp_path: Path) -> None:
    assert "bar-token-to-baz" in run(installed / "aud", "list", cwd=tmp_path)


def test_redis_is_an_extra_which_is_not_installed_to_run(wheel: Path) -> None:
    (metadata,) = [name for name in zipfile.ZipFile(wheel).namelist() if name.endswith("/METADATA")]
    required = re.findall(r"^Requires-Dist: (redis.*)", zipfile.ZipFile(wheel).read(metadata).decode(), re.MULTILINE)
    assert [one.split(";")[1].strip() for one in required] == ["extra == 'redis'"]
    locked = {name: (ROOT / "requirements" / f"{name}.txt").read_text() for name in ("run", "redis", "test")}
    assert {name for name, text in locked.items() if re.search(r"^redis==", text, re.MULTILINE)} == {"redis", "test"}


def test_the_wheel_brings_nothing_that_only_tools_use(wheel: Path) -> None:
    listed = zipfile.ZipFile(wheel).namelist()
    assert not [name for name in listed if name.startswith("sandbox/_bundle/docs/") and not name.endswith(".md")]
    written = (name for name in listed if name.endswith(".py") and not name.endswith("/__init__.py"))
    modules = {name.removesuffix(".py").replace("/", ".") for name in written}
    graph = grimp.build_graph("sandbox")
    starts = {name for name in modules if name.split(".")[-2] in FOUND_BY_NAME} | {"sandbox.__main__"}
    used = starts.union(*(graph.find_upstream_modules(start) for start in starts))
    assert sorted(modules - used) == []
