"""Rooms in the memory of this process and in a file, so that they survive its restart."""

import asyncio
import errno
import json
import logging
import os
import stat
import tempfile
import time
from collections.abc import Callable, Mapping
from contextlib import ExitStack
from pathlib import Path
from typing import IO, Final, Literal

from pydantic import ValidationError

from sandbox.replay.trace import Record
from sandbox.settings import LIMITS
from sandbox.workshop.model import Person, Room, Vote
from sandbox.workshop.store.interface import Change, UnusableStore, VoteOutcome
from sandbox.workshop.store.memory import MemoryStore, StoredRoom, add_person

_KIND: Final = "rooms of workshops of the audience sandbox"
_LOG: Final = logging.getLogger(__name__)


class _RoomInFile(Record):
    """A room, what belongs to it, and when it is removed, in epoch seconds."""

    room: Room
    until: float
    people: Mapping[str, Person]
    votes: Mapping[str, Mapping[str, Vote]]


class _RoomFile(Record):
    """What the file holds."""

    kind: str
    format: Literal[1]
    rooms: tuple[_RoomInFile, ...]


class FileStore(MemoryStore):
    """Keeps rooms in memory and in a file, which is written whole after each change, before the change is confirmed.

    Of what is secret the file holds each room's seal, by which devices are known again, and the hash of its presenter's
    secret; only its owner may read it. As long as the process runs, no other one can use it.

    Args:
        path: The file. It is made if it is not there.
        clock: Seconds that only go forward.

    Raises:
        UnusableStore: The file holds something else, cannot be read or written, or another process uses it. It is
            left as it was.

    """

    def __init__(self, path: Path, clock: Callable[[], float] = time.monotonic) -> None:
        super().__init__(clock)
        self._path = path.resolve()
        self._writing = asyncio.Lock()
        self._changes = self._written = 0
        self._room_texts: dict[str, tuple[int, str]] = {}
        self._trouble = ""
        try:
            before = self._loaded() if self._path.exists() else None
            self._locked = _replaced(self._path, self._text())
            if before:
                before.close()
        except BlockingIOError:
            raise UnusableStore(f"another process uses {path}: name another file") from None
        except OSError as error:
            raise UnusableStore(f"rooms cannot be kept in {path}: {error.strerror}") from None
        except ValueError as error:
            raise UnusableStore(f"{path} {error}; it was left as it is. Name another file, or move it away") from None

    def newest(self) -> Room | None:
        """The room that was opened last; None if there is none."""
        self._remove_expired()
        return max((stored.room for stored in self._rooms.values()), key=lambda room: room.opened, default=None)

    async def open(self, room: Room) -> bool:
        """Store a new room."""
        opened = await super().open(room)
        self._changes += opened
        await self._save()
        return opened

    async def write(self, room: Room) -> bool:
        """Store the next version of a room."""
        written = await super().write(room)
        await self._save()
        return written

    async def close(self, code: str) -> None:
        """Remove a room."""
        await super().close(code)
        self._changes += 1
        await self._save()

    async def join(self, code: str, device: str, person: Person) -> bool:
        """Store a person."""
        joined = await super().join(code, device, person)
        await self._save()
        return joined

    async def vote(self, code: str, question: str, device: str, person: Person, answer: int) -> VoteOutcome:
        """Count a device's answer."""
        outcome = await super().vote(code, question, device, person, answer)
        await self._save()
        return outcome

    async def aclose(self) -> None:
        """Let another process have the file."""
        self._locked.close()

    def _changed(self, stored: StoredRoom, change: Change) -> None:
        self._changes += 1
        super()._changed(stored, change)

    async def _save(self) -> None:
        """Write what has changed; many changes at once are written together. The room goes on if that fails."""
        wanted = self._changes
        async with self._writing:
            if self._written >= wanted:
                return
            written = self._changes
            try:
                text = self._text()
                if len(text) > LIMITS.room_file_bytes:
                    raise OSError(errno.EFBIG, os.strerror(errno.EFBIG))
                locked = await asyncio.to_thread(_replaced, self._path, text)
            except OSError as error:
                trouble = f"rooms cannot be kept in {self._path}: {error.strerror}. What changes now is in memory alone"
                if trouble != self._trouble:
                    _LOG.warning("%s", trouble)
                self._trouble = trouble
            else:
                self._locked.close()
                self._locked, self._written, self._trouble = locked, written, ""

    def _text(self) -> bytes:
        self._remove_expired()
        rooms = ",\n".join(self._room_text(stored) for stored in self._rooms.values())
        return f'{{"kind":"{_KIND}","format":1,"rooms":[{rooms}]}}\n'.encode()

    def _room_text(self, stored: StoredRoom) -> str:
        room = stored.room
        version, text = self._room_texts.get(room.code, (0, ""))
        if version != room.version:
            text = room.model_dump_json()
            self._room_texts[room.code] = room.version, text
        people = {device: person.model_dump() for device, person in stored.people.items()}
        until = time.time() + stored.until - self._clock()
        return f'{{"room":{text},"until":{until},"people":{json.dumps(people)},"votes":{json.dumps(stored.votes)}}}'

    def _loaded(self) -> IO[bytes]:
        """Read the file; the file, locked."""
        if not stat.S_ISREG(self._path.stat().st_mode):
            raise ValueError("is no file")
        with ExitStack() as closing:
            file = closing.enter_context(self._path.open("rb"))
            _lock(file)
            if not os.path.samestat(os.fstat(file.fileno()), self._path.stat()):
                raise BlockingIOError  # which has just replaced it
            self._take(_read(file))
            closing.pop_all()
        return file

    def _take(self, content: _RoomFile) -> None:
        for kept in content.rooms:
            stored = StoredRoom(kept.room, self._clock() + kept.until - time.time())
            for device, person in kept.people.items():
                add_person(stored, device, person)
            stored.votes = {question: dict(answers) for question, answers in kept.votes.items()}
            self._rooms[kept.room.code] = stored


def _read(file: IO[bytes]) -> _RoomFile:
    """What a file holds.

    Raises:
        ValueError: It is no room file, or not a whole one. The message says what it is, after its name.

    """
    text = file.read(LIMITS.room_file_bytes + 1)
    if len(text) > LIMITS.room_file_bytes:
        raise ValueError("is too large to hold rooms of workshops")
    if not text.startswith(f'{{"kind":"{_KIND}",'.encode()):
        raise ValueError("holds no rooms of workshops" if text else "is empty, so that no room is left in it")
    try:
        content = _RoomFile.model_validate_json(text)
    except ValidationError as error:
        torn = error.errors()[0]["type"] == "json_invalid"
        why = "is torn or damaged" if torn else "was written by another version of the sandbox"
        raise ValueError(why) from None
    return content


def _replaced(path: Path, text: bytes) -> IO[bytes]:
    """Write a file whole or not at all, for its owner alone; the file, locked.

    Raises:
        OSError: It cannot be written.

    """
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name[:80]}.")
    file = os.fdopen(handle, "wb")
    try:
        file.write(text)
        file.flush()
        os.fsync(handle)
        _lock(file)
        Path(name).replace(path)
    except BaseException:
        file.close()
        Path(name).unlink(missing_ok=True)
        raise
    return file


def _lock(file: IO[bytes]) -> None:
    """Keep other processes from using a file, where the system can.

    Raises:
        BlockingIOError: Another process uses it.

    """
    if os.name == "posix":
        import fcntl  # noqa: PLC0415 - other systems have none

        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
