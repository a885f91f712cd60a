"""Rooms in a file: whole at any moment, for their owner alone, and never in place of something else."""

import asyncio
import json
import os
import stat
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from sandbox.settings import LIMITS
from sandbox.workshop.model import Person, Room, Scene
from sandbox.workshop.store.file import FileStore
from sandbox.workshop.store.interface import UnusableStore
from tests.replay.inline_steps import SIGN_IN, play
from tests.workshop.people import answers

QUESTION = "one/1#1"
ROOM = Room(code="BCDFG", secret="h", seal="k", playlist="", opened=1.0, address="", scene=Scene(place="one/1/predict"))
ANN, BEN = Person(name="Ann", address="192.0.2.1"), Person(name="", address="192.0.2.2")


@pytest.fixture
def file(tmp_path: Path) -> Iterator[Path]:
    """Where rooms are kept; nothing is left beside it."""
    path = tmp_path / "rooms.json"
    yield path
    assert [other.name for other in tmp_path.iterdir() if other != path] == []


def kept(file: Path) -> list[dict[str, Any]]:
    """The rooms in the file."""
    rooms: list[dict[str, Any]] = json.loads(file.read_bytes())["rooms"]
    return rooms


def refused(file: Path) -> str:
    """Why a file is not taken."""
    with pytest.raises(UnusableStore) as caught:
        FileStore(file)
    return caught.value.message


async def test_a_room_with_its_people_and_votes_is_there_after_a_restart(file: Path) -> None:
    room = ROOM.model_copy(update={"rounds": {"one/1": 1}, "ahead": Scene(place="one/1", trace=await play(SIGN_IN))})
    store = FileStore(file)
    assert await store.open(room)
    assert await store.join(room.code, "a", ANN)
    assert [await store.vote(room.code, QUESTION, device, BEN, 2) for device in "ab"] == ["counted"] * 2
    assert await store.write(room.model_copy(update={"version": 2, "blank": True}))
    await store.aclose()
    again = FileStore(file)
    assert await again.read(room.code) == room.model_copy(update={"version": 2, "blank": True})
    assert await again.people(room.code) == {"a": ANN, "b": BEN}
    assert answers(await again.votes(room.code, QUESTION)) == {"a": 2, "b": 2}
    assert again.newest() == await again.read(room.code)
    await again.aclose()


async def test_what_is_confirmed_is_in_the_file_already(file: Path) -> None:
    store = FileStore(file)
    await store.open(ROOM)
    people = [(f"device {number}", Person(address="127.0.0.1"), number % 4) for number in range(300)]
    await asyncio.gather(*(store.vote(ROOM.code, QUESTION, *one) for one in people))
    assert kept(file)[0]["votes"] == {QUESTION: {device: [answer, ""] for device, _, answer in people}}
    await store.close(ROOM.code)
    assert kept(file) == []
    await store.aclose()


def test_it_is_for_its_owner_alone_also_if_it_was_not(file: Path) -> None:
    file.write_bytes(whole(file))
    file.chmod(0o644)
    asyncio.run(FileStore(file).aclose())
    assert stat.S_IMODE(file.stat().st_mode) == 0o600


def test_a_room_whose_time_was_over_is_not_there_after_a_restart(file: Path) -> None:
    content = json.loads(whole(file))
    content["rooms"][0]["until"] -= LIMITS.room_ttl
    file.write_text(json.dumps(content, separators=(",", ":")), "utf-8")
    store = FileStore(file)
    assert store.newest() is None
    asyncio.run(store.aclose())


FOREIGN = {
    "another kind of file": (b"secrets: [a, b]\n", "holds no rooms of workshops"),
    "other JSON": (b'{"rooms": []}', "holds no rooms of workshops"),
    "no text": (b"\xff\xfe\x00", "holds no rooms of workshops"),
    "nothing": (b"", "is empty, so that no room is left in it"),
}


@pytest.mark.parametrize(("content", "why"), FOREIGN.values(), ids=FOREIGN)
def test_another_file_is_refused_and_left_as_it_was(file: Path, content: bytes, why: str) -> None:
    file.write_bytes(content)
    assert refused(file) == f"{file} {why}; it was left as it is. Name another file, or move it away"
    assert file.read_bytes() == content


def whole(file: Path) -> bytes:
    """A file with a room in it."""

    async def write() -> None:
        store = FileStore(file)
        await store.open(ROOM)
        await store.join(ROOM.code, "a", ANN)
        await store.aclose()

    asyncio.run(write())
    return file.read_bytes()


@pytest.mark.parametrize("part", [0.2, 0.5, 0.9, 0.99])
def test_a_torn_file_is_refused_and_left_as_it_was(file: Path, part: float) -> None:
    text = whole(file)
    torn = text[: int(len(text) * part)]
    file.write_bytes(torn)
    assert "is torn or damaged; it was left as it is" in refused(file)
    assert file.read_bytes() == torn


@pytest.mark.parametrize("other", [(b'"format":1', b'"format":2'), (b'"seal"', b'"sealed"'), (b'"until"', b'"till"')])
def test_a_file_of_another_version_is_refused(file: Path, other: tuple[bytes, bytes]) -> None:
    file.write_bytes(whole(file).replace(*other))
    assert "was written by another version of the sandbox" in refused(file)


def test_what_is_no_file_or_cannot_be_written_is_refused(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")
    for path, why in (
        (tmp_path, "is no file"),
        (tmp_path / "pipe", "is no file"),
        (tmp_path / "no" / "folder", "No such file or directory"),
        (Path("/dev/null"), "is no file"),
    ):
        assert why in refused(path)


def test_two_processes_do_not_use_one_file(file: Path) -> None:
    first = FileStore(file)
    assert refused(file) == f"another process uses {file}: name another file"
    asyncio.run(first.aclose())
    asyncio.run(FileStore(file).aclose())


async def test_where_the_file_cannot_be_written_any_more_the_room_goes_on(
    file: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    store = FileStore(file)
    await store.open(ROOM)
    before = kept(file)
    monkeypatch.setattr("sandbox.workshop.store.file.LIMITS", LIMITS.__class__(room_file_bytes=10))
    for device in "ab":
        assert await store.vote(ROOM.code, QUESTION, device, ANN, 1) == "counted"
    assert kept(file) == before
    monkeypatch.undo()
    assert await store.vote(ROOM.code, QUESTION, "c", ANN, 1) == "counted"
    assert len(kept(file)[0]["votes"][QUESTION]) == 3
    await store.aclose()
    (record,) = caplog.records
    assert "What changes now is in memory alone" in record.getMessage()
    caplog.clear()


async def test_a_link_to_a_file_stays_a_link(tmp_path: Path) -> None:
    real, link = tmp_path / "real", tmp_path / "link"
    link.symlink_to(real)
    store = FileStore(link)
    await store.open(ROOM)
    await store.aclose()
    assert link.is_symlink()
    assert ROOM.code in real.read_text("utf-8")
