"""Several workers with a Redis: a room is the same at each, and outlives every process that served it."""

import json
import os
import re
import signal
from collections.abc import Iterator

import pytest

from tests.interop.setups import free_port
from tests.serving.test_workers import Browser, Server, press
from tests.workshop.store.redis_server import redis_server

QUESTION = "go /scenarios/bar-token-to-baz/at-baz/predict"


@pytest.fixture
def server() -> Iterator[Server]:
    port = free_port()
    with redis_server("--port", str(port)):
        server = Server("serve", "--store", f"redis://127.0.0.1:{port}")
        yield server
        told = server.stop()
    assert "all begin anew" in told
    assert "Traceback" not in told


@pytest.mark.extended
def test_a_killed_worker_loses_nothing_of_a_room_and_neither_does_the_keeper(server: Server) -> None:
    one, other = server.pair()
    opened = one.post("/workshop", playlist="")
    assert opened.status == 303, opened.text
    link = opened.headers["location"]
    assert other.get(link).status == 303
    room = link.partition("/present")[0]
    press(one, other, room, QUESTION)
    people = server.browsers()
    for person in people.values():
        key = _key_at(person, room)
        assert person.post(f"{room}/vote", key=key, answer="1").status == 303
    dead, person = next(iter(people.items()))
    os.kill(dead, signal.SIGKILL)
    server.wait_for_new({dead})

    presenter = one.cookies
    one, other = server.pair()
    one.cookies = person.cookies  # the device that voted at the dead worker: what it answers now counts instead
    assert one.post(f"{room}/vote", key=key, answer="2").status == 303
    one.cookies = other.cookies = presenter
    for _ in range(8):
        press(one, other, room, "next")
    assert _votes(server, presenter, room) == [1, 1, 0]

    before = server.children()
    before[0].kill()  # the keeper: all begin anew
    server.wait_for_new({process.pid for process in before})
    assert _votes(server, presenter, room) == [1, 1, 0]


def _key_at(browser: Browser, room: str) -> str:
    asked = re.search(r'name="key" value="([^"]+)"', browser.get(room).text)
    assert asked
    return asked[1]


def _votes(server: Server, presenter: dict[str, str], room: str) -> list[int]:
    """How many gave each answer to the first question, which both workers say alike."""
    said = list[list[int]]()
    for browser in server.browsers().values():
        browser.cookies = presenter
        answer = browser.get(f"{room}/results.json")
        assert answer.status == 200, answer.text
        said.append([one["votes"] for one in json.loads(answer.text)["questions"][0]["answers"]])
    assert said[0] == said[1]
    return said[0]
