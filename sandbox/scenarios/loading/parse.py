"""Reading a scenario or a chapter from YAML."""

from collections.abc import Collection, Iterator, Mapping
from typing import Any, Final

from sandbox.reading.diagnostics import InvalidDocument, Place, Problem
from sandbox.reading.models import build
from sandbox.reading.source import Document
from sandbox.scenarios.lint.references import references, step_shapes
from sandbox.scenarios.lint.rules import lint
from sandbox.scenarios.model import Chapter, Entry, Playlist, Scenario
from sandbox.worlds.loading import unknown
from sandbox.worlds.model import World

_OF_A_SCENARIO: Final = frozenset({"scenario", "steps", "question"})


def kind_of(data: Any) -> str:
    """What kind of file some data is, by its keys: a key of `sandbox.scenarios.language.schema.MODELS`."""
    keys = data.keys() if isinstance(data, dict) else set()
    if not keys.isdisjoint(_OF_A_SCENARIO):
        return "scenario"
    if "playlist" in keys:
        return "playlist"
    if not keys.isdisjoint(("world", "issuers")):
        return "world"
    if "pack" in keys:
        return "pack"
    return "chapter" if keys <= {"title", "summary"} and "title" in keys else "scenario"


def scenario_from(
    document: Document,
    stem: str,
    worlds: Mapping[str, World],
    broken: Collection[str] = (),
    *,
    strict: bool = False,
) -> Scenario:
    """Check a read document as a scenario whose file is called ``stem``.

    Args:
        document: The document.
        stem: The name of its file, without its suffix.
        worlds: The worlds it can name.
        broken: Worlds that could not be read. A scenario that names one cannot be used, and is not to blame.
        strict: Whether what can be replayed, and yet cannot be meant, is a mistake as well.

    Raises:
        InvalidDocument: With every mistake found in it.

    """

    def problems(scenario: Scenario) -> Iterator[Problem]:
        yield from step_shapes(scenario, stem)
        world = worlds.get(scenario.world)
        if world is not None:
            yield from references(scenario, world)
            yield from lint(scenario, world) if strict else ()
        elif scenario.world not in broken:
            yield unknown(("world",), "world", scenario.world, tuple(worlds))

    scenario = build(Scenario, document, problems)
    if scenario.world not in worlds:
        raise InvalidDocument([])
    return scenario


def playlist_from(document: Document, stem: str, scenarios: Collection[str], former: Collection[str] = ()) -> Playlist:
    """Check a read document as a playlist whose file is called ``stem``.

    Args:
        document: The document.
        stem: The name of its file, without its suffix.
        scenarios: The ids of the scenarios that it can name.
        former: Ids that scenarios had before, which it can still name.

    Raises:
        InvalidDocument: With every mistake found in it.

    """

    def problems(playlist: Playlist) -> Iterator[Problem]:
        if playlist.playlist != stem:
            message = f"the id `{playlist.playlist}` is not the file's name"
            yield Problem("AS008", ("playlist",), message, playlist.playlist, (stem,))
        for index, listed in enumerate(playlist.listed):
            at: Place = ("scenarios", index)
            if isinstance(listed, Entry):
                yield from _entry(at, listed)
                at = (*at, "id")
            id_ = listed.scenario if isinstance(listed, Entry) else listed
            if id_ is not None and id_ not in scenarios and id_ not in former:
                yield unknown(at, "scenario", id_, tuple(scenarios))
        if not playlist.scenarios:
            message = "at least one scenario must stand here; found none"
            yield Problem("AS006", ("scenarios",), message, on_key=True)

    return build(Playlist, document, problems)


def _entry(at: Place, entry: Entry) -> Iterator[Problem]:
    """What is wrong in an entry of a playlist that is more than an id."""
    kinds = {"id": entry.scenario, "pause": entry.pause, "poll": entry.poll}
    first, *more = [kind for kind, value in kinds.items() if value is not None] or [""]
    if not first:
        yield Problem("AS005", at, "the key `id`, `pause` or `poll` is missing here", on_key=True)
    for kind in more:
        message = f"this entry is a {'scenario' if first == 'id' else first} already"
        yield Problem("AS010", (*at, kind), message, advice="make two entries of it", on_key=True)
    if entry.task and first in ("id", "poll"):
        advice = "give the task to a pause, or say it in the note"
        message = f"a {'scenario' if first == 'id' else first} has no task; a pause has"
        yield Problem("AS010", (*at, "task"), message, advice=advice, on_key=True)
    if first in ("pause", "poll") and entry.minutes is None:
        yield Problem("AS005", at, "the key `minutes` is missing here", advice="say how long it is", on_key=True)
    if entry.poll is not None and entry.options is None:
        advice = "list two answers or more"
        yield Problem("AS005", at, "the key `options` is missing here", advice=advice, on_key=True)
    if entry.options is not None and entry.poll is None:
        advice = "remove it, or write `poll` with the question"
        yield Problem("AS010", (*at, "options"), "only a `poll` has options", advice=advice, on_key=True)


def chapter_from(document: Document) -> Chapter:
    """Check a read document as a ``chapter.yaml``.

    Raises:
        InvalidDocument: With every mistake found in it.

    """
    return build(Chapter, document, lambda _: ())
