"""The packages that are locked in ``requirements/``, with their hashes and licences."""

import re
import tomllib
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Final

ROOT: Final = Path(__file__).resolve().parents[2]
REQUIREMENTS: Final = ROOT / "requirements"
_PINNED: Final = re.compile(r"([A-Za-z0-9][\w.-]*)(?:\[.*\])?==(\S+)(?: ; ([^\\]*[^\\ ]))?")
_HASH: Final = re.compile(r"--hash=sha256:([0-9a-f]{64})")


@dataclass(frozen=True, slots=True)
class Locked:
    """A package at the one version that is installed.

    Args:
        name: Its name, normalised as in PEP 503.
        version: That version.
        marker: Where it is installed (PEP 508); empty where it always is.
        hashes: The SHA-256 of each of its files that may be installed.
        licence: Its licence, as an SPDX expression.

    """

    name: str
    version: str
    marker: str
    hashes: tuple[str, ...]
    licence: str


@cache
def licences() -> dict[str, str]:
    """The licence of each locked package by its name, as an SPDX expression."""
    return tomllib.loads((REQUIREMENTS / "licences.toml").read_text("utf-8"))


@cache
def locked(kind: str) -> tuple[Locked, ...]:
    """What one file of ``requirements/`` locks.

    Args:
        kind: Its name, such as ``run``.

    Raises:
        KeyError: A package of it has no line in ``requirements/licences.toml``.

    """
    text = (REQUIREMENTS / f"{kind}.txt").read_text("utf-8").replace("\\\n", " ")
    packages = []
    for line in text.splitlines():
        pinned = _PINNED.match(line)
        if pinned:
            name, version, marker = pinned.groups(default="")
            packages.append(Locked(name, version, marker.strip(), tuple(_HASH.findall(line)), licences()[name]))
    return tuple(packages)
