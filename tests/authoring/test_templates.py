"""New files: valid, with every verb and key, in an environment of their own."""

import pytest

from sandbox.authoring.templates import new_chapter, new_pack, new_playlist, new_scenario, new_world, two_apis
from sandbox.reading.source import read_text
from sandbox.scenarios.loading.namespace import pack_from
from sandbox.scenarios.loading.parse import chapter_from, playlist_from, scenario_from
from sandbox.scenarios.verbs import VERBS
from sandbox.worlds.loading import world_from
from sandbox.worlds.model import World
from tests.running import FOO


def shop() -> World:
    return world_from(read_text(new_world(two_apis("shop")), "shop.yaml"), "shop")


@pytest.mark.parametrize("world", [FOO, shop()], ids=["foo", "shop"])
def test_a_new_scenario_fits_its_world(world: World) -> None:
    text = new_scenario("wrong-door", world)
    assert text is not None
    scenario = scenario_from(read_text(text, "wrong-door.yaml"), "wrong-door", {world.world: world}, strict=True)
    assert [step.verb_name for step in scenario.steps] == ["get_token", "call", "call"]


def test_a_new_scenario_shows_every_verb_with_every_key() -> None:
    text = new_scenario("wrong-door", FOO) or ""
    for name, spec in VERBS.items():
        assert f"{name}:" in text
        for key in spec.keys:
            assert f"{key}:" in text, (name, key)


def test_where_no_client_gets_a_token_there_is_no_new_scenario() -> None:
    clients = {id_: client.model_copy(update={"audiences": {}}) for id_, client in FOO.clients.items()}
    assert new_scenario("wrong-door", FOO.model_copy(update={"clients": clients})) is None


def test_chapters_playlists_and_packs_can_be_read() -> None:
    assert chapter_from(read_text(new_chapter("First steps"), "chapter.yaml")).title == "First steps"
    playlist = playlist_from(read_text(new_playlist("friday", ["a"]), "friday.yaml"), "friday", ["a"])
    assert playlist.scenarios == ["a"]
    assert pack_from(read_text(new_pack("acme"), "pack.yaml")).pack == "acme"
