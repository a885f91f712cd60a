"""A verb is one module of one name in each of three rooms, and their tables are made of them."""

from pkgutil import iter_modules
from typing import get_args

import pytest

from sandbox.replay import verbs as replay_verbs
from sandbox.replay.verbs import PLAY
from sandbox.scenarios import verbs as scenario_verbs
from sandbox.scenarios.model import Step
from sandbox.scenarios.verbs import VERBS
from sandbox.views import verbs as view_verbs
from sandbox.views.verbs import VIEWS


def test_every_room_has_a_module_for_each_verb_and_no_other() -> None:
    for room in (scenario_verbs, replay_verbs, view_verbs):
        assert {module.name for module in iter_modules(room.__path__)} == set(VERBS), room.__name__


def test_the_tables_have_the_same_verbs_in_the_same_order() -> None:
    assert tuple(PLAY) == tuple(VIEWS) == tuple(VERBS)


@pytest.mark.parametrize("name", VERBS)
def test_a_verb_is_called_like_its_module_and_its_key(name: str) -> None:
    spec = VERBS[name]
    assert spec.name == name
    assert spec.model.__module__ == f"sandbox.scenarios.verbs.{name}"
    assert get_args(Step.model_fields[name].annotation) == (spec.model, type(None))


@pytest.mark.parametrize("name", VERBS)
def test_every_key_of_a_verb_is_documented(name: str) -> None:
    spec = VERBS[name]
    assert list(spec.keys) == list(spec.model.model_fields)
    for key, (model, keys) in spec.parts.items():
        assert key in spec.keys
        assert list(keys) == list(model.model_fields)
    assert {*spec.uses, *spec.saves} <= set(spec.keys)
