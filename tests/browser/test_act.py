"""One changes something and sees the answer: with scripts without loading the page again, without them by a form."""

from collections.abc import Callable

import pytest
from playwright.sync_api import expect

from tests.browser.windows import Window

ACT = "/scenarios/aud-trailing-slash/refused/act"


@pytest.mark.parametrize("scripted", [True, False])
def test_an_aud_of_ones_own_and_a_choice_are_answered(open_window: Callable[..., Window], *, scripted: bool) -> None:
    window = open_window(java_script_enabled=scripted)
    page = window.open("/scenarios/aud-trailing-slash/refused/what-if/1").page
    page.locator("a[rel=next]").click()
    page.wait_for_url(window.server + ACT)
    if scripted:
        page.evaluate("window.stayed = true")
    page.get_by_role("textbox", name="aud").fill("https://bar.foo.com//")
    page.get_by_role("combobox", name="bar").select_option(label="overlooks a slash at the end")
    page.get_by_role("button", name="Sign and send").click()
    expect(page.get_by_text("As you changed it")).to_be_visible()
    expect(page.locator(".side.careless .big")).to_have_text("bar answers 200")
    expect(page.get_by_role("textbox", name="aud")).to_have_value("https://bar.foo.com//")
    page.get_by_role("link", name="In the app, which then asks for").click()
    page.wait_for_url(f"{window.server}{ACT}/app")
    expect(page.locator(".side.good .big")).to_have_text("bar answers 200")
    if scripted:
        assert page.evaluate("window.stayed")
    page.locator("a[rel=prev]").click()
    page.wait_for_url(window.server + ACT)
