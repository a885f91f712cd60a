"""A page as the sandbox answers it, made into a file that needs no server.

Templates mark what is useless without a server with the attribute ``data-server``:

- ``data-server``: the element needs a running sandbox, and is left out;
- ``data-server="page"``: it is left out if a link in it leads to a page that is not exported;
- ``data-server="text"``: such a link is only its text (so are links that authors write);
- ``data-server="NAME"``: it is replaced.

Any other link that leads to no exported page is an error.
"""

import posixpath
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from html import escape
from html.parser import HTMLParser
from typing import Final
from urllib.parse import urldefrag, urlsplit

from sandbox.errors import SandboxError
from sandbox.export.pages import file_of

MARK: Final = "data-server"
POLICY: Final = "default-src 'self'; connect-src 'none'; base-uri 'none'; object-src 'none'; form-action 'none'"
"""Chromium, Firefox and WebKit count files of the same directory as ``'self'``. Nothing is loaded from elsewhere."""
_WITH_ITS_PAGE: Final = "page"
_TEXT: Final = "text"
_STATIC: Final = "/static/"
_ADDRESSES: Final = ("href", "src", "action", "formaction")
_ELSEWHERE: Final = ("http", "https", "mailto")
_VOID: Final = frozenset({"area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "wbr"})
_CHARSET: Final = '<meta charset="utf-8">'

Attributes = list[tuple[str, str | None]]


class DeadLink(SandboxError):
    """A link that leads nowhere in an export, and is not marked for that."""

    code = "dead_link"


@dataclass(slots=True)
class Rewritten:
    """A page as a file.

    Args:
        text: Its HTML.
        ids: The ids of its elements.
        links: Its links within the export: file and fragment.
        omitted: The addresses of pages that are not exported, whose links were left out.
        static: The static files that it needs.
        modules: Those of them that were module scripts.

    """

    text: str = ""
    ids: set[str] = field(default_factory=set)
    links: set[tuple[str, str]] = field(default_factory=set)
    omitted: set[str] = field(default_factory=set)
    static: set[str] = field(default_factory=set)
    modules: set[str] = field(default_factory=set)


def rewrite(html: str, address: str, exported: Collection[str], instead: Mapping[str, str]) -> Rewritten:
    """Make a page into a file.

    Args:
        html: The page.
        address: Its address.
        exported: The addresses of all pages of the export.
        instead: HTML that replaces the elements marked with its name.

    Raises:
        DeadLink: A link leads nowhere, or an element is not closed.

    """
    rewriter = _Rewriter(address, exported, instead)
    rewriter.feed(html)
    rewriter.close()
    return rewriter.finished()


@dataclass(frozen=True, slots=True)
class _Open:
    """An element that is not closed yet: its mark, if it has one, and the index of its start tag in the output."""

    tag: str
    mark: str | None
    begins: int

    @property
    def dropped(self) -> bool:
        """Whether it is left out whatever it contains."""
        return self.mark is not None and self.mark not in (_WITH_ITS_PAGE, _TEXT)


class _Rewriter(HTMLParser):
    """Writes everything again as it is parsed; an element to be left out is removed at its end tag."""

    def __init__(self, address: str, exported: Collection[str], instead: Mapping[str, str]) -> None:
        super().__init__(convert_charrefs=False)
        self._address = address
        self._file = file_of(address)
        self._exported = exported
        self._instead = instead
        self._open: list[_Open] = []
        self._dropping = 0
        self._omitted: set[_Open] = set()
        self._written: list[str] = []
        self._ids: list[tuple[int, str]] = []
        self._page = Rewritten()

    def finished(self) -> Rewritten:
        if self._open:
            raise DeadLink(f"the page {self._address} does not close <{self._open[-1].tag}>")
        self._page.text = "".join(self._written)
        self._page.ids.update(name for _, name in self._ids)
        return self._page

    def handle_starttag(self, tag: str, attrs: Attributes) -> None:
        given = dict(attrs)
        mark = (given[MARK] or "") if MARK in given else None
        element = _Open(tag, mark, len(self._written))
        if tag not in _VOID:
            self._open.append(element)
            self._dropping += element.dropped
        if not self._dropping and not element.dropped:
            self._start(tag, attrs, "")

    def handle_startendtag(self, tag: str, attrs: Attributes) -> None:
        if not self._dropping:
            self._start(tag, attrs, "/")

    def handle_endtag(self, tag: str) -> None:
        if not self._open or self._open[-1].tag != tag:
            raise DeadLink(f"the page {self._address} closes <{tag}> where it is not open")
        closed = self._open.pop()
        self._dropping -= closed.dropped
        if closed.dropped:
            self._write(self._instead.get(closed.mark or "", ""))
        elif closed not in self._omitted:
            self._write(f"</{tag}>")
        elif closed.mark == _WITH_ITS_PAGE:
            del self._written[closed.begins :]
            self._ids = [(at, name) for at, name in self._ids if at < closed.begins]

    def handle_data(self, data: str) -> None:
        self._write(data)

    def handle_entityref(self, name: str) -> None:
        self._write(f"&{name};")

    def handle_charref(self, name: str) -> None:
        self._write(f"&#{name};")

    def handle_decl(self, decl: str) -> None:
        self._write(f"<!{decl}>")

    def _write(self, text: str) -> None:
        if not self._dropping:
            self._written.append(text)

    def _start(self, tag: str, attrs: Attributes, slash: str) -> None:
        """Write a start tag, with relative addresses."""
        attributes: Attributes = []
        for name, value in attrs:
            if name in _ADDRESSES and value is not None:
                target = self._target(tag, value)
                if target is None:
                    return
                attributes.append((name, target))
            elif name == "type" and value == "module":
                self._page.modules.add(self._static_name(dict(attrs)["src"] or ""))
                attributes.append(("defer", None))
            elif name != MARK and not name.startswith("hx-"):
                attributes.append((name, value))
        self._ids += [(len(self._written), value) for name, value in attributes if name == "id" and value]
        text = "".join(f" {name}" if value is None else f' {name}="{escape(value)}"' for name, value in attributes)
        self._written.append(f"<{tag}{text}{slash}>")
        if self._written[-1] == _CHARSET:
            self._written.append(f'\n<meta http-equiv="Content-Security-Policy" content="{POLICY}">')

    def _target(self, tag: str, href: str) -> str | None:
        """Where an address leads in the export; None if its element is left out."""
        if href.startswith("#"):
            self._page.links.add((self._file, href[1:]))
            return href
        if urlsplit(href).scheme in _ELSEWHERE:
            return href
        if href.startswith(_STATIC):
            self._page.static.add(self._static_name(href))
            return self._relative(href[1:])
        address, place = urldefrag(href)
        if address in self._exported:
            self._page.links.add((file_of(address), place))
            return self._relative(file_of(address)) + (f"#{place}" if place else "")
        self._omit(tag, href)
        return None

    def _omit(self, tag: str, href: str) -> None:
        """Leave out a link, or the element around it, if it is marked for that.

        Raises:
            DeadLink: It is not.

        """
        around = next((element for element in reversed(self._open) if element.mark == _WITH_ITS_PAGE), None)
        if around is None and tag == "a" and self._open[-1].mark == _TEXT:
            around = self._open[-1]
        if around is None:
            message = f"the page {self._address} leads to {href[:120]}, which is no page of the export"
            raise DeadLink(message, found=href)
        self._omitted.add(around)
        self._page.omitted.add(href)

    def _static_name(self, href: str) -> str:
        return urlsplit(href).path.removeprefix(_STATIC)

    def _relative(self, file: str) -> str:
        return posixpath.relpath(file, posixpath.dirname(self._file) or ".")
