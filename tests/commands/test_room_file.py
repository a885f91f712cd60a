"""`--room-file`: a room goes on after its server was killed and started again, for everybody who was in it."""

import socket
from pathlib import Path
from urllib.parse import urlsplit

import httpx2
import pytest

from tests.commands.calling import aud, started
from tests.commands.test_workshop import workshop
from tests.workshop.people import chosen, poll_key, said, shown, version

PREDICT = "/scenarios/bar-token-to-baz/at-baz/predict"


def free_port() -> str:
    with socket.socket() as asking:
        asking.bind(("127.0.0.1", 0))
        return str(asking.getsockname()[1])


def pressed(presenter: httpx2.Client, room: str, command: str) -> str:
    """The panel after a press."""
    at = version(presenter.get(f"{room}/present").text)
    answer = presenter.post(f"{room}/present", data={"do": command, "at": str(at)})
    assert answer.status_code == 200
    return answer.text


def test_after_a_kill_and_a_restart_the_room_the_answers_and_the_presenters_link_are_there(tmp_path: Path) -> None:
    port, file = free_port(), tmp_path / "rooms.json"
    options = ("--port", port, "--room-file", str(file))
    presenter, phone, later = (httpx2.Client(follow_redirects=True, trust_env=False, timeout=20) for _ in range(3))
    with presenter, phone, later:
        with started(*options) as (server, url):
            phone.base_url = url
            opened = presenter.post(f"{url}/workshop", data={"playlist": "workshop-45"})
            link = str(opened.history[0].headers["location"])
            room = url + urlsplit(link).path.removesuffix("/present")
            pressed(presenter, room, f"go {PREDICT}")
            key = poll_key(phone.get(room).text)
            assert phone.post(f"{room}/vote", data={"key": key, "answer": "2"}).status_code == 200
            server.kill()
        with started(*options) as (server, url):
            page = phone.get(room).text
            assert (shown(page), chosen(page)) == (PREDICT, 2)
            assert phone.post(f"{room}/vote", data={"key": key, "answer": "1"}).status_code == 200
            assert said(pressed(presenter, room, "next"))[1] == 1
            assert later.get(url + link).url.path.endswith("/present")
            results = later.get(f"{room}/results.json").json()
            assert results["questions"][0]["votes"] == 1
            secret = urlsplit(link).query.removeprefix("secret=")
            assert secret not in file.read_text("utf-8")


def test_a_workshop_that_starts_again_goes_on_with_its_room(tmp_path: Path) -> None:
    options = ("--host", "127.0.0.1", "--room-file", str(tmp_path / "rooms.json"))
    with workshop(*options) as told:
        code = told["code"]
    with workshop(*options) as told:
        assert told["code"] == code
    with workshop("workshop-120", *options) as told:
        assert told["code"] != code


@pytest.mark.parametrize("content", [b"", b"keys: []", b'{"kind":"rooms of workshops of the audience sandbox",'])
def test_a_file_that_holds_something_else_is_refused_and_left(tmp_path: Path, content: bytes) -> None:
    file = tmp_path / "file"
    file.write_bytes(content)
    refusal = aud("serve", "--port", "0", "--room-file", file)
    assert (refusal.exit, refusal.out) == (2, "")
    assert refusal.err.startswith(f"Error: {file} ")
    assert "it was left as it is. Name another file, or move it away" in refusal.err
    assert file.read_bytes() == content


def test_a_room_has_one_place() -> None:
    refusal = aud("serve", "--port", "0", "--room-file", "rooms.json", "--store", "redis://127.0.0.1")
    assert refusal.exit == 2
    assert "--store and --room-file are two places for the same rooms: name one of them" in refusal.err
