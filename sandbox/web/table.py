"""The table of the site: which module serves which addresses, and where links to them are.

A page is a route, a view, a template and, if its address has a first part of its own, one line here. A module is
imported when the first request for it comes: the home page, for which a start waits, needs none of them.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from importlib import import_module
from typing import Final, Literal
from urllib.parse import urlsplit

from starlette.types import ASGIApp

from sandbox.serving.interfaces import LOOPBACK_NAMES
from sandbox.templating import Frame, SiteGroup, SiteLink
from sandbox.web.context import WebContext

HOME: Final = "/"


@dataclass(frozen=True, slots=True)
class Section:
    """The pages whose addresses have the same first part.

    Args:
        part: The first part of their path.
        module: The module of this package that serves them; empty for a section that another package serves.
        factory: The function in it that makes their application of a `WebContext`.
        title: What links to the section say; empty where no page of its own stands at its address.
        group: The word of the navigation under which every page links to it, if any does.
        url: Where that link leads, if that is not ``/PART``.
        exported: Whether a static export has the page at that address, too.

    """

    part: str
    module: str = ""
    factory: str = ""
    title: str = ""
    group: Literal["learn", "check", "teach", ""] = ""
    url: str = ""
    exported: bool = False

    @property
    def address(self) -> str:
        """Where links to it lead."""
        return self.url or f"/{self.part}"

    def create(self, context: WebContext) -> ASGIApp:
        """Import its module, and build its application."""
        app: ASGIApp = getattr(import_module(f"sandbox.web.{self.module}"), self.factory)(context)
        return app


SECTIONS: Final = (
    Section("scenarios", "scenarios", "create_scenario_pages", "Scenarios", "learn", "/#scenarios", exported=True),
    Section("workbench", "workbench", "create_workbench", "Workbench", "learn"),
    Section("questions", "site", "create_site", "Questions", "learn", exported=True),
    Section("glossary", "site", "create_site", "Words", "learn", exported=True),
    Section("docs", "docs", "create_docs", "Documentation", "learn", exported=True),
    Section("reading", "site", "create_site", "Reading list", "learn", exported=True),
    Section("progress", "site", "create_site", "Your progress", "learn", exported=True),
    Section("check", "check", "create_check", "Check a token", "check", exported=True),
    Section("your-api", "your_api", "create_your_api", "Test your API", "check"),
    Section("causes", "check", "create_check", "Why tokens are refused", "check", exported=True),
    Section("teach", "site", "create_site", "Plans and handouts", "teach", exported=True),
    Section("workshop", title="Workshop", group="teach"),
    Section("author", "editor", "create_editor", "Write your own", "teach"),
    Section("api", "json_api", "create_json_api", "HTTP API", "teach", "/api/openapi.json"),
    Section("search", "site", "create_site", "Search"),
    Section("paths", "site", "create_site"),
    Section("worlds", "grid", "create_grid_pages"),
)
GROUPS: Final = (("learn", "Learn", "/#scenarios"), ("check", "Check", "/check"), ("teach", "Teach", "/teach"))
"""The words of the navigation: id, text, and where each leads."""


def site_frame(*, live: bool = False, public_url: str = "") -> Frame:
    """The frame of every page, with the links of the table.

    Args:
        live: Whether open pages load again when a file of a pack is saved.
        public_url: Where the server is reached, without a slash at its end.

    """
    groups = tuple(SiteGroup(id_, title, url, _links(id_)) for id_, title, url in GROUPS)
    only_here = urlsplit(public_url).hostname in LOOPBACK_NAMES
    return Frame(groups, live, "" if only_here else public_url)


def _links(group: str) -> tuple[SiteLink, ...]:
    return tuple(SiteLink(one.address, one.title, one.exported) for one in SECTIONS if one.group == group)


def site_addresses(*, exported: bool = False) -> Iterator[str]:
    """The addresses of the pages that need no name of a scenario, world or path: home, and those of the table.

    Args:
        exported: Whether only those are wanted that an export has, too.

    """
    yield HOME
    linked = (one for one in SECTIONS if one.title and "#" not in one.address)
    yield from (one.address for one in linked if one.exported or not exported)
