"""``aud serve --public-instance``: for everybody on the internet, in one flag."""

import re
from collections.abc import Iterator

import httpx2
import pytest

from sandbox.settings import LIMITS
from tests.commands.calling import aud, serving
from tests.running import FORM

REPLAY = "/api/scenarios/bar-token-to-baz/replay"


@pytest.fixture(scope="module")
def address() -> Iterator[str]:
    with serving("--public-instance", "--proxy", "127.0.0.1") as url:
        yield url


@pytest.fixture
def http(address: str) -> Iterator[httpx2.Client]:
    with httpx2.Client(base_url=address, headers={"X-Forwarded-For": "198.51.100.1"}) as client:
        yield client


@pytest.mark.parametrize(
    ("path", "command", "doc"), [("/workshop", "aud workshop", "workshop"), ("/your-api", "aud serve", "probe")]
)
def test_what_it_leaves_out_says_what_to_do_instead(http: httpx2.Client, path: str, command: str, doc: str) -> None:
    page = http.get(path)
    assert page.status_code == 200
    assert f"<code>{command}</code>" in page.text
    assert "Run the sandbox yourself" in page.text
    assert "method=" not in re.sub(r'<form method="dialog">', "", page.text)
    assert http.get(f"/docs/{doc}").status_code == 200
    head = http.head(path)
    assert (head.status_code, head.content) == (200, b"")


@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("POST", "/workshop"),
        ("POST", "/your-api"),
        ("GET", "/your-api/tokens.json"),
        ("POST", "/your-api/probe"),
        ("GET", "/room/BCDFG"),
        ("GET", "/room/BCDFG/events"),
        ("GET", "/room/BCDFG/present?secret=x"),
        ("POST", "/room/BCDFG/vote"),
    ],
)
def test_it_opens_no_room_and_requests_nothing_for_its_visitors(http: httpx2.Client, method: str, path: str) -> None:
    form = {"url": "http://127.0.0.1:1/", "audience": "a", "playlist": ""}
    answer = http.request(method, path, data=form) if method == "POST" else http.get(path)
    assert (answer.status_code, "Run the sandbox yourself" in answer.text) == (403, True)


def test_it_takes_no_token_and_saves_no_file(http: httpx2.Client) -> None:
    assert http.post("/check", content="token=x", headers=FORM).status_code == 403
    assert ">Save" not in http.get("/author").text
    assert "This server was not reached on this machine" in http.post("/check", content="token=x", headers=FORM).text


@pytest.mark.parametrize("more", [["--edit"], ["--watch"], ["--store", "redis://x"], ["--room-file", "rooms.json"]])
def test_what_would_save_or_open_rooms_does_not_go_with_it(more: list[str]) -> None:
    said = aud("serve", "--port", "0", "--scenarios", "scenarios", "--public-instance", *more)
    assert (said.exit, said.out) == (2, "")
    assert f"--public-instance saves no files and opens no rooms: leave out {more[0]}" in said.err


def test_who_replays_too_much_is_told_when_to_come_back_and_nobody_else_is(address: str) -> None:
    most = LIMITS.replays_at_once + LIMITS.replays_a_minute
    with httpx2.Client(base_url=address, headers={"X-Forwarded-For": "203.0.113.5"}) as greedy:
        refused = next(answer for answer in (greedy.post(REPLAY) for _ in range(most)) if answer.status_code != 200)
        assert (refused.status_code, refused.json()["error"]) == (429, "too_many_replays")
        assert "the share of yours is used up for now" in refused.json()["error_description"]
        assert int(refused.headers["retry-after"]) in range(1, 60)
        pages = [greedy.get("/scenarios/bar-token-to-baz/at-baz") for _ in range(30)]
        page = next(page for page in pages if page.status_code != 200)
        assert (page.status_code, page.headers["cache-control"]) == (429, "no-store")
        assert page.headers["retry-after"] == refused.headers["retry-after"]
        assert "<h1>One moment</h1>" in page.text
        assert "the share of yours is used up for now" in page.text
        for path in ("/", "/glossary", "/workshop", "/healthz", "/worlds/foo/issuer/.well-known/jwks.json"):
            assert greedy.get(path).status_code == 200
        greedy.headers["X-Forwarded-For"] = "203.0.113.6"
        assert greedy.post(REPLAY).status_code == 200


def test_every_other_server_replays_without_a_bound() -> None:
    with serving() as url, httpx2.Client(base_url=url) as http:
        answers = {
            http.post(REPLAY, params={"until": "sign-in"}).status_code for _ in range(LIMITS.replays_at_once + 20)
        }
        assert answers == {200}
