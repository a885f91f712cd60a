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
class Seen:
    """A scenario of a path, and what it taught."""

    scenario: Scenario
    takeaway: Markup


@dataclass(frozen=True, slots=True)
class PathEnd:
    """Everything on the page at the end of a path.

    Args:
        path: The path.
        seen: Its scenarios.
        others: The other paths that one walks alone.

    """

    path: PlannedPlaylist
    seen: list[Seen]
    others: list[PlannedPlaylist]


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


def path_end(catalogue: Catalogue, path: PlannedPlaylist) -> PathEnd:
    """Build the page at the end of a path of a catalogue."""
    seen = [Seen(one, markdown(one.takeaway, catalogue.worlds[one.world], terms=False)) for one in path.scenarios]
    return PathEnd(path, seen, [other for other in walked_alone(catalogue) if other != path])


def walked_alone(catalogue: Catalogue) -> list[PlannedPlaylist]:
    """The paths that are no plans of workshops, the shortest first."""
    return [path for path in planned_playlists(catalogue) if not path.is_plan]


def paths_through(catalogue: Catalogue, scenario: Scenario) -> list[PlannedPlaylist]:
    """Those of them that a scenario is on."""
    return [path for path in walked_alone(catalogue) if scenario in path.scenarios]
