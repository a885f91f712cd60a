"""Reading packs: what can be read, and what is wrong with the rest."""

import contextlib
import os
import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from functools import partial
from pathlib import Path
from typing import Final, TypeVar

from sandbox.reading.diagnostics import UNREADABLE, Diagnostic, InvalidDocument, Problem, printable, whole_file
from sandbox.reading.models import located
from sandbox.reading.source import Document, read_file
from sandbox.scenarios.lint.links import dead_links, may_link
from sandbox.scenarios.lint.prose import cut_short
from sandbox.scenarios.loading.namespace import PACK_FILE, Namespace, pack_from
from sandbox.scenarios.loading.parse import chapter_from, playlist_from, scenario_from
from sandbox.scenarios.model import Chapter, Pack, Playlist, Scenario, current_ids
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


Loaded = TypeVar("Loaded")


@dataclass(slots=True)
class PackLoader:
    """Reads packs one by one.

    Args:
        worlds: Worlds by the names that others have for them.
        strict: Whether what can be replayed, and yet cannot be meant, is a mistake.
        others: Scenarios that can be named, besides those of the packs, by id.

    """

    worlds: dict[str, World]
    strict: bool
    others: Mapping[str, Scenario]
    broken: set[str] = field(default_factory=set)
    unread: set[str] = field(default_factory=set)
    chapters: list[ChapterEntry] = field(default_factory=list)
    playlists: list[Playlist] = field(default_factory=list)
    packs: list[Pack] = field(default_factory=list)
    diagnostics: list[Diagnostic] = field(default_factory=list)
    paths: dict[tuple[str, str], Path] = field(default_factory=dict)
    documents: list[tuple[Document, Namespace]] = field(default_factory=list)
    files: int = 0
    root: str = ""
    names: Namespace = field(default_factory=Namespace)
    visible: dict[str, World] = field(default_factory=dict)
    """The worlds that the pack which is being read can name, by the names it has for them."""

    def pack(self, pack: Path, only: str | None) -> None:
        """Read a pack, or one of its folders besides ``worlds``.

        Args:
            pack: The directory.
            only: The name of the one folder to read; all of them if None.

        """
        self.root = os.path.realpath(pack)
        entries = self._entries(pack, lambda entry: entry.is_dir() or entry.name == PACK_FILE)
        folders = [entry for entry in entries if entry.name != PACK_FILE]
        self.names = Namespace()
        if len(folders) < len(entries):
            self.files += 1
            pack_file = self._try(self._pack_file, pack / PACK_FILE)
            if pack_file is None:
                return
            self.packs.append(pack_file)
            self.names = Namespace(pack_file.pack)
        self.visible = dict(self.worlds)
        worlds = pack / WORLDS_FOLDER
        for path in self._yaml_in(worlds) if worlds in folders else ():
            world = self._try(self._world, path)
            if world is None:
                self.broken.add(path.stem)
                self.visible.pop(path.stem, None)
                self.worlds.pop(self.names.qualified(path.stem), None)
            else:
                self.visible[path.stem] = self.worlds[world.world] = world
        playlists = pack / PLAYLISTS_FOLDER
        for folder in folders:
            if folder not in (worlds, playlists) and only in (None, folder.name):
                self._chapter(folder)
        if playlists in folders and only in (None, PLAYLISTS_FOLDER):
            named = self._named_scenarios()
            read = [self._try(partial(self._playlist, named), path) for path in self._yaml_in(playlists)]
            self.playlists += filter(None, read)
        if self.names.name:
            self._link_own()
        if self.strict and only is None:
            self._find_stray_scenarios(pack)

    def _link_own(self) -> None:
        """Let the texts of the pack that was read name what it holds by short ids."""
        prefix, linked = self.names.qualified(""), self.names.linked
        former = {id_ for scenario in self._scenarios().values() for id_ in scenario.formerly}
        named = {*self._scenarios(), *former, *self.worlds, *(one.playlist for one in self.playlists)}
        own = {id_ for id_ in named if id_.startswith(prefix)}
        self.playlists = [linked(one, own) if one.playlist in own else one for one in self.playlists]
        self.chapters = [
            replace(
                chapter,
                summary=linked(Chapter(title=chapter.title, summary=chapter.summary), own).summary,
                scenarios=tuple(linked(scenario, own) for scenario in chapter.scenarios),
            )
            if chapter.id.startswith(prefix)
            else chapter
            for chapter in self.chapters
        ]

    def check_links(self, other_playlists: Iterable[Playlist]) -> None:
        """Find the links that lead nowhere, if `strict`."""
        scenarios = {**self.others, **self._scenarios()}
        playlists = {playlist.playlist: playlist for playlist in (*other_playlists, *self.playlists)}
        for document, names in self.documents:
            known = names.known
            dead = dead_links(document.data, known(scenarios), known(self.worlds), known(playlists))
            self.diagnostics += located(document, dead).diagnostics

    def _scenarios(self) -> dict[str, Scenario]:
        return {scenario.scenario: scenario for chapter in self.chapters for scenario in chapter.scenarios}

    def _find_stray_scenarios(self, pack: Path) -> None:
        """Find the scenarios that are in no chapter: nobody would see why they are never shown."""
        for path in self._entries(pack, lambda entry: entry.suffix == ".yaml" and entry.name != PACK_FILE):
            with contextlib.suppress(InvalidDocument):
                data = read_file(path).data
                if isinstance(data, dict) and "scenario" in data:
                    advice = f"move it into a folder with a {CHAPTER_FILE}, such as 01-first-steps"
                    self._add_mistake(path, "a scenario that lies in no chapter is not read", advice)

    def _chapter(self, folder: Path) -> None:
        paths = self._yaml_in(folder)
        if not paths:
            return
        chapter = None
        if folder / CHAPTER_FILE in paths:
            chapter = self._try(self._chapter_file, folder / CHAPTER_FILE)
        else:
            self._add_mistake(folder / CHAPTER_FILE, "this file is missing", "a chapter needs one, with its `title`")
        found = [self._try(self._scenario, path) for path in paths if path.name != CHAPTER_FILE]
        match = _CHAPTER_NAME.fullmatch(folder.name)
        self.chapters.append(
            ChapterEntry(
                id=self.names.qualified(folder.name),
                number=int(match[1]) if match else 0,
                title=chapter.title if chapter else folder.name,
                summary=chapter.summary if chapter else "",
                scenarios=tuple(sorted(filter(None, found), key=by_order)),
            )
        )

    def _read(self, path: Path) -> Document:
        document = read_file(path)
        if self.strict:
            self.diagnostics += located(document, list(cut_short(document))).diagnostics
            if may_link(document.text):
                self.documents.append((document, self.names))
        return document

    def _pack_file(self, path: Path) -> Pack:
        return pack_from(self._read(path))

    def _chapter_file(self, path: Path) -> Chapter:
        return chapter_from(self._read(path))

    def _world(self, path: Path) -> World:
        document = read_file(path)
        if self.strict:
            self.diagnostics += located(document, list(cut_short(document))).diagnostics
        world = self.names.world(world_from(document, path.stem))
        self._claim("world", world.world, document, path)
        return world

    def _scenario(self, path: Path) -> Scenario:
        self.unread.add(self.names.qualified(path.stem))
        document = self._read(path)
        written = scenario_from(document, path.stem, self.visible, self.broken, strict=self.strict)
        scenario = self.names.scenario(written, self.visible)
        for id_ in (scenario.scenario, *scenario.formerly):
            self._claim("scenario", id_, document, path)
        self.unread.discard(scenario.scenario)
        return scenario

    def _named_scenarios(self) -> tuple[dict[str, str], dict[str, str]]:
        """The ids of the scenarios that a playlist of the pack can name, by its names for them, and by former ones."""
        read = {*self.others, *self._scenarios(), *self.unread}
        ids = self.names.known({id_: id_ for id_ in sorted(read)})
        former = self.names.known(current_ids((*self.others.values(), *self._scenarios().values())))
        return ids, former

    def _playlist(self, named: tuple[dict[str, str], dict[str, str]], path: Path) -> Playlist:
        document = self._read(path)
        ids, former = named
        playlist = self.names.playlist(playlist_from(document, path.stem, ids, former), ids | former)
        self._claim("playlist", playlist.playlist, document, path)
        return playlist

    def _claim(self, kind: str, id_: str, document: Document, path: Path) -> None:
        first = self.paths.setdefault((kind, id_), path)
        if first != path:
            raise located(document, [Problem("AS009", (kind,), f"there is already a {kind} `{id_}`, in {first}")])

    def _yaml_in(self, folder: Path) -> list[Path]:
        entries = self._entries(folder, lambda entry: entry.suffix in (".yaml", ".yml"))
        paths = [path for path in entries if path.suffix == ".yaml"]
        for path in entries:
            if path.suffix != ".yaml":
                self._add_mistake(path, "this file is not read", f"rename it to {path.stem}.yaml")
        self.files += len(paths)
        if self.files > LIMITS.files_in_pack:
            self._add_mistake(folder, f"more than {LIMITS.files_in_pack} files; the rest is not read")
            return []
        return paths

    def _entries(self, folder: Path, wanted: Callable[[Path], bool]) -> list[Path]:
        try:
            found = sorted(entry for entry in folder.iterdir() if not entry.name.startswith(".") and wanted(entry))
        except OSError as error:
            self._add_mistake(folder, f"this directory {UNREADABLE}{error.strerror}")
            return []
        return [entry for entry in found if self._is_readable(entry) and self._is_inside(entry)]

    def _is_readable(self, entry: Path) -> bool:
        """Whether a name can be shown: it is UTF-8, and does not command a terminal."""
        if printable(entry.name) == entry.name:
            return True
        self._add_mistake(entry, "this name has characters that cannot be shown, and is not read", "rename it")
        return False

    def _is_inside(self, entry: Path) -> bool:
        """Whether something is in the pack, and no symbolic link leads out of it."""
        if Path(os.path.realpath(entry)).is_relative_to(self.root):
            return True
        self._add_mistake(entry, "this leads out of the pack, and is not read", "put the file itself there")
        return False

    def _try(self, load: Callable[[Path], Loaded], path: Path) -> Loaded | None:
        try:
            return load(path)
        except InvalidDocument as error:
            self.diagnostics += error.diagnostics
            return None

    def _add_mistake(self, path: Path, message: str, advice: str | None = None) -> None:
        self.diagnostics += whole_file("AS002", str(path), message, advice).diagnostics


def by_order(scenario: Scenario) -> tuple[bool, int, str]:
    """A key by which the scenarios of a chapter are sorted."""
    return (scenario.order is None, scenario.order or 0, scenario.scenario)
