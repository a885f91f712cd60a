"""The one template environment: escaped, strict about names, loaded from ``templates/``."""

import hashlib
from functools import cache
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined, select_autoescape

from sandbox.settings import resource_root


@cache
def static_url(name: str) -> str:
    """The address of a static file, with its content's fingerprint, so that it can be cached for ever."""
    digest = hashlib.sha256((resource_root() / "static" / name).read_bytes()).hexdigest()
    return f"/static/{name}?v={digest[:10]}"


@cache
def environment() -> Environment:
    """The environment, made when the first page is rendered."""
    made = Environment(
        loader=FileSystemLoader(resource_root() / "templates"),
        autoescape=select_autoescape((), ("yaml",), default=True),
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        auto_reload=False,
    )
    made.globals |= {"static_url": static_url, "live": False, "room": None}
    return made


def render(name: str, **context: Any) -> str:
    """Render a template.

    Args:
        name: Its path below ``templates/``.
        **context: The objects it names; a missing one is an error.

    """
    return environment().get_template(name).render(**context)
