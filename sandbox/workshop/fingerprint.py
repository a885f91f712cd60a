"""What a replay was made of: files may change while a room is open."""

from hashlib import sha256

from sandbox.scenarios.model import Scenario
from sandbox.worlds.model import World


def fingerprint_of(world: World, scenario: Scenario | None = None) -> str:
    """A fingerprint of a world, and of what a scenario does in it; what it only says may change.

    Args:
        world: The world that was played in.
        scenario: The scenario; None for a state of the workbench, which says all by its address.

    """
    played = [world.model_dump_json()]
    for step in scenario.steps if scenario else ():
        played += [step.id, step.verb_name, step.verb.model_dump_json(), *(str(each.verify) for each in step.what_if)]
    return sha256("\n".join(played).encode()).hexdigest()[:16]
