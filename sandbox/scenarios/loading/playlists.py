"""The playlists of a catalogue with their times: when each scenario and each pause begins, and how long it takes."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from sandbox.scenarios.loading.catalogue import Catalogue
from sandbox.scenarios.model import Entry, Playlist, Scenario


@dataclass(frozen=True, slots=True)
class PlannedEntry:
    """An entry of a playlist with its times, in minutes; without a scenario it is a pause."""

    entry: Entry
    scenario: Scenario | None
    minutes: int
    begins: int


@dataclass(frozen=True, slots=True)
class PlannedPlaylist:
    """A playlist and its entries, in order."""

    playlist: Playlist
    entries: list[PlannedEntry]

    @property
    def scenarios(self) -> list[Scenario]:
        """Its scenarios, in order, each once."""
        found = [entry.scenario for entry in self.entries if entry.scenario is not None]
        return list({scenario.scenario: scenario for scenario in found}.values())

    @property
    def is_plan(self) -> bool:
        """Whether it is the plan of a workshop: it has something beside scenarios, such as a pause."""
        return any(entry.scenario is None for entry in self.entries)

    @property
    def minutes(self) -> int:
        """How long it takes, pauses included."""
        return sum(entry.minutes for entry in self.entries)


def planned_playlists(catalogue: Catalogue) -> list[PlannedPlaylist]:
    """Every playlist, the shortest first; scenarios that could not be read are left out."""
    scenarios = {id_: scenario for scenario in catalogue.scenarios() for id_ in (scenario.scenario, *scenario.formerly)}
    planned = [PlannedPlaylist(playlist, list(_entries(playlist, scenarios))) for playlist in catalogue.playlists]
    return sorted((playlist for playlist in planned if playlist.scenarios), key=lambda playlist: playlist.minutes)


def _entries(playlist: Playlist, scenarios: Mapping[str, Scenario]) -> Iterator[PlannedEntry]:
    begins = 0
    for entry in playlist.entries:
        scenario = scenarios.get(entry.scenario or "")
        if scenario is None and entry.scenario is not None:
            continue
        minutes = entry.minutes or (scenario.minutes if scenario else 0)
        yield PlannedEntry(entry, scenario, minutes, begins)
        begins += minutes
