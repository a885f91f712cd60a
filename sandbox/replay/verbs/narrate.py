"""``narrate``: a text, and nothing else."""

from sandbox.replay.state import ReplayState, StepResult
from sandbox.scenarios.verbs.narrate import Narrate


async def play(_state: ReplayState, _verb: Narrate) -> StepResult:
    """Nothing happens; the text is the scenario's."""
    return StepResult()
