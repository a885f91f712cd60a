"""What every page keeps: nothing from elsewhere, no violation, readable by all, light to carry."""

from collections.abc import Callable
from pathlib import Path

import pytest
from axe_playwright_python import sync_playwright as axe_package

from tests.browser.places import DEMO, PLACES
from tests.browser.windows import Window

AXE = (Path(axe_package.__file__).parent / "axe.min.js").read_text("utf-8")
SCHEMES = ("light", "dark")
WIDTHS = (320, 375, 1320, 1920)
HEAVIEST = 60 * 1024
EDITOR = 240_000  # the one page with an editor on it


UNFOLD = "for (const details of document.querySelectorAll('details')) details.open = true"
TWICE = """
  const sheet = new CSSStyleSheet();
  sheet.replaceSync("html { font-size: 200% !important }");
  document.adoptedStyleSheets = [sheet];
"""


@pytest.mark.parametrize("scheme", SCHEMES)
def test_axe_finds_nothing(open_window: Callable[..., Window], scheme: str) -> None:
    window = open_window(color_scheme=scheme)
    violations = {}
    for name, place in PLACES.items():
        window.open(place).page.evaluate(UNFOLD)
        window.page.evaluate(AXE)
        found = window.page.evaluate("axe.run(document, {resultTypes: ['violations']})")["violations"]
        violations[name] = [(v["id"], [node["html"][:160] for node in v["nodes"]]) for v in found]
    assert {name: found for name, found in violations.items() if found} == {}


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
    """Each page with all that belongs to it, into an empty cache, as it comes over the wire."""
    carried: dict[str, int] = {}
    for name, place in PLACES.items():
        window = open_window()
        session = window.page.context.new_cdp_session(window.page)
        session.send("Network.enable")
        sizes: list[int] = []
        session.on("Network.loadingFinished", lambda event, sizes=sizes: sizes.append(int(event["encodedDataLength"])))
        window.open(place).page.wait_for_load_state("networkidle")
        window.page.context.close()
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
