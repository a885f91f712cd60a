"""The documentation as pages: what lies in ``docs/``, with headings that can be linked to."""

import re
from dataclasses import dataclass
from functools import cache
from itertools import pairwise
from pathlib import Path
from typing import Final

from markdown_it import MarkdownIt
from markdown_it.token import Token
from markupsafe import Markup

from sandbox.errors import UnknownName
from sandbox.scenarios.lint.site import anchor, doc_names
from sandbox.settings import DEFAULT_PUBLIC_URL, resource_root
from sandbox.worlds.addresses import text_at

_FIRST: Final = ("authoring", "keys", "mistakes", "checks", "playlists")
_OF_FILES: Final = ("keys",)
"""Pages about what stands in files, which are written for the default address."""
_PAGE: Final = re.compile(r"([a-z]+)\.md(#.*)?")


@dataclass(frozen=True, slots=True)
class DocPage:
    """A page of the documentation.

    Args:
        name: Its name in its address.
        title: Its title.
        body: Everything below the title, as HTML.
        contents: Its second headings: the anchor and the text of each.
        names: The names of all pages, in the order of their links.

    """

    name: str
    title: str
    body: Markup
    contents: tuple[tuple[str, str], ...]
    names: tuple[str, ...]


def names_in_order() -> list[str]:
    """The names of the pages that there are, those for authors first."""
    return sorted(doc_names(), key=lambda name: _FIRST.index(name) if name in _FIRST else len(_FIRST))


@cache
def doc_page(name: str, public_url: str = DEFAULT_PUBLIC_URL) -> DocPage:
    """A page of the documentation, in which the sandbox has the address where it is reached.

    Args:
        name: Its name.
        public_url: That address, without a slash at its end.

    Raises:
        UnknownName: There is none of this name.

    """
    names = names_in_order()
    if name not in names:
        raise UnknownName(f"there is no page `{name[:80]}`", found=name[:80], allowed=names)
    parser = MarkdownIt("commonmark", {"html": False}).enable("table").disable("image")
    text = (_folder() / f"{name}.md").read_text("utf-8")
    tokens = parser.parse(text if name in _OF_FILES else text_at(text, public_url))
    contents = []
    for token, inline in pairwise(tokens):
        if token.type == "heading_open":
            text = "".join(child.content for child in inline.children or [])
            token.attrSet("id", anchor(text))
            if token.tag == "h2":
                contents.append((anchor(text), text))
        elif token.type == "inline":
            _lead(token)
    title = tokens[1].content
    body = parser.renderer.render(_scrolling(tokens[3:]), parser.options, {})
    return DocPage(name, title, Markup(body), tuple(contents), tuple(names))  # noqa: S704 - escaped by the renderer


def _folder() -> Path:
    return resource_root() / "docs"


def _lead(inline: Token) -> None:
    """Links to other pages of the documentation lead to them here, and elsewhere safely."""
    for child in inline.children or []:
        if child.type == "link_open":
            href = str(child.attrs["href"])
            page = _PAGE.fullmatch(href)
            if page:
                child.attrSet("href", f"/docs/{page[1]}{page[2] or ''}")
            else:
                child.attrSet("rel", "noopener noreferrer")


def _scrolling(tokens: list[Token]) -> list[Token]:
    """Tables in a region of their own, which scrolls where the page is narrow."""
    found: list[Token] = []
    tables = 0
    for token in tokens:
        if token.type == "table_open":
            tables += 1
            found.append(
                Token(
                    "wide_open",
                    "div",
                    1,
                    attrs={"class": "wide", "tabindex": "0", "role": "region", "aria-label": f"Table {tables}"},
                )
            )
        found.append(token)
        if token.type == "table_close":
            found.append(Token("wide_close", "div", -1))
        if token.type == "fence":
            token.attrSet("tabindex", "0")
    return found
