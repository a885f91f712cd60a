"""The replay message by message: it plays, pauses, and goes back and forth."""

from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Page, expect

from tests.browser.places import DEMO
from tests.browser.pool import Pool
from tests.browser.windows import Window

SIGN_IN = f"{DEMO}/sign-in"


def place(page: Page) -> str:
    return page.locator("[data-place]").inner_text()


@pytest.fixture(scope="module")
def still(pool: Pool, server: str) -> Iterator[Window]:
    """A window for people who do not mind movement, in which time stands still: it is for this file alone."""
    window = Window(pool.take(fresh=True, reduced_motion="no-preference"), server)
    window.page.clock.install()
    window.page.clock.pause_at("2100-01-01")
    yield window
    pool.give_back(window)


@pytest.fixture
def playing(still: Window) -> Iterator[Window]:
    """The same window at a step with four messages, as if it had never been anywhere else."""
    window = Window(still.page, still.server).watch().open(SIGN_IN)
    yield window
    window.page.evaluate("localStorage.clear(); sessionStorage.clear()")
    assert window.unwatch().troubles == []


def test_it_plays_by_itself_to_the_end(playing: Window) -> None:
    page = playing.page
    assert place(page) == "Message 1 of 4"
    assert page.locator(".message.coming").count() == 3
    page.clock.run_for(1400)
    assert place(page) == "Message 2 of 4"
    page.clock.run_for(10_000)
    assert place(page) == "4 messages"
    assert page.locator(".message.coming").count() == 0


def test_space_pauses_and_the_arrows_step(playing: Window) -> None:
    page = playing.page
    page.keyboard.press("Space")
    page.clock.run_for(10_000)
    assert place(page) == "Message 1 of 4"
    page.keyboard.press("ArrowRight")
    page.keyboard.press("ArrowRight")
    assert place(page) == "Message 3 of 4"
    page.keyboard.press("ArrowLeft")
    assert place(page) == "Message 2 of 4"
    assert "Message 2 of 4: www.foo.com to issuer" in page.locator("[data-status]").inner_text()
    page.keyboard.press("Space")
    page.clock.run_for(10_000)
    assert place(page) == "4 messages"
    assert playing.path == SIGN_IN


def test_past_the_last_message_comes_the_next_step(playing: Window) -> None:
    page = playing.page
    for _ in range(3):
        page.keyboard.press("ArrowRight")
    assert playing.path == SIGN_IN
    page.keyboard.press("ArrowRight")
    page.wait_for_url(f"**{DEMO}/at-bar")


def test_before_the_first_message_comes_the_step_before(playing: Window) -> None:
    playing.page.keyboard.press("ArrowLeft")
    playing.page.wait_for_url(f"**{DEMO}")


def test_r_plays_it_again(playing: Window) -> None:
    page = playing.page
    page.clock.run_for(10_000)
    page.keyboard.press("r")
    expect(page.locator("[data-place]")).to_have_text("Message 1 of 4")


def test_a_message_leads_to_its_exchange_and_what_it_changed(playing: Window) -> None:
    page = playing.page
    page.clock.run_for(10_000)
    page.get_by_role("link", name="POST /oauth/token").click()
    entry = page.locator("#wire-3")
    expect(entry).to_have_attribute("open", "")
    expect(entry).to_contain_text("What changed: www holds bar_token, addressed to https://bar.foo.com.")
    assert place(page) == "Message 3 of 4"


def test_by_its_buttons(playing: Window) -> None:
    page = playing.page
    page.get_by_role("button", name="Pause").click()
    page.get_by_role("button", name="The next message").click()
    assert place(page) == "Message 2 of 4"
    page.get_by_role("button", name="The message before").click()
    assert place(page) == "Message 1 of 4"
    page.get_by_role("button", name="Play", exact=True).click()
    page.clock.run_for(10_000)
    assert place(page) == "4 messages"


def test_who_wants_no_movement_sees_all_of_it_and_may_step(window: Window) -> None:
    page = window.open(SIGN_IN).page
    assert place(page) == "4 messages"
    assert page.locator(".message.coming").count() == 0
    page.keyboard.press("Space")
    assert place(page) == "Message 1 of 4"


def test_nothing_moves_away_while_it_plays(playing: Window) -> None:
    """The messages that are still to come keep their place."""
    page = playing.page
    height = "document.documentElement.scrollHeight"
    before = page.evaluate(height)
    page.clock.run_for(10_000)
    assert page.evaluate(height) == before


def test_without_javascript_every_message_is_there(open_window: Callable[..., Window]) -> None:
    page = open_window(java_script_enabled=False).open(SIGN_IN).page
    assert page.locator(".message").count() == 4
    assert not page.locator("[data-player]").is_visible()
