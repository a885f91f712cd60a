"""What axe-core finds on a page."""

from pathlib import Path
from typing import Literal

from axe_playwright_python import sync_playwright as axe_package
from playwright.sync_api import Page

from tests.browser.windows import UNFOLD

AXE = (Path(axe_package.__file__).parent / "axe.min.js").read_text("utf-8")
LOOKS = 3
SCHEMES: tuple[Literal["light", "dark"], ...] = ("light", "dark")
PAINTED = """async () => {
  await Promise.all(document.getAnimations().map(one => one.finished.catch(() => null)));
  await new Promise(painted => requestAnimationFrame(() => requestAnimationFrame(painted)));
}"""
"""Resolved when what moves stands still, and the colours of the scheme are on the page."""
RUN = """preload => axe.run(document, {
  preload,
  resultTypes: ["violations"],
  ...(matchMedia("(prefers-color-scheme: dark)").matches ? { runOnly: ["color-contrast"] } : {}),
})"""


def violations(page: Page, *, preload: bool = True) -> list[tuple[str, list[str]]]:
    """What is wrong with a page when all of it is unfolded: the rules, with the elements that break them.

    In the dark only contrast is looked at: all else is as in the light, where it takes most of the time.
    """
    page.evaluate(UNFOLD)
    if not page.evaluate("Boolean(window.axe)"):
        page.evaluate(AXE)
    found = page.evaluate(RUN, preload)["violations"]
    return [(one["id"], [node["html"][:160] for node in one["nodes"]]) for one in found]


def violations_in_both_schemes(page: Page, *, preload: bool = True) -> dict[str, list[tuple[str, list[str]]]]:
    """The same in the light and in the dark, of one load: by scheme, where there are any."""
    found = {}
    for scheme in SCHEMES:
        page.emulate_media(color_scheme=scheme)
        found[scheme] = _lasting(page, preload=preload)
    page.emulate_media(color_scheme="light")
    return {scheme: wrong for scheme, wrong in found.items() if wrong}


def _lasting(page: Page, *, preload: bool) -> list[tuple[str, list[str]]]:
    """The violations that are still there when the page has been painted again: a room's pages change meanwhile."""
    for _ in range(LOOKS):
        page.evaluate(PAINTED)
        found = violations(page, preload=preload)
        if not found:
            break
    return found
