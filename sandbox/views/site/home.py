"""The home page as one object: the world drawn, the scenarios by chapter."""

from dataclasses import dataclass

from markupsafe import Markup

from sandbox.scenarios.loading.catalogue import Catalogue
from sandbox.scenarios.loading.pack_loader import ChapterEntry
from sandbox.scenarios.loading.playlists import PlannedPlaylist, planned_playlists
from sandbox.scenarios.model import Scenario
from sandbox.views.parts.markdown import markdown
from sandbox.worlds.addresses import client_path, display_name
from sandbox.worlds.hues import hue
from sandbox.worlds.model import World


@dataclass(frozen=True, slots=True)
class Name:
    """A name with its hue."""

    text: str
    hue: str


@dataclass(frozen=True, slots=True)
class DrawnApi:
    """An api and the audiences it answers to."""

    name: Name
    accepts: list[Name]
    route: str


@dataclass(frozen=True, slots=True)
class Drawing:
    """A world, drawn: the app, the issuer with what is registered there, the apis."""

    domain: str
    app: str
    app_url: str | None
    registered: list[Name]
    apis: list[DrawnApi]
    unused: list[Name]


@dataclass(frozen=True, slots=True)
class ChapterView:
    """A chapter and its scenarios."""

    entry: ChapterEntry
    summary: Markup
    minutes: int


@dataclass(frozen=True, slots=True)
class HomePage:
    """Everything on the home page."""

    demo: Scenario | None
    drawing: Drawing | None
    seven: str | None
    paths: list[PlannedPlaylist]
    chapters: list[ChapterView]
    mistakes: list[str]


def home_page(catalogue: Catalogue) -> HomePage:
    """Build the home page of a catalogue."""
    demo = demo_of(catalogue)
    return HomePage(
        demo=demo,
        drawing=_drawing(catalogue.worlds[demo.world]) if demo else None,
        seven="/worlds/seven/grid" if "seven" in catalogue.worlds else None,
        paths=planned_playlists(catalogue),
        chapters=[_chapter(chapter, catalogue) for chapter in catalogue.chapters if chapter.scenarios],
        mistakes=[diagnostic.render() for diagnostic in catalogue.diagnostics],
    )


def demo_of(catalogue: Catalogue) -> Scenario | None:
    """The scenario to begin with: the one that is tagged so, or the first; None if there is none."""
    scenarios = list(catalogue.scenarios())
    return next((scenario for scenario in scenarios if "demo" in scenario.tags), next(iter(scenarios), None))


def _chapter(chapter: ChapterEntry, catalogue: Catalogue) -> ChapterView:
    world = catalogue.worlds[chapter.scenarios[0].world]
    return ChapterView(chapter, markdown(chapter.summary, world), sum(s.minutes for s in chapter.scenarios))


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
    return Drawing(world.domain, display_name(world, app), url, list(names.values()), apis, unused)
