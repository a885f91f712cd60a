"""Which pages an export has: their addresses in the running sandbox, and their files."""

from collections.abc import Iterator
from dataclasses import replace

from sandbox.errors import UnknownName
from sandbox.scenarios.lint.site import doc_names
from sandbox.scenarios.loading.catalogue import Catalogue
from sandbox.scenarios.loading.pack_loader import ChapterEntry
from sandbox.scenarios.loading.playlists import planned_playlists
from sandbox.scenarios.model import Scenario
from sandbox.scenarios.stops import stops
from sandbox.views.site.playlists import paths_through
from sandbox.web.table import HOME, site_addresses


def file_of(address: str) -> str:
    """The file of a page: ``scenarios/ID/STEP.html``, ``scenarios/ID/STEP/said-2.html``.

    No two pages have the same, whatever the ids are: each is its address and an ending. Below a step is nothing that an
    author names, and no id of a step has an underscore, as ``scenarios/ID/path_PATH.html`` has.
    """
    path, _, query = address.partition("?")
    if path == HOME:
        return "index.html"
    return (
        f"{path[1:]}/{query.replace('said=', 'said-').replace('path=', 'path_').replace('&', '/')}.html"
        if query
        else f"{path[1:]}.html"
    )


def common_addresses(catalogue: Catalogue) -> list[str]:
    """The pages beside the scenarios."""
    paths = [playlist.playlist for playlist in catalogue.playlists]
    return [
        *site_addresses(exported=True),
        *(f"/docs/{name}" for name in doc_names()),
        *(f"/paths/{path}" for path in paths),
        *(f"/paths/{path.playlist.playlist}/end" for path in planned_playlists(catalogue)),
        *(f"/paths/{path}/handout" for path in paths or (chapter.id for chapter in catalogue.chapters)),
    ]


def scenario_addresses(catalogue: Catalogue, scenario: Scenario) -> Iterator[str]:
    """The pages of a scenario: its stops, one for each answer that can be predicted, all on each path; the handout.

    Args:
        catalogue: What is exported.
        scenario: One of its scenarios.

    """
    paths = [path.playlist.playlist for path in paths_through(catalogue, scenario)]
    for stop in stops(scenario):
        yield stop.url
        yield from (f"{stop.url}?path={path}" for path in paths)
        if stop.kind == "step" and stop.step and stop.step.predict:
            for said in (f"{stop.url}?said={number}" for number in range(1, len(stop.step.predict.options) + 1)):
                yield said
                yield from (f"{said}&path={path}" for path in paths)
    yield f"/scenarios/{scenario.scenario}/handout"


def only(catalogue: Catalogue, name: str) -> Catalogue:
    """The same worlds with the scenarios of one playlist, which are its one chapter.

    Raises:
        UnknownName: There is no such playlist.

    """
    playlists = {playlist.playlist: playlist for playlist in catalogue.playlists}
    if name not in playlists:
        raise UnknownName(f"there is no playlist `{name[:80]}`", found=name[:80], allowed=playlists)
    found = playlists[name]
    scenarios = tuple(catalogue.scenario(id_) for id_ in dict.fromkeys(found.scenarios))
    chapter = ChapterEntry(found.playlist, 0, found.title, found.summary, scenarios)
    return replace(catalogue, chapters=(chapter,), playlists=())
