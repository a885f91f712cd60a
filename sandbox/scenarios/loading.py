"""Reading a scenario or a chapter from YAML."""

from collections.abc import Collection, Mapping
from pathlib import Path

from sandbox.reading.diagnostics import Problem
from sandbox.reading.models import build, located
from sandbox.reading.source import Document, read_file
from sandbox.scenarios.model import Chapter, Playlist, Scenario
from sandbox.scenarios.references import references, step_shapes
from sandbox.worlds.loading import unknown
from sandbox.worlds.model import World


def scenario_from(document: Document, stem: str, worlds: Mapping[str, World], broken: Collection[str] = ()) -> Scenario:
    """Check a read document as a scenario whose file is called ``stem``.

    Args:
        document: The document.
        stem: The name of its file, without its suffix.
        worlds: The worlds it can name.
        broken: Worlds that could not be read. A scenario that names one cannot be used, and is not to blame.

    Raises:
        InvalidDocument: With every mistake found in it.

    """
    scenario = build(Scenario, document)
    problems = list(step_shapes(scenario, stem))
    world = worlds.get(scenario.world)
    if world is not None:
        problems += references(scenario, world)
    elif scenario.world not in broken:
        problems.append(unknown(("world",), "world", scenario.world, tuple(worlds)))
    if problems or world is None:
        raise located(document, problems)
    return scenario


def playlist_from(document: Document, stem: str, scenarios: Collection[str]) -> Playlist:
    """Check a read document as a playlist whose file is called ``stem``.

    Args:
        document: The document.
        stem: The name of its file, without its suffix.
        scenarios: The ids of the scenarios that it can name.

    Raises:
        InvalidDocument: With every mistake found in it.

    """
    playlist = build(Playlist, document)
    problems = [
        unknown(("scenarios", index), "scenario", id_, tuple(scenarios))
        for index, id_ in enumerate(playlist.scenarios)
        if id_ not in scenarios
    ]
    if playlist.playlist != stem:
        message = f"the id `{playlist.playlist}` is not the file's name"
        problems.append(Problem("AS008", ("playlist",), message, playlist.playlist, (stem,)))
    if problems:
        raise located(document, problems)
    return playlist


def load_chapter(path: Path, shown_as: str | None = None) -> Chapter:
    """Read a ``chapter.yaml``.

    Raises:
        InvalidDocument: With every mistake found in it.

    """
    return build(Chapter, read_file(path, shown_as))
