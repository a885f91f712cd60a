"""A catalogue holds what can be read, in order, and tells what cannot."""

import os
import shutil
from pathlib import Path

import pytest

from sandbox.errors import UnknownName
from sandbox.reading.source import Document
from sandbox.scenarios.loading.catalogue import Catalogue, load_catalogue, shipped_catalogue
from sandbox.scenarios.loading.parse import chapter_from
from sandbox.settings import Limits, shipped_pack
from tests.running import FOO
from tests.scenarios import pack_files

WORLDS = {"foo": FOO}


def ids(catalogue: Catalogue) -> list[str]:
    return [scenario.scenario for scenario in catalogue.scenarios()]


def mistakes(catalogue: Catalogue) -> list[tuple[str, str]]:
    return [(Path(d.path).name, d.message) for d in catalogue.diagnostics]


def test_what_is_shipped_has_no_mistakes() -> None:
    catalogue = shipped_catalogue()
    assert catalogue.diagnostics == ()
    assert catalogue.files == len(list(shipped_pack().glob("*/*.yaml")))
    assert catalogue.broken == frozenset()


def test_a_pack(tmp_path: Path) -> None:
    catalogue = load_catalogue([pack_files.pack(tmp_path)], WORLDS)
    assert catalogue.diagnostics == ()
    assert [(chapter.id, chapter.number, chapter.title) for chapter in catalogue.chapters] == [
        ("01-one", 1, "One"),
        ("02-two", 2, "Two"),
    ]
    assert ids(catalogue) == ["of-foo", "of-mine", "alone"]
    assert catalogue.chapters[0].summary == "What it is about"
    assert set(catalogue.worlds) == {"foo", "mine"}
    assert catalogue.files == 6


def test_order_is_by_number_then_by_name(tmp_path: Path) -> None:
    pack_files.chapter(tmp_path, "01-one")
    for id_, order in {"c": 2, "b": None, "a": None, "d": 10, "e": -1, "f": 2}.items():
        pack_files.scenario(tmp_path / "01-one", id_, head="" if order is None else f"order: {order}\n")
    assert ids(load_catalogue([tmp_path], WORLDS)) == ["e", "c", "f", "d", "a", "b"]


def test_packs_come_one_after_the_other(tmp_path: Path) -> None:
    catalogue = load_catalogue([shipped_pack(), pack_files.pack(tmp_path)])
    assert ids(catalogue)[-3:] == ["of-foo", "of-mine", "alone"]
    assert catalogue.diagnostics == ()


def test_a_chapter_without_a_number_has_none(tmp_path: Path) -> None:
    pack_files.chapter(tmp_path, "extra")
    pack_files.scenario(tmp_path / "extra", "one")
    (chapter,) = load_catalogue([tmp_path], WORLDS).chapters
    assert (chapter.id, chapter.number) == ("extra", 0)


def test_a_broken_file_keeps_no_other_from_being_read(tmp_path: Path) -> None:
    pack_files.pack(tmp_path)
    pack_files.write(tmp_path / "01-one" / "broken.yaml", "scenario: [")
    pack_files.write(tmp_path / "02-two" / "chapter.yaml", "titel: Two")
    catalogue = load_catalogue([tmp_path], WORLDS)
    assert ids(catalogue) == ["of-foo", "of-mine", "alone"]
    assert catalogue.chapters[1].title == "02-two"
    assert mistakes(catalogue) == [("broken.yaml", "this `[` is never closed"), ("chapter.yaml", "unknown key `titel`")]


def test_an_id_that_is_taken_is_told_and_the_first_stays(tmp_path: Path) -> None:
    pack_files.pack(tmp_path)
    pack_files.scenario(tmp_path / "02-two", "of-foo")
    catalogue = load_catalogue([tmp_path], WORLDS)
    assert ids(catalogue) == ["of-foo", "of-mine", "alone"]
    (diagnostic,) = catalogue.diagnostics
    assert diagnostic.message.startswith("there is already a scenario `of-foo`, in ")
    assert (diagnostic.code, diagnostic.span.line, diagnostic.span.column) == ("AS009", 1, 11)
    assert catalogue.chapter_of("of-foo").id == "01-one"


def test_a_world_that_is_taken_is_told(tmp_path: Path) -> None:
    pack_files.world(tmp_path / "a", "mine")
    pack_files.world(tmp_path / "b", "mine")
    (diagnostic,) = load_catalogue([tmp_path / "a", tmp_path / "b"]).diagnostics
    assert diagnostic.message.startswith("there is already a world `mine`, in ")


def test_a_pack_s_world_stands_before_a_given_one(tmp_path: Path) -> None:
    pack_files.world(tmp_path, "foo")
    assert load_catalogue([tmp_path], WORLDS).worlds["foo"].title == "The world foo"


def test_for_a_broken_world_its_scenarios_are_not_to_blame(tmp_path: Path) -> None:
    pack_files.pack(tmp_path)
    pack_files.write(tmp_path / "worlds" / "mine.yaml", "world: mine\n")
    catalogue = load_catalogue([tmp_path], WORLDS)
    assert ids(catalogue) == ["of-foo"]
    assert mistakes(catalogue) == [("mine.yaml", "the keys `title`, `domain`, `issuers`, `clients` are missing here")]
    assert catalogue.broken == {"mine"}


def test_a_broken_world_is_not_replaced_by_a_given_one_of_its_name(tmp_path: Path) -> None:
    pack_files.write(tmp_path / "worlds" / "foo.yaml", "world: foo\n")
    pack_files.chapter(tmp_path, "01-one")
    pack_files.scenario(tmp_path / "01-one", "of-foo", "foo")
    catalogue = load_catalogue([tmp_path], WORLDS)
    assert (ids(catalogue), catalogue.worlds) == ([], {})


def test_a_pack_that_is_not_there(tmp_path: Path) -> None:
    catalogue = load_catalogue([tmp_path / "nowhere"], WORLDS)
    assert mistakes(catalogue) == [("nowhere", "this directory cannot be read: No such file or directory")]


def test_a_pack_that_is_a_file(tmp_path: Path) -> None:
    catalogue = load_catalogue([pack_files.write(tmp_path / "a.yaml", "a: 1")], WORLDS)
    assert mistakes(catalogue) == [("a.yaml", "this directory cannot be read: Not a directory")]


def test_what_is_no_chapter_is_left_alone(tmp_path: Path) -> None:
    pack_files.pack(tmp_path)
    pack_files.write(tmp_path / "docs" / "readme.md", "# Words")
    pack_files.write(tmp_path / ".git" / "x.yaml", "[")
    pack_files.write(tmp_path / "01-one" / ".#of-foo.yaml", "[")
    pack_files.write(tmp_path / "01-one" / "notes.txt", "[")
    pack_files.write(tmp_path / "stray.yaml", "[")
    catalogue = load_catalogue([tmp_path], WORLDS)
    assert catalogue.diagnostics == ()
    assert len(catalogue.chapters) == 2


def test_links_in_a_circle_are_no_chapters(tmp_path: Path) -> None:
    pack_files.pack(tmp_path)
    (tmp_path / "03-loop").symlink_to("03-loop")
    (tmp_path / "01-one" / "loop.yaml").symlink_to("loop.yaml")
    (tmp_path / "04-self").symlink_to(tmp_path)
    catalogue = load_catalogue([tmp_path], WORLDS)
    assert [message for name, message in mistakes(catalogue) if name == "loop.yaml"] == [
        "cannot be read: Too many levels of symbolic links"
    ]
    assert len(ids(catalogue)) == 3


def test_directories_and_devices_with_the_name_of_a_file(tmp_path: Path) -> None:
    pack_files.pack(tmp_path)
    (tmp_path / "01-one" / "folder.yaml").mkdir()
    os.mkfifo(tmp_path / "01-one" / "pipe.yaml")
    catalogue = load_catalogue([tmp_path], WORLDS)
    assert mistakes(catalogue) == [
        ("folder.yaml", "this is no file that can be read"),
        ("pipe.yaml", "this is no file that can be read"),
    ]


def test_a_directory_that_goes_away_while_it_is_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    pack_files.pack(tmp_path)

    def gone(document: Document) -> object:
        shutil.rmtree(tmp_path / "02-two", ignore_errors=True)
        return chapter_from(document)

    monkeypatch.setattr("sandbox.scenarios.loading.pack_loader.chapter_from", gone)
    catalogue = load_catalogue([tmp_path], WORLDS)
    assert ids(catalogue) == ["of-foo", "of-mine"]
    assert mistakes(catalogue) == [("02-two", "this directory cannot be read: No such file or directory")]


def test_too_many_files(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sandbox.scenarios.loading.pack_loader.LIMITS", Limits(files_in_pack=3))
    catalogue = load_catalogue([pack_files.pack(tmp_path)], WORLDS)
    assert mistakes(catalogue)[0] == ("01-one", "more than 3 files; the rest is not read")
    assert ids(catalogue) == []


def test_a_scenario_by_its_id(tmp_path: Path) -> None:
    catalogue = load_catalogue([pack_files.pack(tmp_path)], WORLDS)
    assert catalogue.scenario("alone").title == "The scenario alone"
    with pytest.raises(UnknownName) as caught:
        catalogue.scenario("alnoe")
    assert caught.value.suggestion == "alone"
    with pytest.raises(UnknownName):
        catalogue.chapter_of("nowhere")
