"""An export as a stranger finds it: files, and what leads from one to another."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import unquote, urlsplit

LEADING = ("href", "src", "action", "formaction", "data", "poster", "srcset")


class File(HTMLParser):
    """What a page holds: where it leads, and the places in it."""

    def __init__(self, path: Path) -> None:
        super().__init__()
        self.leads: list[tuple[str, str]] = []
        self.ids: set[str] = set()
        self.attributes: set[str] = set()
        self.text = path.read_text("utf-8")
        self.feed(self.text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        for name, value in attrs:
            self.attributes.add(name)
            if name in LEADING:
                self.leads.append((tag, value or ""))
            if name == "id" and value:
                self.ids.add(value)


@dataclass
class Exported:
    """A directory that was exported to."""

    root: Path
    pages: dict[str, File] = field(init=False)

    def __post_init__(self) -> None:
        paths = sorted(self.root.rglob("*.html"))
        self.pages = {path.relative_to(self.root).as_posix(): File(path) for path in paths}

    def files(self) -> set[str]:
        """Every file in it."""
        return {path.relative_to(self.root).as_posix() for path in self.root.rglob("*") if path.is_file()}

    def leads(self, page: str) -> Iterator[tuple[str, str]]:
        """Where a page leads within the export: file and place; anything else is an address elsewhere."""
        for _, address in self.pages[page].leads:
            parts = urlsplit(address)
            if parts.scheme:
                continue
            assert not address.startswith("/"), (page, address)
            target = (self.root / page).parent / unquote(parts.path) if parts.path else self.root / page
            yield target.resolve().relative_to(self.root.resolve()).as_posix(), parts.fragment

    def reached(self, start: str = "index.html") -> set[str]:
        """The pages that links lead to, from one on."""
        found, ahead = {start}, [start]
        while ahead:
            for file, _ in self.leads(ahead.pop()):
                if file in self.pages and file not in found:
                    found.add(file)
                    ahead.append(file)
        return found
