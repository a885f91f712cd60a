"""`aud check`: reads, and replays nothing."""

import json
import os
import shutil
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from tests.commands.calling import aud, called
from tests.scenarios import pack_files

NOBODY = 65534


def test_what_is_shipped() -> None:
    said = aud("check")
    assert (said.exit, said.err) == (0, "")
    assert said.out.endswith(" files, no mistakes\n")


def test_mistakes_end_with_2(tmp_path: Path) -> None:
    pack_files.write(
        tmp_path / "mistaken.yaml",
        pack_files.SCENARIO.format(id="mistaken", world="fo", head="", api="bar", request="GET /orders", status=401),
    )
    said = aud("check", "mistaken.yaml", cwd=tmp_path)
    assert (said.exit, said.err) == (2, "")
    assert said.out.startswith(
        "mistaken.yaml:3:8: there is no world `fo` [AS007]\n"
        "   |\n"
        " 3 | world: fo\n"
        "   |        ^^ did you mean `foo`?\n"
        "   = allowed: `foo`, `balancer`, "
    )
    assert said.out.endswith(" more\n\n1 file, 1 mistake\n")


def test_as_json(tmp_path: Path) -> None:
    path = pack_files.scenario(tmp_path, "mistaken", head="levle: expert\n")
    said = aud("check", path.name, "--format", "json", cwd=tmp_path)
    (diagnostic,) = json.loads(said.out)["diagnostics"]
    assert said.exit == 2
    assert diagnostic["span"] == {"line": 5, "column": 1, "end_line": 5, "end_column": 6}
    assert (diagnostic["path"], diagnostic["code"]) == ("mistaken.yaml", "AS004")
    assert (diagnostic["message"], diagnostic["suggestion"]) == ("unknown key `levle`", "level")
    assert "level" in diagnostic["allowed"]
    assert json.loads(called("check", "--format", "json").out) == {"diagnostics": []}


def test_as_annotations_of_a_pull_request(tmp_path: Path) -> None:
    path = pack_files.scenario(tmp_path, "a", head='"level%": expert\n', file="a,b:c%d")
    said = aud("check", path.name, "--format", "github", cwd=tmp_path)
    assert said.exit == 2
    assert said.out == (
        "::error file=a%2Cb%3Ac%25d.yaml,line=1,endLine=1,col=11,title=AS008::the id `a` is not the file's name\n"
        "::error file=a%2Cb%3Ac%25d.yaml,line=5,endLine=5,col=1,title=AS004::"
        "unknown key `level%25`. Did you mean `level`?\n"
    )


def test_for_code_scanning(tmp_path: Path) -> None:
    path = pack_files.scenario(tmp_path, "mistaken", head="levle: expert\n", file="a b")
    said = aud("check", path.name, "--format", "sarif", cwd=tmp_path)
    assert said.exit == 2
    report = json.loads(said.out)
    assert report["version"] == "2.1.0"
    (run,) = report["runs"]
    assert run["columnKind"] == "unicodeCodePoints"
    assert [rule["id"] for rule in run["tool"]["driver"]["rules"]] == ["AS004", "AS008"]
    _, first = run["results"]
    assert (first["ruleId"], first["ruleIndex"], first["level"]) == ("AS004", 0, "error")
    assert first["message"] == {"text": "unknown key `levle`. Did you mean `level`?"}
    assert first["locations"] == [
        {
            "physicalLocation": {
                "artifactLocation": {"uri": "a%20b.yaml"},
                "region": {"startLine": 5, "startColumn": 1, "endLine": 5, "endColumn": 6},
            }
        }
    ]
    (clean,) = json.loads(called("check", "--format", "sarif").out)["runs"]
    assert (clean["results"], clean["tool"]["driver"]["rules"]) == ([], [])


def test_all_files_are_told_of_not_the_first_alone(tmp_path: Path) -> None:
    pack = pack_files.pack(tmp_path)
    for path in pack.glob("0*/o*.yaml"):
        path.write_text(path.read_text().replace("title", "titel"))
    said = aud("check", ".", cwd=pack)
    assert said.out.count("unknown key `titel`") == 4
    assert said.out.endswith("6 files, 4 mistakes\n")


def pipe(path: Path) -> None:
    os.mkfifo(path)


NASTY: dict[str, Callable[[Path], object]] = {
    "nothing": lambda path: path.write_bytes(b""),
    "a program": lambda path: shutil.copy("/bin/sh", path),
    "zeros": lambda path: path.write_bytes(b"\0" * 1000),
    "ten megabytes": lambda path: path.write_bytes(b"a: b\n" * 2_000_000),
    "one long line": lambda path: path.write_bytes(b"a: " + b"x" * 500_000),
    "a long key": lambda path: path.write_bytes(b"x" * 500_000 + b": 1"),
    "brackets": lambda path: path.write_bytes(b"[" * 500_000),
    "dashes": lambda path: path.write_bytes(b"- " * 200_000),
    "question marks": lambda path: path.write_bytes(b"? " * 200_000),
    "anchors": lambda path: path.write_bytes(b"".join(b"a%d: &a%d [*a%d]\n" % (n, n, n - 1) for n in range(1, 9000))),
    "many keys": lambda path: path.write_bytes(b"".join(b"k%d: 1\n" % n for n in range(15_000))),
    "latin-1": lambda path: path.write_bytes("title: Grüße\n".encode("latin-1")),
    "UTF-16": lambda path: path.write_bytes("title: Hello\n".encode("utf-16")),
    "UTF-32": lambda path: path.write_bytes("title: Hello\n".encode("utf-32")),
    "an escape": lambda path: path.write_text('title: "\\e[2J"\n"\\e[31m": 1\n'),
    "a tag": lambda path: path.write_text("!!python/object/apply:os.system [id]\n"),
    "many mistakes": lambda path: path.write_text("steps: [" + "{}," * 5_000 + "]\n"),
    "a list of worlds": lambda path: path.write_text("world: [foo]\nsteps: 1\n"),
    "a world of nothing": lambda path: path.write_text("world:\n"),
    "deep claims": lambda path: path.write_text(
        "scenario: nasty\nsteps: [{mint: {claims: " + "{a: " * 17 + "}" * 17 + "}}]\n"
    ),
    "a directory": lambda path: path.mkdir(),
    "a pipe": pipe,
    "a link to itself": lambda path: path.symlink_to(path),
    "a link to nowhere": lambda path: path.symlink_to("nowhere"),
    "a device": lambda path: path.symlink_to("/dev/zero"),
}


@pytest.mark.parametrize("command", ["check", "run"])
@pytest.mark.parametrize("name", NASTY)
def test_a_nasty_file_is_told_of(name: str, command: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    NASTY[name](tmp_path / "nasty.yaml")
    monkeypatch.chdir(tmp_path)
    said = called(command, "nasty.yaml")
    assert said.exit == 2
    assert "nasty.yaml" in said.out + said.err
    assert len(said.out + said.err) < 100_000
    assert "\x1b" not in said.out + said.err


@pytest.mark.parametrize("name", NASTY)
def test_a_nasty_file_in_a_pack_is_told_of(name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    pack_files.pack(tmp_path)
    for folder in ("worlds", "01-one"):
        NASTY[name](tmp_path / folder / "nasty.yaml")
    monkeypatch.chdir(tmp_path)
    said = called("check", ".")
    assert said.exit == 2
    assert {"01-one/nasty.yaml", "worlds/nasty.yaml"} <= {line.partition(":")[0] for line in said.out.splitlines()}


@pytest.fixture
def public() -> Iterator[Path]:
    """A directory that everybody may enter."""
    path = Path(tempfile.mkdtemp())
    path.chmod(0o755)
    yield path
    shutil.rmtree(path)


@contextmanager
def as_somebody_else() -> Iterator[None]:
    """Root may read everything; somebody else may not."""
    myself = os.geteuid()
    if myself == 0:
        os.seteuid(NOBODY)
    try:
        yield
    finally:
        os.seteuid(myself)


@pytest.mark.parametrize("locked", ["01-one", "01-one/of-foo.yaml", "worlds", "."])
@pytest.mark.parametrize("mode", [0o000, 0o444])
def test_what_one_may_not_read(locked: str, mode: int, public: Path) -> None:
    pack = pack_files.pack(public / "pack")
    (pack / locked).chmod(mode if (pack / locked).is_dir() else 0)
    called("check")  # imports what somebody else may not
    with as_somebody_else():
        said = called("check", pack)
    (pack / locked).chmod(0o755)
    assert said.exit == 2
    assert "Permission denied" in said.out


def test_a_scenario_beside_the_chapters_is_told_since_nothing_reads_it(tmp_path: Path) -> None:
    pack = pack_files.pack(tmp_path)
    pack_files.scenario(pack, "loose")
    pack_files.write(pack / "compose.yaml", "services: {}\n")
    pack_files.write(pack / "notes.yaml", "scenario: [")
    said = called("check", pack)
    assert said.exit == 2
    assert f"{pack / 'loose.yaml'}:1:1: a scenario that lies in no chapter is not read [AS002]" in said.out
    assert said.out.endswith("6 files, 1 mistake\n")
    assert called("run", pack).exit == 0
    assert called("check", pack / "01-one").exit == 0
