"""The ``pack.yaml`` of a pack, and the name that it puts before the ids of all it holds."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final, TypeVar

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
