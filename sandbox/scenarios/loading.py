"""Reading a scenario or a chapter from YAML."""

from collections.abc import Mapping
from pathlib import Path

from sandbox.reading.models import build, located
from sandbox.reading.source import Document, read_file
from sandbox.scenarios.model import Chapter, Scenario
from sandbox.scenarios.references import references, step_shapes
from sandbox.worlds.loading import unknown
from sandbox.worlds.model import World


def load_scenario(path: Path, worlds: Mapping[str, World], shown_as: str | None = None) -> Scenario:
    """Read one scenario.

    Args:
        path: The YAML file; its stem is the scenario's id.
        worlds: The worlds it can name.
        shown_as: How messages name the file.

    Raises:
        InvalidDocument: With every mistake found in it.

    """
    return scenario_from(read_file(path, shown_as), path.stem, worlds)


def scenario_from(document: Document, stem: str, worlds: Mapping[str, World]) -> Scenario:
    """Check a read document as a scenario whose file is called ``stem``.

    Raises:
        InvalidDocument: With every mistake found in it.

    """
    scenario = build(Scenario, document)
    problems = list(step_shapes(scenario, stem))
    if scenario.world not in worlds:
        problems.append(unknown(("world",), "world", scenario.world, tuple(worlds)))
    elif not problems:
        problems += references(scenario, worlds[scenario.world])
    if problems:
        raise located(document, problems)
    return scenario


def load_chapter(path: Path, shown_as: str | None = None) -> Chapter:
    """Read a ``chapter.yaml``.

    Raises:
        InvalidDocument: With every mistake found in it.

    """
    return build(Chapter, read_file(path, shown_as))
