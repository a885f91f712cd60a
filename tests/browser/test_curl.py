"""What "Copy as curl" copies does, pasted into a shell, what the page showed."""

import json
import re
import shutil
import subprocess
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.browser.places import DEMO
from tests.browser.windows import Window

pytestmark = pytest.mark.skipif(shutil.which("curl") is None, reason="curl is not installed")


def commands(page: Page) -> list[str]:
    """The commands on the page, as they are copied."""
    page.evaluate("for (const d of document.querySelectorAll('details')) d.open = true")
    found = []
    for button in page.locator("main .wire .curl [data-copy]").all():
        button.click()
        expect(button).to_have_text("Copied")
        found.append(page.evaluate("navigator.clipboard.readText()"))
    return found


def pasted(command: str) -> tuple[int, str, str]:
    """Paste a command into ``sh``: the status, the head and the body of what came."""
    done = subprocess.run(["sh", "-c", command], check=True, capture_output=True, text=True, timeout=30)
    head, _, body = done.stdout.replace("\r\n", "\n").partition("\n\n")
    status = re.match(r"HTTP/1\.1 (\d+)", head)
    assert status, done.stdout
    return int(status[1]), head, body


@pytest.fixture
def page(window: Window) -> Page:
    window.page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    return window.page


def test_the_refused_call_is_refused_again(window: Window, page: Page) -> None:
    window.open(f"{DEMO}/at-baz")
    call, jwks = commands(page)
    status, head, body = pasted(call)
    assert status == 401
    assert 'error="invalid_token"' in head
    answer: dict[str, Any] = json.loads(body)
    assert answer["sandbox"]["decided_by"] == "audience"
    status, _, body = pasted(jwks)
    assert status == 200
    assert json.loads(body)["keys"]


def test_the_what_if_is_served_again(window: Window, page: Page) -> None:
    window.open(f"{DEMO}/at-baz/what-if/1")
    status, _, body = pasted(commands(page)[0])
    assert status == 200
    assert json.loads(body)["sandbox"]["decided_by"] == "none"


def test_the_sign_in_can_be_done_again_in_any_order(window: Window, page: Page) -> None:
    window.open(f"{DEMO}/sign-in")
    form, choice, token = commands(page)
    assert pasted(form)[0] == 200
    status, head, _ = pasted(choice)
    assert status == 302
    assert "code=" in head
    for _ in range(2):  # a code is good once; the command gets a new one each time
        status, _, body = pasted(token)
        assert status == 200
        assert json.loads(body)["access_token"].count(".") == 2


def test_a_call_without_a_token(window: Window, page: Page) -> None:
    window.open("/scenarios/bar-token-to-bar/without-a-token")
    assert pasted(commands(page)[0])[0] == 401


def test_the_copy_is_complete_where_the_page_shortens(window: Window, page: Page) -> None:
    window.open(f"{DEMO}/at-baz")
    assert re.search(r"Bearer [\w-]+\.[\w-]+\.[\w-]{300,}'", commands(page)[0])


def test_copying_says_that_it_did(window: Window, page: Page) -> None:
    window.open(f"{DEMO}/at-baz")
    page.locator("#the-wire > summary").click()
    page.get_by_role("button", name="Copy as curl").first.click()
    expect(page.get_by_role("button", name="Copied")).to_be_visible()
