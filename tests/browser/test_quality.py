"""What every page keeps: nothing from elsewhere, no violation, readable by all, light to carry."""

from collections.abc import Callable

import pytest

from tests.browser.axe import UNFOLD, violations
from tests.browser.places import DEMO, PLACES
from tests.browser.windows import Window

SCHEMES = ("light", "dark")
WIDTHS = (320, 375, 1320, 1920)
HEAVIEST = 60 * 1024
EDITOR = 240_000  # the one page with an editor on it


TWICE = """
  const sheet = new CSSStyleSheet();
  sheet.replaceSync("html { font-size: 200% !important }");
  document.adoptedStyleSheets = [sheet];
"""


@pytest.mark.parametrize("scheme", SCHEMES)
def test_axe_finds_nothing(open_window: Callable[..., Window], scheme: str) -> None:
    window = open_window(color_scheme=scheme)
    found = {name: violations(window.open(place).page) for name, place in PLACES.items()}
    assert {name: wrong for name, wrong in found.items() if wrong} == {}


@pytest.mark.parametrize("width", WIDTHS)
def test_nothing_scrolls_sideways(open_window: Callable[..., Window], width: int) -> None:
    window = open_window(viewport={"width": width, "height": 800})
    too_wide = []
    for name, place in PLACES.items():
        folded = window.open(place).fits()
        window.page.evaluate(UNFOLD)
        if not (folded and window.fits()):
            too_wide.append(name)
    assert too_wide == []


def test_readable_at_twice_the_size(open_window: Callable[..., Window]) -> None:
    """Text at 200 % in a window of 1280 pixels (WCAG 2.2 §1.4.4)."""
    window = open_window(viewport={"width": 1280, "height": 900})
    too_wide = []
    for name, place in PLACES.items():
        window.open(place).page.evaluate(TWICE)
        if not window.fits():
            too_wide.append(name)
    assert too_wide == []


def test_light_to_carry(open_window: Callable[..., Window]) -> None:
    """Each page with all that belongs to it, past the cache, as it comes over the wire."""
    window = open_window()
    session = window.page.context.new_cdp_session(window.page)
    session.send("Network.enable")
    session.send("Network.setCacheDisabled", {"cacheDisabled": True})
    sizes: list[int] = []
    session.on("Network.loadingFinished", lambda event: sizes.append(int(event["encodedDataLength"])))
    carried: dict[str, int] = {}
    for name, place in PLACES.items():
        sizes.clear()
        window.open(place).page.wait_for_load_state("networkidle")
        assert len(sizes) > 1
        carried[name] = sum(sizes)
    too_heavy = {name: size for name, size in carried.items() if size > (EDITOR if "author" in name else HEAVIEST)}
    assert too_heavy == {}


def test_everything_is_fetched_once_and_kept(window: Window) -> None:
    window.open(DEMO).open("/")
    window.page.wait_for_load_state("networkidle")
    assert [url for url, status in window.statuses.items() if status != 200] == []
    static = [url for url in window.statuses if "/static/" in url]
    assert static
    assert all("?v=" in url for url in static)


def test_forced_colours_lose_no_verdict(open_window: Callable[..., Window]) -> None:
    window = open_window(forced_colors="active").open(PLACES["refused"])
    text = window.page.locator("main").inner_text()
    assert "✓" in text
    assert "✗" in text


def test_nothing_moves_for_those_who_asked_for_that(open_window: Callable[..., Window]) -> None:
    moving = "document.getAnimations().length"
    assert open_window(reduced_motion="no-preference").open(PLACES["refused"]).page.evaluate(moving) > 0
    assert open_window().open(PLACES["refused"]).page.evaluate(moving) == 0
