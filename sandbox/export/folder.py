"""The directory of an export: it belongs to the export alone, and no file of it is ever half written."""

import json
import os
import re
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from importlib.metadata import version
from pathlib import Path
from typing import Any, Final

from sandbox.errors import SandboxError
from sandbox.settings import LIMITS

_MADE_BY: Final = "audience-sandbox"
_PART: Final = ".export-part"
_NAME: Final = re.compile(r"[A-Za-z0-9_.-]+(/[A-Za-z0-9_.-]+)*")


class CannotWrite(SandboxError):
    """A directory that cannot be used for an export, or a file of it that cannot be written."""

    code = "cannot_write"


class Folder:
    """A directory that is written in two steps: everything into a temporary subdirectory, and then into place.

    Until `publish`, an earlier export stays as it was. Files that only the earlier export had are removed.

    Args:
        path: The directory. It is created if necessary.
        what: What is written, as one word. ``_export.json`` marks a directory that holds an export: no scenario has
            such an id, so no trace has such a name.

    Raises:
        CannotWrite: It is a file, cannot be written, or holds something else.

    """

    def __init__(self, path: Path, what: str = "export") -> None:
        self.path = path
        self._what = what
        self._marker = f"_{what}.json"
        self._files: list[str] = []
        self.bytes = 0
        with _os_errors(path):
            if path.exists() and not path.is_dir():
                raise CannotWrite(f"{path} is a file; name a directory")
            path.mkdir(parents=True, exist_ok=True)
            self._root = path.resolve()
            self._previous = self._previous_files()
            _remove(self._root / _PART)
            (self._root / _PART).mkdir()

    def write(self, name: str, text: str | bytes) -> None:
        """Write a file, which is in its place after `publish` only.

        Raises:
            CannotWrite: It cannot be written, or there are too many.

        """
        if len(self._files) >= LIMITS.files_in_export:
            raise CannotWrite(f"more than {LIMITS.files_in_export} files: export playlists one by one, --playlist NAME")
        data = text.encode() if isinstance(text, str) else text
        with _os_errors(self.path / name):
            path = self._root / _PART / _relative(name)
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(data)
        self._files.append(name)
        self.bytes += len(data)

    def publish(self) -> None:
        """Move every file into its place, and remove the files that only an earlier export had.

        The marker lists old and new files before the first of them moves: after an interruption, the next export
        still knows which files are its own.

        Raises:
            CannotWrite: A file cannot be moved there, or would replace one that is not of an export.

        """
        for name in sorted(set(self._files) - set(self._previous)):
            if os.path.lexists(self._place(name)):
                raise CannotWrite(
                    f"{self.path / name} is there, and not of the earlier {self._what}; move it elsewhere"
                )
        stale = sorted(set(self._previous) - set(self._files))
        self._write_marker([*self._files, *stale])
        for name in self._files:
            with _os_errors(self.path / name):
                place = self._place(name)
                place.parent.mkdir(parents=True, exist_ok=True)
                (self._root / _PART / name).replace(place)
        for name in stale:
            with _os_errors(self.path / name):
                self._remove_file(self._place(name))
        self._write_marker(self._files)
        self.abandon()

    def abandon(self) -> None:
        """Remove what was not published; everything in its place stays."""
        shutil.rmtree(self._root / _PART, ignore_errors=True)

    def _previous_files(self) -> list[str]:
        """The files of an earlier export in this directory; none if it is empty.

        Raises:
            CannotWrite: It holds something else.

        """
        if not [entry for entry in self._root.iterdir() if entry.name != _PART]:
            return []
        try:
            with (self._root / self._marker).open("rb") as marker:
                data: Any = json.loads(marker.read(LIMITS.export_marker_bytes))
            files = data["files"] if data["made_by"] == _MADE_BY else None
        except (OSError, ValueError, TypeError, KeyError, RecursionError):
            files = None
        if not isinstance(files, list) or not all(isinstance(name, str) for name in files):
            message = f"{self.path} is not empty, and holds no earlier {self._what} (no {self._marker} that says so)"
            raise CannotWrite(f"{message}. Name an empty or a new directory, or empty this one yourself.")
        return [name for name in files if _is_inside(name)]

    def _write_marker(self, files: list[str]) -> None:
        data = {"made_by": _MADE_BY, "version": version(_MADE_BY), "files": sorted(files)}
        with _os_errors(self.path / self._marker):
            part = self._root / _PART / self._marker
            part.write_text(json.dumps(data, indent=1) + "\n", "utf-8")
            part.replace(self._root / self._marker)

    def _place(self, name: str) -> Path:
        """The place of a file.

        Raises:
            CannotWrite: A link on the way leads out of the directory.

        """
        place = self._root / _relative(name)
        if not place.parent.resolve().is_relative_to(self._root):
            raise CannotWrite(f"{self.path / name} would lie outside of {self.path}: a link leads out of it")
        return place

    def _remove_file(self, place: Path) -> None:
        """Remove a file, and each folder that is then empty."""
        if place.is_file() or place.is_symlink():
            place.unlink()
        for folder in place.parents:
            if folder == self._root or not folder.is_dir() or any(folder.iterdir()):
                return
            folder.rmdir()


@contextmanager
def _os_errors(path: Path) -> Iterator[None]:
    """Raise what the system says about a file as an error that a person can correct."""
    try:
        yield
    except OSError as error:
        raise CannotWrite(f"cannot write {path}: {error.strerror or error}") from None


def _is_inside(name: str) -> bool:
    """Whether a name is that of a file below a directory on every system."""
    return _NAME.fullmatch(name) is not None and not {".", ".."} & set(name.split("/"))


def _relative(name: str) -> str:
    if not _is_inside(name):
        raise CannotWrite(f"no file of an export can be called {name[:80]!r}")
    return name


def _remove(path: Path) -> None:
    if path.is_dir() and not path.is_symlink():
        shutil.rmtree(path)
    else:
        path.unlink(missing_ok=True)
