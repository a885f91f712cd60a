"""Playlists as ways to go: scenarios with minutes of their own, pauses, and when each begins."""

import re
from pathlib import Path

import pytest

from sandbox.reading.source import read_text
from sandbox.scenarios.loading.catalogue import Catalogue, load_catalogue, shipped_catalogue
from sandbox.scenarios.loading.parse import playlist_from
from sandbox.scenarios.loading.playlists import planned_playlists
from sandbox.scenarios.model import Playlist
from sandbox.settings import shipped_pack
from tests.scenarios import pack_files

CATALOGUE = shipped_catalogue(strict=True)
SCENARIOS = {scenario.scenario: scenario for scenario in CATALOGUE.scenarios()}
PAGE = (Path(__file__).parents[3] / "docs" / "playlists.md").read_text("utf-8")
EXAMPLES = re.findall(r"^```yaml\n(.*?)^```", PAGE, re.MULTILINE | re.DOTALL)
LUNCH = """\
playlist: lunch
title: At lunch
scenarios:
  - bar-token-to-bar
  - {id: bar-token-to-baz, minutes: 7, note: Let them argue.}
  - {id: audience-not-checked}
  - {pause: Talk, minutes: 50}
  - tampered-aud
"""


def catalogue_with(root: Path, text: str) -> Catalogue:
    pack_files.pack(root)
    pack_files.write(root / "playlists" / "lunch.yaml", text)
    return load_catalogue([shipped_pack(), root], strict=True)


def test_an_entry_is_an_id_or_says_more() -> None:
    playlist = playlist_from(read_text(LUNCH, "lunch.yaml"), "lunch", SCENARIOS)
    assert [(entry.scenario, entry.pause, entry.minutes, entry.note) for entry in playlist.entries] == [
        ("bar-token-to-bar", None, None, ""),
        ("bar-token-to-baz", None, 7, "Let them argue."),
        ("audience-not-checked", None, None, ""),
        (None, "Talk", 50, ""),
        ("tampered-aud", None, None, ""),
    ]
    assert playlist.scenarios == ["bar-token-to-bar", "bar-token-to-baz", "audience-not-checked", "tampered-aud"]


def test_each_begins_when_what_is_before_it_ends(tmp_path: Path) -> None:
    (lunch,) = [
        path for path in planned_playlists(catalogue_with(tmp_path, LUNCH)) if path.playlist.playlist == "lunch"
    ]
    own = {id_: SCENARIOS[id_].minutes for id_ in lunch.playlist.scenarios}
    first, careless, last = own["bar-token-to-bar"], own["audience-not-checked"], own["tampered-aud"]
    assert [(slot.begins, slot.minutes) for slot in lunch.entries] == [
        (0, first),
        (first, 7),
        (first + 7, careless),
        (first + 7 + careless, 50),
        (first + 7 + careless + 50, last),
    ]
    assert lunch.minutes == first + 7 + careless + 50 + last


def test_a_scenario_that_could_not_be_read_is_left_out_and_takes_no_time(tmp_path: Path) -> None:
    catalogue = catalogue_with(tmp_path, "playlist: lunch\ntitle: At lunch\nscenarios: [broken, bar-token-to-bar]\n")
    pack_files.write(tmp_path / "01-one" / "broken.yaml", "scenario: broken\n")
    catalogue = load_catalogue([shipped_pack(), tmp_path])
    (lunch,) = [path for path in planned_playlists(catalogue) if path.playlist.playlist == "lunch"]
    assert [(slot.entry.scenario, slot.begins) for slot in lunch.entries] == [("bar-token-to-bar", 0)]


def test_a_way_of_which_nothing_could_be_read_is_none(tmp_path: Path) -> None:
    catalogue_with(tmp_path, "playlist: lunch\ntitle: At lunch\nscenarios: [broken, {pause: Talk, minutes: 5}]\n")
    pack_files.write(tmp_path / "01-one" / "broken.yaml", "scenario: broken\n")
    catalogue = load_catalogue([shipped_pack(), tmp_path])
    assert "lunch" in [playlist.playlist for playlist in catalogue.playlists]
    assert "lunch" not in [path.playlist.playlist for path in planned_playlists(catalogue)]


@pytest.mark.parametrize("text", EXAMPLES)
def test_the_examples_in_the_documentation_are_read(text: str) -> None:
    stem = text.split(maxsplit=2)[1]
    assert playlist_from(read_text(text, "docs"), stem, SCENARIOS).scenarios


def test_there_are_examples_in_the_documentation() -> None:
    assert len(EXAMPLES) == 2


@pytest.mark.parametrize(("name", "minutes"), [("workshop-45", 45), ("workshop-120", 120)])
def test_a_workshop_takes_as_long_as_it_says(name: str, minutes: int) -> None:
    (workshop,) = [path for path in planned_playlists(CATALOGUE) if path.playlist.playlist == name]
    assert workshop.minutes == minutes
    assert len(set(workshop.playlist.scenarios)) == len(workshop.playlist.scenarios)
    assert workshop.entries[-1].scenario is None, "it ends with talk"


@pytest.mark.parametrize("playlist", CATALOGUE.playlists, ids=lambda playlist: playlist.playlist)
def test_what_a_scenario_needs_comes_before_it_on_the_way(playlist: Playlist) -> None:
    ids = playlist.scenarios
    for place, id_ in enumerate(ids):
        assert set(SCENARIOS[id_].needs) <= set(ids[:place])
