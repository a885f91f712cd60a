"""What lies in deploy/: no container can be built here, so each step is looked at, and run, by itself."""

import json
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
import yaml

from sandbox.serving.health import ALIVE
from tests.commands.test_keys import free_port
from tests.serving.nginx_server import samples

ROOT = Path(__file__).parents[1]
DEPLOY = ROOT / "deploy"
Instructions = list[tuple[str, str]]


def instructions() -> Instructions:
    """The instructions of the Containerfile, each with its arguments in one line."""
    text = re.sub(r"\\\n", " ", (DEPLOY / "Containerfile").read_text("utf-8"))
    lines = [line for line in text.splitlines() if line and not line.startswith("#")]
    return [(word, rest.strip()) for word, _, rest in (line.partition(" ") for line in lines)]


def argument(word: str) -> str:
    """What the last instruction of a kind says: that of the image which is run."""
    return [rest for name, rest in instructions() if name == word][-1]


def test_the_containerfile_has_no_fault_that_a_linter_knows() -> None:
    linter = Path(sys.executable).parent / "hadolint"
    done = subprocess.run([linter, DEPLOY / "Containerfile"], check=False, capture_output=True, text=True)
    assert (done.returncode, done.stdout) == (0, "")


def test_the_container_runs_as_nobody_and_asks_whether_it_is_well() -> None:
    assert re.fullmatch(r"[1-9]\d+:[1-9]\d+", argument("USER"))
    assert [rest.split()[0] for name, rest in instructions() if name == "FROM"] == ["python:3.13-slim-bookworm"] * 2
    assert json.loads(argument("ENTRYPOINT")) == ["aud"]
    assert json.loads(argument("CMD")) == ["serve", "--host", "0.0.0.0"]
    assert f":8000{ALIVE}'" in json.loads(argument("HEALTHCHECK").partition("CMD ")[2])[-1]
    assert all(
        "--no-cache-dir" in part for _, rest in instructions() for part in rest.split("&&") if "pip install" in part
    )


@pytest.mark.extended
def test_the_steps_of_the_container_make_a_sandbox_that_is_well(tmp_path: Path) -> None:
    """The steps of the build in a clean directory, with the health check of the image that comes of them."""
    source, made = tmp_path / "src", tmp_path / "opt"
    source.mkdir()
    listed = subprocess.run(
        ["git", "ls-files", "--cached", "--others", "--exclude-standard", "-z"],
        cwd=ROOT,
        check=True,
        capture_output=True,
    ).stdout.decode()
    left_out = tuple(line for line in (ROOT / ".dockerignore").read_text().split() if not line.startswith("**"))
    for name in filter(None, listed.split("\0")):
        if not name.startswith(left_out) and (ROOT / name).is_file():
            (source / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy(ROOT / name, source / name)
    shell = f"set -e; python() {{ '{sys.executable}' \"$@\"; }}\n"
    for name, rest in instructions():
        if name == "RUN":
            step = rest.replace("/opt/", f"{made}/")
            done = subprocess.run(["sh", "-c", shell + step], cwd=source, check=False, capture_output=True, text=True)
            assert done.returncode == 0, done.stderr[-3000:]
    with running_image(made / "sandbox" / "bin") as port:
        check = json.loads(argument("HEALTHCHECK").partition("CMD ")[2])
        check[-1] = check[-1].replace(":8000", f":{port}")
        assert subprocess.run([made / "sandbox" / "bin" / "python", *check[1:]], check=False).returncode == 0


@contextmanager
def running_image(programs: Path) -> Iterator[int]:
    """The command of the image, on a free port."""
    port = free_port()
    command = [*json.loads(argument("ENTRYPOINT")), *json.loads(argument("CMD")), "--port", str(port)]
    with subprocess.Popen(
        [programs / command[0], *command[1:]], cwd="/", env={"PATH": str(programs)}, stdout=subprocess.PIPE, text=True
    ) as process:
        assert process.stdout is not None
        assert "Audience Sandbox" in process.stdout.readline()
        yield port
        process.terminate()


def compose() -> dict[str, Any]:
    found: dict[str, Any] = yaml.safe_load((DEPLOY / "compose.yaml").read_text("utf-8"))
    return found


def test_the_services_are_read_only_and_named_by_version() -> None:
    services = compose()["services"]
    assert set(services) == {"sandbox", "redis", "proxy"}
    for name in ("sandbox", "redis"):
        assert services[name]["read_only"] is True
        assert services[name]["cap_drop"] == ["ALL"]
        assert services[name]["security_opt"] == ["no-new-privileges:true"]
        assert "ports" not in services[name]
    for service in services.values():
        assert re.fullmatch(r"[a-z]+:\d+(\.\d+)*-alpine", service.get("image", "redis:7-alpine"))
        for other in service.get("depends_on", {}):
            assert other in services
    assert (DEPLOY / services["sandbox"]["build"]["context"] / services["sandbox"]["build"]["dockerfile"]).is_file()
    assert (DEPLOY / services["proxy"]["volumes"][0].partition(":")[0]).is_file()


def test_the_command_of_the_composed_sandbox_is_one(tmp_path: Path) -> None:
    """It is started as it stands there, but for the names that only a network of containers has."""
    command = [
        part.replace("${SANDBOX_HOST:-localhost}", "localhost") for part in compose()["services"]["sandbox"]["command"]
    ]
    here = ["--room-file=" + str(tmp_path / "rooms.json") if part.startswith("--store=") else part for part in command]
    started = [sys.executable, "-m", "sandbox", *here, "--port", "0"]
    with subprocess.Popen(started, cwd=ROOT, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        said = "".join(process.stdout.readline() for _ in range(4))
        process.terminate()
    assert "People open  https://localhost/workshop" in said
    subnet = compose()["networks"]["inside"]["ipam"]["config"][0]["subnet"]
    assert f"--proxy={subnet}" in command


def test_the_unit_is_valid_and_sandboxed(tmp_path: Path) -> None:
    unit = (DEPLOY / "audience-sandbox.service").read_text("utf-8")
    for line in ("DynamicUser=yes", "ProtectSystem=strict", "NoNewPrivileges=yes", "CapabilityBoundingSet=\n"):
        assert line in unit
    command = re.search(r"ExecStart=\S+/aud (.*)", unit)
    assert command
    words = [*command[1].split(), "--port", "0"]
    with subprocess.Popen(
        [sys.executable, "-m", "sandbox", *words], cwd=ROOT, stdout=subprocess.PIPE, text=True
    ) as process:
        assert process.stdout is not None
        assert "https://sandbox.example.org" in process.stdout.readline()
        process.terminate()
    analyze = shutil.which("systemd-analyze")
    if analyze:
        copied = tmp_path / "audience-sandbox.service"
        copied.write_text(unit.replace("/opt/audience-sandbox/bin/aud", "/bin/true"))
        done = subprocess.run([analyze, "verify", copied], check=False, capture_output=True, text=True)
        assert (done.returncode, done.stderr) == (0, "")
        weighed = subprocess.run([analyze, "security", "--offline=true", "--threshold=20", copied], check=False)
        assert weighed.returncode == 0


def test_the_documented_proxy_does_not_buffer() -> None:
    assert all("proxy_buffering off;" in sample for sample in samples())
