"""Take the picture in the README: the page of the scenario that matters most, as it looks now."""

import os
import sys
from pathlib import Path

from playwright.sync_api import sync_playwright

PICTURE = Path(__file__).resolve().parent.parent / "docs" / "images" / "scenario-page.png"
PAGE = "/scenarios/bar-token-to-baz/at-baz"


def main(address: str) -> None:
    """Photograph the page of a sandbox that runs at ``address``, with the browser named by ``CHROMIUM``."""
    PICTURE.parent.mkdir(parents=True, exist_ok=True)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=os.environ["CHROMIUM"], args=["--no-sandbox"])
        page = browser.new_page(viewport={"width": 1280, "height": 860}, reduced_motion="reduce")
        page.goto(address + PAGE)
        page.screenshot(path=PICTURE)
        browser.close()


if __name__ == "__main__":
    main(sys.argv[1] if len(sys.argv) > 1 else "http://localhost:8000")
