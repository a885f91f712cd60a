"""Ids, files, chapters and packs, as a command line names them."""

import os
from pathlib import Path

import pytest

from sandbox.errors import UnknownName
from sandbox.scenarios.loading.targets import Targets, find_targets
from sandbox.settings import shipped_pack
from tests.scenarios import pack_files

SHIPPED = sorted(path.stem for path in shipped_pack().glob("[0-9]*/*.yaml") if path.stem != "chapter")


def ids(selection: Targets) -> list[str]:
    return [chosen.scenario.scenario for chosen in selection.scenarios]


def messages(selection: Targets) -> list[str]:
    return [diagnostic.message for diagnostic in selection.diagnostics]


def test_nothing_means_everything_shipped() -> None:
    assert sorted(ids(find_targets([]))) == SHIPPED


def test_an_id() -> None:
    selection = find_targets(["bar-token-to-baz"])
    (chosen,) = selection.scenarios
    assert (chosen.scenario.scenario, chosen.world.world, selection.files) == ("bar-token-to-baz", "foo", 1)


def test_several_in_the_order_in_which_they_are_named(tmp_path: Path) -> None:
    pack = pack_files.pack(tmp_path)
    named = ["tampered-aud", str(pack / "02-two"), "bar-token-to-bar"]
    assert ids(find_targets(named)) == ["tampered-aud", "alone", "bar-token-to-bar"]


def test_a_file_of_what_is_shipped() -> None:
    assert ids(find_targets([str(shipped_pack() / "01-genuine-and-refused" / "logical-api.yaml")])) == ["logical-api"]


def test_a_file_of_a_pack_finds_the_worlds_of_its_pack_and_those_shipped(tmp_path: Path) -> None:
    pack = pack_files.pack(tmp_path)
    selection = find_targets([str(pack / "01-one" / "of-mine.yaml"), str(pack / "01-one" / "of-foo.yaml")])
    assert [(s.scenario.scenario, s.world.world) for s in selection.scenarios] == [
        ("of-mine", "mine"),
        ("of-foo", "foo"),
    ]
    assert selection.diagnostics == []


def test_a_file_that_stands_alone_finds_the_shipped_worlds(tmp_path: Path) -> None:
    assert ids(find_targets([str(pack_files.scenario(tmp_path, "lonely"))])) == ["lonely"]


def test_a_file_of_another_ending(tmp_path: Path) -> None:
    path = pack_files.scenario(tmp_path, "lonely")
    assert ids(find_targets([str(path.rename(path.with_suffix(".yml")))])) == ["lonely"]


def test_a_world_and_a_chapter_are_read_and_hold_no_scenario(tmp_path: Path) -> None:
    pack = pack_files.pack(tmp_path)
    selection = find_targets([str(pack / "worlds" / "mine.yaml"), str(pack / "01-one" / "chapter.yaml")])
    assert (selection.scenarios, selection.diagnostics, selection.files) == ([], [], 2)


def test_a_chapter_with_a_mistake_is_checked_as_a_chapter(tmp_path: Path) -> None:
    path = pack_files.write(tmp_path / "chapter.yaml", "titel: One\n")
    assert messages(find_targets([str(path)])) == ["unknown key `titel`"]


def test_a_pack_with_a_stray_file_is_a_pack(tmp_path: Path) -> None:
    pack = pack_files.pack(tmp_path)
    pack_files.write(pack / "stray.yaml", "a: 1")
    assert ids(find_targets([str(pack)])) == ["of-foo", "of-mine", "alone"]


def test_a_scenario_without_its_id_is_not_taken_for_a_world(tmp_path: Path) -> None:
    text = pack_files.scenario(tmp_path, "lonely").read_text().replace("scenario: lonely\n", "")
    assert messages(find_targets([str(pack_files.write(tmp_path / "lonely.yaml", text))])) == [
        "the key `scenario` is missing here"
    ]


def test_a_world_with_a_mistake_is_checked_as_a_world(tmp_path: Path) -> None:
    path = pack_files.write(tmp_path / "mine.yaml", pack_files.WORLD.format(id="mine").replace("title", "titel"))
    assert messages(find_targets([str(path)])) == ["unknown key `titel`"]


def test_a_file_whose_world_is_broken_brings_the_world_s_mistakes(tmp_path: Path) -> None:
    pack = pack_files.pack(tmp_path)
    pack_files.write(pack / "worlds" / "mine.yaml", "world: mine\n")
    selection = find_targets([str(pack / "02-two" / "alone.yaml")])
    assert (ids(selection), len(selection.diagnostics)) == ([], 1)
    assert find_targets([str(pack / "01-one" / "of-foo.yaml")]).diagnostics == []


def test_a_pack(tmp_path: Path) -> None:
    assert ids(find_targets([str(pack_files.pack(tmp_path))])) == ["of-foo", "of-mine", "alone"]


def test_the_shipped_pack_by_its_directory() -> None:
    selection = find_targets([str(shipped_pack())])
    assert (sorted(ids(selection)), selection.diagnostics) == (SHIPPED, [])


@pytest.mark.parametrize("target", ["01-one", "01-one/", "./01-one", "../pack/01-one"])
def test_a_chapter(target: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(pack_files.pack(tmp_path / "pack"))
    assert ids(find_targets([target])) == ["of-foo", "of-mine"]


def test_the_directory_one_is_in(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    pack = pack_files.pack(tmp_path)
    monkeypatch.chdir(pack / "01-one")
    assert ids(find_targets(["."])) == ["of-foo", "of-mine"]
    assert ids(find_targets([".."])) == ["of-foo", "of-mine", "alone"]
    monkeypatch.chdir(pack)
    assert ids(find_targets(["."])) == ["of-foo", "of-mine", "alone"]


def test_a_shipped_chapter() -> None:
    selection = find_targets([str(shipped_pack() / "01-genuine-and-refused")])
    assert selection.diagnostics == []
    assert selection.scenarios


def test_a_chapter_whose_file_is_missing(tmp_path: Path) -> None:
    pack = pack_files.pack(tmp_path)
    (pack / "01-one" / "chapter.yaml").unlink()
    selection = find_targets([str(pack / "01-one")])
    assert (ids(selection), messages(selection)) == (["of-foo", "of-mine"], ["this file is missing"])


def test_the_worlds_of_a_pack(tmp_path: Path) -> None:
    pack = pack_files.pack(tmp_path)
    assert find_targets([str(pack / "worlds")]).files == 1
    pack_files.write(pack / "worlds" / "mine.yaml", "world: mine\n")
    assert len(find_targets([str(pack / "worlds")]).diagnostics) == 1


@pytest.mark.parametrize("folder", ["", "deeper", "deeper/still"])
def test_a_directory_of_nothing(folder: str, tmp_path: Path) -> None:
    (tmp_path / "nothing" / folder).mkdir(parents=True)
    assert messages(find_targets([str(tmp_path / "nothing")])) == ["there is nothing to read in this directory"]


def test_a_file_that_is_not_there(tmp_path: Path) -> None:
    assert messages(find_targets([str(tmp_path / "no.yaml")])) == ["cannot be read: No such file or directory"]


def test_what_is_no_file_that_can_be_read(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")
    assert messages(find_targets([str(tmp_path / "pipe"), "/dev/zero"])) == ["this is no file that can be read"] * 2


NOR = ", and no file or directory of that name; `aud list` tells what there is"


@pytest.mark.parametrize(
    ("target", "message", "suggestion"),
    [
        ("bar-token-to-bax", "there is no scenario `bar-token-to-bax`", "bar-token-to-baz"),
        ("xyz", f"there is no scenario `xyz`{NOR}", None),
        ("no/such/thing", "`no/such/thing` cannot be read: No such file or directory", None),
        ("x" * 300, f"there is no scenario `{'x' * 80}`{NOR}", None),
        ("../" + "x" * 300, f"`../{'x' * 300}` cannot be read: File name too long", None),
        ("", "a file, a directory or a scenario must be named; found nothing", None),
    ],
)
def test_a_name_that_nothing_answers_to(target: str, message: str, suggestion: str | None) -> None:
    with pytest.raises(UnknownName) as caught:
        find_targets([target])
    assert (caught.value.message, caught.value.suggestion) == (message, suggestion)
