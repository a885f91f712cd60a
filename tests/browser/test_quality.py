"""What every page keeps: nothing from elsewhere, no violation, readable by all, light to carry."""

from collections.abc import Callable, Iterator

import pytest

from tests.browser.axe import violations_in_both_schemes
from tests.browser.places import DEMO, PLACES
from tests.browser.pool import WIDE, Pool
from tests.browser.windows import Window

HEAVIEST = 60 * 1024
BEYOND = {"author": 240_000, "author-refused": 240_000}
"""The pages with the editor on them."""


TWICE = """
  window.twice = new CSSStyleSheet();
  twice.replaceSync("html { font-size: 200% !important }");
  document.adoptedStyleSheets = [...document.adoptedStyleSheets, twice];
"""
ONCE = "document.adoptedStyleSheets = document.adoptedStyleSheets.filter(sheet => sheet !== twice)"


class Weighed:
    """A window that weighs all that belongs to a page, past the cache, as it comes over the wire.

    Args:
        window: The window.

    """

    def __init__(self, window: Window) -> None:
        self.window = window
        self._sizes: list[int] = []
        session = window.page.context.new_cdp_session(window.page)
        session.send("Network.enable")
        session.send("Network.setCacheDisabled", {"cacheDisabled": True})
        session.on("Network.loadingFinished", lambda event: self._sizes.append(int(event["encodedDataLength"])))

    def open(self, place: str) -> Window:
        """Open a place, whose weight is taken from here on."""
        self._sizes.clear()
        return self.window.open(place)

    def weight(self) -> int:
        """All that has come up to now."""
        assert len(self._sizes) > 1
        return sum(self._sizes)


@pytest.fixture(scope="module")
def weighed(pool: Pool, server: str) -> Iterator[Weighed]:
    """One window for all places."""
    window = Window(pool.take(fresh=True), server).watch()
    yield Weighed(window)
    pool.give_back(window.unwatch())


def fits_at_twice_the_size(window: Window) -> bool:
    """Text at 200 % in a window of 1280 pixels (WCAG 2.2 §1.4.4)."""
    window.resize(1280)
    window.page.evaluate(TWICE)
    fits = window.fits()
    window.page.evaluate(ONCE)
    return fits


@pytest.mark.parametrize("name", PLACES)
def test_fits_is_light_and_axe_finds_nothing(weighed: Weighed, name: str) -> None:
    """All of it of one load, which is most of the cost of looking at a page."""
    window = weighed.open(PLACES[name])
    found: dict[str, object] = {"too wide at twice the size": not fits_at_twice_the_size(window)}
    weight = weighed.weight()  # before all is unfolded: some of what that loads few people need
    found["too wide"] = window.too_wide()
    found["too heavy"] = weight if weight > BEYOND.get(name, HEAVIEST) else 0
    window.page.set_viewport_size(WIDE)
    found["axe"] = violations_in_both_schemes(window.page)
    found["troubles"] = [*window.troubles]
    window.troubles.clear()
    assert {what: wrong for what, wrong in found.items() if wrong} == {}


def test_everything_is_fetched_once_and_kept(open_window: Callable[..., Window]) -> None:
    window = open_window(fresh=True)
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
