"""The browser libraries in ``static/vendor``, with those that they hold, and the licence of each."""

import json
import re
from dataclasses import dataclass
from typing import Final

from tools.release.locked import ROOT

_VENDOR: Final = ROOT / "static" / "vendor"
_PART: Final = re.compile(r"^== (\S+) (\S+) \((.+)\) ==$", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Vendored:
    """An npm package of which this repository holds files.

    Args:
        name: Its name, with its scope.
        version: Its version.
        licence: Its licence, as an SPDX expression.
        text: The text of that licence.
        files: The files of `static/vendor` that are it, or that hold it.
        sha256: The checksum of the file that is it; empty if it is a part of one.

    """

    name: str
    version: str
    licence: str
    text: str
    files: tuple[str, ...]
    sha256: str = ""


def vendored() -> list[Vendored]:
    """Every package, by name: those that are fetched, and those that they were built from."""
    noted = json.loads((_VENDOR / "VENDORED.json").read_text("utf-8"))
    found: dict[str, Vendored] = {}
    for package in dict.fromkeys(one["package"] for one in noted):
        own = [one for one in noted if one["package"] == package]
        code = [one for one in own if one["file"].endswith(".js")]
        files = tuple(one["file"] for one in code)
        (licence,) = [one for one in own if one["source"] == "LICENSE"]
        text = (_VENDOR / licence["file"]).read_text("utf-8")
        for parts in (one for one in own if "bundled" in one):
            found |= {part.name: part for part in _parts(parts["file"], files)}
        first = code[0]
        found[package] = Vendored(package, first["version"], first["licence"], text, files, first["sha256"])
    return [found[name] for name in sorted(found)]


def _parts(file: str, files: tuple[str, ...]) -> list[Vendored]:
    pieces = _PART.split((_VENDOR / file).read_text("utf-8"))[1:]
    split = zip(pieces[::4], pieces[1::4], pieces[2::4], pieces[3::4], strict=True)
    return [Vendored(name, version, licence, text, files) for name, version, licence, text in split]
