"""The pack that a file or folder belongs to, found from where it lies."""
# ruff: noqa: PTH112, PTH113 - unlike Path's, these answer no where one may not look

import os
from os.path import isdir, isfile
from pathlib import Path
from typing import Final

from sandbox.scenarios.loading.namespace import PACK_FILE
from sandbox.scenarios.loading.pack_loader import CHAPTER_FILE, PLAYLISTS_FOLDER, WORLDS_FOLDER

_FOLDERS: Final = (WORLDS_FOLDER, PLAYLISTS_FOLDER)


def pack_of(path: Path) -> Path | None:
    """The directory of the pack that holds a file or folder, or that a folder is; None if it lies in none.

    Where a symbolic link lies comes before where it leads.
    """
    name = "." if path.name in ("", "..") else path.name
    lies = Path(os.path.realpath(path if name == "." else path.parent)) / name
    for start in (lies, Path(os.path.realpath(path))):
        for folder in (start, *start.parents):
            if any(isdir(folder / one) for one in _FOLDERS) or isfile(folder / PACK_FILE):
                return folder
            if is_part_of_a_pack(folder):
                return folder.parent
    return None


def part_to_pack(path: Path) -> Path:
    """The pack of which a chapter, a folder of worlds or playlists, or a file is named; anything else as it is."""
    if path.is_file():
        return pack_of(path) or path
    if not is_part_of_a_pack(path):
        return path
    return path / ".." if path.is_symlink() or path.name in ("", "..") else path.parent


def is_part_of_a_pack(folder: Path) -> bool:
    """Whether a folder is a chapter, or holds the worlds or playlists of a pack."""
    name = folder.name or folder.absolute().name
    return isfile(folder / CHAPTER_FILE) or (name in _FOLDERS and isdir(folder))
