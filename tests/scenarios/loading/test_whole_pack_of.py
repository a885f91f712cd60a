"""The pack that a file belongs to is found from the file, wherever it lies in it and however it is named."""

import os
from pathlib import Path

import pytest

from sandbox.scenarios.loading.targets import find_targets
from tests.commands.calling import called
from tests.scenarios import pack_files

PLACES = [".", "01-one", "01-one/drafts", "01-one/drafts/older"]
PACK_FILE = "pack: ada\nlanguage: 1\ntitle: Ada's\nlicence: MIT\nauthors: [Ada]\n"


def pack_with(root: Path, folder: str, *, named: bool) -> Path:
    """A pack of which one more file is in some folder."""
    pack_files.pack(root)
    if named:
        pack_files.write(root / "pack.yaml", PACK_FILE)
    return pack_files.scenario(root / folder, "further", "mine")


@pytest.mark.parametrize("strict", [False, True], ids=["run", "check"])
@pytest.mark.parametrize("named", [False, True], ids=["unnamed", "named"])
@pytest.mark.parametrize("folder", PLACES)
def test_a_scenario_at_any_depth_finds_the_worlds_of_its_pack(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, folder: str, named: bool, strict: bool
) -> None:
    root = tmp_path / "pack"
    path = pack_with(root, folder, named=named)
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    (elsewhere / "link.yaml").symlink_to(path)
    (elsewhere / "further.yaml").symlink_to(path)
    (elsewhere / "linked").symlink_to(root)
    prefix = "ada." if named else ""
    for here, name in {
        (root, f"{folder}/further.yaml"),
        (path.parent, "further.yaml"),
        (root / "worlds", os.path.relpath(path, root / "worlds")),
        (elsewhere, str(path)),
        (elsewhere, "further.yaml"),
        (elsewhere, f"linked/{folder}/further.yaml"),
    }:
        monkeypatch.chdir(here)
        found = find_targets([name], strict=strict)
        assert [diagnostic.render() for diagnostic in found.diagnostics] == [], (here, name)
        assert [(one.scenario.scenario, one.world.world) for one in found.scenarios] == [
            (f"{prefix}further", f"{prefix}mine")
        ]


def test_a_file_at_the_root_of_a_pack_runs(tmp_path: Path) -> None:
    path = pack_with(tmp_path, ".", named=False)
    said = called("run", path)
    assert (said.exit, said.out.splitlines()[-1]) == (0, "1 scenario, all as expected")


@pytest.mark.parametrize("folder", [".", "playlists", "01-one"])
@pytest.mark.parametrize("named", [False, True], ids=["unnamed", "named"])
def test_a_playlist_finds_the_scenarios_of_its_pack(tmp_path: Path, folder: str, named: bool) -> None:
    pack_with(tmp_path, "02-two", named=named)
    text = "playlist: way\ntitle: A way\nscenarios: [further, bar-token-to-baz, {pause: Tea, minutes: 5}]\n"
    path = pack_files.write(tmp_path / folder / "way.yaml", text)
    assert called("check", path).out == "1 file, no mistakes\n"
    pack_files.write(path, text.replace("further", "furthest"))
    assert "did you mean `further`" in called("check", path).out


@pytest.mark.parametrize("named", [False, True], ids=["unnamed", "named"])
@pytest.mark.parametrize("folder", [".", "02-two"])
def test_a_scenario_whose_world_is_broken_brings_the_world_s_mistakes(tmp_path: Path, folder: str, named: bool) -> None:
    path = pack_with(tmp_path, folder, named=named)
    pack_files.write(tmp_path / "worlds" / "mine.yaml", "world: mine\n")
    for command in ("run", "check"):
        said = called(command, path)
        assert said.exit == 2
        assert "worlds/mine.yaml:1:1" in said.out + said.err


def test_mistakes_elsewhere_in_its_pack_are_not_those_of_a_file(tmp_path: Path) -> None:
    path = pack_with(tmp_path, "02-two", named=True)
    pack_files.write(tmp_path / "01-one" / "broken.yaml", "scenario: [\n")
    assert called("check", path).out == "1 file, no mistakes\n"
    assert called("run", path).exit == 0


@pytest.mark.parametrize("given", [".", "worlds", "01-one", "01-one/of-mine.yaml", "worlds/mine.yaml"])
def test_the_option_for_packs_takes_any_part_of_one(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, given: str
) -> None:
    root = tmp_path / "pack"
    pack_files.pack(root)
    for here, name in ((root, given), (tmp_path, str(root / given)), (tmp_path, f"pack/{given}")):
        monkeypatch.chdir(here)
        said = called("list", "--scenarios", name)
        assert (said.exit, said.err) == (0, "")
        assert {"of-mine", "of-foo", "alone"} <= set(said.out.split())
    assert called("export", tmp_path / "traces", "--format", "trace", "--scenarios", str(root / given)).exit == 0
    assert (tmp_path / "traces" / "of-mine.json").exists()


def test_a_new_scenario_written_within_a_chapter_plays_in_the_world_of_its_pack(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    pack_files.pack(tmp_path)
    monkeypatch.chdir(tmp_path / "01-one")
    assert called("new", "one-more").out == "wrote one-more.yaml\n"
    assert "world: mine" in (tmp_path / "01-one" / "one-more.yaml").read_text("utf-8")
    assert called("new", "world", "shop").out == "wrote ../worlds/shop.yaml\n"
    assert called("new", "chapter", "03-three").out == "wrote ../03-three/chapter.yaml\n"
    assert called("new", "other", "--world", "shop", "--chapter", "03-three").out == "wrote ../03-three/other.yaml\n"
    assert called("new", "playlist", "friday").out == "wrote ../playlists/friday.yaml\n"
    assert called("pack", "check", "..").exit == 0


def test_a_link_to_a_chapter_is_that_chapter(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    pack_files.pack(tmp_path / "pack")
    (tmp_path / "linked").symlink_to(tmp_path / "pack" / "01-one")
    monkeypatch.chdir(tmp_path)
    assert called("check", "linked").exit == 0
    assert [one.scenario.scenario for one in find_targets(["linked"]).scenarios] == ["of-foo", "of-mine"]
    assert "alone" in called("list", "--scenarios", "linked").out
