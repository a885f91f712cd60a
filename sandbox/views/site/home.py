"""The home page as one object: the world drawn, the scenarios by chapter."""

import re
from dataclasses import dataclass
from typing import Final

from markupsafe import Markup

from sandbox.scenarios.loading.catalogue import Catalogue
from sandbox.scenarios.loading.pack_loader import ChapterEntry
from sandbox.scenarios.loading.playlists import PlannedPlaylist
from sandbox.scenarios.model import Scenario
from sandbox.views.parts.markdown import markdown
from sandbox.views.site.playlists import walked_alone
from sandbox.worlds.addresses import client_path, display_name
from sandbox.worlds.hues import hue
from sandbox.worlds.model import World

_SENTENCE_END: Final = re.compile(r"(?<=[.?!])\s+(?=\S)")
_MARKS: Final = re.compile(r"[`*]")


@dataclass(frozen=True, slots=True)
class Name:
    """A name with its hue."""

    text: str
    hue: str


@dataclass(frozen=True, slots=True)
class DrawnApi:
    """An api, its first route, and the audiences it accepts."""

    name: Name
    accepts: list[Name]
    route: str


@dataclass(frozen=True, slots=True)
class Drawing:
    """A world, drawn along the way of a token: the issuer, the app, the apis.

    Args:
        app: The name of the app.
        app_url: Its page, if it is an app in a browser.
        apis: The apis.
        unused: The registered audiences that no api accepts.

    """

    app: str
    app_url: str | None
    apis: list[DrawnApi]
    unused: list[Name]


@dataclass(frozen=True, slots=True)
class ChapterRow:
    """A chapter as a row that opens: the first sentence of its summary stands in the row, the rest within."""

    entry: ChapterEntry
    sentence: str
    rest: Markup
    minutes: int


@dataclass(frozen=True, slots=True)
class HomePage:
    """Everything on the home page.

    Args:
        demo: The scenario to begin with; None if there is none.
        drawing: The world of that scenario.
        grid: The address of a world's grid, if that world is there.
        paths: The short ways, which one walks alone.
        chapters: The chapters.
        mistakes: What is wrong in files that could not be read.

    """

    demo: Scenario | None
    drawing: Drawing | None
    grid: str | None
    paths: list[PlannedPlaylist]
    chapters: list[ChapterRow]
    mistakes: list[str]


def home_page(catalogue: Catalogue) -> HomePage:
    """Build the home page of a catalogue."""
    demo = demo_of(catalogue)
    return HomePage(
        demo=demo,
        drawing=_drawing(catalogue.worlds[demo.world]) if demo else None,
        grid="/worlds/seven/grid" if "seven" in catalogue.worlds else None,
        paths=walked_alone(catalogue),
        chapters=[_chapter(chapter, catalogue) for chapter in catalogue.chapters if chapter.scenarios],
        mistakes=[diagnostic.render() for diagnostic in catalogue.diagnostics],
    )


def demo_of(catalogue: Catalogue) -> Scenario | None:
    """The scenario to begin with: the one that is tagged so, or the first; None if there is none."""
    scenarios = list(catalogue.scenarios())
    return next((scenario for scenario in scenarios if "demo" in scenario.tags), next(iter(scenarios), None))


def _chapter(chapter: ChapterEntry, catalogue: Catalogue) -> ChapterRow:
    world = catalogue.worlds[chapter.scenarios[0].world]
    sentence, _, rest = _SENTENCE_END.sub("\n\n\n", chapter.summary.strip(), count=1).partition("\n\n\n")
    minutes = sum(scenario.minutes for scenario in chapter.scenarios)
    return ChapterRow(chapter, " ".join(_MARKS.sub("", sentence).split()), markdown(rest, world), minutes)


def _drawing(world: World) -> Drawing:
    identifiers = {id_: audience.identifier for id_, audience in world.audiences.items()}
    accepted = {id_ for api in world.apis.values() for id_ in api.accepts}
    names = {id_: Name(identifier, hue(world, identifier)) for id_, identifier in identifiers.items()}
    apis = [
        DrawnApi(
            Name(f"{id_}.{world.domain}", hue(world, id_)), [names[a] for a in api.accepts], next(iter(api.routes), "")
        )
        for id_, api in world.apis.items()
    ]
    app = next(iter(world.clients), "app")
    url = client_path(world.world, app) if app in world.clients and world.clients[app].is_app else None
    unused = [name for id_, name in names.items() if id_ not in accepted]
    return Drawing(display_name(world, app), url, apis, unused)
