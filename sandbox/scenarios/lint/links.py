"""Links in authors' texts that lead nowhere on this site. What lies elsewhere is not fetched, and not checked."""

import re
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from itertools import islice
from typing import TYPE_CHECKING, Any, Final
from urllib.parse import SplitResult, unquote, urlsplit

from sandbox.reading.budget import go_on
from sandbox.reading.diagnostics import Place, Problem, shortened
from sandbox.scenarios.lint.references import PAGES_OF_ITS_OWN
from sandbox.scenarios.lint.site import PAGES, PLACES, doc_anchors, doc_names
from sandbox.scenarios.model import Scenario, current_ids
from sandbox.settings import LIMITS
from sandbox.worlds.model import World

if TYPE_CHECKING:
    from markdown_it.token import Token

_ELSEWHERE: Final = ("http", "https", "mailto")
_TAG: Final = re.compile(r"<(img|a|iframe|picture|video)\s[^>\n]*", re.IGNORECASE)
_ADDRESS: Final = {"link_open": "href", "image": "src"}
"""The attribute of a Markdown token that holds an address."""
_NOT_SHOWN: Final = {"image": "no text shows a picture", "html": "HTML is shown as text"}
_AS_A_LINK: Final = "describe it, or write a link: [words](https://…)"
_ON_A_STEP: Final = re.compile(
    r"main|stage|step-title|beside(-title)?|checks-title|happened-title|wire-(title|[0-9]+)|ask-[0-9]+"
)
"""The places on the pages of a scenario."""
_KINDS_OF_LINKS: Final = "a link begins with https:// or, on this site, with /"


@dataclass(frozen=True, slots=True)
class _Site:
    """What there is for a link to lead to: the arguments of `dead_links`, and the current ids of former ones."""

    scenarios: Mapping[str, Scenario]
    current: Mapping[str, str]
    worlds: Mapping[str, World]
    playlists: Collection[str]


def dead_links(
    data: Any, scenarios: Mapping[str, Scenario], worlds: Mapping[str, World], playlists: Collection[str]
) -> Iterator[Problem]:
    """Find the links that lead to no page, in every text of a document; of very many, the first.

    Args:
        data: The document's data.
        scenarios: The scenarios that there are, by id.
        worlds: The worlds that there are, by id.
        playlists: The ids of the playlists that there are.

    """
    site = _Site(scenarios, current_ids(scenarios.values()), worlds, playlists)
    return islice(_dead_links(data, site), LIMITS.diagnostics_shown)


def _dead_links(data: Any, site: _Site) -> Iterator[Problem]:
    yield from _needs(data, site.scenarios, site.current)
    for at, text in _texts(data, ()):
        for kind, href in _links(text):
            if kind in _NOT_SHOWN:
                message = f"{_NOT_SHOWN[kind]}: `{href[:80]}`"
                yield Problem("AS016", at, message, advice=_AS_A_LINK, word=href)
            else:
                yield from _of_link(at, href, site)


def _of_link(at: Place, href: str, site: _Site) -> Iterator[Problem]:
    parts = _parts(href)
    if parts is not None and parts.scheme in _ELSEWHERE and (parts.netloc or parts.scheme == "mailto"):
        return
    if parts is None or parts.scheme or parts.netloc or not href.startswith("/"):
        message = f"this link leads nowhere: `{href[:80]}`"
        yield Problem("AS016", at, message, advice=_KINDS_OF_LINKS, word=href)
        return
    room, *rest = [unquote(part) for part in parts.path.split("/")[1:] if part] or [""]
    if room == "scenarios":
        yield from _to_scenario(at, href, rest, site)
        if rest and parts.fragment and not _ON_A_STEP.fullmatch(parts.fragment):
            yield _dead(at, href, parts.fragment, ())
    elif room == "paths":
        if rest and (rest[0] not in site.playlists or rest[1:]):
            yield _dead(at, href, rest[0], site.playlists)
    elif room == "worlds":
        yield from _to_world(at, href, rest, site.worlds)
    elif room in PAGES:
        yield from _to_page(at, href, room, rest, parts.fragment)
    else:
        yield _dead(at, href, room, (*filter(None, PAGES), "scenarios", "worlds", "paths"))


def _needs(data: Any, scenarios: Mapping[str, Scenario], current: Mapping[str, str]) -> Iterator[Problem]:
    needs = data.get("needs") if isinstance(data, dict) else None
    for index, id_ in enumerate(needs if isinstance(needs, list) else ()):
        if isinstance(id_, str) and id_ not in scenarios and id_ not in current:
            yield Problem("AS007", ("needs", index), f"there is no scenario {shortened(id_)}", id_, tuple(scenarios))


def may_link(text: str) -> bool:
    """Whether a text could lead anywhere: by a link, or by what a scenario needs."""
    return "](" in text or "]:" in text or "<" in text or "needs" in text


def _parts(href: str) -> SplitResult | None:
    """An address in its parts; None if it has none (a bracket that is never closed)."""
    try:
        return urlsplit(href)
    except ValueError:
        return None


def _to_page(at: Place, href: str, room: str, rest: list[str], fragment: str) -> Iterator[Problem]:
    """A page that every catalogue has, and a place on it."""
    below = doc_names() if room == "docs" else PAGES[room]
    page = "/".join(rest)
    if page and page not in below:
        yield _dead(at, href, page, below)
        return
    places = doc_anchors(page or "authoring") if room == "docs" else PLACES.get(room)
    place = unquote(fragment).removesuffix("-title").removesuffix("-elsewhere")
    if place and places is not None and place not in places and not (room == "" and place[0].isdigit()):
        yield _dead(at, href, place, places)


def _to_world(at: Place, href: str, rest: list[str], worlds: Mapping[str, World]) -> Iterator[Problem]:
    """A part of a world that has a page of its own."""
    world = worlds.get(rest[0]) if rest else None
    if world is None:
        yield _dead(at, href, rest[0] if rest else "worlds", tuple(worlds))
        return
    parts = (*world.issuers, "clients", "apis", "grid")
    if not rest[1:] or rest[1] not in parts:
        yield _dead(at, href, rest[1] if rest[1:] else rest[0], parts)
        return
    below: dict[str, Collection[str]] = {"clients": world.clients, "apis": world.apis}
    named = below.get(rest[1])
    if named is not None and (not rest[2:] or rest[2].partition(";")[0] not in named):
        yield _dead(at, href, rest[2] if rest[2:] else rest[1], tuple(named))


def _dead(at: Place, href: str, found: str, allowed: Collection[str]) -> Problem:
    return Problem("AS016", at, f"this link leads to no page: `{href[:80]}`", found, tuple(allowed), word=href)


def _to_scenario(at: Place, href: str, rest: list[str], site: _Site) -> Iterator[Problem]:
    if not rest:
        return
    scenarios, (id_, *further) = site.scenarios, rest
    id_ = site.current.get(id_, id_)
    if id_ not in scenarios:
        yield _dead(at, href, id_, tuple(scenarios))
        return
    steps = {step.id: step for step in scenarios[id_].steps}
    if not further or (further[0] in PAGES_OF_ITS_OWN and not further[1:]):
        return
    step = steps.get(further[0])
    if step is None:
        yield _dead(at, href, further[0], (*steps, *PAGES_OF_ITS_OWN))
        return
    pages = ["predict"] if step.predict else []
    pages += [f"what-if/{number}" for number in range(1, len(step.what_if) + 1)]
    pages += ["act", *(f"act/{choice.id}" for choice in step.act.choices)] if step.act else []
    if further[1:] and (rest_of_path := "/".join(further[1:])) not in pages:
        yield _dead(at, href, rest_of_path, pages)


def _texts(data: Any, at: Place) -> Iterator[tuple[Place, str]]:
    """Every string in which a link could stand. What is longer than a text may be is shown on no page."""
    if isinstance(data, str):
        go_on()
        if len(data) <= LIMITS.text_chars and may_link(data):
            yield at, data
    elif isinstance(data, dict | list):
        for part, value in data.items() if isinstance(data, dict) else enumerate(data):
            yield from _texts(value, (*at, part))


def _links(text: str) -> Iterator[tuple[str, str]]:
    """What leads anywhere, or is meant to show something: what it is, and its address or its tag."""
    from markdown_it import MarkdownIt  # noqa: PLC0415 - few texts hold links, and reading them costs a start

    for token in MarkdownIt("commonmark", {"html": False}).parse(text):
        yield from filter(None, map(_link, token.children or []))


def _link(token: "Token") -> tuple[str, str] | None:
    if token.type in _ADDRESS:
        return token.type, str(token.attrs[_ADDRESS[token.type]])
    tag = _TAG.search(token.content) if token.type == "text" else None
    return ("html", tag[0]) if tag else None
