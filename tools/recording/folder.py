"""The folder of a recording: one text file an answer."""

import hashlib
import json
import re
from pathlib import Path
from typing import Final

from tools.recording.equalize import Equalizer

_UNSAFE: Final = re.compile(r"[^\w.,;=&@+-]")
_LONGEST: Final = 180
_ENOUGH: Final = 200


class Folder:
    """Writes answers into a folder, each under a name of its own.

    Args:
        root: The folder.
        equalize: Makes equal what differs from one recording to the next.

    """

    def __init__(self, root: Path, equalize: Equalizer) -> None:
        self._root = root
        self.equalize = equalize
        self._names: dict[str, int] = {}

    @property
    def files(self) -> int:
        """How many were written."""
        return sum(self._names.values())

    def keep(self, name: str, text: str) -> None:
        """Write an answer. A name that comes again gets a number."""
        path_of, mark, query = self.equalize(name).partition("?")
        whole = path_of + mark.replace("?", "+") + query.replace("/", "_")
        parts = [_UNSAFE.sub("_", part)[:_LONGEST] or "_" for part in whole.split("/")]
        parts = [f"_{part}" if set(part) == {"."} else part for part in parts]
        plain = "/".join(parts)
        times = self._names[plain] = self._names.get(plain, 0) + 1
        path = self._root / f"{plain}{f'~{times}' if times > 1 else ''}.txt"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(self.equalize(text), "utf-8", newline="\n")


def readable(body: bytes, content_type: str) -> str:
    """A body as text: JSON with a line a member, what is no text as its hash."""
    if content_type.startswith(("image/", "font/")) and "svg" not in content_type:
        return f"{len(body)} bytes, sha256 {hashlib.sha256(body).hexdigest()}\n"
    try:
        text = body.decode()
    except UnicodeDecodeError:
        return f"{len(body)} bytes, sha256 {hashlib.sha256(body).hexdigest()}\n"
    return spread(text)


def hashed(data: bytes) -> str:
    """The hash of a file, apart from the fingerprints of other files in it."""
    return hashlib.sha256(re.sub(rb"\?v=[0-9a-f]{10}\b", b"", data)).hexdigest() + "\n"


def spread(text: str) -> str:
    """JSON on one line spread over many, with how it was written in the first line; any other text as it is."""
    if len(text) < _ENOUGH or text[:1] not in ("{", "[") or "\n" in text.strip():
        return text
    try:
        data = json.loads(text)
    except ValueError:
        return text
    for ascii_only in (True, False):
        for style, separators in (("compact", (",", ":")), ("spaced", (", ", ": "))):
            if json.dumps(data, ensure_ascii=ascii_only, separators=separators) == text.strip():
                how = f"{style}{', ASCII only' if ascii_only and not text.isascii() else ''}"
                return f"({how} JSON)\n{json.dumps(data, ensure_ascii=False, indent=1)}\n"
    return f"(JSON)\n{json.dumps(data, ensure_ascii=False, indent=1)}\n"
