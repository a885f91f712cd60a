"""Templates: escaped, strict about names, loaded from ``templates/``. Each prints the one object it is handed."""

import hashlib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined, select_autoescape

from sandbox.author_lines import as_html, as_text
from sandbox.settings import resource_root
from sandbox.static_files import static_file


@cache
def static_url(name: str) -> str:
    """The address of a static file, with its content's fingerprint, so that it can be cached for ever."""
    digest = hashlib.sha256(static_file(name)).hexdigest()
    return f"/static/{name}?v={digest[:10]}"


def create_environment(filters: Mapping[str, Callable[..., Any]] | None = None) -> Environment:
    """Create an environment. What is global in it is a pure function: data is handed to each template.

    Args:
        filters: Filters besides those of Jinja, by name.

    """
    environment = Environment(
        loader=FileSystemLoader(resource_root() / "templates"),
        autoescape=select_autoescape((), ("yaml",), default=True),
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        auto_reload=False,
    )
    environment.globals["static_url"] = static_url
    environment.filters |= {"line": as_html, "plain": as_text}
    environment.filters.update(filters or {})
    return environment


_environment = cache(create_environment)
"""The environment of all pages, made when the first one is rendered. No module changes it."""


def render(template: str, **named: Any) -> str:
    """Render a template.

    Args:
        template: Its path below ``templates/``.
        **named: The object it prints, under the name by which it knows it; a missing one is an error.

    """
    return _environment().get_template(template).render(**named)


@dataclass(frozen=True, slots=True)
class SiteLink:
    """A link that every page has.

    Args:
        url: Where it leads.
        title: What it says.
        exported: Whether an export has that page, too.

    """

    url: str
    title: str
    exported: bool


@dataclass(frozen=True, slots=True)
class SiteGroup:
    """A word of the navigation, and what belongs to it.

    Args:
        id: What a page sets as its ``group`` to mark the word.
        title: The word.
        url: Where it leads.
        links: The pages that belong to it.

    """

    id: str
    title: str
    url: str
    links: Sequence[SiteLink]


@dataclass(frozen=True, slots=True)
class Frame:
    """What surrounds the pages of the site: ``base.html`` prints it.

    Args:
        groups: The words of the navigation.
        live: Whether open pages load again when a file of a pack is saved (``aud serve --watch``).
        address: Where others reach the server, which is printed on paper; empty if nobody else can.

    """

    groups: Sequence[SiteGroup] = ()
    live: bool = False
    address: str = ""

    def render(self, template: str, **named: Any) -> str:
        """Render a page within this frame.

        Args:
            template: Its path below ``templates/``.
            **named: The object it prints, under the name by which it knows it.

        """
        return render(template, frame=self, **named)
