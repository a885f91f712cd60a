"""`aud schema`: what editors complete and check by, held against files that are shipped and files that are wrong."""

import json
from pathlib import Path

import jsonschema_rs
import pytest

from sandbox.reading.source import read_file
from sandbox.scenarios.schema import DIALECT, MODELS
from sandbox.settings import shipped_pack
from tests.commands.calling import called

MISTAKES = Path(__file__).parents[1] / "scenarios" / "mistakes"


def validator(kind: str) -> jsonschema_rs.Draft202012Validator:
    return jsonschema_rs.Draft202012Validator(json.loads(called("schema", kind).out))


def kind_of(path: Path) -> str:
    folder = {"worlds": "world", "playlists": "playlist"}.get(path.parent.name, "scenario")
    return "chapter" if path.name == "chapter.yaml" else folder


@pytest.mark.parametrize("path", sorted(shipped_pack().rglob("*.yaml")), ids=lambda path: path.stem)
def test_every_shipped_file_fits(path: Path) -> None:
    found = [error.message for error in validator(kind_of(path)).iter_errors(read_file(path).data)]
    assert found == []


@pytest.mark.parametrize("kind", MODELS)
def test_it_is_a_schema_and_lets_nothing_unknown_pass(kind: str) -> None:
    schema = json.loads(called("schema", kind).out)
    assert schema["$schema"] == DIALECT
    jsonschema_rs.meta.validate(schema)
    assert not validator(kind).is_valid({"unknown": 1})
    assert schema["additionalProperties"] is False


@pytest.mark.parametrize("name", ["missing-keys", "no-steps", "a-list"])
def test_mistakes_that_a_schema_can_see_are_seen(name: str) -> None:
    assert not validator("scenario").is_valid(read_file(MISTAKES / f"{name}.yaml").data)


def test_scenario_is_what_is_meant_unless_another_is_named() -> None:
    assert called("schema").out == called("schema", "scenario").out


def test_an_unknown_kind_is_told() -> None:
    said = called("schema", "wordl")
    assert said.exit == 2
    assert "world" in said.err
