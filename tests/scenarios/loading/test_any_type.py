"""Every key of every file of a pack, with a value of any type: told as a mistake, or taken; never a traceback."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from sandbox.authoring.templates import new_chapter, new_pack, new_playlist, new_scenario, new_world, two_apis
from sandbox.reading.source import read_text
from sandbox.scenarios.loading.catalogue import load_catalogue, shipped_catalogue
from sandbox.views.site.home import home_page
from sandbox.views.site.search import progress_page, reading_page
from tests.running import FOO

SHIPPED = shipped_catalogue()
PLACES = {
    "01-one/wrong-door.yaml": (new_scenario("wrong-door", FOO) or "").replace("\n", "\nneeds: [bar-token-to-baz]\n", 1),
    "worlds/shop.yaml": new_world(two_apis("shop")),
    "01-one/chapter.yaml": new_chapter("One"),
    "playlists/friday.yaml": new_playlist("friday", ["wrong-door", "bar-token-to-baz"]),
    "pack.yaml": new_pack("acme"),
}
RAW = "RAW:"
NOT_JSON = (".nan", ".inf", "2001-01-01", "0x1f", "!!binary eA==", "!!set {a}", "*nowhere", "{3: x}", "{[a]: x}")
ODD: list[Any] = [None, True, 3, -1, 1.5, "", "x", "a\nb", " ", *(RAW + text for text in NOT_JSON)]
ODD += [[], [[]], ["x"], [["x"]], [3], [None], [{}], {}, {"a": {}}, {"": 1}, {"x": ["y"]}]


def replaced(data: Any, value: Any) -> Iterator[Any]:
    """The data with each of its values replaced by another one, and with each of its keys beside another one."""
    yield value
    if isinstance(data, dict):
        for key, inner in data.items():
            yield from ({**data, key: other} for other in replaced(inner, value))
    elif isinstance(data, list):
        for index, inner in enumerate(data):
            yield from ([*data[:index], other, *data[index + 1 :]] for other in replaced(inner, value))


def as_yaml(data: Any) -> str:
    """As JSON, which is YAML, but for what JSON does not have."""
    if isinstance(data, str) and data.startswith(RAW):
        return data.removeprefix(RAW)
    if isinstance(data, dict):
        return "{" + ", ".join(f"{json.dumps(key)}: {as_yaml(value)}" for key, value in data.items()) + "}"
    if isinstance(data, list):
        return "[" + ", ".join(map(as_yaml, data)) + "]"
    return json.dumps(data)


@pytest.mark.parametrize("value", ODD, ids=repr)
@pytest.mark.parametrize("place", PLACES)
def test_a_value_of_any_type_at_any_place_is_no_traceback(tmp_path: Path, place: str, value: Any) -> None:
    for name, text in PLACES.items():
        if name != "pack.yaml" or place == name:
            (tmp_path / name).parent.mkdir(exist_ok=True)
            (tmp_path / name).write_text(text, "utf-8")
    texts = {as_yaml(data) for data in replaced(read_text(PLACES[place], place).data, value)}
    for text in texts:
        (tmp_path / place).write_text(text, "utf-8")
        for strict in (True, False):
            found = load_catalogue([tmp_path], SHIPPED.worlds, strict=strict, others=SHIPPED.scenarios())
            for page in (home_page, reading_page, progress_page):
                page(found)
            for diagnostic in found.diagnostics:
                assert diagnostic.render().startswith(str(tmp_path)), text


@pytest.mark.parametrize(
    ("needs", "code"), [("3", "AS006"), ("[[x]]", "AS006"), ("{a: b}", "AS006"), ("[nobody]", "AS007")]
)
def test_what_a_scenario_needs_is_a_list_of_scenarios(tmp_path: Path, needs: str, code: str) -> None:
    (tmp_path / "01-one").mkdir()
    text = PLACES["01-one/wrong-door.yaml"].replace("[bar-token-to-baz]", needs)
    (tmp_path / "01-one" / "wrong-door.yaml").write_text(text, "utf-8")
    (tmp_path / "01-one" / "chapter.yaml").write_text("title: One\n", "utf-8")
    found = load_catalogue([tmp_path], SHIPPED.worlds, strict=True, others=SHIPPED.scenarios())
    line = text.splitlines().index(f"needs: {needs}") + 1
    assert [(one.code, one.span.line) for one in found.diagnostics] == [(code, line)]
