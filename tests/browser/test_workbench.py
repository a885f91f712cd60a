"""The workbench and the seal, used by hand in a browser."""

import re
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.browser.places import DEMO
from tests.browser.windows import Window
from tests.commands.calling import aud


def answer(page: Page) -> str:
    return " ".join(page.locator(".bench-result .answer, .bench-result .side.careless").first.inner_text().split())


def bench(window: Window, query: str = "world=foo") -> Page:
    return window.open(f"/workbench?{query}").page


def token_of(page: Page) -> str:
    return page.locator(".jwt").inner_text().replace("\n", "")


def test_a_choice_is_sent_at_once_and_stands_in_the_address(window: Window) -> None:
    page = bench(window)
    expect(page.locator(".answer")).to_contain_text("401")
    page.locator("select[name=audience]").select_option("https://baz.foo.com")
    expect(page.locator(".answer")).to_contain_text("200")
    expect(page.get_by_label("Scope").first).to_have_value("read:reports")
    page.wait_for_url(re.compile(r"audience=https://baz"))
    page.reload()
    expect(page.locator(".answer")).to_contain_text("200")
    page.go_back()
    expect(page.locator(".answer")).to_contain_text("401")


def test_a_reader_that_does_not_look(window: Window) -> None:
    page = bench(window)
    page.get_by_text("How strictly it reads").click()
    page.locator('select[name="check.audience"]').select_option("off")
    expect(page.get_by_role("group", name="The same call, twice")).to_contain_text("As it is set here")
    page.wait_for_url(re.compile("verify=audience=off"))


def test_a_letter_of_one_s_own(window: Window) -> None:
    page = bench(window)
    page.get_by_label("Write one by hand").check()
    claims = page.get_by_label("Claims beside")
    claims.fill('{"aud": "https://baz.foo.com", "scope": "read:reports"}')
    page.get_by_role("button", name="Send", exact=True).click()
    expect(page.locator(".answer")).to_contain_text("200")
    claims.fill('{"aud": }')
    page.get_by_role("button", name="Send", exact=True).click()
    expect(page.get_by_role("alert")).to_contain_text("line 1, column 9")


def test_from_a_step_to_the_workbench_to_a_file_that_passes(window: Window, tmp_path: Path) -> None:
    page = window.open(f"{DEMO}/at-baz/what-if/1").page
    page.locator("#beside > summary").click()
    page.get_by_role("link", name="Open in the workbench").click()
    page.wait_for_url(re.compile("verify=audience=off"))
    with page.expect_download() as download:
        page.get_by_role("link", name="Save as scenario YAML").click()
    saved = tmp_path / download.value.suggested_filename
    download.value.save_as(saved)
    said = aud("run", saved)
    assert said.exit == 0, said
    assert "audience: 'off'" in saved.read_text() or 'audience: "off"' in saved.read_text()


def watched(page: Page) -> list[str]:
    """Every address that the page has or requests from now on, and every entry of its history."""
    seen: list[str] = []
    page.on("request", lambda request: seen.append(request.url))
    page.on("framenavigated", lambda frame: seen.append(frame.url))
    return seen


def test_a_pasted_token_is_in_no_address_at_any_time(window: Window) -> None:
    token = token_of(bench(window))
    assert token.count(".") == 2
    page = bench(window, "world=foo&way=paste")
    seen = watched(page)
    page.get_by_label("The token").fill(token)
    page.locator("select[name=api]").select_option("bar")
    page.wait_for_url(lambda url: url.endswith("api=bar"))
    expect(page.get_by_label("The token")).to_have_value(token)
    page.get_by_role("button", name="Send it to bar").click()
    expect(page.locator(".answer")).to_contain_text("200")
    page.get_by_role("button", name="Take the seal apart").click()
    expect(page.get_by_role("heading", name="The seal, taken apart")).to_be_visible()
    page.go_back()
    expect(page.get_by_label("The token")).to_have_value(token)
    page.reload()
    expect(page.get_by_label("The token")).to_have_value(token)
    assert [address for address in [*seen, page.url] if token[:40] in address] == []


def test_a_token_that_is_taken_out_of_the_field_is_forgotten(window: Window) -> None:
    page = bench(window, "world=foo&way=paste")
    page.get_by_label("The token").fill("a.b.c")
    page.get_by_label("The token").fill("")
    page.reload()
    expect(page.get_by_label("The token")).to_have_value("")


@pytest.mark.parametrize("query", ["world=foo&way=paste", "way=paste&world=foo&api=baz", "way=paste&token=a.b.c"])
def test_an_old_link_with_a_token_still_opens_and_is_replaced(window: Window, query: str) -> None:
    page = bench(window, f"{query}#token=a.b%2Ec")
    expect(page.get_by_label("The token")).to_have_value("a.b.c")
    expect(page.locator(".bench-result")).to_contain_text("Nothing has been sent yet.")
    page.wait_for_url(lambda url: url.endswith("/workbench?world=foo&way=paste"))


def test_what_cannot_be_saved_is_told_on_the_page(window: Window) -> None:
    page = bench(window, "world=foo&way=paste")
    page.get_by_label("The token").fill("a.b.c")
    page.get_by_role("button", name="Save as scenario YAML").click()
    expect(page.get_by_role("alert")).to_contain_text("the check format is `fail` here")
    expect(page.get_by_label("The token")).to_have_value("a.b.c")
    window.forgive("status of 422")


def test_without_javascript_it_is_a_form(open_window: Callable[..., Window]) -> None:
    window = open_window(java_script_enabled=False)
    page = bench(window)
    page.locator("select[name=api]").select_option("bar")
    page.get_by_role("button", name="Send", exact=True).click()
    expect(page.locator(".answer")).to_contain_text("200")
    assert window.path == "/workbench?world=foo&api=bar"
    token = token_of(page)
    page.get_by_label("Paste one").check()
    page.get_by_role("button", name="Send", exact=True).click()
    page.get_by_label("The token").fill(token)
    page.get_by_role("button", name="Send it to").click()
    expect(page.locator(".answer")).to_contain_text("200")


def test_one_character_of_aud_breaks_the_seal_in_place(window: Window) -> None:
    page = window.open("/workbench/seal?world=foo").page
    lamp, claims = page.locator(".lamp"), page.get_by_label("Claims: edit them here")
    expect(lamp).to_have_class("lamp pass")
    before = claims.input_value()
    at = before.index("bar.foo.com") + 2
    claims.focus()
    claims.evaluate("(field, at) => field.setSelectionRange(at, at + 1)", at)
    page.keyboard.type("z")
    expect(lamp).to_have_class("lamp fail")
    expect(page.locator(".bytes mark")).not_to_have_count(0)
    assert page.evaluate("document.activeElement.name") == "payload"
    page.keyboard.press("Backspace")
    page.keyboard.type("r")
    expect(lamp).to_have_class("lamp pass")
    assert claims.input_value() == before


@pytest.mark.parametrize("javascript", [True, False])
def test_the_seal_by_its_buttons(open_window: Callable[..., Window], javascript: bool) -> None:
    page = open_window(java_script_enabled=javascript).open("/workbench/seal?world=foo").page
    page.get_by_role("button", name="Change one character of aud").click()
    expect(page.locator(".lamp")).to_have_class("lamp fail")
    page.get_by_role("button", name="Put it back").click()
    expect(page.locator(".lamp")).to_have_class("lamp pass")


def test_from_a_step_to_its_seal(window: Window) -> None:
    page = window.open(f"{DEMO}/at-baz").page
    page.locator("#beside > summary").click()
    page.get_by_role("link", name="Take the seal apart").click()
    expect(page.get_by_role("heading", name="The seal, taken apart")).to_be_visible()
    expect(page.locator(".lamp")).to_have_class("lamp pass")


def test_narrow_and_dark(open_window: Callable[..., Window]) -> None:
    window = open_window(viewport={"width": 375, "height": 800}, color_scheme="dark")
    page = bench(window)
    page.locator("select[name=api]").select_option("bar")
    expect(page.locator(".answer")).to_contain_text("200")
    assert window.fits()
