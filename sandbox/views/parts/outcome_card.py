"""The same call more than once, side by side: other doors, or other deployments of one."""

from dataclasses import dataclass
from typing import Final

from sandbox.replay.trace import Outcome
from sandbox.views.parts.answer import Answer, answer_of
from sandbox.views.parts.checks import CheckRow, check_rows
from sandbox.worlds.model import World

_GREAT: Final = frozenset({"signature", "audience"})


@dataclass(frozen=True, slots=True)
class Side:
    """One of the calls: the api as it is, or as it would be, or another api."""

    title: str
    answer: Answer
    checks: list[CheckRow]


def side(title: str, outcome: Outcome, now: float, world: World, shown: frozenset[str] = frozenset()) -> Side | None:
    """One side: the two great questions, what decided or was overlooked, and whatever else is to be shown.

    Args:
        title: What distinguishes it.
        outcome: What came of the call; nothing is shown if no api answered.
        now: When it was made.
        world: Its world.
        shown: Checks to show beside those.

    """
    answer = answer_of(outcome, world)
    if answer is None:
        return None
    rows = check_rows(outcome, now, world)
    wanted = _GREAT | shown | {*outcome.verify}
    return Side(title, answer, [row for row in rows if row.id in wanted or row.decides or row.overlooked])
