"""Serving packs while they are written: what is saved shows at once, and a mistake takes nothing away."""

import asyncio
import json
import resource
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import httpx2
import pytest
from starlette.types import ASGIApp, Receive, Scope, Send

from sandbox.live import Live
from sandbox.scenarios.loading.catalogue import Catalogue
from sandbox.settings import shipped_pack
from tests.commands.calling import called, serving
from tests.scenarios import pack_files

DOOR = "01-one/of-mine.yaml"


class Follower:
    """Somebody who follows the events, and looks at pages."""

    def __init__(self, server: str, pack: Path) -> None:
        self.client = httpx2.Client(base_url=server, timeout=10)
        self.pack = pack
        self._lines = self._open()

    def _open(self) -> Iterator[str]:
        with self.client.stream("GET", "/events") as answer:
            assert answer.headers["content-type"].startswith("text/event-stream")
            yield from answer.iter_lines()

    def state(self) -> dict[str, Any]:
        """The next one."""
        state: dict[str, Any] = json.loads(next(line for line in self._lines if line.startswith("data: "))[6:])
        return state

    def save(self, file: str, text: str) -> dict[str, Any]:
        (self.pack / file).write_text(text, "utf-8")
        return self.state()

    def title(self) -> str:
        return self.client.get("/scenarios/of-mine").text.partition("<h1>")[2].partition("</h1>")[0]


@pytest.fixture
def follower(tmp_path: Path) -> Iterator[Follower]:
    pack = pack_files.pack(tmp_path)
    with serving("--watch", "--scenarios", str(pack)) as server:
        follower = Follower(server, pack)
        assert follower.state() == {"version": 1, "mistakes": []}
        yield follower
        follower.client.close()


def test_what_is_saved_is_served(follower: Follower) -> None:
    text = (follower.pack / DOOR).read_text("utf-8")
    assert follower.save(DOOR, text.replace("The scenario", "Changed"))["mistakes"] == []
    assert follower.title() == "Changed of-mine"


def test_a_mistake_is_told_and_what_was_right_stays(follower: Follower) -> None:
    text = (follower.pack / DOOR).read_text("utf-8")
    (mistake,) = follower.save(DOOR, text.replace("api: notes", "api: nots"))["mistakes"]
    assert mistake["code"] == "AS007"
    assert "did you mean `notes`?" in mistake["text"]
    assert follower.title() == "The scenario of-mine"
    follower.save("02-two/alone.yaml", (follower.pack / "02-two/alone.yaml").read_text().replace("The", "Another"))
    assert "Another scenario alone" in follower.client.get("/scenarios/alone").text
    assert follower.save(DOOR, text)["mistakes"] == []


def test_a_world_with_a_mistake_takes_no_scenario_away(follower: Follower) -> None:
    world = (follower.pack / "worlds/mine.yaml").read_text("utf-8")
    assert follower.save("worlds/mine.yaml", "world: mine\n")["mistakes"]
    assert follower.client.get("/scenarios/of-mine/at-the-door").status_code == 200
    renamed = world.replace("apis: {notes:", "apis: {jots:")
    assert [mistake["code"] for mistake in follower.save("worlds/mine.yaml", renamed)["mistakes"]] == ["AS007", "AS007"]
    assert follower.client.get("/scenarios/of-mine/at-the-door").status_code == 200
    assert follower.save("worlds/mine.yaml", world)["mistakes"] == []


def test_what_is_deleted_is_gone_and_what_comes_is_there(follower: Follower) -> None:
    path = follower.pack / DOOR
    path.rename(follower.pack / "away")
    follower.state()
    assert follower.client.get("/scenarios/of-mine").status_code == 404
    (follower.pack / "away").rename(path)
    follower.state()
    assert follower.title() == "The scenario of-mine"


def test_bytes_that_are_no_text_and_half_a_file(follower: Follower) -> None:
    (follower.pack / DOOR).write_bytes(b"\xff\xfe\x00")
    assert follower.state()["mistakes"]
    assert follower.save(DOOR, "scenario: of-mine\nsteps: [")["mistakes"]
    assert follower.title() == "The scenario of-mine"


def test_what_is_no_part_of_a_pack_wakes_nobody(follower: Follower) -> None:
    (follower.pack / "01-one" / ".of-mine.yaml.swp").write_text("x")
    (follower.pack / "01-one" / "notes.txt").write_text("x")
    text = (follower.pack / DOOR).read_text("utf-8")
    assert follower.save(DOOR, f"{text}# more\n")["version"] == 2


def test_a_directory_that_goes_away_and_comes_back(follower: Follower) -> None:
    elsewhere = follower.pack.with_name("elsewhere")
    follower.pack.rename(elsewhere)
    assert follower.client.get("/").status_code == 200
    elsewhere.rename(follower.pack)
    assert follower.client.get("/scenarios/bar-token-to-baz").status_code == 200


def test_followers_are_bounded(follower: Follower) -> None:
    streams = [follower.client.stream("GET", "/events") for _ in range(60)]
    try:
        answers = [stream.__enter__() for stream in streams]
        assert {answer.status_code for answer in answers} == {200, 503}
        assert answers[-1].headers["retry-after"] == "5"
    finally:
        for stream in streams:
            stream.__exit__(None, None, None)
    assert follower.client.get("/").status_code == 200


def test_without_watching_there_are_no_events_and_no_script_that_asks_for_them() -> None:
    with serving() as server:
        assert httpx2.get(f"{server}/events").status_code == 404
        assert "live.js" not in httpx2.get(server).text


def test_a_pack_that_is_not_there_is_told_as_without_watching(tmp_path: Path) -> None:
    with serving("--watch", "--scenarios", str(tmp_path / "nowhere")) as server:
        assert httpx2.get(server).status_code == 200
    assert called("check", str(tmp_path / "nowhere")).exit == 2
    assert list(tmp_path.iterdir()) == []


@contextmanager
def no_more_open_files() -> Iterator[None]:
    """Nothing can be opened: a real limit of this process."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (0, hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_NOFILE, (soft, hard))


async def test_what_the_system_did_not_let_be_read_stays_and_is_read_as_soon_as_it_does(tmp_path: Path) -> None:
    composed = asyncio.Event()

    def compose(_catalogue: Catalogue) -> ASGIApp:
        composed.set()
        return nothing

    live = Live([shipped_pack(), pack_files.pack(tmp_path)], compose)
    served = {scenario.scenario for scenario in live.catalogue.scenarios()}
    assert not live.catalogue.diagnostics
    await live.reload()  # whatever Python itself opens for that is open now
    composed.clear()
    with no_more_open_files():
        reading = asyncio.create_task(live.reload())
        await asyncio.wait_for(composed.wait(), 60)
    assert {scenario.scenario for scenario in live.catalogue.scenarios()} == served
    assert "cannot be read: Too many open files" in live.catalogue.diagnostics[0].message
    await reading
    assert not live.catalogue.diagnostics


async def nothing(_scope: Scope, _receive: Receive, _send: Send) -> None:
    pass
