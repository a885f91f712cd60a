"""The page of the editor: a text, what is wrong in it, and what came of its replay."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

from sandbox.reading.diagnostics import Diagnostic
from sandbox.replay.trace import Outcome, StepTrace, Trace
from sandbox.scenarios.loading.catalogue import Catalogue
from sandbox.scenarios.loading.draft import Draft
from sandbox.scenarios.loading.pack_loader import ChapterEntry
from sandbox.scenarios.model import Scenario
from sandbox.scenarios.stops import Stop, stops
from sandbox.views.reports.expectation_diff import difference
from sandbox.views.scenario.page import NOTHING, Around, ScenarioPage, scenario_page
from sandbox.worlds.model import World

_NOWHERE = ChapterEntry("draft", 0, "", "", ())


@dataclass(frozen=True, slots=True)
class StopChoice:
    """A stop of the text that can be looked at: its value in the form, and whether it came out as expected."""

    value: str
    title: str
    tone: str
    within: bool
    current: bool


@dataclass(frozen=True, slots=True)
class Place:
    """A file that can be opened, or written to.

    Args:
        value: Its value in the form or address.
        title: What people read.

    """

    value: str
    title: str


@dataclass(frozen=True, slots=True)
class AuthorPage:
    """Everything on the page of the editor.

    Args:
        text: The text.
        kind: What kind of file it is.
        diagnostics: What is wrong in it.
        choices: The stops of its replay.
        stage: The stop that is looked at; None where nothing can be replayed.
        unexpected: What did not come as expected at that stop.
        summary: All of it in a sentence.
        tone: ``good`` or ``bad``.
        beginnings: What one can begin with.
        last: The text as it last could be replayed.
        stale: Whether that is what the replay shows.
        file: The file that is edited, below a pack that may be written to; empty if there is none yet.
        was: The fingerprint that file had when it was opened.
        editable: Whether files can be saved here.
        locked: Whether they could be by who has the secret.
        message: What came of saving.
        saved: Whether that went well.

    """

    text: str
    kind: str
    diagnostics: Sequence[Diagnostic]
    choices: Sequence[StopChoice]
    stage: ScenarioPage | None
    unexpected: Sequence[str]
    summary: str
    tone: str
    beginnings: Sequence[tuple[str, Sequence[Place]]] = field(default=())
    last: str = ""
    stale: bool = False
    file: str = ""
    was: str = ""
    editable: bool = False
    locked: bool = False
    message: str = ""
    saved: bool = False


def stop_of(scenario: Scenario, value: str) -> Stop:
    """The stop a form names: ``STEP``, ``STEP/NUMBER`` of a what-if, ``question`` or ``takeaway``; else the first."""
    way = stops(scenario)
    return next((stop for stop in way if _value(stop) == value and stop.kind != "predict"), way[0])


@dataclass(frozen=True, slots=True)
class Played:
    """What is shown: a scenario, its whole replay, and where one looks."""

    scenario: Scenario
    world: World
    trace: Trace
    stop: Stop


def author_page(text: str, draft: Draft, played: Played | None, **rest: Any) -> AuthorPage:
    """Make the page.

    Args:
        text: The text.
        draft: What came of reading it.
        played: What is shown: the text, or, where that cannot be replayed, what it last was.
        **rest: What else the page has.

    """
    outcome = _outcome(played.trace, played.stop) if played else None
    untrue = sum(not step.ok for step in played.trace.steps) if played and draft.scenario else 0
    return AuthorPage(
        text=text,
        kind=draft.kind,
        diagnostics=draft.diagnostics,
        choices=list(_choices(played)) if played else [],
        stage=_stage(played) if played else None,
        unexpected=[difference(problem) for problem in outcome.problems] if outcome else [],
        stale=played is not None and draft.scenario is None,
        summary=_summary(draft, untrue),
        tone="bad" if draft.diagnostics or untrue else "good",
        **rest,
    )


def _summary(draft: Draft, untrue: int) -> str:
    count = len(draft.diagnostics)
    wrong = f"{count} mistake{'' if count == 1 else 's'}" if count else "No mistakes"
    if draft.scenario is None:
        return f"{wrong}." if draft.kind == "scenario" or count else f"This {draft.kind} has no mistakes."
    came = f"{untrue} step{'' if untrue == 1 else 's'} not as expected" if untrue else "all as expected"
    return f"{wrong}, {came}."


def _value(stop: Stop) -> str:
    if stop.step is None:
        return stop.kind
    return f"{stop.step.id}/{stop.what_if}" if stop.what_if else stop.step.id


def _choices(played: Played) -> Iterator[StopChoice]:
    at = played.stop
    for stop in stops(played.scenario):
        if stop.kind == "predict":
            continue
        outcome = _outcome(played.trace, stop)
        tone = "" if outcome is None else "good" if not outcome.problems else "bad"
        yield StopChoice(_value(stop), stop.title, tone, bool(stop.what_if), _value(stop) == _value(at))


def _outcome(trace: Trace, stop: Stop) -> Outcome | None:
    if stop.step is None:
        return None
    step = trace.steps[stop.number - 1]
    return step.what_ifs[stop.what_if - 1] if stop.what_if else step


def _stage(played: Played) -> ScenarioPage:
    """The stop as its page shows it, from a replay that went on to the end."""
    stop, trace = played.stop, played.trace
    seen: Trace | None = trace
    if stop.kind == "question":
        seen = None
    elif stop.step:
        steps: list[StepTrace] = list(trace.steps[: stop.number])
        steps[-1] = steps[-1].model_copy(update={"what_ifs": steps[-1].what_ifs[: stop.what_if]})
        seen = trace.model_copy(update={"steps": steps})
    return scenario_page(played.scenario, _NOWHERE, played.world, stop, seen, Around(), NOTHING)


def beginnings(catalogue: Catalogue, *, editable: Sequence[str]) -> list[tuple[str, list[Place]]]:
    """What one can begin with, in groups: something new, a file that can be saved, a copy of any scenario.

    Args:
        catalogue: The scenarios.
        editable: The files that can be saved.

    """
    new = [
        Place("new/scenario", "A scenario"),
        Place("new/every-key", "A scenario, with every key"),
        Place("new/world", "A world"),
        Place("new/playlist", "A playlist"),
        Place("new/chapter", "A chapter"),
        Place("new/pack", "A pack"),
    ]
    copies = [Place(f"like/{scenario.scenario}", scenario.title) for scenario in catalogue.scenarios()]
    files = [Place(f"file/{name}", name) for name in editable]
    return [group for group in (("Something new", new), ("A file of yours", files), ("A copy of", copies)) if group[1]]
