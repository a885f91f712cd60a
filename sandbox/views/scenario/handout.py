"""A scenario on two sheets of paper: what to predict on the first, what came of it on the second."""

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime

from markupsafe import Markup

from sandbox.replay.trace import Exchange, Outcome, StepTrace, Trace
from sandbox.scenarios.loading.pack_loader import ChapterEntry
from sandbox.scenarios.model import Scenario
from sandbox.scenarios.stops import stop_at, stops
from sandbox.settings import DEFAULT_PUBLIC_URL
from sandbox.views.parts.checks import CheckList, CheckRow
from sandbox.views.parts.exchange import ExchangeEntry, exchange_entries
from sandbox.views.parts.markdown import markdown
from sandbox.views.parts.outcome_card import Answer, answer_of
from sandbox.views.parts.sequence import EarlierStep, Message
from sandbox.views.parts.token_card import TokenCard, token_card
from sandbox.views.scenario.page import ScenarioPage, SequenceDiagram, scenario_page
from sandbox.views.scenario.prediction import Option, prediction_of
from sandbox.views.scenario.replayed_stop import ReplayedStop
from sandbox.worlds.model import World


@dataclass(frozen=True, slots=True)
class Question:
    """What a reader predicts of a step, with boxes to tick."""

    number: int
    title: str
    ask: str
    options: Sequence[Option]


@dataclass(frozen=True, slots=True)
class WhatIfResult:
    """A what-if, and what came of it."""

    title: str
    answer: Answer | None
    explain: Markup


@dataclass(frozen=True, slots=True)
class BeforeSheet:
    """What only the first sheet has.

    Args:
        story: The story, without links: there is nothing to press on paper.
        earlier: The steps before.
        request: What is about to be sent, without its answer; None where nothing is.
        tokens: The tokens that are there before it.

    """

    story: Markup
    earlier: Sequence[EarlierStep]
    request: Message | None
    tokens: Sequence[TokenCard]


@dataclass(frozen=True, slots=True)
class AfterSheet:
    """What only the second sheet has.

    Args:
        checks: The checks that were made, in order.
        skipped: The titles of those that could not be.
        what_ifs: Every what-if of the scenario.

    """

    checks: Sequence[CheckRow]
    skipped: Sequence[str]
    what_ifs: Sequence[WhatIfResult]


@dataclass(frozen=True, slots=True)
class Handout:
    """Everything on the two sheets.

    Args:
        page: The page of the step that matters most, whose lamps, checks and texts are on the second sheet.
        last: The page of the takeaway.
        day: When it was replayed.
        questions: What is to be predicted.
        address: Where the scenario is in the sandbox that replayed it; empty for the one that each reader may start.
        exchange: What is sent and answered at that step, but for the checks that the answer holds.
        before: The rest of the first sheet.
        after: The rest of the second sheet.

    """

    page: ScenarioPage
    last: ScenarioPage
    day: str
    address: str
    questions: Sequence[Question]
    exchange: ExchangeEntry | None
    before: BeforeSheet
    after: AfterSheet


@dataclass(frozen=True, slots=True)
class Handouts:
    """The handouts of several scenarios, one after the other.

    Args:
        id: The id of the playlist, or of the chapter.
        title: Its title.
        handouts: The handout of each of its scenarios.

    """

    id: str
    title: str
    handouts: Sequence[Handout]


def handout(scenario: Scenario, chapter: ChapterEntry, world: World, trace: Trace) -> Handout:
    """Build the handout of a scenario.

    Args:
        scenario: The scenario.
        chapter: The chapter it belongs to.
        world: The world it plays in.
        trace: Its whole replay.

    """
    place = _deciding(scenario, trace)
    step, came = scenario.steps[place], trace.steps[place]
    page = scenario_page(ReplayedStop(scenario, chapter, world, stop_at(scenario, step.id), trace.cut(step.id, 0)))
    last = scenario_page(ReplayedStop(scenario, chapter, world, stops(scenario)[-1], trace))
    return Handout(
        page=page,
        last=last,
        day=datetime.fromtimestamp(trace.now, UTC).strftime("%Y-%m-%d"),
        address="" if trace.public_url == DEFAULT_PUBLIC_URL else f"{trace.public_url}/scenarios/{scenario.scenario}",
        questions=list(_questions(scenario, world)),
        exchange=_exchange(came, world),
        before=BeforeSheet(
            story=markdown(scenario.story, world, terms=False),
            earlier=page.sequence.earlier,
            request=_request(page.sequence),
            tokens=_tokens_before(trace.steps[:place], came, trace.now, world),
        ),
        after=_after(page.outcome.checks, list(_what_ifs(scenario, trace, world))),
    )


def _deciding(scenario: Scenario, trace: Trace) -> int:
    """The place of the step that matters most: the one to predict, or the last one refused, called, or played."""
    tests = (
        lambda step, _: step.predict is not None,
        lambda _, came: came.decided_by not in (None, "none"),
        lambda step, _: step.call is not None,
    )
    both = list(zip(scenario.steps, trace.steps, strict=True))
    for wanted in tests:
        found = [place for place, pair in enumerate(both) if wanted(*pair)]
        if found:
            return found[-1]
    return len(both) - 1


def _questions(scenario: Scenario, world: World) -> Iterator[Question]:
    for stop in stops(scenario):
        prediction = prediction_of(stop, world, terms=False) if stop.kind == "step" else None
        if prediction:
            yield Question(stop.number, stop.title, prediction.ask, prediction.options)


def _request(sequence: SequenceDiagram) -> Message | None:
    """The first request of a step, whose answer is to be predicted."""
    return next((replace(first, half="request", tone="plain") for first in sequence.messages), None)


def _tokens_before(before: Sequence[StepTrace], came: StepTrace, now: float, world: World) -> list[TokenCard]:
    """The token that a step sends or displays, or else the last one that came before it."""
    tokens = [token for step in before for token in step.tokens]
    chosen = [token for token in tokens if token.name == came.token] or tokens[-1:]
    return [token_card(token, world, now) for token in chosen]


def _exchange(came: Outcome, world: World) -> ExchangeEntry | None:
    """What was sent and answered: at an api, or by the last request of a client."""
    by_clients = [exchange for exchange in came.exchanges if exchange.sender in world.clients]
    chosen = next((exchange for exchange in came.exchanges if exchange.receiver == came.api), None)
    chosen = chosen or (by_clients[-1] if by_clients else None)
    return exchange_entries([_without_checks(chosen)], world)[0] if chosen else None


def _without_checks(exchange: Exchange) -> Exchange:
    """The same with ``…`` for the member ``sandbox`` of its answer, which is printed beside it as a table."""
    try:
        body = json.loads(exchange.response.body)
    except ValueError:
        return exchange
    if not isinstance(body, dict) or "sandbox" not in body:
        return exchange
    text = json.dumps({**body, "sandbox": "…"}, ensure_ascii=False)
    return exchange.model_copy(update={"response": exchange.response.model_copy(update={"body": text})})


def _after(checks: CheckList | None, what_ifs: Sequence[WhatIfResult]) -> AfterSheet:
    rows = checks.rows if checks else []
    return AfterSheet(
        checks=[row for row in rows if row.verdict != "skipped"],
        skipped=[row.title for row in rows if row.verdict == "skipped"],
        what_ifs=what_ifs,
    )


def _what_ifs(scenario: Scenario, trace: Trace, world: World) -> Iterator[WhatIfResult]:
    for step, came in zip(scenario.steps, trace.steps, strict=True):
        for what_if, outcome in zip(step.what_if, came.what_ifs, strict=True):
            explain = markdown(what_if.explain, world, terms=False)
            yield WhatIfResult(what_if.title, answer_of(outcome, world), explain)
