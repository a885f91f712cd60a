"""Links in authors' texts that lead nowhere on this site. What lies elsewhere is not fetched, and not checked."""

from collections.abc import Collection, Iterator, Mapping
from itertools import islice
from typing import Any, Final
from urllib.parse import unquote, urlsplit

from sandbox.reading.budget import go_on
from sandbox.reading.diagnostics import Place, Problem, shortened
from sandbox.scenarios.lint.references import PAGES_OF_ITS_OWN
from sandbox.scenarios.model import Scenario, current_ids
from sandbox.settings import LIMITS

PAGES: Final = ("", "author", "docs", "glossary", "progress", "questions", "reading", "search", "workbench")
"""The first parts of the paths of pages that every catalogue has."""
_ELSEWHERE: Final = ("http", "https", "mailto")
_KINDS_OF_LINKS: Final = "a link begins with https:// or, on this site, with /"


def dead_links(
    data: Any, scenarios: Mapping[str, Scenario], worlds: Collection[str], playlists: Collection[str]
) -> Iterator[Problem]:
    """Find the links that lead to no page, in every text of a document; of very many, the first.

    Args:
        data: The document's data.
        scenarios: The scenarios that there are, by id.
        worlds: The ids of the worlds that there are.
        playlists: The ids of the playlists that there are.

    """
    return islice(_dead_links(data, scenarios, worlds, playlists), LIMITS.diagnostics_shown)


def _dead_links(
    data: Any, scenarios: Mapping[str, Scenario], worlds: Collection[str], playlists: Collection[str]
) -> Iterator[Problem]:
    current = current_ids(scenarios.values())
    yield from _needs(data, scenarios, current)
    named = {"worlds": worlds, "paths": playlists}
    for at, text in _texts(data, ()):
        for href in _links(text):
            parts = urlsplit(href)
            if parts.scheme in _ELSEWHERE:
                continue
            if parts.scheme or parts.netloc or not href.startswith("/"):
                message = f"this link leads nowhere: `{href[:80]}`"
                yield Problem("AS016", at, message, advice=_KINDS_OF_LINKS, word=href)
                continue
            room, *rest = [unquote(part) for part in parts.path.split("/")[1:] if part] or [""]
            if room == "scenarios":
                yield from _to_scenario(at, href, rest, scenarios, current)
            elif room in named:
                if rest and rest[0] not in named[room]:
                    yield _dead(at, href, rest[0], named[room])
            elif room not in PAGES:
                yield _dead(at, href, room, (*filter(None, PAGES), "scenarios", *named))


def _needs(data: Any, scenarios: Mapping[str, Scenario], current: Mapping[str, str]) -> Iterator[Problem]:
    for index, id_ in enumerate(data.get("needs") or () if isinstance(data, dict) else ()):
        if id_ not in scenarios and id_ not in current:
            message = f"there is no scenario {shortened(str(id_))}"
            yield Problem("AS007", ("needs", index), message, str(id_), tuple(scenarios))


def may_link(text: str) -> bool:
    """Whether a text could lead anywhere: by a link, or by what a scenario needs."""
    return "](" in text or "]:" in text or "<" in text or "needs:" in text


def _dead(at: Place, href: str, found: str, allowed: Collection[str]) -> Problem:
    return Problem("AS016", at, f"this link leads to no page: `{href[:80]}`", found, tuple(allowed), word=href)


def _to_scenario(
    at: Place, href: str, rest: list[str], scenarios: Mapping[str, Scenario], current: Mapping[str, str]
) -> Iterator[Problem]:
    if not rest:
        return
    id_, *further = rest
    id_ = current.get(id_, id_)
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


def _links(text: str) -> Iterator[str]:
    from markdown_it import MarkdownIt  # noqa: PLC0415 - few texts hold links, and reading them costs a start

    for token in MarkdownIt("commonmark", {"html": False}).parse(text):
        for child in token.children or []:
            if child.type == "link_open":
                yield str(child.attrs["href"])
