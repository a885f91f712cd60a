"""Packs with a name: what they hold is named after them, and they say in which language they are written."""

from pathlib import Path

from sandbox.scenarios.loading.catalogue import Catalogue, load_catalogue
from sandbox.settings import shipped_pack
from tests.commands.calling import called
from tests.scenarios import pack_files


def named(root: Path, name: str, language: int = 1) -> Path:
    """The pack of `pack_files`, with a name, a playlist, and two clients' worth of addresses."""
    pack_files.pack(root)
    text = f"pack: {name}\nlanguage: {language}\ntitle: The pack {name}\nlicence: MIT\nauthors: [Ada]\n"
    pack_files.write(root / "pack.yaml", text)
    pack_files.write(
        root / "playlists" / "way.yaml",
        "playlist: way\ntitle: A way\nscenarios: [alone, {id: bar-token-to-baz, minutes: 9}]\n",
    )
    return root


def of(*packs: Path) -> Catalogue:
    return load_catalogue([shipped_pack(), *packs], strict=True)


def test_two_packs_may_use_the_same_names(tmp_path: Path) -> None:
    catalogue = of(named(tmp_path / "a", "ada"), named(tmp_path / "b", "bob"))
    assert catalogue.diagnostics == ()
    ids = {scenario.scenario: scenario.world for scenario in catalogue.scenarios()}
    assert {id_: world for id_, world in ids.items() if "." in id_} == {
        "ada.of-mine": "ada.mine",
        "ada.of-foo": "foo",
        "ada.alone": "ada.mine",
        "bob.of-mine": "bob.mine",
        "bob.of-foo": "foo",
        "bob.alone": "bob.mine",
    }
    assert {"foo", "ada.mine", "bob.mine"} <= set(catalogue.worlds)
    assert [playlist.scenarios for playlist in catalogue.playlists if "." in playlist.playlist] == [
        ["ada.alone", "bar-token-to-baz"],
        ["bob.alone", "bar-token-to-baz"],
    ]
    assert [chapter.id for chapter in catalogue.chapters if "." in chapter.id] == [
        "ada.01-one",
        "ada.02-two",
        "bob.01-one",
        "bob.02-two",
    ]
    assert [pack.title for pack in catalogue.packs] == ["The pack ada", "The pack bob"]


def test_a_world_of_its_own_comes_before_a_shipped_one_of_the_same_name(tmp_path: Path) -> None:
    root = named(tmp_path, "ada")
    pack_files.world(root, "foo")
    pack_files.scenario(root / "01-one", "of-foo", "mine")
    pack_files.scenario(root / "02-two", "elsewhere", "mine").write_text(
        pack_files.SCENARIO.format(id="elsewhere", world="foo", head="", api="notes", request="GET /notes", status=401)
    )
    assert of(root).scenario("ada.elsewhere").world == "ada.foo"


def test_clients_live_at_the_origins_of_the_named_world(tmp_path: Path) -> None:
    root = named(tmp_path, "ada")
    pack_files.write(
        root / "worlds" / "app.yaml",
        "world: app\ntitle: An app\ndomain: app.example\nissuers: {issuer: {}}\nclients:\n"
        "  www:\n    grants: [authorization_code]\n    redirect_uris:\n"
        "      - http://www.app.localhost:8000/callback\n      - http://localhost:8000/worlds/app/clients/www/callback\n"
        "      - https://www.app.example/callback\n",
    )
    assert of(root).worlds["ada.app"].clients["www"].redirect_uris == [
        "http://www.ada.app.localhost:8000/callback",
        "http://localhost:8000/worlds/ada.app/clients/www/callback",
        "https://www.app.example/callback",
    ]


def test_a_pack_of_another_version_gets_advice_and_nothing_of_it_is_read(tmp_path: Path) -> None:
    for version, advice in ((2, "get a newer sandbox"), (0, "ask its authors for a newer one")):
        (tmp_path / str(version)).mkdir()
        catalogue = of(named(tmp_path / str(version), "ada", version))
        (diagnostic,) = catalogue.diagnostics
        assert (diagnostic.code, (diagnostic.advice or "").startswith(advice)) == ("AS018", True)
        assert not any("." in scenario.scenario for scenario in catalogue.scenarios())


def test_the_command_line_names_them_alike(tmp_path: Path) -> None:
    root = named(tmp_path, "ada")
    said = called("run", root)
    assert (said.exit, "ok ada.alone" in said.out) == (0, True)
    assert "ok ada.alone" in called("run", root / "02-two" / "alone.yaml").out
    assert "ada.of-foo" in called("list", "--scenarios", str(root)).out
    assert called("check", root / "02-two" / "alone.yaml").out == "1 file, no mistakes\n"
    assert called("check", root / "pack.yaml").out == "1 file, no mistakes\n"
    pack_files.write(root / "02-two" / "alone.yaml", "scenario: alone\n")
    said = called("check", root / "02-two" / "alone.yaml")
    assert said.out.startswith(f"{root}/02-two/alone.yaml:1:1: the keys")


def test_what_leads_out_of_a_pack_is_not_read(tmp_path: Path) -> None:
    outside = pack_files.scenario(tmp_path / "outside", "secret")
    root = named(tmp_path / "pack", "ada")
    (root / "01-one" / "secret.yaml").symlink_to(outside)
    (root / "03-three").symlink_to(outside.parent)
    (root / "01-one" / "inside.yaml").symlink_to(root / "02-two" / "alone.yaml")
    said = called("check", root)
    assert said.exit == 2
    assert [line.split(":")[0].rpartition("/")[2] for line in said.out.splitlines() if "leads out" in line] == [
        "03-three",
        "secret.yaml",
    ]
    assert "Secret" not in said.out
