"""What of an earlier catalogue stays in use while its authors are in the middle of something."""

from collections.abc import Mapping
from dataclasses import replace

from sandbox.scenarios.lint.references import references
from sandbox.scenarios.loading.catalogue import Catalogue
from sandbox.scenarios.loading.pack_loader import ChapterEntry, by_order
from sandbox.scenarios.model import Scenario


def last_good(before: Catalogue, after: Catalogue) -> Catalogue:
    """A catalogue as it was read anew, with what was there before in place of what has mistakes now.

    A scenario whose file has a mistake stays as it last was. Where that does not fit its world as it is now, or a
    world itself has a mistake, all of the earlier catalogue stays. The diagnostics are always those of now.
    """
    wrong = {diagnostic.path for diagnostic in after.diagnostics}
    lost = {
        id_: path
        for id_, path in before.paths.items()
        if str(path) in wrong and id_ not in _ids(after) and path.is_file()
    }
    kept = {id_: before.scenario(id_) for id_ in lost}
    unfit = any(scenario.world not in after.worlds for scenario in kept.values()) or any(
        True for scenario in kept.values() for _ in references(scenario, after.worlds[scenario.world])
    )
    if unfit or (before.worlds.keys() - after.worlds.keys() and after.broken):
        return replace(before, diagnostics=after.diagnostics)
    return replace(after, chapters=_with(before, after, kept), paths={**after.paths, **lost})


def _ids(catalogue: Catalogue) -> set[str]:
    return {scenario.scenario for scenario in catalogue.scenarios()}


def _with(before: Catalogue, after: Catalogue, kept: Mapping[str, Scenario]) -> tuple[ChapterEntry, ...]:
    """The chapters, with scenarios that stay as they were."""
    home = {id_: before.chapter_of(id_).id for id_ in kept}
    return tuple(
        replace(
            chapter,
            scenarios=tuple(
                sorted(
                    [*chapter.scenarios, *(kept[id_] for id_, chapter_id in home.items() if chapter_id == chapter.id)],
                    key=by_order,
                )
            ),
        )
        for chapter in after.chapters
    )
