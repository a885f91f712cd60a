"""Which scenarios a command line means by ids, files and directories."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from sandbox.reading.diagnostics import Diagnostic, InvalidDocument
from sandbox.reading.source import read_file
from sandbox.scenarios.catalogue import CHAPTER_FILE, WORLDS_FOLDER, Catalogue, load_catalogue
from sandbox.scenarios.loading import load_chapter, scenario_from
from sandbox.scenarios.model import Scenario
from sandbox.settings import shipped_pack
from sandbox.worlds.loading import world_from
from sandbox.worlds.model import World

_YAML: Final = (".yaml", ".yml")


@dataclass(slots=True)
class Selection:
    """What was meant: scenarios, each with its world; how many files were read; what was wrong with others."""

    scenarios: list[tuple[Scenario, World]] = field(default_factory=list)
    diagnostics: list[Diagnostic] = field(default_factory=list)
    files: int = 0

    def add(self, catalogue: Catalogue) -> None:
        """Take in everything a catalogue holds."""
        self.diagnostics += catalogue.diagnostics
        self.files += catalogue.files
        self.scenarios += [(scenario, catalogue.worlds[scenario.world]) for scenario in catalogue.scenarios()]


def select(targets: Sequence[str]) -> Selection:
    """Find what is meant by ids of shipped scenarios, files and directories; everything shipped if by nothing.

    Raises:
        UnknownName: A target is no file, no directory and no id.

    """
    selection = Selection()
    if not targets:
        selection.add(load_catalogue([shipped_pack()]))
    for target in targets:
        path = Path(target)
        if path.is_dir():
            selection.add(_directory(path))
        elif path.suffix in _YAML or path.is_file():
            _file(path, selection)
        else:
            catalogue = load_catalogue([shipped_pack()])
            scenario = catalogue.scenario(target)
            selection.scenarios.append((scenario, catalogue.worlds[scenario.world]))
            selection.files += 1
    return selection


def _directory(path: Path) -> Catalogue:
    """A pack, or one chapter of a pack."""
    is_chapter = (path / CHAPTER_FILE).is_file()
    if is_chapter:
        return load_catalogue([path.parent], _shipped_worlds(), only=path.name)
    if path.resolve() == shipped_pack().resolve():
        return load_catalogue([path])
    return load_catalogue([path], _shipped_worlds())


def _shipped_worlds() -> Mapping[str, World]:
    return load_catalogue([shipped_pack()], only=WORLDS_FOLDER).worlds


def _file(path: Path, selection: Selection) -> None:
    """One file: a scenario, a world or a chapter, by what it holds."""
    selection.files += 1
    try:
        if path.name == CHAPTER_FILE:
            load_chapter(path)
            return
        document = read_file(path)
        if isinstance(document.data, dict) and "world" in document.data and "scenario" not in document.data:
            world_from(document, path.stem)
            return
        scenario = scenario_from(document, path.stem, _worlds_near(path))
        selection.scenarios.append((scenario, _worlds_near(path)[scenario.world]))
    except InvalidDocument as error:
        selection.diagnostics += error.diagnostics


def _worlds_near(path: Path) -> Mapping[str, World]:
    """The worlds a scenario file can name: those of its pack, and the shipped ones."""
    folder = path.resolve().parent
    packs = [pack for pack in (folder, folder.parent) if (pack / WORLDS_FOLDER).is_dir()]
    near = load_catalogue(packs, only=WORLDS_FOLDER).worlds
    return {**_shipped_worlds(), **near}
