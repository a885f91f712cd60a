"""The head of a stop's page: which scenario, which stop, the question, and the step bar."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from markupsafe import Markup

from sandbox.scenarios.loading.pack_loader import ChapterEntry
from sandbox.scenarios.model import Scenario
from sandbox.scenarios.stops import Stop
from sandbox.views.parts.markdown import markdown
from sandbox.views.parts.outcome_card import tone_of
from sandbox.views.scenario.replayed_stop import ReplayedStop, outcome_at
from sandbox.views.scenario.stop_names import short_name


@dataclass(frozen=True, slots=True)
class StepBarEntry:
    """One entry of the step bar.

    Args:
        stop: Where it leads.
        short: Its name there.
        state: ``done``, ``now`` or ``todo``.
        outcome: The status that came.
        tone: The class of that status.

    """

    stop: Stop
    short: str
    state: str
    outcome: str
    tone: str


@dataclass(frozen=True, slots=True)
class Head:
    """The head of the page.

    Args:
        scenario: The scenario.
        chapter: The chapter it belongs to.
        stop: The stop.
        question: The question of the scenario.
        needs: Id and title of each scenario that one should have seen before.
        bar: The step bar.

    """

    scenario: Scenario
    chapter: ChapterEntry
    stop: Stop
    question: Markup
    needs: Sequence[tuple[str, str]]
    bar: Sequence[StepBarEntry]


def head_of(at: ReplayedStop, titles: Mapping[str, str]) -> Head:
    """Build the head.

    Args:
        at: The stop.
        titles: The titles of the scenarios that one should have seen before, by id.

    """
    needs = [(id_, titles.get(id_, id_)) for id_ in at.scenario.needs]
    question = markdown(at.scenario.question, at.world)
    return Head(at.scenario, at.chapter, at.stop, question, needs, list(_bar(at)))


def _bar(at: ReplayedStop) -> Iterator[StepBarEntry]:
    place = at.place + (at.stop.kind == "predict")  # a prediction belongs to its step, and has no entry of its own
    for index, stop in enumerate(at.stops):
        if stop.kind == "predict":
            continue
        state = "now" if index == place else "done" if index < place else "todo"
        outcome = outcome_at(stop, at.trace) if index <= place else None
        status = str(outcome.status) if outcome and outcome.status else ""
        foretells = (
            stop.kind == "what-if" and state == "todo" and (at.stop.kind == "predict" or at.stop.step != stop.step)
        )
        name = "What if?" if foretells else short_name(stop)
        yield StepBarEntry(stop, name, state, status, tone_of(outcome) if outcome and outcome.api else "plain")
