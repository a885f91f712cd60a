"""Files that may be edited in the browser: those of the packs that were named for it, and no others."""

import re
from collections.abc import Iterator, Sequence
from hashlib import sha256
from pathlib import Path
from typing import Final

from starlette.requests import Request
from starlette.responses import Response

from sandbox.errors import UnknownName
from sandbox.http.link_secret import LinkSecret
from sandbox.http.senders import sender_of
from sandbox.reading.editing import save
from sandbox.settings import LIMITS

_NUMBER: Final = re.compile(r"[0-9]{1,4}")
_FILE: Final = re.compile(r"(worlds|playlists|\d{1,4}-[a-z0-9-]{1,60})/[a-z][a-z0-9-]{0,63}\.yaml|pack\.yaml")


class CannotSave(UnknownName):
    """A file that cannot be written, and why."""

    code = "cannot_save"


class EditableFiles:
    """The packs whose files may be read and saved. What is new goes into the first.

    Args:
        packs: Their directories.
        secret: What one needs to read and save them; nothing where only this machine reaches the server.

    """

    def __init__(self, packs: Sequence[Path], secret: LinkSecret | None = None) -> None:
        self._packs = [pack.resolve() for pack in packs]
        self._secret = secret

    def enter(self, request: Request) -> Response | None:
        """The answer to somebody who comes by the link with the secret."""
        return self._secret.enter(request) if self._secret else None

    def is_open_to(self, request: Request) -> bool:
        """Whether whoever sent a request may read the files."""
        return self._secret is None or self._secret.admits(request)

    def knows(self, request: Request) -> bool:
        """Whether a request may save: it was sent by a page of this server, to somebody who may read."""
        return self.is_open_to(request) and sender_of(request.headers) == "own page"

    def files(self) -> Iterator[str]:
        """The files there are: ``FOLDER/NAME.yaml``, in a pack after the first with its number and a colon before."""
        for number, pack in enumerate(self._packs):
            for path in sorted((*pack.glob("*/*.yaml"), *pack.glob("pack.yaml"))):
                name = path.relative_to(pack).as_posix()
                if _FILE.fullmatch(name) and path.resolve().is_relative_to(pack):
                    yield f"{number}:{name}" if number else name

    def read(self, file: str) -> tuple[str, str]:
        """A file's text and fingerprint.

        Raises:
            CannotSave: It is not there, or is none of those that may be edited.

        """
        path = self._path(file)
        try:
            content = path.read_bytes()[: LIMITS.yaml_bytes]
            return content.decode("utf-8-sig"), _fingerprint(content)
        except (OSError, UnicodeDecodeError):
            raise CannotSave(f"`{file[:80]}` cannot be read") from None

    def write(self, file: str, text: str, was: str) -> str:
        """Save a text, unless the file has changed since it was opened.

        Args:
            file: The file, as `files` names it; one that is new goes into the first pack.
            text: What it is to hold.
            was: The fingerprint it had when it was opened; empty for a new file.

        Returns:
            Its fingerprint now.

        Raises:
            CannotSave: It may not be written, or was changed meanwhile; then it is not touched.

        """
        path = self._path(file)
        try:
            found = _fingerprint(path.read_bytes()) if path.exists() else ""
            if found != was:
                problem = "was changed by somebody else since you opened it" if was else "is there already"
                raise CannotSave(f"`{file[:80]}` {problem}; nothing was written. Copy your text, and open it again")
            path.parent.mkdir(exist_ok=True)
            save(path, text)
            return _fingerprint(path.read_bytes())
        except OSError as error:
            raise CannotSave(f"`{file[:80]}` cannot be written: {error.strerror}") from None

    def _path(self, file: str) -> Path:
        number, colon, name = file.rpartition(":")
        known = not colon or (_NUMBER.fullmatch(number) and int(number) < len(self._packs))
        if not known or not _FILE.fullmatch(name):
            allowed = "worlds/NAME.yaml, playlists/NAME.yaml or NN-chapter/NAME.yaml"
            raise CannotSave(f"`{file[:80]}` cannot be edited here; a file is {allowed}")
        pack = self._packs[int(number or 0)]
        path = pack / name
        if not path.resolve().is_relative_to(pack):
            raise CannotSave(f"`{file[:80]}` leads out of its pack")
        return path


def _fingerprint(content: bytes) -> str:
    return sha256(content).hexdigest()[:32]
