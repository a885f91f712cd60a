"""How each verb of the scenario language is played. One module a verb, or two where they are kin."""

from collections.abc import Awaitable, Callable
from typing import Any, Final

from sandbox.replay.state import ReplayState, StepResult
from sandbox.replay.verbs.asking import fetch, introspect
from sandbox.replay.verbs.call import call
from sandbox.replay.verbs.get_token import get_token
from sandbox.replay.verbs.letters import inspect, mint, narrate, rotate_keys, tamper

PLAY: Final[dict[str, Callable[[ReplayState, Any], Awaitable[StepResult]]]] = {
    "get_token": get_token,
    "mint": mint,
    "tamper": tamper,
    "call": call,
    "introspect": introspect,
    "fetch": fetch,
    "inspect": inspect,
    "rotate_keys": rotate_keys,
    "narrate": narrate,
}
"""Each verb's player, by its key."""
