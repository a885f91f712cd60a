"""The language of authors' files as JSON Schema, generated from the models that read them."""

from typing import Any, Final

from pydantic import BaseModel

from sandbox.scenarios.model import Chapter, Playlist, Scenario
from sandbox.worlds.model import World

DIALECT: Final = "https://json-schema.org/draft/2020-12/schema"
MODELS: Final[dict[str, type[BaseModel]]] = {
    "scenario": Scenario,
    "world": World,
    "chapter": Chapter,
    "playlist": Playlist,
}


def json_schema(kind: str) -> dict[str, Any]:
    """The schema (draft 2020-12) of one kind of file.

    Args:
        kind: A key of `MODELS`.

    """
    return {"$schema": DIALECT, **MODELS[kind].model_json_schema()}
