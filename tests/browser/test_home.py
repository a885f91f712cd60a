"""The home page and the frame of all pages, measured: heights, one row of navigation, nothing that moves."""

from collections.abc import Callable

import pytest
from playwright.sync_api import expect

from tests.browser.places import DEMO
from tests.browser.windows import Window

SHIFTS = """
  window.shifted = 0;
  new PerformanceObserver(list => {
    for (const entry of list.getEntries()) if (!entry.hadRecentInput) shifted += entry.value;
  }).observe({ type: "layout-shift", buffered: true });
"""
PAGES = (
    "/",
    "/check",
    "/teach",
    "/docs/keys",
    f"{DEMO}/at-baz?path=hurried",
    "/workbench?world=foo",
)
HEIGHT = "document.documentElement.scrollHeight"


@pytest.mark.parametrize(("width", "at_most"), [(1320, 2_000), (375, 4_000)])
def test_home_is_short_and_nothing_moves_when_one_comes_back(
    open_window: Callable[..., Window], width: int, at_most: int
) -> None:
    window = open_window(viewport={"width": width, "height": 900})
    window.page.add_init_script(SHIFTS)
    assert window.open("/").page.evaluate(HEIGHT) <= at_most
    for scenario in ("bar-token-to-bar", "bar-token-to-baz"):
        window.open(f"/scenarios/{scenario}/takeaway?path=hurried")
    page = window.open("/").page
    following = page.locator("[data-next]")
    expect(following).to_have_text("Next for you · In a hurry, 3 of 4 A baz that does not read the address")
    assert page.evaluate(HEIGHT) <= at_most
    assert page.evaluate("shifted") == 0
    window.open("/progress")
    assert page.evaluate("shifted") == 0
    window.open("/")
    following.click()
    page.wait_for_url("**/audience-not-checked?path=hurried")


@pytest.mark.parametrize("width", [320, 375, 768, 1024, 1320])
def test_the_navigation_is_one_row_on_every_page(open_window: Callable[..., Window], width: int) -> None:
    window = open_window(viewport={"width": width, "height": 768})
    for path in PAGES:
        page = window.open(path).page
        tops = page.locator(".top nav a").evaluate_all("links => new Set(links.map(link => link.offsetTop)).size")
        assert (tops, page.locator(".top").bounding_box()["height"] < 66) == (1, True), path  # type: ignore[index]
        search = page.locator("#q" if width > 1000 else ".search-link")
        expect(search).to_be_visible()


def test_without_javascript_a_chapter_opens_and_nothing_says_where_one_was(open_window: Callable[..., Window]) -> None:
    page = open_window(java_script_enabled=False).open("/").page
    expect(page.locator("[data-next]")).to_be_hidden()
    page.locator("summary", has_text="Forged letters").click()
    page.locator("details[open] ol a").first.click()
    expect(page.get_by_role("navigation", name="Steps of this scenario")).to_be_visible()
