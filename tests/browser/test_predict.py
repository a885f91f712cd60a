"""Predict, replay, explain: one commits to an answer, and the explanation speaks to it."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.browser.places import DEMO
from tests.browser.windows import Window

AT_BAZ = f"{DEMO}/at-baz"


def ask(window: Window) -> Page:
    """Come to the question on the way, from the step before it."""
    page = window.open(f"{DEMO}/at-bar").page
    page.get_by_role("link", name="What does baz answer?").click()
    expect(page.get_by_role("heading", name="What does baz answer?")).to_be_visible()
    page.wait_for_load_state()  # before that a key, or what was said, is noticed by no script
    return page


def test_before_the_step_the_page_asks_and_shows_nothing_of_what_comes(window: Window) -> None:
    page = ask(window)
    assert window.path == f"{AT_BAZ}/predict"
    text = page.inner_text("main")
    assert "401 invalid_token" not in text
    assert "Audience" not in text
    assert page.locator(".step-title, .expect").count() == 4


def test_nothing_is_painted_over_the_way_on(open_window: Callable[..., Window]) -> None:
    narrow = open_window(viewport={"width": 375, "height": 900})
    page = narrow.open("/scenarios/many-clients-many-apis/nightly-at-baz/predict").page
    page.locator(".actor").first.evaluate("box => scrollBy(0, box.getBoundingClientRect().top - innerHeight + 50)")
    covered = page.locator(".onward").evaluate(
        "bar => { const { left, right, top, bottom } = bar.getBoundingClientRect(); const over = new Set();"
        " for (let x = left + 2; x < right; x += 8) for (let y = top + 2; y < bottom; y += 8) {"
        " const found = document.elementFromPoint(x, y); if (!bar.contains(found)) over.add(found.className) }"
        " return [...over] }"
    )
    assert covered == []


def test_a_wrong_prediction_is_spoken_to(window: Window) -> None:
    page = ask(window)
    page.get_by_role("link", name="403. A scope is missing.").click()
    said = page.get_by_role("region", name="Your prediction")
    expect(said).to_contain_text("You said 403. A scope is missing. That is not what came.")
    expect(said).to_contain_text("It never comes to that")
    expect(said).to_contain_text("What came: 401. It is genuine, and not for baz.")
    expect(page.locator(".answer")).to_contain_text("401")


def test_a_right_one_is_explained_as_well(window: Window) -> None:
    page = ask(window)
    page.get_by_role("link", name="401. It is genuine, and not for baz.").click()
    said = page.get_by_role("region", name="Your prediction")
    expect(said).to_contain_text("That is what came.")
    expect(said).to_contain_text("baz looks for https://baz.foo.com")
    assert "What came:" not in said.inner_text()


def test_who_only_wants_to_see_it_is_shown(window: Window) -> None:
    page = ask(window)
    page.get_by_role("link", name="Just show me").click()
    expect(page.locator(".answer")).to_contain_text("401")
    assert window.path == AT_BAZ
    assert page.get_by_role("region", name="Your prediction").count() == 0


def test_by_keyboard_alone(window: Window) -> None:
    page = window.open(f"{DEMO}/at-bar").page
    page.keyboard.press("ArrowRight")
    page.wait_for_url(f"**{AT_BAZ}/predict")
    expect(page.locator(".ask")).to_be_visible()
    page.keyboard.press("2")
    page.wait_for_url(f"**{AT_BAZ}?said=2")
    expect(page.get_by_role("region", name="Your prediction")).to_be_visible()
    page.keyboard.press("ArrowRight")
    expect(page.get_by_role("heading", name="What if baz did not look at the address?")).to_be_visible()


def test_a_replay_keeps_what_was_said(window: Window) -> None:
    page = ask(window)
    page.keyboard.press("3")
    expect(page.get_by_role("region", name="Your prediction")).to_be_visible()
    page.locator("form[data-htmx-powered]").wait_for(state="attached")  # before that it is a form like any other
    page.keyboard.press("r")
    expect(page.locator("[data-status]")).to_contain_text("Replayed")
    expect(page.get_by_role("region", name="Your prediction")).to_contain_text("403")
    assert window.path == f"{AT_BAZ}?said=3"


def test_it_is_remembered_in_this_browser_alone(open_window: Callable[..., Window]) -> None:
    window = open_window()
    page = ask(window)
    page.keyboard.press("3")
    expect(page.get_by_role("region", name="Your prediction")).to_be_visible()
    page.wait_for_load_state()
    window.open(f"{AT_BAZ}/predict")
    expect(page.locator(".expect.before")).to_have_text("3 403. A scope is missing.")
    assert ask(open_window()).locator(".expect.before").count() == 0


def test_a_storage_that_holds_something_else_breaks_nothing(window: Window) -> None:
    page = window.open("/").page
    for kept in ("no JSON", "null", "7", "[]"):
        page.evaluate("kept => localStorage.setItem('predictions', kept)", kept)
        window.open(f"{AT_BAZ}?said=1")
        expect(page.get_by_role("region", name="Your prediction")).to_be_visible()


def test_without_javascript_too(open_window: Callable[..., Window]) -> None:
    window = open_window(java_script_enabled=False)
    page = ask(window)
    page.get_by_role("link", name="200. The signature is genuine.").click()
    expect(page.get_by_role("region", name="Your prediction")).to_contain_text("That is not what came.")
    page.get_by_role("button", name="Replay").click()
    assert window.path == f"{AT_BAZ}?said=1"


@pytest.mark.parametrize("said", ["0", "9", "-1", "x", "1.5", "1" * 50, "%3Cscript%3E"])
def test_an_answer_that_there_is_not_is_told(window: Window, said: str) -> None:
    window.open(f"{AT_BAZ}?said={said}")
    assert window.statuses[window.page.url] == 404
    window.forgive("404")


def test_a_step_without_a_prediction_has_no_such_page(window: Window) -> None:
    window.open(f"{DEMO}/at-bar/predict")
    assert "asks for no prediction" in window.page.inner_text("main")
    window.forgive("404")
