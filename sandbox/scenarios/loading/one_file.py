"""One file of any kind, read as what it is in its pack."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from sandbox.reading.diagnostics import Diagnostic, InvalidDocument, Problem
from sandbox.reading.models import located
from sandbox.reading.source import Document
from sandbox.scenarios.lint.links import dead_links
from sandbox.scenarios.lint.prose import cut_short
from sandbox.scenarios.loading.catalogue import Catalogue
from sandbox.scenarios.loading.namespace import PACK_FILE, Namespace, pack_from
from sandbox.scenarios.loading.pack_loader import CHAPTER_FILE, WORLDS_FOLDER
from sandbox.scenarios.loading.parse import chapter_from, kind_of, playlist_from, scenario_from
from sandbox.scenarios.model import Playlist, Scenario, current_ids
from sandbox.worlds.loading import world_from
from sandbox.worlds.model import World

_KIND_BY_NAME: Final = {CHAPTER_FILE: "chapter", PACK_FILE: "pack"}


def kind_of_file(document: Document, path: Path) -> str:
    """What a file is: its name or its keys say which."""
    return _KIND_BY_NAME.get(path.name) or kind_of(document.data)


@dataclass(frozen=True, slots=True)
class OneFile:
    """A file, and the pack in which it lies.

    Args:
        document: The file as read.
        path: The file as it was named.
        pack: What its pack holds; besides, ``shipped`` can be named.
        shipped: What is shipped.
        strict: Whether what can be replayed, and yet cannot be meant, is a mistake.

    """

    document: Document
    path: Path
    pack: Catalogue
    shipped: Catalogue
    strict: bool

    def read(self, kind: str) -> tuple[Scenario, World] | None:
        """Read it as a file of this kind; a scenario and its world, if it is one.

        Raises:
            InvalidDocument: With every mistake found in it, or with those that keep its pack from being read.

        """
        found = None
        if kind == "chapter":
            chapter_from(self.document)
        elif kind == "pack":
            pack_from(self.document)
        elif kind == "world":
            world_from(self.document, self.path.stem)
        elif wrong := [one for one in self.pack.diagnostics if Path(one.path).name == PACK_FILE]:
            raise InvalidDocument(wrong)
        elif kind == "playlist":
            ids = self.names.known({id_: id_ for id_ in self._scenarios()})
            playlist_from(self.document, self.path.stem, ids, current_ids(self._scenarios().values()))
        else:
            found = self._scenario()
        if self.strict:
            links = [] if kind == "world" else self._dead_links(found[0] if found else None)
            if wrong_texts := [*cut_short(self.document), *links]:
                raise located(self.document, wrong_texts)
        return found

    @property
    def names(self) -> Namespace:
        """The name of its pack, if that has one."""
        return Namespace(self.pack.packs[0].pack) if self.pack.packs else Namespace()

    def _scenarios(self) -> dict[str, Scenario]:
        return {one.scenario: one for one in (*self.shipped.scenarios(), *self.pack.scenarios())}

    def _playlists(self) -> dict[str, Playlist]:
        return {one.playlist: one for one in (*self.shipped.playlists, *self.pack.playlists)}

    def _scenario(self) -> tuple[Scenario, World]:
        broken = self.pack.broken
        worlds = {name: world for name, world in self.names.known(self.pack.worlds).items() if name not in broken}
        try:
            written = scenario_from(self.document, self.path.stem, worlds, broken, strict=self.strict)
        except InvalidDocument as error:
            raise InvalidDocument([*self._of_its_world(), *error.diagnostics]) from None
        scenario = self.names.scenario(written, worlds)
        own = [*self._scenarios(), scenario.scenario, *self.pack.worlds, *self._playlists()]
        return self.names.linked(scenario, own), worlds[written.world]

    def _of_its_world(self) -> Iterator[Diagnostic]:
        """The mistakes of the worlds of the pack, if they keep its own from being read."""
        data = self.document.data
        if isinstance(data, dict) and str(data.get("world")) in self.pack.broken:
            yield from (one for one in self.pack.diagnostics if Path(one.path).parent.name == WORLDS_FOLDER)

    def _dead_links(self, itself: Scenario | None) -> list[Problem]:
        scenarios = self._scenarios() | ({itself.scenario: itself} if itself else {})
        known = self.names.known
        worlds, playlists = known(self.pack.worlds), known(self._playlists())
        return list(dead_links(self.document.data, known(scenarios), worlds, playlists))
