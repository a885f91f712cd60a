"""With JavaScript, steps and replays come without loading the page again, and nothing is lost by it."""

import re

from playwright.sync_api import Page, expect

from tests.browser.places import DEMO
from tests.browser.windows import Window

AT_BAZ = f"{DEMO}/at-baz"


def raw_token(page: Page) -> str:
    """The token on the first card, as it is sent, also where it is folded away."""
    found = page.locator(".letter-card .jwt").first.text_content()
    assert found
    return found


def past_its_second(page: Page) -> str:
    """The token, when its second is over: two of the same second are the same to the last character."""
    found = raw_token(page)
    page.wait_for_timeout(1000)
    return found


def is_another(page: Page, before: str) -> str:
    """Wait until another token stands on the page; that one."""
    page.wait_for_function("old => !document.querySelector('main').textContent.includes(old)", arg=before)
    return raw_token(page)


def test_replay_gives_a_new_token_without_loading_the_page(window: Window) -> None:
    window.open(AT_BAZ)
    before, loads = past_its_second(window.page), window.loads
    window.page.evaluate("window.same = true")
    window.page.get_by_role("button", name="Replay", exact=True).click()
    assert is_another(window.page, before) != before
    assert window.loads == loads
    assert window.page.evaluate("window.same") is True
    expect(window.page.locator(".lamp.fail")).to_contain_text("https://bar.foo.com")
    assert window.path == AT_BAZ


def test_every_step_shows_the_same_token_until_r_begins_a_new_visit(window: Window) -> None:
    """By the links of the pages, by their addresses, back again, and in a second tab."""
    page, server = window.page, window.server
    window.open(f"{DEMO}/sign-in")
    first = raw_token(page)
    page.locator("a[rel=next]").click()
    expect(page.locator("[aria-current=step]")).to_have_attribute("href", f"{DEMO}/at-bar")
    expect(page.locator(".letter-card")).to_contain_text("the same bytes as in step 1")
    assert raw_token(page) == first
    for place in (AT_BAZ, f"{AT_BAZ}/what-if/1"):
        window.open(place)
        assert raw_token(page) == first
    past_its_second(page)
    page.keyboard.press("r")
    second = is_another(page, first)
    page.go_back()
    page.wait_for_url(server + AT_BAZ)
    assert raw_token(page) == second
    tab = page.context.new_page()
    tab.goto(f"{server}{DEMO}/sign-in")
    assert raw_token(tab) == second
    tab.close()


def test_a_replay_is_announced(window: Window) -> None:
    window.open(AT_BAZ)
    window.page.get_by_role("button", name="Replay", exact=True).click()
    expect(window.page.get_by_role("status")).to_have_text(re.compile(r"Replayed\.\s+baz answers\s+401"))
    expect(window.page.get_by_role("button", name="Replay", exact=True)).to_be_focused()


def test_r_replays_and_keeps_what_was_unfolded(window: Window) -> None:
    window.open(AT_BAZ)
    before = past_its_second(window.page)
    predict = window.page.locator("details.predict")
    predict.locator("summary").click()
    window.page.locator("h1").click()
    window.page.keyboard.press("r")
    is_another(window.page, before)
    expect(predict).to_have_attribute("open", "")


def test_a_step_comes_without_loading_the_page(window: Window) -> None:
    window.open(f"{AT_BAZ}/predict")
    window.page.evaluate("window.same = true")
    window.page.locator("a[rel=next]").click()
    window.page.wait_for_url(window.server + AT_BAZ)
    expect(window.page.locator(".lamp.fail")).to_be_visible()
    assert window.page.evaluate("window.same") is True
    assert window.loads == 1
    assert window.page.title().startswith("The same letter at baz's door")
    expect(window.page.locator("[aria-current=step]")).to_contain_text("401")


def test_the_reader_is_put_at_the_beginning_of_the_new_step(window: Window) -> None:
    window.open(f"{AT_BAZ}/predict")
    window.page.evaluate("scrollTo(0, document.body.scrollHeight)")
    window.page.locator("a[rel=next]").click()
    window.page.wait_for_url(window.server + AT_BAZ)
    heading = window.page.get_by_role("heading", level=2, name="The same letter at baz's door")
    expect(heading).to_be_focused()
    expect(heading).to_be_in_viewport()


def test_back_and_forward(window: Window) -> None:
    window.open(f"{AT_BAZ}/predict")
    window.page.locator("a[rel=next]").click()
    window.page.wait_for_url(window.server + AT_BAZ)
    window.page.go_back()
    expect(window.page.get_by_role("heading", level=2, name="What does baz answer?")).to_be_visible()
    assert window.path == f"{AT_BAZ}/predict"
    window.page.go_forward()
    expect(window.page.locator(".lamp.fail")).to_be_visible()
    assert window.path == AT_BAZ


def test_keys_are_listed_and_do_nothing_else_while_they_are(window: Window) -> None:
    window.open(AT_BAZ)
    window.page.keyboard.press("?")
    dialog = window.page.get_by_role("dialog", name="Keys")
    expect(dialog).to_be_visible()
    window.page.keyboard.press("ArrowRight")
    window.page.keyboard.press("Escape")
    expect(dialog).to_be_hidden()
    assert window.path == AT_BAZ


def test_a_row_of_the_lanes_leads_to_its_exchange(window: Window) -> None:
    window.open(AT_BAZ)
    window.page.get_by_role("link", name="jwks.json").click()
    entry = window.page.locator("details:target")
    expect(entry).to_have_attribute("open", "")
    expect(entry).to_contain_text("/.well-known/jwks.json")


def test_keys_with_a_modifier_are_left_to_the_browser(window: Window) -> None:
    window.open(AT_BAZ)
    requested: list[str] = []
    window.page.on(
        "request", lambda request: requested.append(request.url) if request.resource_type != "image" else None
    )
    window.page.keyboard.press("Shift+ArrowRight")
    window.page.keyboard.press("Control+ArrowRight")
    window.page.keyboard.press("?")
    expect(window.page.get_by_role("dialog", name="Keys")).to_be_visible()
    pages = [url for url in requested if "/img/icon.svg" not in url]  # which the browser requests when it likes
    assert (pages, window.path) == ([], AT_BAZ)


def test_the_first_key_leads_past_what_every_page_begins_with(window: Window) -> None:
    window.open("/glossary")
    window.page.keyboard.press("Tab")
    expect(window.page.get_by_role("link", name="Skip to the content")).to_be_focused()
    window.page.keyboard.press("Enter")
    expect(window.page.locator("main")).to_be_focused()
