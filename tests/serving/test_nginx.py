"""Behind Debian's nginx with TLS, as docs/serving.md configures it: pages, sign-in, streams, and below a path."""

import json
import re
import subprocess
import sys
import time
from collections import deque
from collections.abc import Iterator
from contextlib import contextmanager
from html import unescape
from pathlib import Path
from urllib.parse import urlsplit

import httpx2
import pytest
from playwright.sync_api import sync_playwright

from sandbox.web.table import site_addresses
from tests.commands.calling import ROOT
from tests.running import CHALLENGE, VERIFIER, sent_back
from tests.serving.nginx_server import Nginx, free_ports, nginx

PREFIX = "/lab/sandbox"
_ADDRESS = re.compile(r'\s(href|src|action|formaction|hx-[a-z:.-]+|data-[a-z-]+)="([^"]*)"')
_KEYS = ("data-step", "data-asks", "data-said", "data-see")
"""Attributes by which the browser remembers predictions, and finds a link: no addresses."""


class Behind:
    """A room behind an nginx."""

    def __init__(self, proxy: Nginx, upstream: int, code: str, link: str, log: Path) -> None:
        self.proxy, self.upstream, self.code, self.link, self.log = proxy, upstream, code, link, log

    def logged(self, path: str) -> dict[str, object]:
        """The last line of the log about a path; it is written when the answer has been sent."""
        until = time.monotonic() + 20
        while True:
            lines = [json.loads(line) for line in self.log.read_text().splitlines(keepends=True) if line.endswith("\n")]
            found: list[dict[str, object]] = [line for line in lines if line.get("path") == path]
            if found:
                return found[-1]
            assert time.monotonic() < until, "no line is written"
            time.sleep(0.02)


@contextmanager
def workshop_behind(folder: Path, prefix: str = "") -> Iterator[Behind]:
    """A room that is open, reached through an nginx."""
    port, upstream = free_ports()
    with nginx(folder, port, upstream, prefix=prefix) as proxy, (folder / "log").open("w") as log:
        public = ("--public-url", f"{proxy.url}{prefix}", "--proxy", "127.0.0.1", "--host", "127.0.0.1")
        command = [sys.executable, "-m", "sandbox", "workshop", "--port", str(upstream), *public, "--log", "json"]
        with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, stderr=log, text=True) as process:
            try:
                assert process.stdout is not None
                said = "".join(process.stdout.readline() for _ in range(11))
                code = re.search(r"and type +(\w+)", said)
                link = re.search(r"From another device you open\n +(\S+)", said)
                assert code, said
                assert link, said
                yield Behind(proxy, upstream, code[1], link[1], folder / "log")
            finally:
                process.terminate()


@pytest.fixture(scope="module")
def at_root(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Behind]:
    with workshop_behind(tmp_path_factory.mktemp("nginx")) as behind:
        yield behind


@pytest.fixture(scope="module")
def below(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Behind]:
    with workshop_behind(tmp_path_factory.mktemp("nginx-below"), PREFIX) as behind:
        yield behind


def signed_in(http: httpx2.Client, prefix: str) -> httpx2.Response:
    """Alice signs in; what came of it."""
    issuer = f"{http.base_url}".rstrip("/") + f"{prefix}/worlds/foo/issuer/"
    back = f"{http.base_url}".rstrip("/") + f"{prefix}/worlds/foo/clients/www/callback"
    query = {
        "response_type": "code",
        "client_id": "www",
        "redirect_uri": back,
        "code_challenge": CHALLENGE,
        "code_challenge_method": "S256",
        "scope": "openid read:orders",
        "audience": "https://bar.foo.com",
        "state": "a-state",
    }
    answer = http.post(f"{issuer}authorize", params=query, data={"user": "alice"})
    assert answer.status_code == 302, answer.text
    form = {
        "grant_type": "authorization_code",
        "client_id": "www",
        "code": sent_back(answer)["code"],
        "redirect_uri": back,
        "code_verifier": VERIFIER,
    }
    token = http.post(f"{issuer}oauth/token", data=form).json()["access_token"]
    orders = http.get(f"{prefix}/worlds/foo/apis/bar/orders", headers={"Authorization": f"Bearer {token}"})
    assert orders.status_code == 200
    return answer


@pytest.mark.parametrize(("behind", "prefix"), [("at_root", ""), ("below", PREFIX)])
def test_one_signs_in_over_https_and_the_cookie_is_secure(
    behind: str, prefix: str, request: pytest.FixtureRequest
) -> None:
    with request.getfixturevalue(behind).proxy.browser() as http:
        issuer = f"{prefix}/worlds/foo/issuer/"
        told = http.get(f"{issuer}.well-known/openid-configuration").json()
        assert told["issuer"] == f"{http.base_url}".rstrip("/") + issuer
        assert {urlsplit(url).path.startswith(issuer) for name, url in told.items() if name.endswith("_endpoint")} == {
            True
        }
        cookie = signed_in(http, prefix).headers["set-cookie"].lower()
        assert "; secure" in cookie
        assert f"path={issuer}" in cookie
        for name in ("oauth-authorization-server", "openid-configuration"):
            at = f"/.well-known/{name}{issuer}" if name.startswith("oauth") else f"{issuer}.well-known/{name}"
            assert http.get(at.rstrip("/")).json()["issuer"] == told["issuer"]


@pytest.mark.parametrize(("behind", "prefix"), [("at_root", ""), ("below", PREFIX)])
def test_events_of_a_room_come_one_by_one(behind: str, prefix: str, request: pytest.FixtureRequest) -> None:
    room: Behind = request.getfixturevalue(behind)
    path = f"{prefix}/room/{room.code}"
    with room.proxy.browser() as presenter, room.proxy.browser() as person:
        panel = presenter.get(room.link, follow_redirects=True)
        assert (panel.status_code, panel.url.path) == (200, f"{path}/present")
        assert person.get(path).status_code == 200
        with person.stream("GET", f"{path}/events", headers={"Accept-Encoding": "gzip"}) as stream:
            ids = (line for line in stream.iter_lines() if line.startswith("id:"))
            first = next(ids)
            version = re.search(r'name="at" value="(\d+)"', panel.text)
            assert version
            moved = presenter.post(f"{path}/present", data={"do": "next", "at": version[1]})
            assert moved.status_code in (200, 303), moved.text
            assert next(ids) != first  # while the stream is open: nothing holds it back until it ends
        assert presenter.get(f"{path}/qr.svg").status_code == 200


def test_whom_a_request_came_from_is_what_the_proxy_says_and_nobody_else(at_root: Behind) -> None:
    with at_root.proxy.browser(**{"X-Forwarded-For": "9.9.9.9", "X-Forwarded-Proto": "http"}) as http:
        assert http.get("/glossary").status_code == 200
    assert at_root.logged("/glossary")["client"] == "127.0.0.1"
    elsewhere = httpx2.HTTPTransport(local_address="127.0.0.2")
    with httpx2.Client(transport=elsewhere, base_url=f"http://localhost:{at_root.upstream}") as direct:
        direct.get("/questions", headers={"X-Forwarded-For": "9.9.9.9", "X-Forwarded-Proto": "https"})
    assert at_root.logged("/questions")["client"] == "127.0.0.2"


def crawled(http: httpx2.Client, first: list[str], most: int) -> tuple[dict[str, int], list[tuple[str, str, str]]]:
    """The status of each page that links lead to, and every address that leads out of the prefix."""
    seen: dict[str, int] = {}
    out: list[tuple[str, str, str]] = []
    waiting = deque(first)
    while waiting and len(seen) < most:
        page = waiting.popleft()
        if page in seen:
            continue
        answer = http.get(page, follow_redirects=True)
        seen[page] = answer.status_code
        if not answer.url.path.startswith(f"{PREFIX}/"):
            out.append(("redirect", str(answer.url), page))
        if not answer.headers["content-type"].startswith("text/html"):
            continue
        for name, value in _ADDRESS.findall(answer.text):
            address = unescape(value)
            if name in _KEYS or not address.startswith("/"):
                continue
            if not address.startswith(f"{PREFIX}/"):
                out.append((name, address, page))
            elif name in ("href", "src"):
                waiting.append(address.partition("#")[0])
    return seen, out


_SOME = (
    *site_addresses(),
    "/scenarios/bar-token-to-baz/at-baz",
    "/scenarios/aud-trailing-slash/refused/act?aud=x",
    "/scenarios/bar-token-to-baz/handout",
    "/paths/hurried/end",
    "/worlds/foo/grid",
    "/worlds/foo/clients/www/",
    "/workbench?world=foo&way=mint",
    "/author?begin=like/bar-token-to-baz&stop=at-baz",
    "/check",
    "/docs/keys",
)


@pytest.mark.parametrize(
    "most", [pytest.param(90, id="some pages"), pytest.param(2500, id="very many", marks=pytest.mark.extended)]
)
def test_below_a_path_no_link_leads_out_of_it_or_nowhere(below: Behind, most: int) -> None:
    with below.proxy.browser() as http:
        seen, out = crawled(http, [f"{PREFIX}{address}" for address in _SOME], most)
        assert len(seen) == most
        assert out == []
        drafted = f"{PREFIX}/scenarios/my-"  # what the editor shows, and nobody has saved
        wrong = {page: status for page, status in seen.items() if status != 200 and not page.startswith(drafted)}
        assert wrong == {}
        assert http.get(PREFIX).headers["location"] == f"{PREFIX}/"
        assert http.get(f"{PREFIX}/healthz").text == "ok\n"
        assert below.logged(f"{PREFIX}/glossary")["route"] == "/glossary"
        api = http.get(f"{PREFIX}/api/openapi.json").json()
        assert api["servers"] == [{"url": f"{below.proxy.url}{PREFIX}"}]
        replayed = http.post(f"{PREFIX}/api/scenarios/bar-token-to-baz/replay").json()["scenarios"][0]
        assert (replayed["ok"], replayed["public_url"]) == (True, f"{below.proxy.url}{PREFIX}")
        assert http.get("/worlds/foo/issuer/").status_code in (403, 404)  # which is somebody else's


@pytest.mark.extended
def test_below_a_path_a_browser_signs_in_at_www_foo_com_and_follows_a_room(below: Behind) -> None:
    import os  # noqa: PLC0415

    from tests.browser.windows import FLAGS  # noqa: PLC0415

    with sync_playwright() as playwright:
        program = os.environ.get("CHROMIUM", "/usr/bin/chromium")
        with playwright.chromium.launch(executable_path=program, args=FLAGS) as browser:
            page = browser.new_context(ignore_https_errors=True).new_page()
            failed: list[str] = []
            page.on("response", lambda answer: failed.append(answer.url) if answer.status >= 404 else None)
            page.on("pageerror", lambda error: failed.append(str(error)))
            page.goto(f"{below.proxy.url}{PREFIX}/worlds/foo/clients/www/")
            page.get_by_role("button", name="Sign in").click()
            page.get_by_role("button", name="Alice").click()
            letter = page.locator("[data-audience=bar]")
            row = letter.locator("[data-door=bar]")
            row.get_by_role("button").click()
            row.get_by_text("200: bar serves.").wait_for()
            page.goto(below.link)
            person = browser.new_context(ignore_https_errors=True).new_page()
            person.goto(f"{below.proxy.url}{PREFIX}/room/{below.code}")
            shown = person.locator("[data-version]").first.get_attribute("data-version")
            page.keyboard.press("PageDown")
            person.locator(f"[data-version]:not([data-version='{shown}'])").first.wait_for(state="attached")
            page.goto(f"{below.proxy.url}{PREFIX}/workbench?world=foo")
            page.get_by_role("button", name="Show this to the room").click()
            page.wait_for_url(f"**{PREFIX}/room/{below.code}/present")
            page.goto(f"{below.proxy.url}{PREFIX}/scenarios/bar-token-to-baz")
            page.keyboard.press("ArrowRight")
            page.wait_for_url(f"**{PREFIX}/scenarios/bar-token-to-baz/**")
            assert failed == []
