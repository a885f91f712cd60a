"""A link or a picture that would break an export is a mistake at its place, and one that would not is none."""

from pathlib import Path

import pytest

from sandbox.scenarios.loading.catalogue import load_catalogue
from sandbox.scenarios.loading.targets import find_targets
from sandbox.settings import shipped_pack
from tests.commands.calling import called
from tests.scenarios import pack_files
from tests.scenarios.loading.test_namespace import named

DEAD = {
    "a file beside it": "[x](./x.md)",
    "a file without a dot": "[x](x.md)",
    "a folder above": "[x](../a)",
    "a reference": "[x][r]\n\n[r]: ./x.md",
    "a short reference": "[x]\n\n[x]: x.md",
    "a picture": "![x](pictures/y.png)",
    "a picture by a reference": "![x][r]\n\n[r]: y.png",
    "a picture of this site": "![x](/static/y.png)",
    "a picture in HTML": 'Look: <img src="y.png">',
    "a link in HTML": '<a href="y.html">y</a>',
    "a place": "[x](#there)",
    "a query": "[x](?a=b)",
    "nothing": "[x]()",
    "another host": "[x](//foreign.example/x)",
    "no host": "[x](https://)",
    "a scenario": "[x](/scenarios/nothing)",
    "a step": "[x](/scenarios/bar-token-to-baz/nothing)",
    "a place of a step": "[x](/scenarios/bar-token-to-baz/at-baz#nothing)",
    "a word": "[x](/glossary#nothing)",
    "a page below": "[x](/glossary/audience)",
    "a question": "[x](/questions#nothing)",
    "a document": "[x](/docs/nothing)",
    "a document by its file": "[x](/docs/checks.md)",
    "a heading": "[x](/docs/checks#nothing)",
    "a page": "[x](/nothing)",
    "a way": "[x](/paths/nothing)",
    "a world": "[x](/worlds/nothing/grid)",
    "a world alone": "[x](/worlds/foo)",
    "a part of a world": "[x](/worlds/foo/nothing)",
    "an api": "[x](/worlds/foo/apis/nothing/orders)",
}
ALIVE = [
    "[x](https://ok.example/a#b)",
    "<https://ok.example>",
    "[x](mailto:ada@ok.example)",
    "[x](/)",
    "[x](/#scenarios)",
    "[x](/glossary)",
    "[x](/glossary#audience)",
    "[x](/questions#why-refused)",
    "[x](/docs)",
    "[x](/docs/checks)",
    "[x](/docs/mistakes#AS016)",
    "[x](/docs/keys#get-token)",
    "[x](/scenarios/linked)",
    "[x](/scenarios/bar-token-to-baz)",
    "[x](/scenarios/careless-baz)",
    "[x](/scenarios/bar-token-to-baz/handout)",
    "[x](/paths/workshop-45)",
    "[x](/worlds/seven/grid)",
    "[x](/worlds/foo/clients/www/)",
    "[x](/worlds/foo/issuer/.well-known/openid-configuration)",
    "[x](/workbench)",
    "[x](/workbench/seal)",
    "`[x](./x.md)`, and Bearer <token>, and 1 < 2",
    "[y] is no link, and neither is [z]: here",
]


def written(root: Path, text: str) -> Path:
    pack_files.pack(root)
    path = pack_files.scenario(root / "01-one", "linked")
    body = "".join(f"  {line}\n" for line in text.split("\n"))
    return pack_files.write(path, path.read_text("utf-8") + f"takeaway: |\n{body}")


@pytest.mark.parametrize("text", DEAD.values(), ids=DEAD.keys())
def test_a_link_that_leads_nowhere_is_told_at_its_line(tmp_path: Path, text: str) -> None:
    path = written(tmp_path, text)
    (diagnostic,) = find_targets([str(path)], strict=True).diagnostics
    assert (diagnostic.code, diagnostic.path) == ("AS016", str(path))
    assert diagnostic.span.line >= path.read_text("utf-8").split("\n").index("takeaway: |") + 1
    assert called("pack", "check", tmp_path).exit == 2


def test_what_passes_can_be_exported(tmp_path: Path) -> None:
    pack = tmp_path / "pack"
    written(pack, "\n\n".join(ALIVE))
    pack_files.write(pack / "playlists" / "way.yaml", "playlist: way\ntitle: A way\nscenarios: [linked]\n")
    assert [one.render() for one in find_targets([str(pack)], strict=True).diagnostics] == []
    said = called("export", tmp_path / "site", "--scenarios", pack, "--playlist", "way")
    assert said.exit == 0, said.err


def test_a_pack_names_its_own_by_short_ids(tmp_path: Path) -> None:
    root = named(tmp_path / "pack", "ada")
    head = "needs: [of-mine, bar-token-to-bar]\n"
    path = pack_files.scenario(root / "02-two", "linked", "mine", head=head)
    text = (
        "[a](/scenarios/of-mine) [b](/scenarios/of-mine/at-the-door) [c](/paths/way) [d](/scenarios/bar-token-to-bar)"
        " [e](/scenarios/ada.of-mine) [f](/worlds/mine/issuer/.well-known/openid-configuration)"
    )
    pack_files.write(path, path.read_text("utf-8") + f"takeaway: |\n  {text}\n")
    pack_files.write(root / "01-one" / "chapter.yaml", 'title: One\nsummary: "[a](/scenarios/alone)"\n')
    for target in (root, path, root / "01-one" / "chapter.yaml"):
        assert called("check", target).exit == 0, called("check", target).out
    assert called("pack", "check", root).exit == 0
    catalogue = load_catalogue([shipped_pack(), root])
    read = catalogue.scenario("ada.linked")
    assert read.needs == ["ada.of-mine", "bar-token-to-bar"]
    full = text.replace("/of-mine", "/ada.of-mine").replace("/way", "/ada.way").replace("/mine/", "/ada.mine/")
    assert read.takeaway == f"{full}\n"
    (chapter,) = [one for one in catalogue.chapters if one.id == "ada.01-one"]
    assert chapter.summary == "[a](/scenarios/ada.alone)"
    said = called("export", tmp_path / "site", "--scenarios", root, "--playlist", "ada.way")
    assert said.exit == 0, said.err
