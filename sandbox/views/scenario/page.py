"""The page of a stop as one object: what its template prints, and nothing it would have to decide."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial
from typing import Final

from markupsafe import Markup

from sandbox.replay.trace import Outcome, StepTrace
from sandbox.scenarios.model import Scenario, Step
from sandbox.scenarios.stops import Stop
from sandbox.views.parts.checks import CheckList, CheckRow, check_list
from sandbox.views.parts.comparison import Comparison, comparison
from sandbox.views.parts.differences import difference
from sandbox.views.parts.document import Document, document
from sandbox.views.parts.exchange import ExchangeEntry, TextPart, exchange_entries, text_parts
from sandbox.views.parts.markdown import markdown
from sandbox.views.parts.outcome_card import Answer, OutcomeCards, answer_of, outcome_card, outcome_cards
from sandbox.views.parts.sequence import Actor, EarlierStep, Message, MessageRows
from sandbox.views.parts.token_card import TokenCard, client_assertions, token_card
from sandbox.views.parts.verdicts import LAMPS, Lamp, lamps
from sandbox.views.scenario.act import Acting, Typed, acting_of
from sandbox.views.scenario.actors import actors
from sandbox.views.scenario.curl_script import curl_script
from sandbox.views.scenario.head import Head, head_of
from sandbox.views.scenario.onward import Neighbours, Onward, Sources, onward_of, sources_of
from sandbox.views.scenario.prediction import Prediction, prediction_of
from sandbox.views.scenario.replayed_stop import ReplayedStop, brought
from sandbox.views.scenario.stop_names import short_name
from sandbox.views.site.path_place import PathPlace
from sandbox.views.verbs import VIEWS
from sandbox.worlds.model import World


@dataclass(frozen=True, slots=True)
class SequenceDiagram:
    """Who takes part, and the messages between them.

    Args:
        actors: Who takes part.
        earlier: The steps before the one in focus.
        messages: The messages of the step in focus.
        nothing: The sentence where there are none.

    """

    actors: Sequence[Actor]
    earlier: Sequence[EarlierStep]
    messages: Sequence[Message]
    nothing: str


@dataclass(frozen=True, slots=True)
class StopOutcome:
    """What came of a stop; nothing where nothing was replayed for it.

    Args:
        problems: The expectations of the scenario that did not hold.
        answer: What an api answered.
        cards: At a what-if, that answer beside the one of the api as it is.
        lamps: The two great questions.
        tokens: The tokens that the step saved, sent or displays.
        checks: What the api checked.
        decisive: The check that decided, where it is none of the two great questions.
        document: The JSON that a step fetched.

    """

    problems: Sequence[str] = ()
    answer: Answer | None = None
    cards: OutcomeCards | None = None
    lamps: Sequence[Lamp] = ()
    tokens: Sequence[TokenCard] = ()
    checks: CheckList | None = None
    decisive: CheckRow | None = None
    document: Document | None = None


@dataclass(frozen=True, slots=True)
class Exchanges:
    """What was sent.

    Args:
        entries: The exchanges of the step.
        script: The curl commands of everything so far; empty where nothing was sent.

    """

    entries: Sequence[ExchangeEntry]
    script: Sequence[TextPart]


@dataclass(frozen=True, slots=True)
class RoomPart:
    """What a workshop's room prints on a stop, in place of what a reader alone is offered.

    Args:
        poll: The question that is open in the room (``partials/ballot.html``).
        tally: What the room answered (``partials/tally.html``).
        showing: The part of the stop that is shown; ``all`` where there are none.

    """

    poll: object | None = None
    tally: object | None = None
    showing: str = "all"


@dataclass(frozen=True, slots=True)
class ScenarioPage:
    """Everything on one stop of a scenario. Texts are rendered, verdicts are those of the trace.

    Args:
        head: Scenario, stop, question, step bar.
        text: What the scenario says here.
        sequence: Who sends what to whom.
        outcome: What came of it.
        exchanges: What was sent, byte for byte.
        prediction: What is to be predicted of the step, if anything is.
        comparison: What the token can be compared with, if there is one.
        sources: What the scenario is based on.
        onward: Where one goes from here.
        acting: What one can change here, if anything.
        room: What a room adds, where the page is part of a room's.
        renewed: Whether its tokens are new because those that were shown before would soon have expired.
        path: The scenario's place on the path that one walks, if one walks one.

    """

    head: Head
    text: Markup
    sequence: SequenceDiagram
    outcome: StopOutcome
    exchanges: Exchanges
    prediction: Prediction | None
    comparison: Comparison | None
    sources: Sources
    onward: Onward
    acting: Acting | None = None
    room: RoomPart | None = None
    renewed: bool = False
    path: PathPlace | None = None


@dataclass(frozen=True, slots=True)
class Requested:
    """What the address of a stop asks for in its query.

    Args:
        prediction: The number of the answer that the reader predicted, from 1; 0 for none.
        compare_with: What to compare the token with: `EVERY_API`, or the name of another; empty for nothing.
        at_every_api: What came of the same token at the other apis.
        typed: What the reader wrote where one acts.

    """

    prediction: int = 0
    compare_with: str = ""
    at_every_api: Sequence[StepTrace] = ()
    typed: Typed | None = None


_NOTHING_SENT: Final = {
    "question": "Nothing has been sent yet.",
    "step": "This step sends nothing.",
    "what-if": "This step sends nothing.",
}
NOTHING: Final = Requested()
ALONE: Final = Neighbours()


def scenario_page(at: ReplayedStop, neighbours: Neighbours = ALONE, requested: Requested = NOTHING) -> ScenarioPage:
    """Build the page of one stop.

    Args:
        at: The stop, and the replay up to it.
        neighbours: The scenarios around its own.
        requested: What else is to be on it.

    Raises:
        UnknownName: There is no token of the name that is to be compared with.

    """
    at = at.at_its_addresses()
    return ScenarioPage(
        head=head_of(at, neighbours.titles),
        text=markdown(_text(at.scenario, at.stop), at.world),
        sequence=_sequence(at),
        outcome=_outcome(at),
        exchanges=_exchanges(at),
        prediction=prediction_of(at.stop, at.world, requested.prediction),
        comparison=_comparison(at, requested),
        sources=sources_of(at),
        onward=onward_of(at, neighbours, requested.prediction),
        acting=acting_of(at, requested.typed),
    )


def _text(scenario: Scenario, stop: Stop) -> str:
    if stop.kind == "question":
        return scenario.story
    if stop.kind == "takeaway":
        return scenario.takeaway
    if stop.kind == "predict":
        return ""
    if stop.kind == "act":
        return stop.chosen.because if stop.chosen else ""
    if stop.written_what_if:
        return stop.written_what_if.explain
    if stop.step is None:
        return ""
    parts = (VIEWS[stop.step.verb_name].text(stop.step.verb), stop.step.explain)
    return "\n\n".join(part for part in parts if part)


def _sequence(at: ReplayedStop) -> SequenceDiagram:
    """What was sent before this stop, and at it."""
    steps = at.trace.steps if at.trace else []
    before = steps[: at.stop.number - 1] if at.stop.step and (at.outcome or at.stop.kind != "act") else steps
    rows = MessageRows(actors(at.scenario, at.world), at.world, at.tokens)
    played = [stop for stop in at.stops if stop.kind == "step"]
    earlier = [
        EarlierStep(stop.number, short_name(stop), stop.url, rows.earlier(stop.number, stop.url, outcome))
        for stop, outcome in zip(played, before, strict=False)
    ]
    sent = list(rows.current(at.stop.number, at.outcome)) if at.outcome else []
    return SequenceDiagram(rows.lanes, earlier, sent, _NOTHING_SENT.get(at.stop.kind, ""))


def _outcome(at: ReplayedStop) -> StopOutcome:
    outcome, world = at.outcome, at.world
    if outcome is None or at.trace is None:
        return StopOutcome()
    checks = check_list(outcome, _moment(at, outcome), world)
    return StopOutcome(
        problems=[difference(problem) for problem in outcome.problems],
        answer=answer_of(outcome, world),
        cards=_what_if_cards(at, outcome) if at.stop.what_if or at.stop.choice else None,
        lamps=lamps(outcome, world),
        tokens=_tokens(at, at.stop.step, outcome) if at.stop.step else (),
        checks=checks,
        decisive=_decisive(checks),
        document=_document(at.stop.step, outcome, world) if at.stop.step else None,
    )


def _decisive(checks: CheckList | None) -> CheckRow | None:
    """The check that refused, or failed and was not enforced, where no lamp shows it."""
    if checks is None or any(row.id in LAMPS and row.verdict == "fail" for row in checks.rows):
        return None
    return next((row for row in checks.rows if row.decides or row.overlooked), None)


def _what_if_cards(at: ReplayedStop, outcome: Outcome) -> OutcomeCards | None:
    """Both outcomes, each with signature, audience, and whatever the what-if or the reader changes."""
    step = at.step_trace
    if step is None:
        return None
    deciding = {check for check in (step.decided_by, outcome.decided_by) if check}
    checks = frozenset(outcome.verify) | deciding
    as_it_is = outcome_card("As it is", step, _moment(at, step), at.world, checks)
    title = "As you changed it" if at.stop.choice else "What if"
    what_if = outcome_card(title, outcome, _moment(at, outcome), at.world, checks)
    return outcome_cards("The same call, twice", [as_it_is, what_if])


def _moment(at: ReplayedStop, outcome: Outcome) -> float:
    """From when the times in an outcome are counted: those of the token that was sent."""
    return at.moment(at.tokens.get(outcome.token or ""))


def _tokens(at: ReplayedStop, step: Step, outcome: Outcome) -> list[TokenCard]:
    """The tokens that a step saved, sent or showed, and the assertions by which its clients authenticated."""
    saved = at.step_trace.tokens if at.step_trace and not at.stop.what_if else []
    tokens = list(brought(outcome)) if at.stop.choice else saved
    tokens = tokens or ([at.tokens[outcome.token]] if outcome.token else [])
    view = VIEWS[step.verb_name]
    sent = at.step_trace.token if at.step_trace and at.stop.choice else ""
    card = partial(
        token_card,
        world=at.world,
        outcome=outcome if outcome.api else None,
        highlight=view.highlight(step.verb),
        before=at.tokens.get(view.source(step.verb) or sent or ""),
    )
    cards = [card(token, now=at.moment(token), first_shown_in_step=at.first_shown(token)) for token in tokens]
    return [*cards, *(card(assertion, now=at.now) for assertion in client_assertions(outcome))]


def _document(step: Step, outcome: Outcome, world: World) -> Document | None:
    return document(outcome, step.expect, world) if VIEWS[step.verb_name].shows_answer(outcome) else None


def _exchanges(at: ReplayedStop) -> Exchanges:
    outcome, step = at.outcome, at.step_trace
    tokens = [*step.tokens, *brought(outcome)] if step else []
    entries = exchange_entries(outcome.exchanges, at.world, tokens, outcome) if outcome else []
    script = text_parts(curl_script(at.scenario, at.trace, at.stop.what_if)) if at.trace and not at.stop.choice else []
    return Exchanges(entries, script)


def _comparison(at: ReplayedStop, requested: Requested) -> Comparison | None:
    if at.outcome is None or at.step_trace is None or at.stop.choice:
        return None
    name = at.outcome.token or next((token.name for token in at.step_trace.tokens), None)
    calls = [at.outcome, *requested.at_every_api] if requested.at_every_api else []
    cards = [outcome_card("", call, _moment(at, at.outcome), at.world) for call in calls]
    everywhere = outcome_cards("The same letter at every door", cards)
    return comparison(at.stop.url, name, at.tokens, requested.compare_with, everywhere, at.world)
