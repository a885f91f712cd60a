"""The directory of an export: ours alone, changed file by file, none of them ever half."""

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

MARKER: Final = "_export.json"
"""No scenario has such an id, so no trace has such a name."""
_MADE_BY: Final = "audience-sandbox"
_STAGE: Final = ".export-part"
_NAME: Final = re.compile(r"[A-Za-z0-9_.-]+(/[A-Za-z0-9_.-]+)*")


class CannotWrite(SandboxError):
    """A directory that cannot be taken for an export, or a file of it that cannot be written."""

    code = "cannot_write"


class Folder:
    """A directory that is written in two steps: everything into a part of its own, and then into place.

    Until `publish`, an earlier export stays as it was. What that held and this does not is removed; nothing else is.

    Args:
        path: The directory. It is made if it is not there.

    Raises:
        CannotWrite: It is a file, cannot be written, or holds something that is not an export.

    """

    def __init__(self, path: Path) -> None:
        self.path = path
        self._files: list[str] = []
        self.bytes = 0
        with _told(path):
            if path.exists() and not path.is_dir():
                raise CannotWrite(f"{path} is a file; name a directory")
            path.mkdir(parents=True, exist_ok=True)
            self._root = path.resolve()
            self._earlier = self._listed()
            _remove(self._root / _STAGE)
            (self._root / _STAGE).mkdir()

    def write(self, name: str, text: str | bytes) -> None:
        """Write a file, which is not there to be seen before `publish`.

        Raises:
            CannotWrite: It cannot be written, or there are too many.

        """
        if len(self._files) >= LIMITS.files_in_export:
            raise CannotWrite(f"more than {LIMITS.files_in_export} files: export playlists one by one, --playlist NAME")
        data = text.encode() if isinstance(text, str) else text
        with _told(self.path / name):
            path = self._root / _STAGE / _relative(name)
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(data)
        self._files.append(name)
        self.bytes += len(data)

    def publish(self) -> None:
        """Put every file into its place, and take away what an earlier export held beside them.

        The marker lists old and new files before the first of them moves, so that whatever interrupts this, the next
        export knows what is its own.

        Raises:
            CannotWrite: A file cannot be put there, or would take the place of one that is not ours.

        """
        for name in sorted(set(self._files) - set(self._earlier)):
            if os.path.lexists(self._place(name)):
                raise CannotWrite(f"{self.path / name} is there, and not of the earlier export; move it elsewhere")
        gone = sorted(set(self._earlier) - set(self._files))
        self._mark([*self._files, *gone])
        for name in self._files:
            with _told(self.path / name):
                place = self._place(name)
                place.parent.mkdir(parents=True, exist_ok=True)
                (self._root / _STAGE / name).replace(place)
        for name in gone:
            with _told(self.path / name):
                self._take_away(self._place(name))
        self._mark(self._files)
        self.abandon()

    def abandon(self) -> None:
        """Leave everything that is in its place as it is."""
        shutil.rmtree(self._root / _STAGE, ignore_errors=True)

    def _listed(self) -> list[str]:
        """The files of an earlier export that lies here; none if nothing does.

        Raises:
            CannotWrite: What lies here is something else.

        """
        if not [entry for entry in self._root.iterdir() if entry.name != _STAGE]:
            return []
        try:
            with (self._root / MARKER).open("rb") as marker:
                said: Any = json.loads(marker.read(LIMITS.export_marker_bytes))
            files = said["files"] if said["made_by"] == _MADE_BY else None
        except (OSError, ValueError, TypeError, KeyError, RecursionError):
            files = None
        if not isinstance(files, list) or not all(isinstance(name, str) for name in files):
            message = f"{self.path} is not empty, and holds no earlier export (no {MARKER} that says so)"
            raise CannotWrite(f"{message}. Name an empty or a new directory, or empty this one yourself.")
        return [name for name in files if _stays(name)]

    def _mark(self, files: list[str]) -> None:
        said = {"made_by": _MADE_BY, "version": version(_MADE_BY), "files": sorted(files)}
        with _told(self.path / MARKER):
            part = self._root / _STAGE / MARKER
            part.write_text(json.dumps(said, indent=1) + "\n", "utf-8")
            part.replace(self._root / MARKER)

    def _place(self, name: str) -> Path:
        """Where a file belongs.

        Raises:
            CannotWrite: A link on the way leads out of the directory.

        """
        place = self._root / _relative(name)
        if not place.parent.resolve().is_relative_to(self._root):
            raise CannotWrite(f"{self.path / name} would lie outside of {self.path}: a link leads out of it")
        return place

    def _take_away(self, place: Path) -> None:
        """Remove a file, and each folder that is empty without it."""
        if place.is_file() or place.is_symlink():
            place.unlink()
        for folder in place.parents:
            if folder == self._root or not folder.is_dir() or any(folder.iterdir()):
                return
            folder.rmdir()


@contextmanager
def _told(path: Path) -> Iterator[None]:
    """Tell what the system says of a file that cannot be written."""
    try:
        yield
    except OSError as error:
        raise CannotWrite(f"cannot write {path}: {error.strerror or error}") from None


def _stays(name: str) -> bool:
    """Whether a name is one of a file below a directory, and leads nowhere else on any system."""
    return _NAME.fullmatch(name) is not None and not {".", ".."} & set(name.split("/"))


def _relative(name: str) -> str:
    if not _stays(name):
        raise CannotWrite(f"no file of an export can be called {name[:80]!r}")
    return name


def _remove(path: Path) -> None:
    if path.is_dir() and not path.is_symlink():
        shutil.rmtree(path)
    else:
        path.unlink(missing_ok=True)
