"""Twice as long a text is twice the work to read, whatever it is: counted, not timed."""

from pathlib import Path

import pytest

from sandbox.reading.editing import REMOVED, Change, edited
from sandbox.reading.source import read_text
from sandbox.scenarios.loading.catalogue import Catalogue, load_catalogue, shipped_catalogue
from sandbox.scenarios.loading.draft import read_draft
from sandbox.scenarios.loading.last_good import last_good
from sandbox.scenarios.loading.targets import find_targets
from tests.operations import operations
from tests.reading.hostile import SHAPES
from tests.scenarios import pack_files

SIZE = 6_000
PER_CHARACTER = 1_000
"""Operations. What is shown of fifty mistakes in one long line is half of it."""


@pytest.fixture(scope="module")
def catalogue() -> Catalogue:
    return shipped_catalogue()


@pytest.mark.parametrize("shape", SHAPES)
def test_a_text_twice_as_long_is_twice_the_work(shape: str, catalogue: Catalogue) -> None:
    def work(text: str) -> int:
        return operations(lambda: [mistake.render() for mistake in read_draft(text, catalogue).diagnostics])

    work(SHAPES[shape](100))  # what is imported and cached at first
    short, long = work(SHAPES[shape](SIZE)), work(SHAPES[shape](2 * SIZE))
    assert long < 2.5 * short + SIZE
    assert long < PER_CHARACTER * 2 * SIZE


@pytest.mark.parametrize("removed", [True, False])
def test_twice_as_many_changes_are_twice_the_work(removed: bool) -> None:
    def work(many: int) -> int:
        document = read_text("a:\n" + "".join(f"  k{number}: {{x: 1, y: 2}}\n" for number in range(many)), "text")
        changes = [Change(("a", f"k{number}", "x"), REMOVED if removed else 3) for number in range(many)]
        return operations(lambda: edited(document, changes))

    work(10)
    assert work(800) < 2.5 * work(400)


@pytest.mark.parametrize("wrong", ["", "x"])
def test_twice_as_many_files_are_twice_the_work(tmp_path: Path, wrong: str) -> None:
    def work(many: int) -> int:
        pack = tmp_path / str(many)
        pack_files.world(pack, "mine")
        pack_files.chapter(pack, "01-one")
        for number in range(many):
            head = f"formerly: [f{number}]\nstory: '[x](/scenarios/s{number}{wrong}) [x](/paths/p{number}{wrong})'\n"
            pack_files.scenario(pack / "01-one", f"s{number}", "mine", head)
            listed = f"playlist: p{number}\ntitle: t\nscenarios: [s{number}{wrong}, f{number}]\n"
            pack_files.write(pack / "playlists" / f"p{number}.yaml", listed)
        catalogue = load_catalogue([pack])
        for path in (pack / "01-one").glob("s*.yaml"):
            path.write_text("scenario: x\n", "utf-8")
        broken = load_catalogue([pack])
        named = [str(path) for path in sorted((pack / "playlists").glob("*.yaml"))]
        operations_of = (
            lambda: load_catalogue([pack], strict=True),
            lambda: last_good(catalogue, broken),
            lambda: find_targets(named),
        )
        return sum(map(operations, operations_of))

    work(2)
    assert work(80) < 2.5 * work(40)
