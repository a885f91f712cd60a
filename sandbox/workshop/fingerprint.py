"""Fingerprints of what was replayed: files may change while a room is open."""

from hashlib import sha256

from sandbox.scenarios.model import Scenario
from sandbox.worlds.model import World


def fingerprint_of(world: World, scenario: Scenario | None = None) -> str:
    """A fingerprint of a world, and of what a scenario does in it; its prose may change.

    Args:
        world: The world of the replay.
        scenario: The scenario; None for a state of the workbench, whose address says everything.

    """
    parts = [world.model_dump_json()]
    for step in scenario.steps if scenario else ():
        parts += [step.id, step.verb_name, step.verb.model_dump_json(), *(str(each.verify) for each in step.what_if)]
        for choice in step.act.choices if step.act else ():
            parts += [choice.id, str(choice.verify), *(f"{name} {verb!r}" for name, verb in choice.verbs())]
    return sha256("\n".join(parts).encode()).hexdigest()[:16]
