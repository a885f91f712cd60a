"""The files below ``static/``, and scripts that are sent as one: each request costs half a kilobyte of headers."""

import re
from functools import cache
from typing import Final

from sandbox.settings import resource_root

JOINED: Final = {
    "js/check.js": (
        *("data", "rows", "text", "in_hand/json", "identifiers", "conditions", "facts", "values", "explain"),
        *("in_hand/parsed", "in_hand/objects", "in_hand/candidates", "in_hand/read", "handed"),
        *("expectation", "view", "fill", "page"),
    ),
    "js/later.js": ("data", "signature", "time"),
    "js/incident.js": ("yaml", "naming", "facts", "notes", "skeletons", "files", "archive"),
}
"""Scripts that consist of others, in the order in which they are run: those of the folder of the same name.

Each is good as a plain script, too: strict, so that no name leaves its block.
"""
_FOR_PEOPLE: Final = re.compile(rb"^ *(?://.*\n)?", re.MULTILINE)


@cache
def static_names() -> frozenset[str]:
    """What is served: the path of every file below ``static/``, and those that are joined."""
    folder = resource_root() / "static"
    return (
        frozenset(path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file()) | JOINED.keys()
    )


@cache
def static_file(name: str) -> bytes:
    """The content of a file: that on disk, or its scripts, each with its names to itself and without comments.

    Args:
        name: Its path below ``static/``.

    """
    folder = resource_root() / "static"
    if name not in JOINED:
        return (folder / name).read_bytes()
    scripts = [(folder / name.removesuffix(".js") / f"{part}.js").read_bytes() for part in JOINED[name]]
    return b'"use strict";\n' + b"".join(b"{\n" + _FOR_PEOPLE.sub(b"", script) + b"}\n" for script in scripts)
