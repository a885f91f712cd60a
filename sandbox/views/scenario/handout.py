"""A scenario on two sheets of paper: what to predict on the first, what came of it on the second."""

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime

from markupsafe import Markup

from sandbox.replay.trace import Exchange, Outcome, StepTrace, Trace
from sandbox.scenarios.loading.pack_loader import ChapterEntry
from sandbox.scenarios.model import Scenario, Step
from sandbox.scenarios.stops import stop_at, stops
from sandbox.views.parts.answer import Answer, answer_of
from sandbox.views.parts.checks import CheckRow
from sandbox.views.parts.exchange import WireEntry, wire
from sandbox.views.parts.markdown import markdown
from sandbox.views.parts.sequence import Message
from sandbox.views.parts.token_card import TokenCard, letter
from sandbox.views.scenario.page import NOTHING, Around, Option, ScenarioPage, scenario_page
from sandbox.worlds.model import World


@dataclass(frozen=True, slots=True)
class Asked:
    """What a reader is asked before a step, with boxes to tick."""

    number: int
    title: str
    ask: str
    options: list[Option]


@dataclass(frozen=True, slots=True)
class Otherwise:
    """A what-if, and what came of it."""

    title: str
    answer: Answer | None
    explain: Markup


@dataclass(frozen=True, slots=True)
class Handout:
    """Everything on the two sheets.

    Args:
        page: The page of the step that matters most, whose lamps, checks and texts stand on the second sheet.
        last: The page of the takeaway.
        day: When it was replayed.
        story: The story, without links: there is nothing to press on paper.
        asked: What is to be predicted.
        rows: What was sent before that step, and the request that is about to be sent, without its answer.
        letters: The letters that lie ready before it.
        sent: What is asked and answered there, but for the checks that the answer holds.
        checks: The checks that were made, in order.
        not_asked: The names of those that could not be.
        what_ifs: Every what-if of the scenario.

    """

    page: ScenarioPage
    last: ScenarioPage
    day: str
    story: Markup
    asked: list[Asked]
    rows: list[Message]
    letters: list[TokenCard]
    sent: WireEntry | None
    checks: list[CheckRow]
    not_asked: list[str]
    what_ifs: list[Otherwise]


def handout(scenario: Scenario, chapter: ChapterEntry, world: World, trace: Trace) -> Handout:
    """Build the handout of a scenario.

    Args:
        scenario: The scenario.
        chapter: The chapter it stands in.
        world: The world it plays in.
        trace: Its whole replay.

    """
    place = _deciding(scenario, trace)
    step, told = scenario.steps[place], trace.steps[place]
    cut = trace.cut(step.id, 0)
    page = scenario_page(scenario, chapter, world, stop_at(scenario, step.id), cut, Around(), NOTHING)
    last = scenario_page(scenario, chapter, world, stops(scenario)[-1], trace, Around(), NOTHING)
    return Handout(
        page=page,
        last=last,
        day=datetime.fromtimestamp(trace.now, UTC).strftime("%Y-%m-%d"),
        story=markdown(scenario.story, world, terms=False),
        asked=list(_asked(scenario, world)),
        rows=list(_before(page.rows)),
        letters=_ready(trace.steps[:place], told, trace.now, world),
        sent=_sent(told, world),
        checks=[check for check in page.checks if check.verdict != "skipped"],
        not_asked=[check.title for check in page.checks if check.verdict == "skipped"],
        what_ifs=list(_what_ifs(scenario, trace, world)),
    )


def _deciding(scenario: Scenario, trace: Trace) -> int:
    """The place of the step that matters most: the one to predict, or the last one refused, called, or played."""
    tests = (
        lambda step, _: step.predict is not None,
        lambda _, told: told.decided_by not in (None, "none"),
        lambda step, _: step.call is not None,
    )
    both = list(zip(scenario.steps, trace.steps, strict=True))
    for wanted in tests:
        found = [place for place, pair in enumerate(both) if wanted(*pair)]
        if found:
            return found[-1]
    return len(both) - 1


def _asked(scenario: Scenario, world: World) -> Iterator[Asked]:
    for number, step in enumerate(scenario.steps, 1):
        if step.predict is not None:
            yield Asked(number, step.title, step.predict.ask, _options(step, world))


def _options(step: Step, world: World) -> list[Option]:
    options = step.predict.options if step.predict else []
    return [Option(o.says, markdown(o.because, world, terms=False), o.correct, "") for o in options]


def _before(rows: Sequence[Message]) -> Iterator[Message]:
    """The rows before a step, and its first request, of which nobody knows yet what comes."""
    yield from (row for row in rows if not row.current)
    about = next((row for row in rows if row.current), None)
    if about is not None:
        yield replace(about, half="request", tone="plain")


def _ready(before: Sequence[StepTrace], told: StepTrace, now: float, world: World) -> list[TokenCard]:
    """The letter that a step sends or shows, or else the last one that came before it."""
    known = [token for step in before for token in step.tokens]
    shown = [token for token in known if token.name == told.token] or known[-1:]
    return [letter(token, world, now) for token in shown]


def _sent(told: Outcome, world: World) -> WireEntry | None:
    """What was asked and answered: at an api, or by the last request of a client."""
    ours = [exchange for exchange in told.exchanges if exchange.sender in world.clients]
    chosen = next((exchange for exchange in told.exchanges if exchange.receiver == told.api), None)
    chosen = chosen or (ours[-1] if ours else None)
    return wire([_without_checks(chosen)], world)[0] if chosen else None


def _without_checks(exchange: Exchange) -> Exchange:
    """The same with ``…`` for the member ``sandbox`` of its answer, which stands beside it as a table."""
    try:
        body = json.loads(exchange.response.body)
    except ValueError:
        return exchange
    if not isinstance(body, dict) or "sandbox" not in body:
        return exchange
    text = json.dumps({**body, "sandbox": "…"}, ensure_ascii=False)
    return exchange.model_copy(update={"response": exchange.response.model_copy(update={"body": text})})


def _what_ifs(scenario: Scenario, trace: Trace, world: World) -> Iterator[Otherwise]:
    for step, told in zip(scenario.steps, trace.steps, strict=True):
        for written, outcome in zip(step.what_if, told.what_ifs, strict=True):
            explain = markdown(written.explain, world, terms=False)
            yield Otherwise(written.title, answer_of(outcome, world), explain)
