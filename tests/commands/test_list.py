"""`aud list`: the catalogue."""

import json
from pathlib import Path

from sandbox.scenarios.loading.catalogue import shipped_catalogue
from tests.commands.calling import aud, called
from tests.scenarios import pack_files

CATALOGUE = shipped_catalogue()


def test_in_words() -> None:
    said = aud("list")
    lines = said.out.splitlines()
    assert (said.exit, said.err) == (0, "")
    first = CATALOGUE.chapters[0]
    assert lines[0] == f"1 · {first.title}  ({sum(s.minutes for s in first.scenarios)} min)"
    assert [line.split()[0] for line in lines[1 : 1 + len(first.scenarios)]] == [s.scenario for s in first.scenarios]
    assert lines[2].split(maxsplit=4) == ["bar-token-to-baz", "4", "min", "beginner", "A bar token at baz's door"]


def test_the_ways_through_as_json() -> None:
    listed = json.loads(called("list", "--format", "json").out)["playlists"]
    (workshop,) = [playlist for playlist in listed if playlist["id"] == "workshop-45"]
    assert (workshop["title"], workshop["minutes"]) == ("A workshop of 45 minutes", 45)
    assert workshop["entries"][:3] == [
        {"pause": "Welcome", "begins": 0, "minutes": 2},
        {"id": "bar-token-to-bar", "begins": 2, "minutes": 3},
        {"id": "bar-token-to-baz", "begins": 5, "minutes": 5},
    ]


def test_what_comes_before_the_ways_through_and_the_whole() -> None:
    lines = called("list").out.splitlines()
    (exchanged,) = [line for line in lines if line.split()[:1] == ["token-exchange"]]
    assert exchanged.endswith("Exchanged for a token of its own  (after token-passthrough)")
    at = lines.index("Shorter ways through")
    ways = {line.split()[0]: line.split()[1] for line in lines[at + 1 : at + 1 + len(CATALOGUE.playlists)]}
    assert set(ways) == {playlist.playlist for playlist in CATALOGUE.playlists}
    assert (ways["workshop-45"], ways["workshop-120"]) == ("45", "120")
    scenarios = list(CATALOGUE.scenarios())
    minutes = sum(scenario.minutes for scenario in scenarios)
    counted = f"{len(scenarios)} scenarios in {len(CATALOGUE.chapters)} chapters"
    assert lines[-2] == f"{counted}, {minutes // 60} h {minutes % 60} min in all."


def test_the_columns_stand_one_below_the_other() -> None:
    rows = [line for line in called("list").out.splitlines() if " min  " in line and line.startswith("  ")]
    assert len({row.index(" min  ") for row in rows}) == 1


def test_as_json() -> None:
    listed = json.loads(called("list", "--format", "json").out)
    scenarios = [scenario for chapter in listed["chapters"] for scenario in chapter["scenarios"]]
    assert [scenario["id"] for scenario in scenarios] == [s.scenario for s in CATALOGUE.scenarios()]
    assert scenarios[1] == {
        "id": "bar-token-to-baz",
        "title": "A bar token at baz's door",
        "world": "foo",
        "level": "beginner",
        "minutes": 4,
        "tags": ["audience", "demo"],
        "needs": [],
        "question": "What does baz say to a perfectly signed token that was issued for bar?",
    }


def test_what_cannot_be_read_is_told_beside_the_rest_and_ends_with_2(tmp_path: Path) -> None:
    pack = pack_files.pack(tmp_path)
    pack_files.scenario(pack / "01-one", "sound")
    pack_files.write(pack / "01-one" / "broken.yaml", "scenario: [")
    said = called("list", "--scenarios", pack, "--scenarios", tmp_path / "nowhere", "--format", "json")
    assert said.exit == 2
    assert "sound" in {one["id"] for chapter in json.loads(said.out)["chapters"] for one in chapter["scenarios"]}
    assert "broken.yaml:1:" in said.err
    assert "nowhere:1:1: this directory cannot be read" in said.err
