"""`aud list`: the catalogue."""

import json

from sandbox.scenarios.catalogue import load_catalogue
from sandbox.settings import shipped_pack
from tests.commands.calling import aud

CATALOGUE = load_catalogue([shipped_pack()])


def test_in_words() -> None:
    said = aud("list")
    lines = said.out.splitlines()
    assert (said.exit, said.err) == (0, "")
    first = CATALOGUE.chapters[0]
    assert lines[0] == f"1 · {first.title}  ({sum(s.minutes for s in first.scenarios)} min)"
    assert [line.split()[0] for line in lines[1 : 1 + len(first.scenarios)]] == [s.scenario for s in first.scenarios]
    assert lines[2].split(maxsplit=4) == ["bar-token-to-baz", "4", "min", "beginner", "A bar token at baz's door"]


def test_the_ways_through_come_last_with_their_minutes() -> None:
    lines = aud("list").out.splitlines()
    assert lines[-1 - len(CATALOGUE.playlists)] == "Playlists"
    ways = [line.split(maxsplit=5) for line in lines[-len(CATALOGUE.playlists) :]]
    assert ["workshop-45", "45", "min", "9", "scenarios", "A workshop of 45 minutes"] in ways
    assert [int(way[1]) for way in ways] == sorted(int(way[1]) for way in ways)


def test_the_ways_through_as_json() -> None:
    listed = json.loads(aud("list", "--format", "json").out)["playlists"]
    (workshop,) = [playlist for playlist in listed if playlist["id"] == "workshop-45"]
    assert (workshop["title"], workshop["minutes"]) == ("A workshop of 45 minutes", 45)
    assert workshop["entries"][:3] == [
        {"pause": "Welcome", "begins": 0, "minutes": 2},
        {"id": "bar-token-to-bar", "begins": 2, "minutes": 3},
        {"id": "bar-token-to-baz", "begins": 5, "minutes": 5},
    ]


def test_as_json() -> None:
    listed = json.loads(aud("list", "--format", "json").out)
    scenarios = [scenario for chapter in listed["chapters"] for scenario in chapter["scenarios"]]
    assert [scenario["id"] for scenario in scenarios] == [s.scenario for s in CATALOGUE.scenarios()]
    assert scenarios[1] == {
        "id": "bar-token-to-baz",
        "title": "A bar token at baz's door",
        "world": "foo",
        "level": "beginner",
        "minutes": 4,
        "tags": ["audience", "demo"],
        "question": "What does baz say to a perfectly signed token that was issued for bar?",
    }
