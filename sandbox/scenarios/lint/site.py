"""The pages and places of this site that every catalogue has, as far as a text may lead to them.

Tests compare this with the pages themselves.
"""

import re
from collections.abc import Collection
from functools import cache
from pathlib import Path
from typing import Final

from sandbox.settings import resource_root

_DOC_NAME: Final = re.compile(r"[a-z]+")
_HEADING: Final = re.compile(r"^#+ (.*)$", re.MULTILINE)
_FENCE: Final = re.compile(r"^(`{3,}).*?(?:^\1`*$|\Z)", re.MULTILINE | re.DOTALL)
_MARKS: Final = re.compile(r"\[([^\[\]]*)\]\([^()]*\)|[`*]")
_CODE: Final = re.compile(r"AS\d{3}")
_NO_WORD: Final = re.compile(r"[^a-z0-9]+")
PAGES: Final[dict[str, tuple[str, ...]]] = {
    "": (),
    "api": ("openapi.json",),
    "author": (),
    "docs": (),
    "glossary": (),
    "progress": (),
    "questions": (),
    "reading": (),
    "search": (),
    "workbench": ("seal",),
}
"""The first part of a path, and what may follow it; below ``docs`` are the pages of `doc_names`."""
PLACES: Final[dict[str, tuple[str, ...]]] = {
    "": ("scenarios", "paths"),
    "glossary": (
        "application",
        "api",
        "audience",
        "scope",
        "permission",
        "client-id",
        "azp",
        "resource",
        "issuer",
        "id-token",
        "access-token",
        "elsewhere",
    ),
    "questions": (
        "why-refused",
        "why-check",
        "one-or-two",
        "one-at-a-time",
        "many-to-many",
        "instance-or-group",
        "two-tokens",
        "seven-services",
        "id-token",
        "opaque",
        "a-list",
        "slash",
        "status",
        "no-aud",
        "issuer-enough",
        "account",
        "resource",
        "passed-on",
        "workloads",
        "off",
    ),
}
"""The anchors of the pages that have any which a text could mean."""


@cache
def doc_files() -> dict[str, Path]:
    """The pages of the documentation by their names, which may have a folder: ``decisions`` and what is below it."""
    root = resource_root() / "docs"
    pages = {path.stem: path for path in root.glob("*.md") if _DOC_NAME.fullmatch(path.stem)}
    for path in root.glob("decisions/*.md"):
        pages["decisions" if path.stem == "README" else f"decisions/{path.stem}"] = path
    return {name: pages[name] for name in sorted(pages)}


def doc_names() -> list[str]:
    """The names of the pages of the documentation."""
    return list(doc_files())


def anchor(heading: str) -> str:
    """The anchor of a heading in the documentation: the code of a mistake, or its words."""
    found = _CODE.match(heading)
    return found[0] if found else _NO_WORD.sub("-", heading.lower()).strip("-")


@cache
def doc_anchors(name: str) -> Collection[str]:
    """The anchors of a page of the documentation, but for that of its title."""
    text = _FENCE.sub("", doc_files()[name].read_text("utf-8"))
    return [anchor(_MARKS.sub(r"\1", heading)) for heading in _HEADING.findall(text)[1:]]
