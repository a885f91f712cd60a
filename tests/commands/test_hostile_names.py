"""Files and folders whose names are not UTF-8, or command a terminal: told, not obeyed, and never a traceback."""

import json
import os
import re
import sys
from itertools import product
from pathlib import Path
from xml.etree.ElementTree import fromstring

import httpx2
import pytest

from tests.commands.calling import ROOT, aud, called, started
from tests.scenarios import pack_files

NAMES = {
    "not UTF-8": b"\xff\xfe",
    "half of a letter": b"\xc3",
    "escape sequence": b"\x1b[2J\x1b]0;owned\x07",
    "C1 control": "\x9b2J".encode(),
    "reversed": "\u202egnp.exe".encode(),
    "isolated": "\u2066x\u2069".encode(),
    "two lines": b"a\n::error::owned",
    "carriage return": b"a\rb",
}
WORST = ("escape sequence",)
"""Those with which every command is tried, and not only one."""
ESCAPED = re.compile(r"\\u[0-9a-f]{4}")
COMMANDS = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028-\u202e\u2066-\u2069]")
pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="other systems allow fewer names")


def hostile_pack(root: Path, name: bytes) -> Path:
    """A pack in which a chapter, a scenario, a world and a playlist are called so."""
    pack = pack_files.pack(root)
    folder = os.fsencode(pack)
    at(folder + b"/" + name).mkdir()
    for file in (name + b"/of-foo.yaml", b"01-one/" + name + b".yaml", b"worlds/" + name + b".yaml"):
        at(folder + b"/" + file).write_text((pack / "01-one" / "of-foo.yaml").read_text())
    return pack


def at(path: bytes) -> Path:
    return Path(os.fsdecode(path))


@pytest.mark.parametrize(
    ("command", "name"),
    [
        *[("check PACK", name) for name in NAMES],
        *product(
            [
                "check --format json PACK", "check --format github PACK", "check --format sarif PACK", "run PACK",
                "run --format json PACK", "run --format junit PACK", "pack check PACK", "list --scenarios PACK",
                "list --format json --scenarios PACK",
            ],
            WORST,
        ),
    ],
)  # fmt: skip
def test_a_command_tells_the_name_escaped(tmp_path: Path, command: str, name: str) -> None:
    pack = hostile_pack(tmp_path, NAMES[name])
    said = aud(*[str(pack) if word == "PACK" else word for word in command.split()])
    assert said.exit == 2
    assert not COMMANDS.search(said.out + said.err), (said.out, said.err)
    assert "this name has characters that cannot be shown, and is not read" in said.out + said.err
    assert ESCAPED.search(said.out + said.err) or "%" in said.out
    if "sarif" in command or "json" in command:
        assert said.out == "" or json.loads(said.out.encode("utf-8"))


@pytest.mark.parametrize("name", NAMES)
def test_a_directory_of_such_a_name_is_read(tmp_path: Path, name: str) -> None:
    pack = at(os.fsencode(tmp_path) + b"/" + NAMES[name])
    pack.mkdir()
    pack_files.pack(pack)
    pack_files.scenario(pack / "01-one", "wrong", status=418)
    commands = ("run", "run --format json", "pack check", "check", "check --format sarif")
    for command in commands if name in WORST else commands[:1]:
        said = aud(*command.split(), str(pack))
        assert not COMMANDS.search(said.out + said.err), (said.out, said.err)
        assert said.exit == (0 if command.startswith("check") else 1)
    if name not in WORST:
        return
    junit = aud("run", "--format", "junit", str(pack)).out
    assert {suite.attrib["name"] for suite in fromstring(junit)} >= {"wrong", "of-mine"}
    pack_files.write(pack / "playlists" / "own.yaml", "playlist: own\ntitle: Own\nscenarios: [wrong]\n")
    exported = aud("export", str(tmp_path / "site"), "--scenarios", str(pack), "--playlist", "own")
    assert exported.exit == 1
    assert not COMMANDS.search(exported.out + exported.err)


@pytest.mark.parametrize("name", WORST)
def test_a_server_shows_what_it_can_read(tmp_path: Path, name: str) -> None:
    pack = hostile_pack(tmp_path, NAMES[name])
    with started("--scenarios", str(pack), "--edit") as (process, url):
        for path in ("/", "/author", "/search?q=x", "/reading", "/progress", "/api/scenarios"):
            assert httpx2.get(url + path).status_code == 200
        assert "this name has characters that cannot be shown" in httpx2.get(url).text
        with httpx2.stream("GET", f"{url}/events") as events:
            states = (line for line in events.iter_lines() if line.startswith("data:"))
            assert "cannot be shown" in next(states)
            at(os.fsencode(pack) + b"/02-two/" + NAMES[name]).mkdir()
            pack_files.chapter(pack, "09-later")
            pack_files.scenario(pack / "09-later", "later")
            assert any("/scenarios/later" in httpx2.get(url).text for _ in states)
        process.terminate()
        errors = process.communicate()[1]
    assert "Traceback" not in errors
    assert not COMMANDS.search(errors)


def test_all_that_is_printed_goes_through_one_place() -> None:
    printed = re.compile(r"\b(?:click\.echo|click\.secho|print)\(")
    files = [path for path in (ROOT / "sandbox").rglob("*.py") if printed.search(path.read_text("utf-8"))]
    assert {path.relative_to(ROOT).as_posix() for path in files} == {
        "sandbox/cli.py",
        "sandbox/commands/shared/errors.py",
    }


@pytest.mark.parametrize("name", ["::error::owned.yaml", "  ::add-mask::x.yaml", "##[error]owned.yaml"])
@pytest.mark.parametrize("command", ["check", "run", "check --format github", "pack check"])
def test_no_name_commands_the_runner_of_a_ci(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str, command: str
) -> None:
    named = tmp_path / name if command != "pack check" else tmp_path / name / "01-one" / "a.yaml"  # a folder, then
    named.parent.mkdir(parents=True, exist_ok=True)
    named.write_text("scenario: a\ntitle: |\n  a\n  ::error::b\n")
    monkeypatch.chdir(tmp_path)
    done = called(*command.split(), name)
    lines = [line.strip() for line in f"{done.out}\n{done.err}".splitlines()]
    assert any(name.strip()[:8] in line or "%3A%3A" in line for line in lines)
    commands = [line for line in lines if line.startswith(("::", "##["))]
    assert [line for line in commands if "--format github" not in command or not line.startswith("::error file=")] == []
