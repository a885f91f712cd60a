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
from sandbox.scenarios.lint.site import anchor, doc_files, doc_names
from sandbox.settings import DEFAULT_PUBLIC_URL
from sandbox.worlds.addresses import text_at

_GROUPS: Final = {
    "To begin": ("start", "learn", "curl"),
    "To check your own": ("explain", "yourapi", "probe", "testkit"),
    "To teach": ("workshop", "playlists", "export"),
    "To write scenarios": ("authoring", "keys", "mistakes"),
    "To look up": ("cli", "http", "checks", "issuer", "/causes", "/questions", "/glossary"),
}
_ELSEWHERE: Final = {"/causes": "Why tokens are refused", "/questions": "Questions", "/glossary": "Words"}
"""Pages of the site that are as much for looking up, by their addresses."""
_OTHERS: Final = "To run it, and to carry it on"
"""The group of every other page."""
_OF_FILES: Final = ("keys", "testkit")
"""Pages about what stands in files, which are written for the default address."""
_PAGE: Final = re.compile(r"([^:#]+)\.md(#.*)?")


@dataclass(frozen=True, slots=True)
class DocLink:
    """A page of the documentation, as links to it say.

    Args:
        name: Its name; of a page elsewhere on the site its address.
        title: What links say.

    """

    name: str
    title: str

    @property
    def url(self) -> str:
        """Where links lead."""
        return self.name if self.name in _ELSEWHERE else f"/docs/{self.name}"


@dataclass(frozen=True, slots=True)
class DocGroup:
    """Pages of the documentation for the same readers."""

    title: str
    pages: tuple[DocLink, ...]


@dataclass(frozen=True, slots=True)
class DocPage:
    """A page of the documentation.

    Args:
        name: Its name in its address.
        title: Its title.
        body: Everything below the title, as HTML.
        contents: Its second headings: the anchor and the text of each.
        group: The group that it belongs to.

    """

    name: str
    title: str
    body: Markup
    contents: tuple[tuple[str, str], ...]
    group: DocGroup


@cache
def doc_groups() -> tuple[DocGroup, ...]:
    """All pages that there are, those for learners first."""
    grouped = {name for names in _GROUPS.values() for name in names}
    others = tuple(name for name in doc_names() if name not in grouped and "/" not in name)
    return tuple(
        DocGroup(title, tuple(DocLink(name, _title(name)) for name in names))
        for title, names in {**_GROUPS, _OTHERS: others}.items()
    )


def _title(name: str) -> str:
    if name in _ELSEWHERE:
        return _ELSEWHERE[name]
    with doc_files()[name].open(encoding="utf-8") as file:
        return file.readline().removeprefix("# ").strip()


@cache
def doc_page(name: str, public_url: str = DEFAULT_PUBLIC_URL) -> DocPage:
    """A page of the documentation, in which the sandbox has the address where it is reached.

    Args:
        name: Its name.
        public_url: That address, without a slash at its end.

    Raises:
        UnknownName: There is none of this name.

    """
    file = doc_files().get(name)
    if file is None:
        raise UnknownName(f"there is no page `{name[:80]}`", found=name[:80], allowed=doc_names())
    parser = MarkdownIt("commonmark", {"html": False}).enable("table").disable("image")
    text = file.read_text("utf-8")
    tokens = parser.parse(text if name in _OF_FILES else text_at(text, public_url))
    contents = []
    for token, inline in pairwise(tokens):
        if token.type == "heading_open":
            text = "".join(child.content for child in inline.children or [])
            token.attrSet("id", anchor(text))
            if token.tag == "h2":
                contents.append((anchor(text), text))
        elif token.type == "inline":
            _lead(token, file.parent, public_url)
    title = tokens[1].content
    body = parser.renderer.render(_scrolling(tokens[3:]), parser.options, {})
    return DocPage(name, title, Markup(body), tuple(contents), _group_of(name))  # noqa: S704 - escaped by the renderer


def _group_of(name: str) -> DocGroup:
    """The pages beside one: those of its folder, or those for the same readers."""
    room = name.partition("/")[0]
    below = tuple(DocLink(other, _title(other)) for other in doc_names() if other.startswith(f"{room}/"))
    if below:
        return DocGroup(_title(room), (DocLink(room, _title(room)), *below))
    return next(group for group in doc_groups() if name in {page.name for page in group.pages})


def _lead(inline: Token, folder: Path, public_url: str) -> None:
    """Links to the documentation and to the sandbox lead to their pages here, and elsewhere safely.

    An address that is written out stays as it is written: it is an example. A link to a file of the repository that is
    no page is none here.

    Args:
        inline: Text in which links may be.
        folder: Where the file with that text lies.
        public_url: Where the sandbox is reached.

    """
    tag = "a"
    for child in inline.children or []:
        if child.type == "link_open":
            tag = "a"
            href = str(child.attrs["href"])
            page = _PAGE.fullmatch(href)
            name = _name_of(folder / f"{page[1]}.md") if page else None
            if page and name:
                child.attrSet("href", f"/docs/{name}{page[2] or ''}")
            elif page:
                tag, child.attrs = "span", {}
            elif href.startswith(f"{public_url}/") and child.markup != "autolink":
                child.attrSet("href", href.removeprefix(public_url))
                child.attrSet("data-server", "text")
            else:
                child.attrSet("rel", "noopener noreferrer")
        if child.type in {"link_open", "link_close"}:
            child.tag = tag


def _name_of(path: Path) -> str | None:
    """The name of the page that a file is, if it is one."""
    wanted = path.resolve()
    return next((name for name, file in doc_files().items() if file.resolve() == wanted), None)


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
