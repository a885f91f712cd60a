"""A text that somebody is writing: what kind of file it is, its mistakes, and the scenario that can be replayed."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final, TypeVar

from sandbox.reading.diagnostics import Diagnostic, InvalidDocument, whole_file
from sandbox.reading.models import located
from sandbox.reading.source import Document, read_text
from sandbox.scenarios.lint.links import dead_links
from sandbox.scenarios.lint.prose import cut_short
from sandbox.scenarios.loading.catalogue import Catalogue
from sandbox.scenarios.loading.namespace import pack_from
from sandbox.scenarios.loading.parse import chapter_from, kind_of, playlist_from, scenario_from
from sandbox.scenarios.model import Scenario
from sandbox.worlds.loading import world_from
from sandbox.worlds.model import World

Named = TypeVar("Named")
_NAME: Final = "your text"


@dataclass(frozen=True, slots=True)
class Draft:
    """A text as far as it can be read.

    Args:
        kind: A key of `sandbox.scenarios.language.schema.MODELS`.
        scenario: What can be replayed, if it is a scenario, and if it can be.
        world: Its world.
        diagnostics: Its mistakes.

    """

    kind: str
    scenario: Scenario | None
    world: World | None
    diagnostics: tuple[Diagnostic, ...]


def unread(reason: str) -> Draft:
    """The draft of a text that was not read, which its one mistake says."""
    error = whole_file("AS002", _NAME, f"this was not read: {reason}", "wait a moment, and check it again")
    return Draft("scenario", None, None, error.diagnostics)


def read_draft(text: str, catalogue: Catalogue) -> Draft:
    """Read a text that may name what a catalogue holds. Whatever the text is, its mistakes are part of the draft.

    Raises:
        ReadingAbandoned: Nobody waits for it any more.

    """
    try:
        document = read_text(text, _NAME)
    except InvalidDocument as error:
        return Draft("scenario", None, None, error.diagnostics)
    data = document.data if isinstance(document.data, dict) else {}
    kind = kind_of(data)
    if kind == "scenario":
        return _scenario(document, _stem(data, "scenario"), catalogue)
    try:
        if kind == "world":
            world_from(document, _stem(data, "world"))
        elif kind == "playlist":
            ids = _by_short_ids({one.scenario: one for one in catalogue.scenarios()})
            playlist_from(document, _stem(data, "playlist"), ids, catalogue.current_ids)
        elif kind == "pack":
            pack_from(document)
        else:
            chapter_from(document)
    except InvalidDocument as error:
        return Draft(kind, None, None, error.diagnostics)
    return Draft(kind, None, None, ())


def _stem(data: Mapping[str, Any], key: str) -> str:
    """The name that its file should have: its own id."""
    return str(data.get(key, ""))


def _scenario(document: Document, stem: str, catalogue: Catalogue) -> Draft:
    worlds = _by_short_ids(catalogue.worlds)
    try:
        scenario = scenario_from(document, stem, worlds)
    except InvalidDocument as error:
        return Draft("scenario", None, None, _strict_mistakes(document, stem, worlds) or error.diagnostics)
    scenarios = _by_short_ids({one.scenario: one for one in catalogue.scenarios()}) | {scenario.scenario: scenario}
    playlists = _by_short_ids({playlist.playlist: playlist for playlist in catalogue.playlists})
    dead = located(document, dead_links(document.data, scenarios, worlds, playlists)).diagnostics
    world = worlds[scenario.world]
    played = scenario.model_copy(update={"world": world.world})
    cut = located(document, list(cut_short(document))).diagnostics
    return Draft("scenario", played, world, (*cut, *_strict_mistakes(document, stem, worlds), *dead))


def _by_short_ids(named: Mapping[str, Named]) -> dict[str, Named]:
    """The same, by the ids without the name of a pack, too: the text may belong into any of them."""
    return {**{id_.rpartition(".")[2]: one for id_, one in named.items()}, **named}


def _strict_mistakes(document: Document, stem: str, worlds: Mapping[str, World]) -> tuple[Diagnostic, ...]:
    try:
        scenario_from(document, stem, worlds, strict=True)
    except InvalidDocument as error:
        return error.diagnostics
    return ()
