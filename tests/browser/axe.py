"""What axe-core finds on a page."""

from pathlib import Path

from axe_playwright_python import sync_playwright as axe_package
from playwright.sync_api import Page

AXE = (Path(axe_package.__file__).parent / "axe.min.js").read_text("utf-8")
UNFOLD = "for (const details of document.querySelectorAll('details')) details.open = true"
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
    page.evaluate(AXE)
    found = page.evaluate(RUN, preload)["violations"]
    return [(one["id"], [node["html"][:160] for node in one["nodes"]]) for one in found]
