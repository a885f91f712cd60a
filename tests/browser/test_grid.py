"""The grid in a real browser: at a glance, and cell by cell."""

from collections.abc import Callable

import pytest
from playwright.sync_api import expect

from tests.browser.axe import violations_in_both_schemes
from tests.browser.windows import Window


def test_the_home_page_leads_there_and_a_cell_opens(window: Window) -> None:
    page = window.open("/").page
    page.get_by_role("link", name="One sign-in, seven audiences").click()
    expect(page.get_by_role("cell")).to_have_count(7 * 7 + 1)
    page.get_by_role("link", name="stock's token at search: 401 Audience decides").click()
    expect(page.get_by_role("heading", name="The token for stock at search's door")).to_be_in_viewport()
    page.get_by_role("link", name="no door reads it").click()
    expect(page.get_by_text("49 of 49 open.")).to_be_visible()


@pytest.mark.parametrize("query", ["", "?verify=audience=off&cell=orders.billing"])
def test_it_fits_and_axe_finds_nothing(window: Window, query: str) -> None:
    """At every width, of one load; axe looks at the narrow layout and at the wide one, in both schemes."""
    window.open(f"/worlds/seven/grid{query}")
    assert window.too_wide() == []
    for width in (320, 1320):
        window.resize(width)
        assert violations_in_both_schemes(window.page) == {}


def test_every_cell_is_in_sight_on_a_telephone(open_window: Callable[..., Window]) -> None:
    page = open_window(viewport={"width": 375, "height": 900}).open("/worlds/seven/grid").page
    box = page.locator(".grid-box")
    assert box.evaluate("box => box.scrollWidth <= box.clientWidth")


def test_without_javascript_it_is_all_there(open_window: Callable[..., Window]) -> None:
    page = open_window(java_script_enabled=False).open("/worlds/seven/grid").page
    page.get_by_role("link", name="orders's token at billing").click()
    expect(page.get_by_role("heading", name="The token for orders at billing's door")).to_be_visible()


RED_TICKS = """() => {
  const probe = document.body.appendChild(document.createElement("i"));
  probe.style.color = "var(--bad)";
  const bad = getComputedStyle(probe).color;
  const texts = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  const found = [];
  while (texts.nextNode()) {
    const at = texts.currentNode.parentElement;
    if (texts.currentNode.textContent.includes("✓") && getComputedStyle(at).color === bad) found.push(at.outerHTML);
  }
  return found;
}"""
"""The marks of what holds that stand in the colour of what fails."""


@pytest.mark.parametrize(
    "place",
    [
        "/worlds/seven/grid?verify=audience=off",
        "/scenarios/bar-token-to-baz/at-baz/what-if/1",
        "/scenarios/bar-token-to-baz/at-baz?said=2",
        "/workbench?world=foo&verify=audience=off&beside=baz",
    ],
)
def test_no_mark_of_what_holds_has_the_colour_of_what_fails(window: Window, place: str) -> None:
    assert window.open(place).page.evaluate(RED_TICKS) == []
