"""`aud schema`: what editors complete and check by, held against files that are shipped and files that are wrong."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any, get_args

import jsonschema_rs
import pytest
from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails

from sandbox.reading.source import read_file
from sandbox.scenarios.language.schema import DIALECT, KEYS, MODELS
from sandbox.settings import shipped_pack
from tests.commands.calling import called

ROOT = Path(__file__).parents[2]
MISTAKES = Path(__file__).parents[1] / "scenarios" / "lint" / "mistakes"


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


SEEN = {"AS004", "AS005", "AS006", "AS011", "AS012"}
"""The mistakes that can be seen without knowing a world: most of them by a schema."""
TOO_FINE = {"two-lines", "what-the-issuer-refuses"}


def told(name: str) -> set[str]:
    diagnostics = json.loads(called("check", "--format", "json", str(MISTAKES / f"{name}.yaml")).out)["diagnostics"]
    return {diagnostic["code"] for diagnostic in diagnostics}


WRONG = sorted(path.stem for path in MISTAKES.glob("*.yaml"))


@pytest.mark.parametrize("name", WRONG)
def test_mistakes_that_a_schema_can_see_are_seen(name: str) -> None:
    if not told(name) & SEEN:
        return
    document = read_file(MISTAKES / f"{name}.yaml")
    kind = "world" if name.startswith("world") else "scenario"
    assert validator(kind).is_valid(document.data) == (name in TOO_FINE)


def models() -> Iterator[type[BaseModel]]:
    seen: list[type[BaseModel]] = []
    waiting: list[Any] = list(MODELS.values())
    while waiting:
        kind = waiting.pop()
        if isinstance(kind, type) and issubclass(kind, BaseModel) and kind not in seen:
            seen.append(kind)
            waiting += [field.annotation for field in kind.model_fields.values()]
        else:
            waiting += get_args(kind)
    yield from seen


def test_every_key_is_explained_and_nothing_else() -> None:
    assert {model.__name__: [f.alias or name for name, f in model.model_fields.items()] for model in models()} == {
        name: list(words) for name, words in KEYS.items()
    }


def errors_of(model: type[BaseModel], data: dict[str, Any]) -> list[ErrorDetails]:
    try:
        model.model_validate(data)
    except ValidationError as error:
        return error.errors()
    return []


@pytest.mark.parametrize("model", list(models()), ids=lambda model: model.__name__)
def test_every_example_is_right(model: type[BaseModel]) -> None:
    """Nothing is wrong with an example but that, in places, keys are missing beside it."""
    examples = {key: example for key, (_, example) in KEYS[model.__name__].items()}
    assert {details["type"] for details in errors_of(model, examples)} <= {"missing"}


@pytest.mark.parametrize("kind", MODELS)
def test_what_is_checked_in_is_what_the_models_say(kind: str) -> None:
    checked_in = ROOT / "static" / "schema" / f"{kind}.json"
    assert checked_in.read_text("utf-8") == called("schema", kind).out, f"aud schema {kind} > {checked_in}"


@pytest.mark.parametrize("path", sorted(shipped_pack().rglob("*.yaml")), ids=lambda path: path.stem)
def test_every_shipped_file_names_its_schema_in_its_first_line(path: Path) -> None:
    first = path.read_text("utf-8").splitlines()[0]
    named = first.removeprefix("# yaml-language-server: $schema=")
    assert (path.parent / named).resolve() == ROOT / "static" / "schema" / f"{kind_of(path)}.json"


def test_scenario_is_what_is_meant_unless_another_is_named() -> None:
    assert called("schema").out == called("schema", "scenario").out


def test_an_unknown_kind_is_told() -> None:
    said = called("schema", "wordl")
    assert said.exit == 2
    assert "world" in said.err
