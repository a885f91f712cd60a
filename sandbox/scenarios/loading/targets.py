"""The scenarios that a command line names by ids, files and directories."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from stat import S_ISDIR
from typing import Final

from sandbox.errors import UnknownName
from sandbox.reading.diagnostics import Diagnostic, InvalidDocument, whole_file
from sandbox.reading.source import read_file
from sandbox.scenarios.loading.catalogue import Catalogue, load_catalogue
from sandbox.scenarios.loading.namespace import PACK_FILE
from sandbox.scenarios.loading.one_file import OneFile, kind_of_file
from sandbox.scenarios.loading.pack_loader import CHAPTER_FILE, WORLDS_FOLDER
from sandbox.scenarios.loading.whole_pack import is_part_of_a_pack, pack_of
from sandbox.scenarios.model import Scenario
from sandbox.settings import shipped_pack
from sandbox.worlds.model import World

_YAML: Final = (".yaml", ".yml")


@dataclass(frozen=True, slots=True)
class TargetScenario:
    """A scenario that was named, its world, and its file."""

    scenario: Scenario
    world: World
    path: Path


@dataclass(slots=True)
class Targets:
    """What was named: scenarios; the mistakes in others; how many files were read; the current ids of former ones."""

    scenarios: list[TargetScenario] = field(default_factory=list)
    diagnostics: list[Diagnostic] = field(default_factory=list)
    files: int = 0
    renamed: dict[str, str] = field(default_factory=dict)


def find_targets(names: Sequence[str], *, strict: bool = False) -> Targets:
    """Find what ids of shipped scenarios, files and directories name; everything shipped if there are none.

    Args:
        names: Ids, files and directories.
        strict: Whether what can be replayed, and yet cannot be meant, is a mistake.

    Raises:
        UnknownName: One of them is no file, no directory and no id.

    """
    finder = _Finder(strict=strict)
    for name in names:
        finder.take(name)
    if not names:
        finder.take_all(finder.shipped)
    return finder.targets


class _Finder:
    """Finds one name after the other; what is shipped is read when it is first needed, and once."""

    def __init__(self, *, strict: bool) -> None:
        self.targets = Targets()
        self.strict = strict
        self.loaded: dict[tuple[tuple[Path, ...], str | None], Catalogue] = {}

    @cached_property
    def shipped(self) -> Catalogue:
        return load_catalogue([shipped_pack()], strict=self.strict)

    def take(self, name: str) -> None:
        if not name:
            raise UnknownName("a file, a directory or a scenario must be named; found nothing")
        path = Path(name)
        try:
            is_directory = S_ISDIR(path.stat().st_mode)
        except OSError as error:
            if path.suffix not in _YAML and len(path.parts) == 1:
                self._scenario(name)
                return
            if path.suffix not in _YAML:
                raise UnknownName(f"`{name}` cannot be read: {error.strerror}") from None
            is_directory = False
        if is_directory:
            self._directory(path)
            return
        self.targets.files += 1
        try:
            self._file(path)
        except InvalidDocument as error:
            self.targets.diagnostics += error.diagnostics

    def _scenario(self, id_: str) -> None:
        try:
            scenario = self.shipped.scenario(id_)
        except UnknownName as error:
            if error.suggestion:
                raise
            message = f"{error.message}, and no file or directory of that name; `aud list` tells what there is"
            raise UnknownName(message, found=error.found) from None
        if scenario.scenario != id_:
            self.targets.renamed[id_] = scenario.scenario
        self._add(scenario, self.shipped)
        self.targets.files += 1

    def _add(self, scenario: Scenario, catalogue: Catalogue) -> None:
        path = catalogue.paths[scenario.scenario]
        self.targets.scenarios.append(TargetScenario(scenario, catalogue.worlds[scenario.world], path))

    def take_all(self, catalogue: Catalogue) -> None:
        """Add everything a catalogue holds."""
        self.targets.diagnostics += catalogue.diagnostics
        self.targets.files += catalogue.files
        for scenario in catalogue.scenarios():
            self._add(scenario, catalogue)

    def _directory(self, path: Path) -> None:
        """A pack, or one folder of a pack."""
        if _is_folder_of_a_pack(path):
            path = path.resolve() if path.is_symlink() or path.name in ("", "..") else path
            found = self._load(path.parent, only=path.name)
        else:
            found = self._load(path)
        if not found.files and not found.diagnostics:
            message = "there is nothing to read in this directory"
            advice = f"a pack has {WORLDS_FOLDER}/*.yaml, and a folder with {CHAPTER_FILE} for each chapter"
            self.targets.diagnostics += whole_file("AS002", str(path), message, advice).diagnostics
        self.take_all(found)

    def _load(self, *packs: Path, only: str | None = None) -> Catalogue:
        """A pack, which can name what is shipped; that itself can name nothing else. Each is read once."""
        if (packs, only) not in self.loaded:
            self.loaded[packs, only] = self._read_packs(packs, only)
        return self.loaded[packs, only]

    def _read_packs(self, packs: tuple[Path, ...], only: str | None) -> Catalogue:
        shipped = any(pack.resolve() == shipped_pack().resolve() for pack in packs)
        worlds: Mapping[str, World] = {} if shipped else self.shipped.worlds
        others = [] if shipped else list(self.shipped.scenarios())
        paths = () if shipped else self.shipped.playlists
        if self.strict and only:  # what a part of a pack leads to may stand in another part
            whole = load_catalogue(packs, worlds, others=others)
            others, paths = [*others, *whole.scenarios()], (*paths, *whole.playlists)
        return load_catalogue(packs, worlds, only=only, strict=self.strict, others=others, other_playlists=paths)

    def _file(self, path: Path) -> None:
        """One file of any kind, in its pack."""
        document = read_file(path)
        kind = kind_of_file(document, path)
        root = pack_of(path)
        whole = self.strict or kind == "playlist"
        pack = self._load(*([root] if root else []), only=None if whole else WORLDS_FOLDER)
        found = OneFile(document, path, pack, self.shipped, self.strict).read(kind)
        if found:
            self.targets.scenarios.append(TargetScenario(*found, path))


def _is_folder_of_a_pack(path: Path) -> bool:
    """Whether it holds files itself, as a chapter and the worlds do, rather than folders that do."""
    if is_part_of_a_pack(path):
        return True
    return not any(path.glob(PACK_FILE)) and any(path.glob("*.yaml")) and not any(path.glob("*/*.yaml"))
