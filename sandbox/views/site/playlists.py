"""The page of a path through some scenarios, and what comes next on it."""

from dataclasses import dataclass

from markupsafe import Markup

from sandbox.scenarios.loading.catalogue import Catalogue
from sandbox.scenarios.loading.playlists import PlannedEntry, PlannedPlaylist, planned_playlists
from sandbox.scenarios.model import Scenario
from sandbox.views.parts.markdown import markdown
from sandbox.worlds.model import World


@dataclass(frozen=True, slots=True)
class TimedSlot:
    """A slot, when it begins, the note about it, and the task that it sets."""

    slot: PlannedEntry
    clock: str
    note: Markup
    task: Markup


@dataclass(frozen=True, slots=True)
class PathPage:
    """Everything on the page of a path."""

    path: PlannedPlaylist
    summary: Markup
    slots: list[TimedSlot]
    end: str


@dataclass(frozen=True, slots=True)
class NextOnPath:
    """What comes after a scenario on a path; None at its end."""

    path: PlannedPlaylist
    next: Scenario | None


def path_page(path: PlannedPlaylist, world: World) -> PathPage:
    """Build the page of a path, with the colours of a world."""
    slots = [
        TimedSlot(slot, _clock(slot.begins), markdown(slot.entry.note, world), markdown(slot.entry.task, world))
        for slot in path.entries
    ]
    return PathPage(path, markdown(path.playlist.summary, world), slots, _clock(path.minutes))


def _clock(minutes: int) -> str:
    """A time after the start, in hours and minutes."""
    return f"{minutes // 60}:{minutes % 60:02}"


def next_on_paths(catalogue: Catalogue, scenario: Scenario) -> list[NextOnPath]:
    """What comes after a scenario on each path that it is on."""
    found = []
    for path in planned_playlists(catalogue):
        if scenario in path.scenarios:
            place = path.scenarios.index(scenario) + 1
            found.append(NextOnPath(path, path.scenarios[place] if place < len(path.scenarios) else None))
    return found
