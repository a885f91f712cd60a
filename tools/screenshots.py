"""Take the pictures of the documents anew, of the pages as they look now: ``make screenshots``."""

import os
import re
import subprocess
import sys
from pathlib import Path
from typing import Final

from playwright.sync_api import sync_playwright

IMAGES: Final = Path(__file__).resolve().parent.parent / "docs" / "images"
PICTURES: Final = {
    "scenario-page.png": ("/scenarios/bar-token-to-baz/at-baz", 550),
    "grid.png": ("/worlds/seven/grid", 770),
}
"""Each picture: the page that it is of, and how much of its height it shows."""


def main() -> None:
    """Start a sandbox, and photograph its pages with the browser that ``CHROMIUM`` names."""
    command = [sys.executable, "-m", "sandbox", "serve", "--port", "0"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as server:
        try:
            said = server.stdout.readline() if server.stdout else ""
            address = re.findall(r"http://localhost:\d+", said)[0]
            photograph(address)
        finally:
            server.terminate()


def photograph(address: str) -> None:
    """Take every picture of a sandbox that runs at ``address``."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=os.environ["CHROMIUM"], args=["--no-sandbox"])
        for name, (path, height) in PICTURES.items():
            page = browser.new_page(viewport={"width": 1280, "height": 900}, reduced_motion="reduce")
            page.goto(address + path)
            page.wait_for_load_state("networkidle")
            page.screenshot(path=IMAGES / name, clip={"x": 0, "y": 0, "width": 1280, "height": height})
            page.close()
        browser.close()


if __name__ == "__main__":
    main()
