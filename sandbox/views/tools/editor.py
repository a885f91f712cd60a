"""The page of the editor: a text, what is wrong in it, and what came of its replay."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from sandbox.reading.diagnostics import Diagnostic
from sandbox.replay.trace import Trace
from sandbox.scenarios.loading.catalogue import Catalogue
from sandbox.scenarios.loading.draft import Draft
from sandbox.scenarios.loading.pack_loader import ChapterEntry
from sandbox.scenarios.model import Scenario
from sandbox.scenarios.stops import Stop, places
from sandbox.views.parts.differences import difference
from sandbox.views.scenario.page import ScenarioPage, scenario_page
from sandbox.views.scenario.replayed_stop import ReplayedStop, outcome_at
from sandbox.worlds.model import World

_NO_CHAPTER: Final = ChapterEntry("draft", 0, "", "", ())


@dataclass(frozen=True, slots=True)
class StopChoice:
    """A stop of the text that can be looked at: its value in the form, and whether it came out as expected."""

    value: str
    title: str
    tone: str
    within: bool
    current: bool


@dataclass(frozen=True, slots=True)
class StartingPoint:
    """A text that can be opened.

    Args:
        value: Its value in the form or address.
        title: What people read.

    """

    value: str
    title: str


@dataclass(frozen=True, slots=True)
class EditedText:
    """What came of reading a text.

    Args:
        text: The text.
        kind: What kind of file it is.
        diagnostics: What is wrong in it.
        summary: All of it in a sentence.
        tone: ``good`` or ``bad``.
        last: The text as it last could be replayed.

    """

    text: str
    kind: str
    diagnostics: Sequence[Diagnostic]
    summary: str
    tone: str
    last: str


@dataclass(frozen=True, slots=True)
class Preview:
    """A stop of the replay.

    Args:
        choices: The stops that can be looked at.
        stop: The one that is looked at; None where nothing can be replayed.
        problems: The expectations that did not hold there.
        stale: Whether it is of the text as it last could be replayed.

    """

    choices: Sequence[StopChoice] = ()
    stop: ScenarioPage | None = None
    problems: Sequence[str] = ()
    stale: bool = False


@dataclass(frozen=True, slots=True)
class FileState:
    """The file that is edited.

    Args:
        name: Its name below a pack that may be written to; empty if there is none yet.
        was: The fingerprint it had when it was opened.
        editable: Whether files can be saved here.
        locked: Whether they could be by who has the secret.
        message: What came of saving.
        saved: Whether that went well.

    """

    name: str = ""
    was: str = ""
    editable: bool = False
    locked: bool = False
    message: str = ""
    saved: bool = False


@dataclass(frozen=True, slots=True)
class EditorPage:
    """Everything on the page of the editor.

    Args:
        edited: The text.
        preview: What came of its replay.
        file: Where it is saved.
        starting_points: What one can begin with, in groups.

    """

    edited: EditedText
    preview: Preview
    file: FileState
    starting_points: Sequence[tuple[str, Sequence[StartingPoint]]]


@dataclass(frozen=True, slots=True)
class DraftReplay:
    """A scenario, its whole replay, and the stop that is looked at."""

    scenario: Scenario
    world: World
    trace: Trace
    stop: Stop


def stop_of(scenario: Scenario, value: str) -> Stop:
    """The stop a form names: ``STEP``, ``STEP/2``, ``STEP/act``, ``question`` or ``takeaway``; else the first."""
    every = list(places(scenario))
    return next((stop for stop in every if _value(stop) == value and stop.kind != "predict"), every[0])


def edited_text(text: str, draft: Draft, replay: DraftReplay | None, last: str) -> EditedText:
    """What came of reading a text.

    Args:
        text: The text.
        draft: The same as it was read.
        replay: Its replay, or, where it has none, that of what it last was.
        last: The text as it last could be replayed before.

    """
    untrue = sum(not step.ok for step in replay.trace.steps) if replay and draft.scenario else 0
    return EditedText(
        text=text,
        kind=draft.kind,
        diagnostics=draft.diagnostics,
        summary=_summary(draft, untrue),
        tone="bad" if draft.diagnostics or untrue else "good",
        last=text if draft.scenario else last,
    )


def preview(replay: DraftReplay | None, *, stale: bool) -> Preview:
    """A stop of a replay.

    Args:
        replay: The replay, if there is one.
        stale: Whether it is of the text as it last could be replayed.

    """
    if replay is None:
        return Preview()
    outcome = outcome_at(replay.stop, replay.trace)
    problems = [difference(problem) for problem in outcome.problems] if outcome else []
    return Preview(list(_choices(replay)), _stop_page(replay), problems, stale)


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
    if stop.kind == "act":
        return f"{stop.step.id}/act/{stop.choice}".removesuffix("/")
    return f"{stop.step.id}/{stop.what_if}" if stop.what_if else stop.step.id


def _choices(replay: DraftReplay) -> Iterator[StopChoice]:
    for stop in places(replay.scenario):
        if stop.kind == "predict":
            continue
        outcome = outcome_at(stop, replay.trace)
        tone = "" if outcome is None else "good" if not outcome.problems else "bad"
        below = bool(stop.what_if or stop.choice)
        yield StopChoice(_value(stop), stop.title, tone, below, _value(stop) == _value(replay.stop))


def _stop_page(replay: DraftReplay) -> ScenarioPage:
    """The stop as its page has it, from a replay that went on to the end."""
    stop = replay.stop
    trace = None if stop.kind == "question" else replay.trace
    if trace and stop.step:
        trace = trace.cut(stop.step.id, len(stop.step.what_if) if stop.kind == "act" else stop.what_if, stop.choice)
    return scenario_page(ReplayedStop(replay.scenario, _NO_CHAPTER, replay.world, stop, trace))


def starting_points(catalogue: Catalogue, *, editable: Sequence[str]) -> list[tuple[str, list[StartingPoint]]]:
    """What one can begin with, in groups: something new, a file that can be saved, a copy of any scenario.

    Args:
        catalogue: The scenarios.
        editable: The files that can be saved.

    """
    new = [
        StartingPoint("new/scenario", "A scenario"),
        StartingPoint("new/every-key", "A scenario, with every key"),
        StartingPoint("new/world", "A world"),
        StartingPoint("new/playlist", "A playlist"),
        StartingPoint("new/chapter", "A chapter"),
        StartingPoint("new/pack", "A pack"),
    ]
    copies = [StartingPoint(f"like/{scenario.scenario}", scenario.title) for scenario in catalogue.scenarios()]
    files = [StartingPoint(f"file/{name}", name) for name in editable]
    return [group for group in (("Something new", new), ("A file of yours", files), ("A copy of", copies)) if group[1]]
