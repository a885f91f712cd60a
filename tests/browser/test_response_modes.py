"""The ways back to the client that need a browser: the form that sends itself."""

from collections.abc import Callable
from urllib.parse import parse_qs

from playwright.sync_api import Page, expect

from tests.browser.places import SIGN_IN
from tests.browser.windows import Window

FORM_POST = f"{SIGN_IN}&response_mode=form_post"


def posted(page: Page, button: str) -> set[str]:
    """Press a button; the fields that are then posted to the client, whose page reads no form and says so."""
    with (
        page.expect_console_message(lambda message: "405" in message.text),
        page.expect_request(lambda request: request.method == "POST" and "/callback" in request.url) as sent,
    ):
        page.get_by_role("button", name=button).click()
    return set(parse_qs(sent.value.post_data or ""))


def test_a_form_post_sends_itself(window: Window) -> None:
    page = window.open(FORM_POST).page
    assert posted(page, "Alice") == {"code", "state", "iss"}
    window.forgive("405", "404")  # it has no icon either


def test_without_javascript_it_is_sent_at_a_press(open_window: Callable[..., Window]) -> None:
    window = open_window(java_script_enabled=False)
    page = window.open(FORM_POST).page
    page.get_by_role("button", name="Alice").click()
    expect(page.get_by_role("heading", name="Back to www")).to_be_visible()
    assert posted(page, "Go on") == {"code", "state", "iss"}
    window.forgive("405", "404")  # it has no icon either
