"""Ways through the scenarios, for those in a hurry and those who know much already."""

from dataclasses import dataclass

from markupsafe import Markup

from sandbox.scenarios.catalogue import Catalogue
from sandbox.scenarios.model import Playlist, Scenario
from sandbox.views.markdown import markdown
from sandbox.worlds.model import World


@dataclass(frozen=True, slots=True)
class Path:
    """A playlist and its scenarios."""

    playlist: Playlist
    scenarios: list[Scenario]

    @property
    def minutes(self) -> int:
        """How long it takes."""
        return sum(scenario.minutes for scenario in self.scenarios)


@dataclass(frozen=True, slots=True)
class PathPage:
    """Everything on the page of a path."""

    path: Path
    summary: Markup


@dataclass(frozen=True, slots=True)
class Onward:
    """What comes after a scenario on a path; None at its end."""

    path: Path
    next: Scenario | None


def paths(catalogue: Catalogue) -> list[Path]:
    """Every path, its scenarios in order."""
    return [Path(playlist, [catalogue.scenario(id_) for id_ in playlist.scenarios]) for playlist in catalogue.playlists]


def path_page(path: Path, world: World) -> PathPage:
    """Build the page of a path, with the colours of a world."""
    return PathPage(path, markdown(path.playlist.summary, world))


def onward(catalogue: Catalogue, scenario: Scenario) -> list[Onward]:
    """What comes after a scenario on each path that it is on."""
    found = []
    for path in paths(catalogue):
        ids = path.playlist.scenarios
        if scenario.scenario in ids:
            place = ids.index(scenario.scenario) + 1
            found.append(Onward(path, path.scenarios[place] if place < len(ids) else None))
    return found
