"""A device on the local network: plain http, where browsers send no Fetch Metadata, and forms that need no script."""

import os
import re
import subprocess
import sys
from collections.abc import Iterator
from urllib.parse import urlencode

import pytest
from playwright.sync_api import Browser, Page, Playwright

from sandbox.serving.interfaces import reachable
from tests.browser.windows import FLAGS, ROOT
from tests.running import CHALLENGE

OTHERS = [one.url for one in reachable("0.0.0.0", 1) if one.for_others and "[" not in one.url]
NO_NETWORK = pytest.mark.skipif(not OTHERS, reason="this machine has no address that others could reach")
ADDRESS = OTHERS[0].rpartition(":")[0] if OTHERS else ""


@pytest.fixture(scope="module")
def room() -> Iterator[tuple[str, str]]:
    """The address of a workshop for others, and the path of the presenter's link."""
    command = [sys.executable, "-m", "sandbox", "workshop", "--port", "0", "--host", "0.0.0.0"]
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True) as process:
        try:
            assert process.stdout is not None
            said = "".join(process.stdout.readline() for _ in range(7))
            link = re.search(r"http://localhost(:\d+)(/room/\S+)", said)
            assert link, said
            yield f"{ADDRESS}{link[1]}", link[2]
        finally:
            process.terminate()


@pytest.fixture(scope="module")
def browser(playwright: Playwright) -> Iterator[Browser]:
    """A Chromium that may go to that address."""
    flags = [f"{flag}, EXCLUDE {ADDRESS.removeprefix('http://')}" if "resolver" in flag else flag for flag in FLAGS]
    program = os.environ.get("CHROMIUM", "/usr/bin/chromium")
    with playwright.chromium.launch(executable_path=program, args=flags) as started:
        yield started


def opened(browser: Browser, address: str) -> Page:
    """A page in a browser of its own, without scripts."""
    page = browser.new_context(java_script_enabled=False).new_page()
    page.goto(address)
    return page


@NO_NETWORK
def test_one_presents_and_another_votes(browser: Browser, room: tuple[str, str]) -> None:
    address, link = room
    presenter = opened(browser, f"{address}{link}")
    follower = opened(browser, f"{address}{link.partition('/present')[0]}")
    while not follower.locator("button[name=answer]").count():
        presenter.locator("button[value=next]").first.click()
        follower.reload()
    follower.locator("button[name=answer]").nth(1).click()
    assert follower.locator("button[name=answer][aria-pressed=true]").count() == 1
    presenter.reload()
    assert presenter.locator('[data-tally="voted"]').inner_text() == "1"


@NO_NETWORK
def test_one_signs_in(browser: Browser, room: tuple[str, str]) -> None:
    address, _ = room
    query = {
        "response_type": "code",
        "client_id": "www",
        "redirect_uri": f"http://www.foo.localhost:{address.rpartition(':')[2]}/callback",
        "code_challenge": CHALLENGE,
        "code_challenge_method": "S256",
    }
    page = opened(browser, f"{address}/worlds/foo/issuer/authorize?{urlencode(query)}")
    page.locator("button[name=user]").first.click()
    page.wait_for_url(re.compile(r"/callback\?.*code="))
