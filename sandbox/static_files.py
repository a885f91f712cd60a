"""The files below ``static/``, and scripts that are sent as one: each request costs half a kilobyte of headers."""

import re
from functools import cache
from typing import Final

from sandbox.settings import resource_root

JOINED: Final = {
    "js/check.js": (
        *("data", "text", "json", "identifiers", "conditions", "facts", "values", "explain"),
        *(
            "parsed",
            "objects",
            "candidates",
            "in_hand",
            "handed",
            "expectation",
            "signature",
            "command",
            "view",
            "fill",
            "page",
        ),
    ),
}
"""Scripts that consist of others, in the order in which they are run: those of the folder of the same name."""
_COMMENT: Final = re.compile(rb"^ *//.*\n", re.MULTILINE)


@cache
def static_file(name: str) -> bytes:
    """The content of a file: that on disk, or its scripts without comments, each with its names to itself.

    Args:
        name: Its path below ``static/``.

    """
    folder = resource_root() / "static"
    if name not in JOINED:
        return (folder / name).read_bytes()
    scripts = [(folder / name.removesuffix(".js") / f"{part}.js").read_bytes() for part in JOINED[name]]
    return b"".join(b"{\n" + _COMMENT.sub(b"", script) + b"}\n" for script in scripts)
