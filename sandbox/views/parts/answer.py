"""What an api answered, in one line."""

from dataclasses import dataclass

from sandbox.replay.trace import Outcome
from sandbox.views.parts.check_words import WORDS
from sandbox.views.parts.checks import overlooked
from sandbox.worlds.hues import hue
from sandbox.worlds.model import World


@dataclass(frozen=True, slots=True)
class Answer:
    """What an api answered, in one line.

    Args:
        api: The api.
        hue: Its class.
        deployment: How it differs from the one that makes every check, as it stands in its address.
        status: The status.
        decided: The check that decided, if one refused.
        overlooked: The checks that failed and were not enforced.
        tone: ``good``, ``bad``, or ``careless`` where it served in spite of a failed check.

    """

    api: str
    hue: str
    deployment: str
    status: int
    decided: str
    overlooked: list[str]
    tone: str


def answer_of(outcome: Outcome, world: World) -> Answer | None:
    """The answer that came of something; None if no api was called."""
    if outcome.api is None or outcome.status is None:
        return None
    decided = next((check.id for check in outcome.checks if check.id == outcome.decided_by), None)
    return Answer(
        api=outcome.api,
        hue=hue(world, outcome.api),
        deployment="".join(f";{check}={how}" for check, how in outcome.verify.items()),
        status=outcome.status,
        decided=WORDS[decided].title if decided else "",
        overlooked=[WORDS[check.id].title for check in outcome.checks if overlooked(check)],
        tone=tone_of(outcome),
    )


def tone_of(outcome: Outcome) -> str:
    """``good``, ``bad``, or ``careless`` where it served in spite of a failed check."""
    if outcome.decision != "accept":
        return "bad"
    return "careless" if any(map(overlooked, outcome.checks)) else "good"
