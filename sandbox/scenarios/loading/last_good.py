"""The last good version of what has mistakes now, so that pages stay while its author is writing."""

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

from sandbox.reading.diagnostics import UNREADABLE
from sandbox.scenarios.lint.references import references
from sandbox.scenarios.loading.catalogue import Catalogue
from sandbox.scenarios.loading.pack_loader import ChapterEntry, by_order
from sandbox.scenarios.model import Scenario


def last_good(before: Catalogue, after: Catalogue) -> Catalogue:
    """A catalogue as it was read now, with the last good version of what has mistakes.

    A scenario whose file has a mistake stays as it last was. Where that does not fit its world as it is now, a world
    itself has a mistake, or the system does not let a folder be read, all of the earlier catalogue stays. The
    diagnostics are always those of now.

    Args:
        before: The catalogue in use.
        after: The catalogue as it was read now.

    """
    wrong = {diagnostic.path for diagnostic in after.diagnostics}
    ids = {scenario.scenario for scenario in after.scenarios()}
    lost = {
        id_: path for id_, path in before.paths.items() if id_ not in ids and str(path) in wrong and not _is_gone(path)
    }
    unreadable = {diagnostic.path for diagnostic in after.diagnostics if UNREADABLE in diagnostic.message}
    if any(not unreadable.isdisjoint(map(str, path.parents)) for path in before.paths.values()):
        return replace(before, diagnostics=after.diagnostics)
    previous = {id_: before.scenario(id_) for id_ in lost}
    unfit = any(scenario.world not in after.worlds for scenario in previous.values()) or any(
        True for scenario in previous.values() for _ in references(scenario, after.worlds[scenario.world])
    )
    if unfit or (before.worlds.keys() - after.worlds.keys() and after.broken):
        return replace(before, diagnostics=after.diagnostics)
    return replace(after, chapters=_merged_chapters(before, after, previous), paths={**after.paths, **lost})


def _is_gone(path: Path) -> bool:
    """Whether there is no such file any more; one that cannot be reached may be there again in a moment."""
    try:
        path.stat()
    except (FileNotFoundError, NotADirectoryError):
        return True
    except OSError:
        return False
    return False


def _merged_chapters(before: Catalogue, after: Catalogue, previous: Mapping[str, Scenario]) -> tuple[ChapterEntry, ...]:
    """The chapters, with scenarios as they were before."""
    by_chapter: dict[str, list[Scenario]] = {}
    for id_, scenario in previous.items():
        by_chapter.setdefault(before.chapter_of(id_).id, []).append(scenario)
    return tuple(
        replace(
            chapter,
            scenarios=tuple(sorted([*chapter.scenarios, *by_chapter.get(chapter.id, ())], key=by_order)),
        )
        for chapter in after.chapters
    )
