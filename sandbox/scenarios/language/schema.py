"""The language of authors' files as JSON Schema, generated from the models that read them."""

from collections.abc import Iterator
from typing import Any, Final

from pydantic import BaseModel

from sandbox.scenarios.language.key_docs import SCENARIO_KEYS
from sandbox.scenarios.model import Chapter, Pack, Playlist, Scenario
from sandbox.scenarios.verbs import VERBS
from sandbox.tokens.check_facts import FLAWS
from sandbox.tokens.names import CHECKS, CheckId
from sandbox.worlds.key_docs import WORLD_KEYS
from sandbox.worlds.model import World

DIALECT: Final = "https://json-schema.org/draft/2020-12/schema"
MODELS: Final[dict[str, type[BaseModel]]] = {
    "scenario": Scenario,
    "world": World,
    "chapter": Chapter,
    "playlist": Playlist,
    "pack": Pack,
}
KEYS: Final = {**SCENARIO_KEYS, **WORLD_KEYS}
_CODE: Final = {"const": "authorization_code"}
_RULES: Final[dict[str, dict[str, Any]]] = {
    "Step": {
        "oneOf": [{"required": [verb]} for verb in VERBS],
        "dependentRequired": {"what_if": [name for name, spec in VERBS.items() if spec.deployed is not None]},
    },
    **{spec.model.__name__: dict(spec.schema) for spec in VERBS.values()},
    "Entry": {
        "oneOf": [
            {"required": ["id"]},
            {"required": ["pause", "minutes"]},
            {"required": ["poll", "options", "minutes"]},
        ],
        "dependentRequired": {"options": ["poll"]},
    },
    "Client": {
        "if": {"properties": {"grants": {"contains": _CODE}}, "required": ["grants"]},
        "then": {"required": ["redirect_uris"]},
    },
}
"""What the models check by code, by model."""


def json_schema(kind: str) -> dict[str, Any]:
    """The schema (draft 2020-12) of one kind of file.

    Args:
        kind: A key of `MODELS`.

    """
    model = MODELS[kind]
    schema = model.model_json_schema()
    for name, part in ((model.__name__, schema), *schema.get("$defs", {}).items()):
        if "properties" in part:
            part["properties"] = dict(_properties(name, part["properties"]))
        part.pop("title", None)
        part.update(_RULES.get(name, {}))
    return {"$schema": DIALECT, "title": f"{model.__name__} (Audience Sandbox)", **schema}


def _properties(model: str, properties: dict[str, Any]) -> Iterator[tuple[str, Any]]:
    """The keys of a model, each with what it is for and an example."""
    for key, value in properties.items():
        says, example = KEYS[model][key]
        checks = _verify() if key == "verify" else {}
        rest = {name: inner for name, inner in value.items() if name != "title" and inner is not None}
        yield key, {"description": says, **rest, **checks, "examples": [example]}


def _verify() -> dict[str, Any]:
    """The checks, and the modes in which each can be made."""
    return {
        "properties": {check: _modes(check) for check in CHECKS},
        "additionalProperties": False,
    }


def _modes(check: CheckId) -> dict[str, Any]:
    flaws = FLAWS.get(check, ())
    listed = {"enum": ["on", "off", *flaws]}
    return {"anyOf": [listed, {"pattern": r"^leeway-\d{1,6}[smh]$"}]} if "leeway-5m" in flaws else listed
