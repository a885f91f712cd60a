"""The catalogue: every world and scenario of some packs, by chapter, and what could not be read."""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final, TypeVar

from sandbox.errors import UnknownName
from sandbox.reading.diagnostics import Diagnostic, InvalidDocument, Span
from sandbox.scenarios.loading import load_chapter, load_scenario
from sandbox.scenarios.model import Scenario
from sandbox.settings import LIMITS
from sandbox.worlds.loading import load_world
from sandbox.worlds.model import World

CHAPTER_FILE: Final = "chapter.yaml"
WORLDS_FOLDER: Final = "worlds"
_CHAPTER_NAME: Final = re.compile(r"(\d+)-.+")


@dataclass(frozen=True, slots=True)
class ChapterEntry:
    """A chapter and its scenarios, in order.

    Args:
        id: The folder's name, such as ``01-genuine-and-refused``.
        number: The number it begins with, or 0.
        title: Its title for readers.
        summary: What it is about (CommonMark).
        scenarios: Its scenarios, by ``order`` and then by file name.

    """

    id: str
    number: int
    title: str
    summary: str
    scenarios: tuple[Scenario, ...]


@dataclass(frozen=True, slots=True)
class Catalogue:
    """What the packs hold, and the diagnostics of what in them cannot be used."""

    worlds: Mapping[str, World]
    chapters: tuple[ChapterEntry, ...]
    diagnostics: tuple[Diagnostic, ...] = ()
    files: int = 0

    def scenarios(self) -> Iterator[Scenario]:
        """Every scenario, in order."""
        return (scenario for chapter in self.chapters for scenario in chapter.scenarios)

    def scenario(self, id_: str) -> Scenario:
        """The scenario of this id.

        Raises:
            UnknownName: There is none.

        """
        for scenario in self.scenarios():
            if scenario.scenario == id_:
                return scenario
        allowed = [scenario.scenario for scenario in self.scenarios()]
        raise UnknownName(f"there is no scenario `{id_[:80]}`", found=id_[:80], allowed=allowed)

    def chapter_of(self, id_: str) -> ChapterEntry:
        """The chapter a scenario stands in.

        Raises:
            UnknownName: There is no such scenario.

        """
        scenario = self.scenario(id_)
        return next(chapter for chapter in self.chapters if scenario in chapter.scenarios)


def load_catalogue(
    packs: Sequence[Path], extra_worlds: Mapping[str, World] | None = None, *, only: str | None = None
) -> Catalogue:
    """Read packs: directories with ``worlds/*.yaml`` and one folder a chapter.

    Args:
        packs: The directories, in order.
        extra_worlds: Worlds that scenarios may name beside those of the packs.
        only: The one folder to read beside ``worlds``; all of them if absent.

    """
    loader = _Loader(dict(extra_worlds or {}))
    for pack in packs:
        loader.pack(pack, only)
    return Catalogue(loader.worlds, tuple(loader.chapters), tuple(loader.diagnostics), loader.files)


Loaded = TypeVar("Loaded")


@dataclass(slots=True)
class _Loader:
    """Gathers what can be read and what is wrong with the rest."""

    worlds: dict[str, World]
    chapters: list[ChapterEntry] = field(default_factory=list)
    diagnostics: list[Diagnostic] = field(default_factory=list)
    ids: dict[str, str] = field(default_factory=dict)
    files: int = 0

    def pack(self, pack: Path, only: str | None) -> None:
        if not pack.is_dir():
            self._complain(str(pack), "there is no such directory")
            return
        for path in self._yaml_in(pack / WORLDS_FOLDER):
            world = self._try(load_world, path)
            if world is not None and self._new_id(f"world {world.world}", path):
                self.worlds[world.world] = world
        for folder in sorted(entry for entry in pack.iterdir() if entry.is_dir() and entry.name != WORLDS_FOLDER):
            if only in (None, folder.name):
                self._chapter(folder)

    def _chapter(self, folder: Path) -> None:
        paths = [path for path in self._yaml_in(folder) if path.name != CHAPTER_FILE]
        if not paths:
            return
        found = [(path, self._try(lambda p: load_scenario(p, self.worlds), path)) for path in paths]
        scenarios = [s for path, s in found if s is not None and self._new_id(f"scenario {s.scenario}", path)]
        chapter = self._try(load_chapter, folder / CHAPTER_FILE)
        match = _CHAPTER_NAME.fullmatch(folder.name)
        self.chapters.append(
            ChapterEntry(
                id=folder.name,
                number=int(match[1]) if match else 0,
                title=chapter.title if chapter else folder.name,
                summary=chapter.summary if chapter else "",
                scenarios=tuple(sorted(scenarios, key=_by_order)),
            )
        )

    def _yaml_in(self, folder: Path) -> list[Path]:
        paths = sorted(folder.glob("*.yaml"))
        self.files += len(paths)
        if self.files > LIMITS.files_in_pack:
            self._complain(str(folder), f"more than {LIMITS.files_in_pack} files; the rest is not read")
            return []
        return paths

    def _try(self, load: Callable[[Path], Loaded], path: Path) -> Loaded | None:
        try:
            return load(path)
        except InvalidDocument as error:
            self.diagnostics += error.diagnostics
            return None

    def _new_id(self, name: str, path: Path) -> bool:
        if name in self.ids:
            self._complain(str(path), f"there is already a {name}: {self.ids[name]}")
            return False
        self.ids[name] = str(path)
        return True

    def _complain(self, path: str, message: str) -> None:
        self.diagnostics.append(Diagnostic("AS009", path, Span(1, 1, 1, 1), message))


def _by_order(scenario: Scenario) -> tuple[bool, int, str]:
    return (scenario.order is None, scenario.order or 0, scenario.scenario)
