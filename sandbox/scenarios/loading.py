"""Reading a scenario or a chapter from YAML."""

from collections.abc import Collection, Iterator, Mapping

from sandbox.reading.diagnostics import InvalidDocument, Problem
from sandbox.reading.models import build
from sandbox.reading.source import Document
from sandbox.scenarios.lint import lint
from sandbox.scenarios.model import Chapter, Playlist, Scenario
from sandbox.scenarios.references import references, step_shapes
from sandbox.worlds.loading import unknown
from sandbox.worlds.model import World


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


def playlist_from(document: Document, stem: str, scenarios: Collection[str]) -> Playlist:
    """Check a read document as a playlist whose file is called ``stem``.

    Args:
        document: The document.
        stem: The name of its file, without its suffix.
        scenarios: The ids of the scenarios that it can name.

    Raises:
        InvalidDocument: With every mistake found in it.

    """

    def problems(playlist: Playlist) -> Iterator[Problem]:
        if playlist.playlist != stem:
            message = f"the id `{playlist.playlist}` is not the file's name"
            yield Problem("AS008", ("playlist",), message, playlist.playlist, (stem,))
        for index, id_ in enumerate(playlist.scenarios):
            if id_ not in scenarios:
                yield unknown(("scenarios", index), "scenario", id_, tuple(scenarios))

    return build(Playlist, document, problems)


def chapter_from(document: Document) -> Chapter:
    """Check a read document as a ``chapter.yaml``.

    Raises:
        InvalidDocument: With every mistake found in it.

    """
    return build(Chapter, document, lambda _: ())
