"""How each verb of the scenario language is played: one module a verb, each with a function ``play``."""

from collections.abc import Awaitable, Callable, Mapping
from importlib import import_module
from typing import Any, Final

from sandbox.replay.state import ReplayState, StepResult
from sandbox.scenarios.verbs import VERBS

Play = Callable[[ReplayState, Any], Awaitable[StepResult]]
"""Plays a verb: it is given the state of the replay and the verb, and returns the result or raises `CannotPlay`."""
PLAY: Final[Mapping[str, Play]] = {name: import_module(f"{__name__}.{name}").play for name in VERBS}
"""What plays each verb, by its key."""
