"""The route of a room: lobby, the entries of its playlist stop by stop, the end."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from urllib.parse import parse_qsl

from sandbox.scenarios.act import YOURS
from sandbox.scenarios.loading.catalogue import Catalogue
from sandbox.scenarios.loading.playlists import planned_playlists
from sandbox.scenarios.model import Scenario
from sandbox.scenarios.stops import Stop, act_at, places, stops, with_own_choice
from sandbox.workshop.model import END, LOBBY, PAUSE, POLL, PREDICT, OwnQuestion, Room


@dataclass(frozen=True, slots=True)
class Entry:
    """A part of a route.

    Args:
        title: Its title.
        minutes: How long it should take.
        note: A note of the playlist for the presenter.
        places: Its places, in order.
        scenario: The scenario; None for a pause and for a question of the playlist's own.
        task: What everybody is to do in a pause.
        question: That question of its own.

    """

    title: str
    minutes: int
    note: str
    places: tuple[str, ...]
    scenario: Scenario | None = None
    task: str = ""
    question: OwnQuestion | None = None


class Route:
    """All places of a room in order, and how to get from one to the next."""

    def __init__(self, entries: Sequence[Entry], catalogue: Catalogue) -> None:
        self.entries = tuple(entries)
        self._catalogue = catalogue
        self._stops: dict[str, tuple[Scenario, Stop]] = {}
        self._places = [LOBBY, *(place for entry in entries for place in entry.places), END]

    def next(self, place: str, last_on_route: str) -> str:
        """The place after a place; after one off the route, the next of its scenario, then back to the route.

        The lobby that is shown again to latecomers is off the route.
        If the last place on the route no longer exists, its scenario starts again, or else the lobby.
        """
        return self._step(place, last_on_route, 1)

    def back(self, place: str, last_on_route: str) -> str:
        """The place before a place."""
        return self._step(place, last_on_route, -1)

    def entry_of(self, place: str) -> Entry | None:
        """The entry that a place belongs to; None off the route, in the lobby and at the end."""
        return next((entry for entry in self.entries if place in entry.places), None)

    def has(self, place: str) -> bool:
        """Whether a place is on the route."""
        return place in self._places

    def own_question(self, room: Room, place: str) -> OwnQuestion | None:
        """The question of the playlist's or the presenter's own that is asked, or was answered, at a place."""
        name = place.removesuffix(PREDICT)
        entry = self.entry_of(name)
        return room.polls.get(name) or (entry.question if entry else None)

    def stop(self, place: str) -> tuple[Scenario, Stop] | None:
        """The stop of a scenario that has this address, what comes of a choice, or of an ``aud`` that somebody wrote.

        Raises:
            CannotSign: No issuer writes such an ``aud``.

        """
        if place not in self._stops:
            found = next(
                ((s, stop) for s in self._scenarios_at(place) for stop in places(s) if stop.url == place), None
            )
            if found is None:
                return self._written(place)
            self._stops[place] = found
        return self._stops[place]

    def _written(self, place: str) -> tuple[Scenario, Stop] | None:
        """What comes of an ``aud`` that the presenter wrote: it stands in the query of the place where one acts."""
        address, _, query = place.partition("?")
        acting = self.stop(address) if query else None
        if acting is None or acting[1].kind != "act" or acting[1].step is None:
            return None
        step, fields = acting[1].step.id, dict(parse_qsl(query, keep_blank_values=True))
        extended = with_own_choice(acting[0], step, fields.get("aud", ""), fields.get("mode", ""))
        return extended, replace(act_at(extended, step, YOURS), url=place)

    def _step(self, place: str, last_on_route: str, by: int) -> str:
        lobby_again = place == LOBBY and last_on_route in self._places[2:]
        place = place if place in self._places else _chosen_at(place)
        if place in self._places and not lobby_again:
            return self._places[max(0, min(self._places.index(place) + by, len(self._places) - 1))]
        if by > 0 and place.startswith(POLL) and place.endswith(PREDICT):
            return place.removesuffix(PREDICT)
        urls = [stop.url for scenario in self._scenarios_at(place) for stop in stops(scenario)]
        if place in urls and 0 <= urls.index(place) + by < len(urls):
            return urls[urls.index(place) + by]
        start = "/".join(last_on_route.split("/")[:3])  # of the scenario, whose step may be gone
        return next(known for known in (last_on_route, start, LOBBY) if known in self._places)

    def _scenarios_at(self, place: str) -> Iterator[Scenario]:
        parts = place.split("/")
        if parts[:2] == ["", "scenarios"] and len(parts) > 2:
            yield from (scenario for scenario in self._catalogue.scenarios() if scenario.scenario == parts[2])


def _chosen_at(place: str) -> str:
    """Where one chose what a place shows; the place itself, if nothing was chosen."""
    parts = place.partition("?")[0].split("/")
    return "/".join(parts[:5]) if parts[4:5] == ["act"] else place


def route_of(playlist: str, catalogue: Catalogue) -> Route:
    """The route of a playlist; through every scenario if there is no such playlist."""
    path = next((path for path in planned_playlists(catalogue) if path.playlist.playlist == playlist), None)
    if path is None:
        return Route([_scenario_entry(scenario, scenario.minutes) for scenario in catalogue.scenarios()], catalogue)
    entries = []
    for number, slot in enumerate(path.entries, 1):
        if slot.entry.poll:
            place = f"{POLL}{number}"
            question = OwnQuestion(ask=slot.entry.poll, options=tuple(slot.entry.options or ()))
            places = (f"{place}{PREDICT}", place)
            entries.append(Entry(slot.entry.poll, slot.minutes, slot.entry.note, places, question=question))
        elif slot.scenario is None:
            title, note, task = slot.entry.title, slot.entry.note, slot.entry.task
            entries.append(Entry(title, slot.minutes, note, (f"{PAUSE}{number}",), task=task))
        else:
            entries.append(_scenario_entry(slot.scenario, slot.minutes, slot.entry.note))
    return Route(entries, catalogue)


def _scenario_entry(scenario: Scenario, minutes: int, note: str = "") -> Entry:
    places = tuple(stop.url for stop in stops(scenario))
    return Entry(scenario.title, minutes, note, places, scenario)


def default_playlist(catalogue: Catalogue) -> str:
    """The playlist of a workshop if none is named: the shortest that has pauses; empty if there is none."""
    with_pauses = [path for path in planned_playlists(catalogue) if len(path.scenarios) < len(path.entries)]
    shortest = min(with_pauses, key=lambda path: path.minutes, default=None)
    return shortest.playlist.playlist if shortest else ""
