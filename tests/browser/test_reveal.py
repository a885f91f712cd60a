"""What came is seen when it comes: the messages first, then status, colours, lamps and reasons."""

from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Page, expect

from tests.browser.places import DEMO
from tests.browser.pool import Pool
from tests.browser.windows import Window

AT_BAZ = f"{DEMO}/at-baz"
SEEN = """() => {
  const drawn = one => one.checkVisibility({ opacityProperty: true, visibilityProperty: true });
  const texts = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  const said = [document.title];
  while (texts.nextNode()) if (drawn(texts.currentNode.parentElement)) said.push(texts.currentNode.textContent);
  return said.join(" ").replace(/\\s+/g, " ");
}"""
"""Everything that can be read on the page by who sees it."""
COLOURS = """() => [...document.querySelectorAll(".message.current .arrow, .steps .now a, link[rel=icon]")].map(
  one => one.href ?? getComputedStyle(one).color + getComputedStyle(one).backgroundColor)"""
ENDINGS = ("401", "invalid_token", "decides", "Is it meant for me?", "The seal is genuine", "did not look", "✗")


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
    """The same window at the door of baz, as if it had never been anywhere else."""
    still.page.goto(f"{still.server}/robots.txt")
    still.page.evaluate("sessionStorage.clear()")
    window = Window(still.page, still.server).watch().open(AT_BAZ)
    yield window
    assert window.unwatch().troubles == []


def revealed(page: Page) -> bool:
    return bool(page.evaluate("document.querySelector('.lamp').checkVisibility({ opacityProperty: true })"))


def until_revealed(page: Page) -> None:
    expect(page.locator(".scene.staged[data-revealed]")).to_have_count(1)


def test_nothing_tells_the_ending_before_the_answer_has_come(playing: Window) -> None:
    page = playing.page
    before = page.evaluate(SEEN)
    assert [ending for ending in ENDINGS if ending in before] == []
    quiet = page.evaluate(COLOURS)
    page.clock.run_for(10_000)
    until_revealed(page)
    after = page.evaluate(SEEN)
    assert [ending for ending in ENDINGS if ending not in after] == []
    assert page.evaluate(COLOURS) != quiet


def test_a_refusal_and_an_acceptance_look_alike_before_the_answer(playing: Window) -> None:
    refused = playing.page.evaluate(COLOURS)
    playing.open(f"{DEMO}/at-bar")
    served = playing.page.evaluate(COLOURS)
    assert (served[0], served[-2:]) == (refused[0], refused[-2:])


def test_it_comes_with_the_last_message_and_not_before(playing: Window) -> None:
    page = playing.page
    page.clock.run_for(1400)
    assert not revealed(page)
    page.clock.run_for(1400)
    until_revealed(page)


def test_whoever_pauses_waits(playing: Window) -> None:
    page = playing.page
    page.keyboard.press("Space")
    page.clock.run_for(60_000)
    assert not revealed(page)


@pytest.mark.parametrize(
    "skip",
    [
        lambda page: page.keyboard.press("s"),
        lambda page: page.get_by_role("button", name="Show the answer now").click(),
        lambda page: page.locator(".more summary").first.focus(),
    ],
    ids=["key", "button", "focus"],
)
def test_who_cannot_wait_sees_it_at_once(playing: Window, skip: Callable[[Page], object]) -> None:
    page = playing.page
    assert not revealed(page)
    skip(page)
    until_revealed(page)
    expect(page.get_by_role("button", name="Show the answer now")).to_have_count(0)
    assert page.locator(".message.coming").count() == 0
    assert playing.path == AT_BAZ


def test_a_second_visit_and_a_replay_hold_nothing_back(playing: Window) -> None:
    page = playing.page
    page.keyboard.press("s")
    playing.open(f"{DEMO}/at-bar").open(AT_BAZ)
    until_revealed(page)
    assert page.locator("[data-place]").inner_text() == "3 messages"
    page.locator("form[data-htmx-powered]").wait_for(state="attached")
    page.keyboard.press("r")
    expect(page.locator("[data-place]")).to_have_text("Message 1 of 3")
    assert revealed(page)


def test_a_step_that_comes_without_loading_waits_as_well(playing: Window) -> None:
    page = playing.page
    playing.open(f"{AT_BAZ}/predict")
    page.locator("a[rel=next][data-htmx-powered]").wait_for(state="attached")
    page.keyboard.press("2")
    page.wait_for_url(f"**{AT_BAZ}?said=2")
    assert not revealed(page), "not even for the moment until its script has begun"
    page.clock.run_for(100)
    expect(page.get_by_role("button", name="Show the answer now")).to_be_visible()
    assert [ending for ending in ("401 invalid_token", "That is not what came") if ending in page.evaluate(SEEN)] == []
    page.clock.run_for(10_000)
    until_revealed(page)


def test_who_does_not_see_the_page_is_told_all_of_it_at_once(playing: Window) -> None:
    tree = playing.page.locator("main").aria_snapshot()
    assert not revealed(playing.page)
    for words in ("Is it meant for me?", "The check", "The seal is genuine"):
        assert words in tree


def test_nothing_moves_when_it_comes(playing: Window) -> None:
    page = playing.page
    page.evaluate("""() => { window.shift = 0; new PerformanceObserver((list) => {
      for (const entry of list.getEntries()) window.shift += entry.value;
    }).observe({ type: "layout-shift", buffered: true }) }""")
    page.clock.run_for(10_000)
    until_revealed(page)
    page.screenshot()  # so that it has been drawn
    assert page.evaluate("window.shift") == 0


@pytest.mark.parametrize("options", [{}, {"java_script_enabled": False, "reduced_motion": "no-preference"}])
def test_without_movement_or_javascript_it_is_there_at_once(
    open_window: Callable[..., Window], options: dict[str, object]
) -> None:
    page = open_window(**options).open(AT_BAZ).page
    for part in (".lamp", ".explain", ".more summary", ".steps .now b", "a[rel=next]"):
        assert page.locator(part).first.evaluate(
            "one => one.checkVisibility({ opacityProperty: true, visibilityProperty: true })"
        ), part


def test_paper_waits_for_nothing(playing: Window) -> None:
    page = playing.page
    page.emulate_media(media="print")
    assert revealed(page)
    page.emulate_media(media="null")


def test_were_its_script_not_to_come_it_is_shown_after_a_while(pool: Pool, server: str) -> None:
    window = Window(pool.take(fresh=True, reduced_motion="no-preference"), server)
    window.page.route("**/player.js*", lambda route: route.abort())
    window.open(AT_BAZ)
    assert not revealed(window.page)
    window.page.evaluate("for (const one of document.getAnimations()) one.finish()")
    assert revealed(window.page)
    pool.give_back(window)
