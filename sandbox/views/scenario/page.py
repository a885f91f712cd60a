"""The scenario page as one object: what its template prints, and nothing it would have to decide."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

from markupsafe import Markup

from sandbox.replay.trace import Outcome, StepTrace, Token, Trace
from sandbox.scenarios.loading.pack_loader import ChapterEntry
from sandbox.scenarios.model import Fetch, GetToken, Inspect, Introspect, Mint, Predict, Scenario, Tamper
from sandbox.scenarios.stops import Stop, stops
from sandbox.views.parts.answer import Answer, answer_of, tone_of
from sandbox.views.parts.checks import CheckRow, check_rows, spec_url
from sandbox.views.parts.comparison import Beside, beside
from sandbox.views.parts.document import Document, document
from sandbox.views.parts.exchange import Piece, WireEntry, pieces, wire
from sandbox.views.parts.markdown import markdown
from sandbox.views.parts.outcome_card import Side, side
from sandbox.views.parts.sequence import Actor, Message, actors, messages
from sandbox.views.parts.token_card import TokenCard, letter, proofs
from sandbox.views.parts.verdicts import Lamp, lamps
from sandbox.views.scenario.curl_script import road
from sandbox.views.scenario.workbench_link import workbench_url
from sandbox.views.site.playlists import Onward
from sandbox.worlds.addresses import relocated
from sandbox.worlds.model import World


@dataclass(frozen=True, slots=True)
class BarEntry:
    """One entry of the step bar. ``state`` is ``done``, ``now`` or ``todo``; ``outcome`` what came of it."""

    stop: Stop
    state: str
    outcome: str
    tone: str


@dataclass(frozen=True, slots=True)
class Option:
    """An answer that can be predicted, why it is right or wrong, and where the replay speaks to it."""

    says: str
    because: Markup
    correct: bool
    url: str


@dataclass(frozen=True, slots=True)
class Reading:
    """A section to read, and where."""

    name: str
    url: str | None


@dataclass(frozen=True, slots=True)
class Around:
    """The scenarios before and after one, in the catalogue and on the paths it is on."""

    previous: Scenario | None = None
    following: Scenario | None = None
    paths: Sequence[Onward] = ()
    titles: Mapping[str, str] = field(default_factory=dict)
    """What those are called that one should have seen before."""


@dataclass(frozen=True, slots=True)
class ScenarioPage:
    """Everything on one stop of a scenario. Texts are rendered, verdicts are those of the trace."""

    scenario: Scenario
    chapter: ChapterEntry
    stop: Stop
    bar: list[BarEntry]
    back: Stop | None
    next: Stop | None
    around: Around
    question: Markup
    text: Markup
    lanes: list[Actor]
    rows: list[Message]
    answer: Answer | None
    sides: list[Side]
    lamps: list[Lamp]
    letters: list[TokenCard]
    checks: list[CheckRow]
    document: Document | None
    wire: list[WireEntry]
    road: list[Piece]
    predict: Predict | None
    options: list[Option]
    said: Option | None
    beside: Beside | None
    workbench: str
    replay: str
    problems: list[str]
    what_ifs: list[Stop]
    reading: list[Reading]
    mechanism: Markup | None


@dataclass(frozen=True, slots=True)
class Asked:
    """What the address of a stop asks for beside it.

    Args:
        said: Which answer the reader predicted, from 1; 0 for none.
        beside: What to lay beside the letter: ``doors``, or the name of another token; empty for nothing.
        doors: What came of the same letter at the other doors.

    """

    said: int = 0
    beside: str = ""
    doors: Sequence[StepTrace] = ()


NOTHING: Final = Asked()


def scenario_page(
    scenario: Scenario,
    chapter: ChapterEntry,
    world: World,
    stop: Stop,
    trace: Trace | None,
    around: Around,
    asked: Asked,
) -> ScenarioPage:
    """Build the page of one stop.

    Args:
        scenario: The scenario, for its texts.
        chapter: The chapter it stands in.
        world: The world it plays in.
        stop: Where on the way we are.
        trace: The replay up to there; None where nothing was replayed yet.
        around: The scenarios before and after this one.
        asked: What else is to be shown.

    Raises:
        UnknownName: There is no letter of the name that is to be laid beside.

    """
    world = relocated(world, trace.public_url) if trace else world
    way, (told, outcome) = stops(scenario), _told(stop, trace)
    place = way.index(stop)
    options, lanes, now = _options(stop, world), actors(scenario, world), trace.now if trace else 0.0
    return ScenarioPage(
        scenario=scenario,
        chapter=chapter,
        stop=stop,
        bar=_bar(way, place, trace),
        back=way[place - 1] if place else None,
        next=way[place + 1] if place + 1 < len(way) else None,
        around=around,
        question=markdown(scenario.question, world),
        text=markdown(_text(scenario, stop), world),
        lanes=lanes,
        rows=list(messages(_rows(way, stop, trace, outcome), lanes, world, current=stop.number, known=_tokens(trace))),
        answer=answer_of(outcome, world) if outcome else None,
        sides=_sides(told, outcome, now, world) if told and outcome and stop.what_if else [],
        lamps=lamps(outcome, world) if outcome else [],
        letters=_letters(stop, outcome, trace, world, now) if trace and outcome else [],
        checks=check_rows(outcome, now, world) if outcome else [],
        document=_document(stop, outcome, world) if outcome else None,
        wire=wire(outcome.exchanges, world, told.tokens if told else (), outcome) if outcome else [],
        road=pieces(road(scenario, trace, stop.what_if)) if trace else [],
        predict=stop.step.predict if stop.step and not stop.what_if else None,
        options=options,
        said=options[asked.said - 1] if asked.said else None,
        beside=_beside(stop, outcome, trace, asked, world) if trace and outcome else None,
        workbench=workbench_url(scenario, world, stop, trace) if trace and outcome else "",
        replay=f"{stop.url}/replay" + (f"?said={asked.said}" if asked.said else ""),
        problems=_problems(outcome) if outcome else [],
        what_ifs=[s for s in way if s.what_if and s.step is stop.step] if stop.kind == "step" else [],
        reading=[Reading(name, spec_url(name)) for name in scenario.reading],
        mechanism=markdown(scenario.source.mechanism, world) if scenario.source else None,
    )


def _told(stop: Stop, trace: Trace | None) -> tuple[StepTrace | None, Outcome | None]:
    """The step that a stop is about, and what came of it there: of the step, or of its what-if."""
    told = trace.steps[-1] if trace and stop.kind in ("step", "what-if") else None
    return told, told.what_ifs[stop.what_if - 1] if told and stop.what_if else told


def _problems(outcome: Outcome) -> list[str]:
    return [f"{p.what}: expected {p.expected!r}, found {p.actual!r}" for p in outcome.problems]


def _rows(
    way: Sequence[Stop], stop: Stop, trace: Trace | None, outcome: Outcome | None
) -> list[tuple[int, str, Outcome]]:
    """What was sent before this stop, and at it: the number of each step, its address, and what came of it."""
    steps = trace.steps if trace else []
    before = steps[: stop.number - 1] if stop.step else steps
    rows: list[tuple[int, str, Outcome]] = [(n, f"{way[0].url}/{step.id}", step) for n, step in enumerate(before, 1)]
    return [*rows, (stop.number, stop.url, outcome)] if outcome else rows


def _text(scenario: Scenario, stop: Stop) -> str:
    if stop.kind == "question":
        return scenario.story
    if stop.kind == "takeaway":
        return scenario.takeaway
    if stop.kind == "predict":
        return ""
    if stop.told:
        return stop.told.explain
    narrated = stop.step.narrate.text if stop.step and stop.step.narrate else ""
    return "\n\n".join(part for part in (narrated, stop.step.explain if stop.step else "") if part)


def _bar(way: Sequence[Stop], place: int, trace: Trace | None) -> list[BarEntry]:
    entries = []
    place += way[place].kind == "predict"  # it is asked on the way to its step, and has no place of its own
    for index, stop in enumerate(way):
        if stop.kind == "predict":
            continue
        state = "now" if index == place else "done" if index < place else "todo"
        outcome = _outcome_at(stop, trace) if index <= place else None
        status = str(outcome.status) if outcome and outcome.status else ""
        entries.append(BarEntry(stop, state, status, tone_of(outcome) if outcome and outcome.api else "plain"))
    return entries


def _outcome_at(stop: Stop, trace: Trace | None) -> Outcome | None:
    if trace is None or not stop.step or stop.number > len(trace.steps):
        return None
    step = trace.steps[stop.number - 1]
    return step.what_ifs[stop.what_if - 1] if stop.what_if else step


def _sides(told: StepTrace, outcome: Outcome, now: float, world: World) -> list[Side]:
    """Both outcomes, each with the two great questions and whatever the what-if makes another way."""
    decided = {check for check in (told.decided_by, outcome.decided_by) if check}
    shown = frozenset(outcome.verify) | decided
    sides = [side("As it is", told, now, world, shown), side("What if", outcome, now, world, shown)]
    return [each for each in sides if each]


def _beside(stop: Stop, outcome: Outcome, trace: Trace, asked: Asked, world: World) -> Beside | None:
    shown = outcome.token or next((token.name for token in trace.steps[-1].tokens), None)
    sides = [side("", each, trace.now, world) for each in [outcome, *asked.doors]] if asked.doors else []
    return beside(stop.url, shown, _tokens(trace), asked.beside, [each for each in sides if each], world)


def _tokens(trace: Trace | None) -> dict[str, Token]:
    return {token.name: token for step in (trace.steps if trace else []) for token in step.tokens}


def _letters(stop: Stop, outcome: Outcome, trace: Trace, world: World, now: float) -> list[TokenCard]:
    known = _tokens(trace)
    told = trace.steps[-1]
    shown = told.tokens if told.tokens and not stop.what_if else [known[outcome.token]] if outcome.token else []
    verb = stop.step.verb if stop.step else None
    source = verb.token if isinstance(verb, Tamper) else verb.like if isinstance(verb, Mint) else None
    highlight = verb.highlight if isinstance(verb, Inspect) else []
    checked = outcome if outcome.api else None
    before = known.get(source) if source else None
    shown = [*shown, *proofs(outcome)]
    return [letter(token, world, now, outcome=checked, highlight=highlight, before=before) for token in shown]


def _document(stop: Stop, outcome: Outcome, world: World) -> Document | None:
    verb = stop.step.verb if stop.step else None
    asks = isinstance(verb, Fetch | Introspect) or (isinstance(verb, GetToken) and outcome.token is None)
    return document(outcome, stop.step.expect, world) if stop.step and asks else None


def _options(stop: Stop, world: World) -> list[Option]:
    if stop.what_if or stop.step is None or stop.step.predict is None:
        return []
    url = stop.url.removesuffix("/predict")
    return [
        Option(option.says, markdown(option.because, world), option.correct, f"{url}?said={number}")
        for number, option in enumerate(stop.step.predict.options, 1)
    ]
