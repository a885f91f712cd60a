"""The way a room goes: lobby, the entries of its playlist stop by stop, the end."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from sandbox.scenarios.loading.catalogue import Catalogue
from sandbox.scenarios.loading.playlists import planned_playlists
from sandbox.scenarios.model import Scenario
from sandbox.scenarios.stops import Stop, stops
from sandbox.workshop.model import END, LOBBY, PAUSE


@dataclass(frozen=True, slots=True)
class Entry:
    """A part of the way.

    Args:
        title: What it is called.
        minutes: How long it is meant to take.
        note: What the playlist tells the presenter about it.
        places: Its places, in order.
        scenario: The scenario that is played; None for a pause.

    """

    title: str
    minutes: int
    note: str
    places: tuple[str, ...]
    scenario: Scenario | None = None


class Way:
    """All places of a room in order, and how one goes from one to the next."""

    def __init__(self, entries: Sequence[Entry], catalogue: Catalogue) -> None:
        self.entries = tuple(entries)
        self._catalogue = catalogue
        self._stops: dict[str, tuple[Scenario, Stop]] = {}
        self._places = [LOBBY, *(place for entry in entries for place in entry.places), END]

    def next(self, place: str, on_way: str) -> str:
        """Where one goes from a place; from one that is not on the way, through its scenario and back to the way.

        The lobby that is shown again, to who comes late, is not on the way.
        If the place on the way is no more, the way goes on where its scenario begins, or else in the lobby.
        """
        return self._step(place, on_way, 1)

    def back(self, place: str, on_way: str) -> str:
        """Where one came from."""
        return self._step(place, on_way, -1)

    def entry_of(self, place: str) -> Entry | None:
        """The entry that a place belongs to; None beside the way, in the lobby and at the end."""
        return next((entry for entry in self.entries if place in entry.places), None)

    def is_on(self, place: str) -> bool:
        """Whether a place is on the way."""
        return place in self._places

    def stop(self, place: str) -> tuple[Scenario, Stop] | None:
        """The stop of a scenario that has this address."""
        if place not in self._stops:
            found = next(((s, stop) for s in self._beside(place) for stop in stops(s) if stop.url == place), None)
            if found is None:
                return None
            self._stops[place] = found
        return self._stops[place]

    def _step(self, place: str, on_way: str, by: int) -> str:
        again = place == LOBBY and on_way in self._places[2:]
        if place in self._places and not again:
            return self._places[max(0, min(self._places.index(place) + by, len(self._places) - 1))]
        urls = [stop.url for scenario in self._beside(place) for stop in stops(scenario)]
        if place in urls and 0 <= urls.index(place) + by < len(urls):
            return urls[urls.index(place) + by]
        beginning = "/".join(on_way.split("/")[:3])  # of the scenario, whose step may be gone
        return next(known for known in (on_way, beginning, LOBBY) if known in self._places)

    def _beside(self, place: str) -> Iterator[Scenario]:
        parts = place.split("/")
        if parts[:2] == ["", "scenarios"] and len(parts) > 2:
            yield from (scenario for scenario in self._catalogue.scenarios() if scenario.scenario == parts[2])


def way_of(playlist: str, catalogue: Catalogue) -> Way:
    """The way of a playlist; through every scenario if there is none of this name."""
    path = next((path for path in planned_playlists(catalogue) if path.playlist.playlist == playlist), None)
    if path is None:
        return Way([_played(scenario, scenario.minutes) for scenario in catalogue.scenarios()], catalogue)
    entries = []
    for number, slot in enumerate(path.entries, 1):
        if slot.scenario is None:
            entries.append(Entry(slot.entry.title or "", slot.minutes, slot.entry.note, (f"{PAUSE}{number}",)))
        else:
            entries.append(_played(slot.scenario, slot.minutes, slot.entry.note))
    return Way(entries, catalogue)


def _played(scenario: Scenario, minutes: int, note: str = "") -> Entry:
    places = tuple(stop.url for stop in stops(scenario))
    return Entry(scenario.title, minutes, note, places, scenario)


def usual_playlist(catalogue: Catalogue) -> str:
    """The playlist of a workshop where none was named: the shortest that has pauses; empty if there is none."""
    made_for_it = [path for path in planned_playlists(catalogue) if len(path.scenarios) < len(path.entries)]
    shortest = min(made_for_it, key=lambda path: path.minutes, default=None)
    return shortest.playlist.playlist if shortest else ""
