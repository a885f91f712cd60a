"""The playlists of a catalogue as ways to go: their scenarios and pauses, each with its place in time."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from sandbox.scenarios.loading.catalogue import Catalogue
from sandbox.scenarios.model import Entry, Playlist, Scenario


@dataclass(frozen=True, slots=True)
class Slot:
    """An entry of a playlist with its place in time; without a scenario it is a pause."""

    entry: Entry
    scenario: Scenario | None
    minutes: int
    begins: int


@dataclass(frozen=True, slots=True)
class Path:
    """A playlist and what one does on it, in order."""

    playlist: Playlist
    slots: list[Slot]

    @property
    def scenarios(self) -> list[Scenario]:
        """Its scenarios, in order."""
        return [slot.scenario for slot in self.slots if slot.scenario is not None]

    @property
    def minutes(self) -> int:
        """How long it takes, pauses included."""
        return sum(slot.minutes for slot in self.slots)


def paths(catalogue: Catalogue) -> list[Path]:
    """Every path, the shortest first, its scenarios in order; those that could not be read are left out."""
    scenarios = {id_: scenario for scenario in catalogue.scenarios() for id_ in (scenario.scenario, *scenario.formerly)}
    found = [Path(playlist, list(_slots(playlist, scenarios))) for playlist in catalogue.playlists]
    return sorted((path for path in found if path.scenarios), key=lambda path: path.minutes)


def _slots(playlist: Playlist, scenarios: Mapping[str, Scenario]) -> Iterator[Slot]:
    begins = 0
    for entry in playlist.entries:
        scenario = scenarios.get(entry.scenario or "")
        if scenario is None and entry.scenario is not None:
            continue
        minutes = entry.minutes or (scenario.minutes if scenario else 0)
        yield Slot(entry, scenario, minutes, begins)
        begins += minutes
