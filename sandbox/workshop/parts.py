"""What a room is shown of a step, part by part: the answers, each message, the checks, the outcome, the reasons.

Nothing that gives the outcome away leaves the server before its part.
"""

from collections.abc import Iterator
from dataclasses import replace

from markupsafe import Markup

from sandbox.views.parts.token_card import before_checks
from sandbox.views.scenario.head import StepBarEntry
from sandbox.views.scenario.page import Exchanges, ScenarioPage, StopOutcome
from sandbox.workshop.model import Part, Scene


def parts_of(page: ScenarioPage) -> tuple[Part, ...]:
    """The parts of a stop, in order; none where all of it is shown at once."""
    if page.head.stop.kind not in ("step", "what-if"):
        return ()
    return tuple(_parts(page))


def _parts(page: ScenarioPage) -> Iterator[Part]:
    sent = page.sequence.messages
    if page.head.stop.kind == "step" and page.prediction:
        yield "answers"
    for message in sent:
        if message.half != "response" or message is not sent[-1]:  # the last response is the outcome
            yield "message"
    if page.head.stop.kind == "step" and page.outcome.checks:
        yield "checks"
    yield "outcome"
    if sent:
        yield "reasons"


def cut(page: ScenarioPage, scene: Scene) -> ScenarioPage:
    """A stop as far as a scene shows it.

    Args:
        page: The whole stop.
        scene: The scene, which says what it shows.

    """
    if scene.outcome_is_shown:
        return page
    sent = page.sequence.messages
    count = scene.parts[: scene.part + 1].count("message")
    shown = [replace(message, tone="plain") for message in sent[:count]]
    if shown and len(shown) == len(sent):  # the last one has its answer in the same row
        shown[-1] = replace(shown[-1], half="request", answer="")
    was_sent = [before_checks(card) for card in page.outcome.tokens] if page.outcome.checks else []
    return replace(
        page,
        head=replace(page.head, bar=[_without_outcome(entry) for entry in page.head.bar]),
        text=Markup(),
        sequence=replace(page.sequence, messages=shown, nothing=""),
        outcome=StopOutcome(tokens=was_sent, checks=page.outcome.checks if scene.showing == "checks" else None),
        exchanges=Exchanges((), ()),
        comparison=None,
        onward=replace(page.onward, workbench="", what_ifs=()),
    )


def _without_outcome(entry: StepBarEntry) -> StepBarEntry:
    return replace(entry, outcome="", tone="plain") if entry.state == "now" else entry
