"""Which pages an export has: their addresses in the running sandbox, and their files."""

from collections.abc import Iterator
from dataclasses import replace

from sandbox.errors import UnknownName
from sandbox.scenarios.lint.site import doc_names
from sandbox.scenarios.loading.catalogue import Catalogue
from sandbox.scenarios.loading.pack_loader import ChapterEntry
from sandbox.scenarios.model import Scenario
from sandbox.scenarios.stops import stops
from sandbox.web.table import HOME, site_addresses


def file_of(address: str) -> str:
    """The file of a page: ``scenarios/ID/STEP.html``, ``scenarios/ID/STEP/said-2.html``.

    No two pages have the same, whatever the ids are: each is its address and an ending, and below a step is nothing
    that an author names.
    """
    path, _, query = address.partition("?")
    if path == HOME:
        return "index.html"
    return f"{path[1:]}/{query.replace('=', '-')}.html" if query else f"{path[1:]}.html"


def common_addresses(catalogue: Catalogue) -> list[str]:
    """The pages beside the scenarios."""
    paths = [playlist.playlist for playlist in catalogue.playlists]
    return [
        *site_addresses(exported=True),
        *(f"/docs/{name}" for name in doc_names()),
        *(f"/paths/{path}" for path in paths),
        *(f"/paths/{path}/handout" for path in paths or (chapter.id for chapter in catalogue.chapters)),
    ]


def scenario_addresses(scenario: Scenario) -> Iterator[str]:
    """The pages of a scenario: its stops, one for each answer that can be predicted, the handout."""
    for stop in stops(scenario):
        yield stop.url
        if stop.kind == "step" and stop.step and stop.step.predict:
            yield from (f"{stop.url}?said={number}" for number in range(1, len(stop.step.predict.options) + 1))
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
