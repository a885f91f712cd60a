"""The ``pack.yaml`` of a pack, and the name that it puts before the ids of all it holds."""

import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any, Final, TypeVar

from pydantic import BaseModel

from sandbox.reading.diagnostics import Problem
from sandbox.reading.models import build, located
from sandbox.reading.source import Document
from sandbox.scenarios.model import Pack, Playlist, Scenario
from sandbox.worlds.addresses import renamed
from sandbox.worlds.model import World

PACK_FILE: Final = "pack.yaml"
LANGUAGE: Final = 1
"""The version of the scenario language that is read here."""

Named = TypeVar("Named")
Model = TypeVar("Model", bound=BaseModel)
_LINK: Final = re.compile(r"((?:\]\(|\]:)\s*<?/(?:scenarios|worlds|paths)/)([a-z0-9-]+)(?![a-z0-9.-])")
"""A link of CommonMark that leads to something with an id."""


def pack_from(document: Document) -> Pack:
    """Check a read document as a ``pack.yaml``.

    Raises:
        InvalidDocument: With every mistake found in it; of a pack in another version of the language, with that alone.

    """
    version = document.data.get("language") if isinstance(document.data, dict) else None
    if isinstance(version, int) and not isinstance(version, bool) and version != LANGUAGE:
        newer = version > LANGUAGE
        advice = (
            "get a newer sandbox" if newer else "ask its authors for a newer one, or change what `aud check` then tells"
        )
        message = f"this pack is written in version {version} of the language; this sandbox reads version {LANGUAGE}"
        raise located(document, [Problem("AS018", ("language",), message, advice=advice)])
    return build(Pack, document, lambda _: ())


@dataclass(frozen=True, slots=True)
class Namespace:
    """The name that stands before the ids of a pack; an empty one for a pack that has none."""

    name: str = ""

    def qualified(self, id_: str) -> str:
        """An id of the pack, as others name it."""
        return f"{self.name}.{id_}" if self.name else id_

    def known(self, named: Mapping[str, Named]) -> dict[str, Named]:
        """What can be named in the pack: its own by their short ids, too, which come before those of others."""
        own = self.qualified("")
        short = {id_.removeprefix(own): one for id_, one in named.items() if own and id_.startswith(own)}
        return {**named, **short}

    def world(self, world: World) -> World:
        """A world of the pack, as others name it."""
        return renamed(world, self.qualified(world.world)) if self.name else world

    def linked(self, written: Model, own: Collection[str]) -> Model:
        """The same, in whose texts and ``needs`` the pack's own short ids stand as others name them.

        Args:
            written: A scenario, a chapter, a playlist, or a part of one.
            own: The ids of the pack's scenarios, worlds and playlists, as others name them.

        """
        return self._linked(written, frozenset(own)) if self.name else written

    def _linked(self, value: Any, own: Collection[str]) -> Any:
        if isinstance(value, str):
            return _LINK.sub(lambda found: found[1] + self._full(found[2], own), value)
        if isinstance(value, list):
            return [self._linked(item, own) for item in value]
        if not isinstance(value, BaseModel):
            return value
        changed = {name: self._linked(one, own) for name, one in value if isinstance(one, str | list | BaseModel)}
        if isinstance(value, Scenario):
            changed["needs"] = [self._full(id_, own) for id_ in value.needs]
        return value.model_copy(update=changed)

    def _full(self, id_: str, own: Collection[str]) -> str:
        return qualified if (qualified := self.qualified(id_)) in own else id_

    def scenario(self, scenario: Scenario, worlds: Mapping[str, World]) -> Scenario:
        """A scenario of the pack, as others name it; ``worlds`` are those it can name, by the names it has for them."""
        update = {
            "scenario": self.qualified(scenario.scenario),
            "formerly": [self.qualified(former) for former in scenario.formerly],
            "world": worlds[scenario.world].world,
        }
        return scenario.model_copy(update=update) if self.name else scenario

    def playlist(self, playlist: Playlist, scenarios: Mapping[str, str]) -> Playlist:
        """A playlist of the pack, as others name it; ``scenarios`` are their ids by the names it has for them."""
        listed = [
            entry.model_copy(update={"scenario": scenarios[entry.scenario]}) if entry.scenario else entry
            for entry in playlist.entries
        ]
        update = {"playlist": self.qualified(playlist.playlist), "listed": listed}
        return playlist.model_copy(update=update) if self.name else playlist
