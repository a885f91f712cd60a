"""Every pattern in a model is explained to authors in words."""

from collections.abc import Iterator
from typing import Any

import pytest
from pydantic import BaseModel

from sandbox.reading.mistakes import _PATTERNS
from sandbox.scenarios.model import Chapter, Scenario
from sandbox.worlds.model import World


def patterns(schema: Any) -> Iterator[str]:
    if isinstance(schema, dict):
        if isinstance(schema.get("pattern"), str):
            yield schema["pattern"]
        for name, value in schema.items():
            if name == "patternProperties":
                yield from value
            yield from patterns(value)
    elif isinstance(schema, list):
        for item in schema:
            yield from patterns(item)


@pytest.mark.parametrize("model", [Scenario, World, Chapter])
def test_every_pattern_has_words(model: type[BaseModel]) -> None:
    durations = {pattern for pattern in patterns(model.model_json_schema()) if pattern.endswith("[smh]$")}
    assert sorted(set(patterns(model.model_json_schema())) - set(_PATTERNS) - durations) == []


def test_no_words_are_for_a_pattern_that_is_gone() -> None:
    used = {pattern for model in (Scenario, World, Chapter) for pattern in patterns(model.model_json_schema())}
    assert sorted(set(_PATTERNS) - used) == []
