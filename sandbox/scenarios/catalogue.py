"""The catalogue: every world and scenario of some packs, by chapter, and what could not be read."""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final, TypeVar

from sandbox.errors import UnknownName
from sandbox.reading.diagnostics import Diagnostic, InvalidDocument, Problem, whole_file
from sandbox.reading.models import located
from sandbox.reading.source import Document, read_file
from sandbox.scenarios.links import dead_links
from sandbox.scenarios.loading import chapter_from, playlist_from, scenario_from
from sandbox.scenarios.model import Chapter, Playlist, Scenario
from sandbox.settings import LIMITS
from sandbox.worlds.loading import world_from
from sandbox.worlds.model import World

CHAPTER_FILE: Final = "chapter.yaml"
WORLDS_FOLDER: Final = "worlds"
PLAYLISTS_FOLDER: Final = "playlists"
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
    """What the packs hold.

    Args:
        worlds: Their worlds, by id.
        chapters: Their chapters, in order.
        diagnostics: What in them cannot be used, and why.
        broken: The worlds that cannot be used.
        files: How many files were read.
        playlists: Ways through the scenarios.
        paths: The file of each scenario, by its id.

    """

    worlds: Mapping[str, World]
    chapters: tuple[ChapterEntry, ...]
    diagnostics: tuple[Diagnostic, ...] = ()
    broken: frozenset[str] = frozenset()
    files: int = 0
    playlists: tuple[Playlist, ...] = ()
    paths: Mapping[str, Path] = field(default_factory=dict)

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
    packs: Sequence[Path],
    extra_worlds: Mapping[str, World] | None = None,
    *,
    only: str | None = None,
    strict: bool = False,
) -> Catalogue:
    """Read packs: directories with ``worlds/*.yaml`` and one folder a chapter.

    Args:
        packs: The directories, in order.
        extra_worlds: Worlds that scenarios may name beside those of the packs.
        only: The one folder to read beside ``worlds``; all of them if absent.
        strict: Whether what can be replayed, and yet cannot be meant, is told as a mistake.

    """
    loader = _Loader(dict(extra_worlds or {}), strict=strict)
    for pack in packs:
        loader.pack(pack, only)
    loader.follow_links()
    return Catalogue(
        loader.worlds,
        tuple(loader.chapters),
        tuple(loader.diagnostics),
        frozenset(loader.broken),
        loader.files,
        tuple(loader.playlists),
        {id_: path for (kind, id_), path in loader.places.items() if kind == "scenario"},
    )


Loaded = TypeVar("Loaded")


@dataclass(slots=True)
class _Loader:
    """Gathers what can be read and what is wrong with the rest."""

    worlds: dict[str, World]
    strict: bool
    broken: set[str] = field(default_factory=set)
    unread: set[str] = field(default_factory=set)
    chapters: list[ChapterEntry] = field(default_factory=list)
    playlists: list[Playlist] = field(default_factory=list)
    diagnostics: list[Diagnostic] = field(default_factory=list)
    places: dict[tuple[str, str], Path] = field(default_factory=dict)
    texts: list[Document] = field(default_factory=list)
    files: int = 0

    def pack(self, pack: Path, only: str | None) -> None:
        folders = self._entries(pack, Path.is_dir)
        worlds = pack / WORLDS_FOLDER
        for path in self._yaml_in(worlds) if worlds in folders else ():
            world = self._try(self._world, path)
            if world is None:
                self.broken.add(path.stem)
                self.worlds.pop(path.stem, None)
            else:
                self.worlds[world.world] = world
        playlists = pack / PLAYLISTS_FOLDER
        for folder in folders:
            if folder not in (worlds, playlists) and only in (None, folder.name):
                self._chapter(folder)
        if playlists in folders and only in (None, PLAYLISTS_FOLDER):
            self.playlists += filter(None, [self._try(self._playlist, path) for path in self._yaml_in(playlists)])

    def follow_links(self) -> None:
        """Tell of links that lead nowhere, if it is asked for."""
        if not self.strict:
            return
        scenarios = {scenario.scenario: scenario for chapter in self.chapters for scenario in chapter.scenarios}
        playlists = [playlist.playlist for playlist in self.playlists]
        for document in self.texts:
            dead = list(dead_links(document.data, scenarios, self.worlds, playlists))
            self.diagnostics += located(document, dead).diagnostics

    def _chapter(self, folder: Path) -> None:
        paths = self._yaml_in(folder)
        if not paths:
            return
        chapter = None
        if folder / CHAPTER_FILE in paths:
            chapter = self._try(self._chapter_file, folder / CHAPTER_FILE)
        else:
            self._complain(folder / CHAPTER_FILE, "this file is missing", "a chapter needs one, with its `title`")
        found = [self._try(self._scenario, path) for path in paths if path.name != CHAPTER_FILE]
        match = _CHAPTER_NAME.fullmatch(folder.name)
        self.chapters.append(
            ChapterEntry(
                id=folder.name,
                number=int(match[1]) if match else 0,
                title=chapter.title if chapter else folder.name,
                summary=chapter.summary if chapter else "",
                scenarios=tuple(sorted(filter(None, found), key=_by_order)),
            )
        )

    def _chapter_file(self, path: Path) -> Chapter:
        return chapter_from(self._text(path))

    def _text(self, path: Path) -> Document:
        document = read_file(path)
        self.texts.append(document)
        return document

    def _world(self, path: Path) -> World:
        document = read_file(path)
        world = world_from(document, path.stem)
        self._claim("world", world.world, document, path)
        return world

    def _scenario(self, path: Path) -> Scenario:
        self.unread.add(path.stem)
        document = self._text(path)
        scenario = scenario_from(document, path.stem, self.worlds, self.broken, strict=self.strict)
        self.unread.discard(path.stem)
        self._claim("scenario", scenario.scenario, document, path)
        return scenario

    def _playlist(self, path: Path) -> Playlist:
        document = self._text(path)
        read = {scenario.scenario for chapter in self.chapters for scenario in chapter.scenarios}
        playlist = playlist_from(document, path.stem, sorted(read | self.unread))
        self._claim("playlist", playlist.playlist, document, path)
        return playlist

    def _claim(self, kind: str, id_: str, document: Document, path: Path) -> None:
        first = self.places.setdefault((kind, id_), path)
        if first != path:
            raise located(document, [Problem("AS009", (kind,), f"there is already a {kind} `{id_}`, in {first}")])

    def _yaml_in(self, folder: Path) -> list[Path]:
        entries = self._entries(folder, lambda entry: entry.suffix in (".yaml", ".yml"))
        paths = [path for path in entries if path.suffix == ".yaml"]
        for path in entries:
            if path not in paths:
                self._complain(path, "this file is not read", f"rename it to {path.stem}.yaml")
        self.files += len(paths)
        if self.files > LIMITS.files_in_pack:
            self._complain(folder, f"more than {LIMITS.files_in_pack} files; the rest is not read")
            return []
        return paths

    def _entries(self, folder: Path, wanted: Callable[[Path], bool]) -> list[Path]:
        try:
            return sorted(entry for entry in folder.iterdir() if not entry.name.startswith(".") and wanted(entry))
        except OSError as error:
            self._complain(folder, f"this directory cannot be read: {error.strerror}")
            return []

    def _try(self, load: Callable[[Path], Loaded], path: Path) -> Loaded | None:
        try:
            return load(path)
        except InvalidDocument as error:
            self.diagnostics += error.diagnostics
            return None

    def _complain(self, path: Path, message: str, advice: str | None = None) -> None:
        self.diagnostics += whole_file("AS002", str(path), message, advice).diagnostics


def _by_order(scenario: Scenario) -> tuple[bool, int, str]:
    return (scenario.order is None, scenario.order or 0, scenario.scenario)
