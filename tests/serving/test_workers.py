"""Several workers answer as one server: the same keys, sign-ins and rooms at each; one that dies is replaced."""

import json
import os
import re
import signal
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import dataclass, field
from http.client import HTTPConnection, HTTPResponse
from http.cookies import SimpleCookie
from pathlib import Path
from urllib.parse import parse_qsl, urlencode, urlsplit

import psutil
import pytest

from tests.running import CHALLENGE, VERIFIER

AUD = Path(sys.executable).with_name("aud")
ISSUER = "/worlds/foo/issuer"
FORM = {"Content-Type": "application/x-www-form-urlencoded"}
PATIENCE = 30


@dataclass(frozen=True)
class Answer:
    status: int
    headers: Mapping[str, str]
    text: str

    @property
    def data(self) -> dict[str, object]:
        found: dict[str, object] = json.loads(self.text)
        return found


@dataclass
class Browser:
    """A browser whose connection one worker serves; it shares its cookies with others."""

    connection: HTTPConnection
    cookies: dict[str, str] = field(default_factory=dict)

    @property
    def back(self) -> str:
        """Where www.foo.com is sent back to."""
        return f"http://www.foo.localhost:{self.connection.port}/callback"

    def ask(self, method: str, path: str, body: str | None = None, **headers: str) -> Answer:
        cookie = "; ".join(f"{name}={value}" for name, value in self.cookies.items())
        sent = {**(FORM if body is not None else {}), "Cookie": cookie, **headers}
        self.connection.request(method, path, body, sent)
        response = self.connection.getresponse()
        for text in response.headers.get_all("set-cookie") or ():
            self.cookies |= {name: found.value for name, found in SimpleCookie(text).items()}
        return Answer(response.status, dict(response.headers.items()), response.read().decode())

    def get(self, path: str, **headers: str) -> Answer:
        return self.ask("GET", path, **headers)

    def post(self, path: str, **form: str) -> Answer:
        return self.ask("POST", path, urlencode(form))

    def token(self, **form: str) -> Answer:
        return self.post(f"{ISSUER}/oauth/token", client_id="www", **form)

    def code(self, other: "Browser", **more: str) -> str:
        """Sign in: here the page, at the other the choice."""
        asked = {
            "response_type": "code",
            "client_id": "www",
            "redirect_uri": self.back,
            "scope": "openid offline_access",
            "code_challenge": CHALLENGE,
            "code_challenge_method": "S256",
            **more,
        }
        path = f"{ISSUER}/authorize?{urlencode(asked)}"
        assert self.get(path).status == 200
        return code_in(other.post(path, user="alice"))

    def redeem(self, code: str) -> Answer:
        return self.token(grant_type="authorization_code", code=code, redirect_uri=self.back, code_verifier=VERIFIER)


def code_in(answer: Answer) -> str:
    assert answer.status in (302, 303), (answer.status, answer.text)
    return dict(parse_qsl(urlsplit(answer.headers["location"]).query))["code"]


class Server:
    """``aud workshop`` with two workers."""

    def __init__(self, *arguments: str) -> None:
        command = [str(AUD), *arguments, "--workers", "2", "--host", "127.0.0.1", "--port", "0"]
        self.process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
        assert self.process.stdout is not None
        self.opened = list[HTTPConnection]()
        self.printed = ""
        for line in self.process.stdout:
            self.printed += line
            if re.search(r"\(Ctrl-C stops it\)|Whoever has this link presents", line):
                break
        found = re.search(r"localhost:(\d+)", self.printed)
        assert found, (self.printed, self.process.communicate())
        self.port = int(found[1])

    def children(self) -> list[psutil.Process]:
        return psutil.Process(self.process.pid).children(recursive=True)

    def connect(self) -> HTTPConnection:
        connection = HTTPConnection("localhost", self.port, timeout=PATIENCE)
        connection.connect()
        self.opened.append(connection)
        return connection

    def wait_for_new(self, old: set[int]) -> None:
        """Wait until other processes are there in place of those."""
        deadline = time.monotonic() + PATIENCE
        while len(now := {process.pid for process in self.children()}) < 3 or now & old:
            assert time.monotonic() < deadline
            time.sleep(0.05)

    def disconnect(self) -> None:
        """Close every connection."""
        for connection in self.opened:
            connection.close()
        self.opened.clear()

    def stop(self) -> str:
        """End it; what it said on standard error."""
        self.disconnect()
        self.process.terminate()
        return self.process.communicate(timeout=PATIENCE)[1]

    def worker_of(self, connection: HTTPConnection) -> int:
        """The process that serves a connection."""
        here = connection.sock.getsockname()[1]
        deadline = time.monotonic() + PATIENCE
        while time.monotonic() < deadline:
            for process in self.children():
                with suppress(psutil.Error):
                    if any(one.raddr and one.raddr.port == here for one in process.net_connections("tcp")):
                        return process.pid
        raise AssertionError("no worker has accepted the connection")

    def browsers(self) -> dict[int, Browser]:
        """A browser at each of the workers, by their process."""
        found: dict[int, Browser] = {}
        deadline = time.monotonic() + PATIENCE
        while len(found) < 2 and time.monotonic() < deadline:
            busy = [Browser(self.connect()) for _ in range(8)]
            for one in busy:
                found.setdefault(self.worker_of(one.connection), one)
        assert len(found) == 2
        return found

    def pair(self) -> tuple[Browser, Browser]:
        """The same browser, at either worker."""
        first, second = self.browsers().values()
        second.cookies = first.cookies
        return first, second


@pytest.fixture(scope="module")
def lasting() -> Iterator[Server]:
    server = Server("workshop")
    yield server
    assert "Traceback" not in server.stop()


@pytest.fixture
def server(lasting: Server) -> Iterator[Server]:
    yield lasting
    lasting.disconnect()


def presenter_of(server: Server) -> str:
    """The path of the presenter's link."""
    link = re.search(r"http://localhost:\d+(/room/\w+/present\?secret=\S+)", server.printed)
    assert link, server.printed
    return link[1]


def test_every_worker_has_the_same_keys_and_an_api_at_one_accepts_what_another_signed(server: Server) -> None:
    for world in ("foo", "partners", "workloads"):
        path = f"/worlds/{world}/issuer/.well-known/jwks.json"
        here, there = (browser.get(path) for browser in server.pair())
        assert here.status == 200
        assert here.data == there.data
    one, other = server.pair()
    form = {
        "grant_type": "client_credentials",
        "client_id": "nightly",
        "client_secret": "nightly-secret",
        "audience": "https://bar.foo.com",
    }
    token = one.post(f"{ISSUER}/oauth/token", **form).data["access_token"]
    assert other.get("/worlds/foo/apis/bar/orders", Authorization=f"Bearer {token}").status == 200
    wrong = other.get("/worlds/foo/apis/baz/reports", Authorization=f"Bearer {token}")
    assert wrong.status == 401


def test_a_sign_in_that_goes_from_worker_to_worker_is_one_sign_in(server: Server) -> None:
    one, other = server.pair()
    for here, there in ((one, other), (other, one)) * 3:
        tokens = there.redeem(here.code(there)).data
        again = {"response_type": "code", "client_id": "www", "redirect_uri": here.back, "prompt": "none"}
        again |= {"code_challenge": CHALLENGE, "code_challenge_method": "S256"}
        assert code_in(here.get(f"{ISSUER}/authorize?{urlencode(again)}"))
        known = here.get(f"{ISSUER}/userinfo", Authorization=f"Bearer {tokens['access_token']}")
        assert known.data["sub"] == "alice", known.text
        refresh = str(tokens["refresh_token"])
        renewed = here.token(grant_type="refresh_token", refresh_token=refresh).data
        stolen = there.token(grant_type="refresh_token", refresh_token=refresh)
        assert stolen.data["error"] == "invalid_grant"
        family = here.token(grant_type="refresh_token", refresh_token=str(renewed["refresh_token"]))
        assert family.data["error"] == "invalid_grant"
        there.cookies.clear()


def test_a_code_is_good_once_however_many_workers_are_asked_at_the_same_time(server: Server) -> None:
    one, other = server.pair()
    code = one.code(other)
    one.cookies.clear()
    browsers = [Browser(server.connect()) for _ in range(12)]
    with ThreadPoolExecutor(len(browsers)) as threads:
        answers = list(threads.map(lambda browser: browser.redeem(code), browsers))
    assert [answer.status for answer in answers].count(200) == 1
    assert {answer.data["error"] for answer in answers if answer.status != 200} == {"invalid_grant"}


def test_what_is_fetched_while_an_api_is_probed_is_counted_whichever_worker_is_asked(server: Server) -> None:
    one, other = server.pair()
    order = json.dumps({"audience": "https://api.example"})
    run = one.ask("POST", "/your-api/tokens", order, **{"Content-Type": "application/json"}).data["run"]
    for browser in (one, other, other):
        browser.get(f"{ISSUER}/.well-known/jwks.json")
    other.get(f"/your-api/keys/{run}.json")
    for browser in (one, other):
        fetched = browser.get(f"/your-api/fetched/{run}").data
        assert {name: fetched[name] for name in ("issuer_keys", "jku", "x5u")} == {"issuer_keys": 3, "jku": 1, "x5u": 0}


def test_votes_stay_and_the_room_goes_on_when_a_worker_dies(server: Server) -> None:
    link = presenter_of(server)
    room = link.partition("/present")[0]
    one, other = server.pair()
    assert one.get(link).status == 303
    press(one, other, room, "go /scenarios/bar-token-to-baz/at-baz/predict")
    people = server.browsers()
    for person in people.values():
        asked = re.search(r'name="key" value="([^"]+)"', person.get(room).text)
        assert asked
        key = asked[1]
        assert person.post(f"{room}/vote", key=key, answer="1").status == 303
    died, person = next(iter(people.items()))
    os.kill(died, signal.SIGKILL)
    server.wait_for_new({died})
    after = server.browsers()
    assert died not in after
    for browser, answer in zip(after.values(), "12", strict=True):
        browser.cookies = person.cookies
        assert browser.post(f"{room}/vote", key=key, answer=answer).status == 303
        browser.cookies = one.cookies
    one, other = after.values()
    for _ in range(8):
        press(one, other, room, "next")
    for browser in after.values():
        found = json.loads(browser.get(f"{room}/results.json").text)["questions"]
        assert [answer["votes"] for answer in found[0]["answers"]] == [1, 1, 0]


def press(one: Browser, other: Browser, room: str, command: str) -> None:
    """Look at the presenter's panel at one worker, and press a button of it at the other."""
    at = re.search(r'data-version="(\d+)"', one.get(f"{room}/present").text)
    assert at
    assert other.post(f"{room}/present", do=command, at=at[1]).status == 303


def test_all_workers_stop_within_two_seconds_with_followers_connected() -> None:
    server = Server("workshop")
    room = presenter_of(server).partition("/present")[0]
    followers = list[HTTPResponse]()
    for browser in [*server.browsers().values()] * 2:
        page = Browser(server.connect())
        page.get(room)
        cookie = "; ".join(f"{name}={value}" for name, value in page.cookies.items())
        page.connection.request("GET", f"{room}/events", headers={"Cookie": cookie})
        followers.append(page.connection.getresponse())
        assert followers[-1].status == 200
        assert browser
    children = server.children()
    begun = time.monotonic()
    server.process.terminate()
    server.process.wait(PATIENCE)
    assert time.monotonic() - begun < 2
    assert not any(child.is_running() for child in children)
    for follower in followers:
        follower.read()  # each stream has a proper end
        follower.close()
    server.stop()


@pytest.mark.parametrize("victim", ["the command", "the keeper"])
def test_nobody_is_left_and_nothing_hangs_when_it_is_killed(victim: str) -> None:
    server = Server("serve")
    server.wait_for_new(set())
    before = server.children()
    if victim == "the command":
        server.process.kill()
        server.process.wait(PATIENCE)
        assert psutil.wait_procs(before, PATIENCE)[1] == []
        server.stop()
        return
    keeper = before[0]
    keeper.kill()
    server.wait_for_new({process.pid for process in before})
    assert all(browser.get("/").status == 200 for browser in server.browsers().values())
    assert "all begin anew" in server.stop()


@pytest.mark.parametrize(
    ("options", "said"),
    [
        (["--watch"], "--workers does not go with --watch or --edit"),
        (["--edit", "--scenarios", "scenarios"], "--workers does not go with --watch or --edit"),
        (["--room-file", "/nowhere/at/all"], "rooms cannot be kept in /nowhere/at/all"),
    ],
)
def test_what_cannot_be_is_refused_in_one_sentence(options: list[str], said: str) -> None:
    command = [str(AUD), "serve", "--workers", "2", "--port", "0", *options]
    ended = subprocess.run(command, capture_output=True, text=True, check=False, timeout=PATIENCE)
    assert ended.returncode == 2
    assert said in ended.stderr
    assert "Traceback" not in ended.stderr
