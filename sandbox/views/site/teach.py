"""The page for those who teach: plans of workshops, handouts, and where one presents and writes."""

from dataclasses import dataclass

from markupsafe import Markup

from sandbox.scenarios.loading.catalogue import Catalogue
from sandbox.scenarios.loading.pack_loader import ChapterEntry
from sandbox.scenarios.loading.playlists import PlannedPlaylist, planned_playlists
from sandbox.views.parts.markdown import markdown


@dataclass(frozen=True, slots=True)
class TaughtPlaylist:
    """A playlist, and its summary."""

    path: PlannedPlaylist
    summary: Markup


@dataclass(frozen=True, slots=True)
class TeachPage:
    """Everything on the page.

    Args:
        playlists: The plans of workshops, and then the ways that one walks alone.
        chapters: The chapters, whose handouts are there where there is no playlist.

    """

    playlists: list[TaughtPlaylist]
    chapters: list[ChapterEntry]


def teach_page(catalogue: Catalogue) -> TeachPage:
    """Build the page of a catalogue."""
    paths = sorted(planned_playlists(catalogue), key=lambda path: not path.is_plan)
    playlists = [
        TaughtPlaylist(path, markdown(path.playlist.summary, catalogue.worlds[path.scenarios[0].world], terms=False))
        for path in paths
    ]
    return TeachPage(playlists, [] if paths else [chapter for chapter in catalogue.chapters if chapter.scenarios])
