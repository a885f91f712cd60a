"""Which scenarios a command line means by ids, files and directories."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from pathlib import Path
from stat import S_ISDIR
from typing import Final

from sandbox.errors import UnknownName
from sandbox.reading.diagnostics import Diagnostic, InvalidDocument, whole_file
from sandbox.reading.models import located
from sandbox.reading.source import read_file
from sandbox.scenarios.lint.links import dead_links
from sandbox.scenarios.loading.catalogue import Catalogue, load_catalogue
from sandbox.scenarios.loading.namespace import PACK_FILE, pack_from
from sandbox.scenarios.loading.pack_loader import CHAPTER_FILE, WORLDS_FOLDER
from sandbox.scenarios.loading.parse import chapter_from, playlist_from, scenario_from
from sandbox.scenarios.model import Scenario, current_ids
from sandbox.settings import shipped_pack
from sandbox.worlds.loading import world_from
from sandbox.worlds.model import World

_YAML: Final = (".yaml", ".yml")
_OF_A_SCENARIO: Final = frozenset({"scenario", "steps", "question"})


@dataclass(frozen=True, slots=True)
class Selected:
    """A scenario that was meant, its world, and its file."""

    scenario: Scenario
    world: World
    path: Path


@dataclass(slots=True)
class Selection:
    """What was meant: scenarios; what is wrong with others; the number of files; the current ids of former ones."""

    scenarios: list[Selected] = field(default_factory=list)
    diagnostics: list[Diagnostic] = field(default_factory=list)
    files: int = 0
    renamed: dict[str, str] = field(default_factory=dict)


def select(targets: Sequence[str], *, strict: bool = False) -> Selection:
    """Find what is meant by ids of shipped scenarios, files and directories; everything shipped if by nothing.

    Args:
        targets: Ids, files and directories.
        strict: Whether what can be replayed, and yet cannot be meant, is told as a mistake.

    Raises:
        UnknownName: A target is no file, no directory and no id.

    """
    selector = _Selector(strict=strict)
    for target in targets:
        selector.take(target)
    if not targets:
        selector.take_all(selector.shipped)
    return selector.selection


class _Selector:
    """Takes targets one by one; what is shipped is read when it is first needed, and once."""

    def __init__(self, *, strict: bool) -> None:
        self.selection = Selection()
        self.strict = strict

    @cached_property
    def shipped(self) -> Catalogue:
        return load_catalogue([shipped_pack()], strict=self.strict)

    def take(self, target: str) -> None:
        if not target:
            raise UnknownName("a file, a directory or a scenario must be named; found nothing")
        path = Path(target)
        try:
            is_directory = S_ISDIR(path.stat().st_mode)
        except OSError as error:
            if path.suffix not in _YAML and len(path.parts) == 1:
                self._scenario(target)
                return
            if path.suffix not in _YAML:
                raise UnknownName(f"`{target}` cannot be read: {error.strerror}") from None
            is_directory = False
        if is_directory:
            self._directory(path)
            return
        self.selection.files += 1
        try:
            self._file(path)
        except InvalidDocument as error:
            self.selection.diagnostics += error.diagnostics

    def _scenario(self, id_: str) -> None:
        try:
            scenario = self.shipped.scenario(id_)
        except UnknownName as error:
            if error.suggestion:
                raise
            message = f"{error.message}, and no file or directory of that name; `aud list` tells what there is"
            raise UnknownName(message, found=error.found) from None
        if scenario.scenario != id_:
            self.selection.renamed[id_] = scenario.scenario
        self._add(scenario, self.shipped)
        self.selection.files += 1

    def _add(self, scenario: Scenario, catalogue: Catalogue) -> None:
        path = catalogue.paths[scenario.scenario]
        self.selection.scenarios.append(Selected(scenario, catalogue.worlds[scenario.world], path))

    def take_all(self, catalogue: Catalogue) -> None:
        """Take in everything a catalogue holds."""
        self.selection.diagnostics += catalogue.diagnostics
        self.selection.files += catalogue.files
        for scenario in catalogue.scenarios():
            self._add(scenario, catalogue)

    def _directory(self, path: Path) -> None:
        """A pack, or one folder of a pack."""
        if _is_folder_of_a_pack(path):
            path = path if path.name not in ("", "..") else path.resolve()
            found = self._load(path.parent, only=path.name)
        else:
            found = self._load(path)
        if not found.files and not found.diagnostics:
            message = "there is nothing to read in this directory"
            advice = f"a pack has {WORLDS_FOLDER}/*.yaml, and a folder with {CHAPTER_FILE} for each chapter"
            self.selection.diagnostics += whole_file("AS002", str(path), message, advice).diagnostics
        self.take_all(found)

    def _load(self, *packs: Path, only: str | None = None) -> Catalogue:
        """A pack, which can name what is shipped; that itself can name nothing else."""
        shipped = any(pack.resolve() == shipped_pack().resolve() for pack in packs)
        worlds, beside = ({}, ()) if shipped else (self.shipped.worlds, list(self.shipped.scenarios()))
        if self.strict and only:  # what a part of a pack leads to may stand in another part
            beside = [*beside, *load_catalogue(packs, worlds, beside=beside).scenarios()]
        return load_catalogue(packs, worlds, only=only, strict=self.strict, beside=beside)

    def _file(self, path: Path) -> None:
        """One file: a scenario, a world or a chapter, by what it holds."""
        if path.name == CHAPTER_FILE:
            chapter_from(read_file(path))
            return
        if path.name == PACK_FILE:
            pack_from(read_file(path))
            return
        document = read_file(path)
        pack = path.resolve().parent.parent
        if any(pack.glob(PACK_FILE)):
            self._of_a_named_pack(pack, path)
            return
        data = document.data if isinstance(document.data, dict) else {}
        if "playlist" in data and data.keys().isdisjoint(_OF_A_SCENARIO):
            near = self._load(pack)
            scenarios = [*self.shipped.scenarios(), *near.scenarios()]
            ids = sorted({scenario.scenario for scenario in scenarios})
            playlist_from(document, path.stem, ids, current_ids(scenarios))
            return
        if "world" in data and data.keys().isdisjoint(_OF_A_SCENARIO):
            world_from(document, path.stem)
            return
        packs = [pack] if (pack / WORLDS_FOLDER).is_dir() else []
        near = self._load(*packs, only=None if self.strict else WORLDS_FOLDER)
        if str(data.get("world")) in near.broken:
            told = [diagnostic for diagnostic in near.diagnostics if Path(diagnostic.path).parent.name == WORLDS_FOLDER]
            self.selection.diagnostics += told
        scenario = scenario_from(document, path.stem, near.worlds, near.broken, strict=self.strict)
        if self.strict:
            known = {other.scenario: other for other in (*self.shipped.scenarios(), *near.scenarios(), scenario)}
            playlists = [playlist.playlist for playlist in (*self.shipped.playlists, *near.playlists)]
            dead = list(dead_links(document.data, known, near.worlds, playlists))
            self.selection.diagnostics += located(document, dead).diagnostics
        self.selection.scenarios.append(Selected(scenario, near.worlds[scenario.world], path))

    def _of_a_named_pack(self, pack: Path, path: Path) -> None:
        """One file of a pack that gives names to what it holds, and so has to be read as a whole."""
        found = self._load(pack)
        for diagnostic in found.diagnostics:
            where = Path(diagnostic.path)
            if where.resolve() == path.resolve():
                self.selection.diagnostics.append(replace(diagnostic, path=str(path)))
            elif where.name == PACK_FILE:
                self.selection.diagnostics.append(diagnostic)
        for scenario in found.scenarios():
            if found.paths[scenario.scenario].resolve() == path.resolve():
                self.selection.scenarios.append(Selected(scenario, found.worlds[scenario.world], path))


def _is_folder_of_a_pack(path: Path) -> bool:
    """Whether it holds files itself, as a chapter and the worlds do, rather than folders that do."""
    return not any(path.glob(PACK_FILE)) and any(path.glob("*.yaml")) and not any(path.glob("*/*.yaml"))
