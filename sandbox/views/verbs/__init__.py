"""How each verb of the scenario language is shown: one module a verb."""

from collections.abc import Mapping
from importlib import import_module
from typing import Any, Final

from sandbox.scenarios.verbs import VERBS
from sandbox.views.verb_view import VerbView

VIEWS: Final[Mapping[str, VerbView[Any]]] = {name: import_module(f"{__name__}.{name}").VIEW for name in VERBS}
"""How each verb is shown, by its key."""
