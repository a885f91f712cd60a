"""Scenarios that had another id formerly: whatever names them by it finds them."""

from pathlib import Path

import pytest

from sandbox.scenarios.loading.catalogue import Catalogue, load_catalogue
from sandbox.scenarios.loading.playlists import planned_playlists
from sandbox.scenarios.loading.targets import find_targets
from sandbox.settings import shipped_pack
from tests.commands.calling import called
from tests.scenarios import pack_files

PACK = "pack: ada\nlanguage: 1\ntitle: A pack\nlicence: MIT\nauthors: [Ada]\n"


def catalogue_with(root: Path) -> Catalogue:
    return load_catalogue([shipped_pack(), root], strict=True)


@pytest.fixture(params=["", "ada."])
def pack(request: pytest.FixtureRequest, tmp_path: Path) -> tuple[Path, str]:
    """A pack without a name and one with: its scenario `new` was called `old`, and the other one names it so."""
    pack_files.pack(tmp_path)
    chapter = tmp_path / "02-two"
    pack_files.write(
        chapter / "new.yaml",
        pack_files.SCENARIO.format(
            id="new", world="mine", head="formerly: [old, older]\n", api="notes", request="GET /notes", status=401
        ),
    )
    head = f"needs: [{request.param}old, no-seal]\nstory: See [it](/scenarios/{request.param}older).\n"
    pack_files.write(
        chapter / "after.yaml",
        pack_files.SCENARIO.format(
            id="after",
            world="mine",
            head=head,
            api="notes",
            request="GET /notes",
            status=401,
        ),
    )
    pack_files.write(tmp_path / "playlists" / "way.yaml", "playlist: way\ntitle: A way\nscenarios: [old, no-seal]\n")
    if request.param:
        pack_files.write(tmp_path / "pack.yaml", PACK)
    return tmp_path, request.param


def test_a_scenario_is_found_by_a_former_id(pack: tuple[Path, str]) -> None:
    root, prefix = pack
    catalogue = catalogue_with(root)
    assert catalogue.scenario(f"{prefix}older") is catalogue.scenario(f"{prefix}new")
    assert catalogue.scenario("no-seal").scenario == "alg-none"


def test_playlists_links_and_needs_may_name_former_ids(pack: tuple[Path, str]) -> None:
    root, prefix = pack
    catalogue = catalogue_with(root)
    assert catalogue.diagnostics == ()
    (way,) = (path for path in planned_playlists(catalogue) if path.playlist.playlist == f"{prefix}way")
    assert [scenario.scenario for scenario in way.scenarios] == [f"{prefix}new", "alg-none"]


def test_a_former_id_is_taken(tmp_path: Path) -> None:
    pack_files.pack(tmp_path)
    head = "formerly: [alone]\n"
    text = pack_files.SCENARIO.format(
        id="other", world="mine", head=head, api="notes", request="GET /notes", status=401
    )
    pack_files.write(tmp_path / "02-two" / "other.yaml", text)
    (diagnostic,) = catalogue_with(tmp_path).diagnostics
    assert (diagnostic.code, "`alone`" in diagnostic.message) == ("AS009", True)


def test_a_command_goes_on_with_the_scenario_and_names_its_current_id() -> None:
    assert find_targets(["no-seal"]).renamed == {"no-seal": "alg-none"}
    result = called("run", "no-seal", "--step", "1")
    assert result.exit == 0
    assert result.err == "The scenario `no-seal` is called `alg-none` now.\n"
    assert result.out.startswith("ok alg-none")
