"""The directory of an export: what may be written there, how much, and when it is there to be seen."""

from dataclasses import replace
from pathlib import Path

import pytest

from sandbox.export.folder import CannotWrite, Folder
from sandbox.settings import LIMITS


def seen(folder: Path) -> set[str]:
    return {path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file()}


def test_nothing_is_there_to_be_seen_before_all_is(tmp_path: Path) -> None:
    folder = Folder(tmp_path / "a" / "site")
    folder.write("scenarios/one.html", "é")
    assert seen(tmp_path / "a" / "site") == {".export-part/scenarios/one.html"}
    folder.publish()
    assert seen(tmp_path / "a" / "site") == {"scenarios/one.html", "_export.json"}
    assert folder.bytes == 2


def test_what_is_given_up_leaves_nothing(tmp_path: Path) -> None:
    folder = Folder(tmp_path)
    folder.write("one.html", "1")
    folder.abandon()
    assert seen(tmp_path) == set()


def test_a_publishing_that_is_interrupted_can_be_done_again(tmp_path: Path) -> None:
    first = Folder(tmp_path)
    first.write("old.html", "1")
    first.publish()
    second = Folder(tmp_path)
    second.write("a/one.html", "2")
    (tmp_path / "a").write_text("a file where a folder has to be")
    with pytest.raises(CannotWrite, match="File exists"):
        second.publish()
    (tmp_path / "a").unlink()
    third = Folder(tmp_path)
    third.write("a/one.html", "3")
    third.publish()
    assert seen(tmp_path) == {"a/one.html", "_export.json"}


@pytest.mark.parametrize("name", ["../x", "/x", "a/../x", "a/./x", "", "a//x", "a\\x", "C:x", "a\0", "é"])
def test_no_name_leads_elsewhere(tmp_path: Path, name: str) -> None:
    folder = Folder(tmp_path / "site")
    with pytest.raises(CannotWrite, match="no file of an export can be called"):
        folder.write(name, "x")
    assert seen(tmp_path) == set()


def test_it_is_bounded(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sandbox.export.folder.LIMITS", replace(LIMITS, files_in_export=2))
    folder = Folder(tmp_path)
    folder.write("1.html", "")
    folder.write("2.html", "")
    with pytest.raises(CannotWrite, match="more than 2 files: export playlists one by one"):
        folder.write("3.html", "")


def test_a_part_that_is_a_link_is_removed_and_what_it_leads_to_stays(tmp_path: Path) -> None:
    (tmp_path / "mine").mkdir()
    (tmp_path / "mine" / "kept.txt").write_text("mine")
    (tmp_path / "site").mkdir()
    (tmp_path / "site" / ".export-part").symlink_to(tmp_path / "mine")
    folder = Folder(tmp_path / "site")
    folder.write("one.html", "1")
    folder.publish()
    assert seen(tmp_path) == {"mine/kept.txt", "site/one.html", "site/_export.json"}


def test_no_file_of_somebody_else_s_is_replaced(tmp_path: Path) -> None:
    traces = Folder(tmp_path)
    traces.write("one.json", "1")
    traces.publish()
    (tmp_path / "index.html").write_text("mine")
    site = Folder(tmp_path)
    site.write("a.html", "2")
    site.write("index.html", "2")
    with pytest.raises(CannotWrite, match=r"index\.html is there, and not of the earlier export"):
        site.publish()
    site.abandon()
    assert seen(tmp_path) == {"one.json", "index.html", "_export.json"}
    assert (tmp_path / "index.html").read_text() == "mine"
