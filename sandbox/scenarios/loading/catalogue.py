"""The catalogue: every world and scenario of some packs, by chapter, and what could not be read."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache, cached_property
from pathlib import Path

from sandbox.errors import UnknownName
from sandbox.reading.diagnostics import UNREADABLE, Diagnostic
from sandbox.scenarios.loading.pack_loader import ChapterEntry, PackLoader
from sandbox.scenarios.model import Pack, Playlist, Scenario, current_ids
from sandbox.settings import shipped_pack
from sandbox.worlds.model import World


@dataclass(frozen=True)
class Catalogue:
    """What the packs hold.

    Args:
        worlds: Their worlds, by id; that of the first scenario comes first.
        chapters: Their chapters, in order.
        diagnostics: The mistakes in them.
        broken: The worlds that cannot be used.
        files: How many files were read.
        playlists: Their playlists.
        paths: The file of each scenario, by its id.
        packs: Their ``pack.yaml`` files, as far as they have one.

    """

    worlds: Mapping[str, World]
    chapters: tuple[ChapterEntry, ...]
    diagnostics: tuple[Diagnostic, ...] = ()
    broken: frozenset[str] = frozenset()
    files: int = 0
    playlists: tuple[Playlist, ...] = ()
    paths: Mapping[str, Path] = field(default_factory=dict)
    packs: tuple[Pack, ...] = ()

    def scenarios(self) -> Iterator[Scenario]:
        """Every scenario, in order."""
        return (scenario for chapter in self.chapters for scenario in chapter.scenarios)

    @property
    def unreadable(self) -> bool:
        """Whether the system let something not be read, which may be otherwise in a moment."""
        return any(UNREADABLE in mistake.message for mistake in self.diagnostics if mistake.code == "AS002")

    @cached_property
    def current_ids(self) -> Mapping[str, str]:
        """The id of each scenario that had another one formerly, by that one."""
        return current_ids(self.scenarios())

    def scenario(self, id_: str) -> Scenario:
        """The scenario of this id, or the one that had it formerly.

        Raises:
            UnknownName: There is none.

        """
        current = self.current_ids.get(id_, id_)
        if current not in self._by_id:
            raise UnknownName(f"there is no scenario `{id_[:80]}`", found=id_[:80], allowed=self._by_id)
        return self._by_id[current][0]

    def chapter_of(self, id_: str) -> ChapterEntry:
        """The chapter a scenario stands in.

        Raises:
            UnknownName: There is no such scenario.

        """
        return self._by_id[self.scenario(id_).scenario][1]

    @cached_property
    def _by_id(self) -> dict[str, tuple[Scenario, ChapterEntry]]:
        """Each scenario with its chapter, by its id."""
        return {one.scenario: (one, chapter) for chapter in self.chapters for one in chapter.scenarios}


def load_catalogue(
    packs: Sequence[Path],
    extra_worlds: Mapping[str, World] | None = None,
    *,
    only: str | None = None,
    strict: bool = False,
    others: Iterable[Scenario] = (),
    other_playlists: Iterable[Playlist] = (),
) -> Catalogue:
    """Read packs: directories with ``worlds/*.yaml`` and one folder a chapter.

    Args:
        packs: The directories, in order.
        extra_worlds: Worlds that scenarios may name, besides those of the packs.
        only: The one folder to read besides ``worlds``; all of them if absent.
        strict: Whether what can be replayed, and yet cannot be meant, is a mistake.
        others: Scenarios that playlists and links may name, besides those of the packs.
        other_playlists: Playlists that links may name, besides those of the packs.

    """
    loader = PackLoader(dict(extra_worlds or {}), strict, {scenario.scenario: scenario for scenario in others})
    for pack in packs:
        loader.pack(pack, only)
    loader.check_links(other_playlists)
    first = next((chapter.scenarios[0].world for chapter in loader.chapters if chapter.scenarios), None)
    worlds = {first: loader.worlds[first], **loader.worlds} if first in loader.worlds else loader.worlds
    return Catalogue(
        worlds,
        tuple(loader.chapters),
        tuple(loader.diagnostics),
        frozenset(loader.broken),
        loader.files,
        tuple(loader.playlists),
        {id_: path for (kind, id_), path in loader.paths.items() if kind == "scenario"},
        tuple(loader.packs),
    )


@cache
def shipped_catalogue(*, strict: bool = False) -> Catalogue:
    """What is shipped, read once in a process.

    Args:
        strict: Whether what can be replayed, and yet cannot be meant, is a mistake.

    """
    return load_catalogue([shipped_pack()], strict=strict)
