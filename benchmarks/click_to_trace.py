"""From the click on Replay to the finished trace on screen, in a real Chromium."""

import asyncio
import os
import time
from statistics import median
from typing import Final

from playwright.sync_api import Browser, Page, sync_playwright

from benchmarks.measuring import Row
from benchmarks.servers import PRODUCT, python, started
from benchmarks.stage import SCENARIO, Stage

_STEP: Final = "at-baz"
_PATH: Final = f"/scenarios/{SCENARIO}/{_STEP}"
_CLICKS: Final = 60
_WARMED: Final = 10
_FLAGS: Final = ("--no-sandbox", "--disable-quic", "--disable-background-networking", "--disable-component-update")
_CLICK: Final = """() => new Promise((done) => {
  let begun;
  document.addEventListener("htmx:after:swap", () => {
    requestAnimationFrame(() => setTimeout(() => done(performance.now() - begun)));
  }, { once: true });
  const button = document.querySelector("[data-replay]");
  begun = performance.now();
  button.click();
})"""
"""Milliseconds from the click until the frame after the swap has been painted."""


def measure() -> list[Row]:
    """Click in turns on the product's page and on the floor's; replay in process beside them."""
    with started(*PRODUCT) as port, started(*python("fragment.py")) as floor_port, sync_playwright() as playwright:
        executable = os.environ.get("CHROMIUM", "/usr/bin/chromium")
        browser = playwright.chromium.launch(executable_path=executable, args=_FLAGS)
        product = _opened(browser, f"http://localhost:{port}{_PATH}")
        floor = _opened(browser, f"http://localhost:{floor_port}/")
        clicked: dict[str, list[float]] = {"product": [], "fragment": []}
        for turn in range(_WARMED + _CLICKS):
            for name, page in (("product", product), ("fragment", floor)):
                taken = float(page.evaluate(_CLICK))
                if turn >= _WARMED:
                    clicked[name].append(taken)
    replay = asyncio.run(_replay())
    fragment = median(clicked["fragment"])
    return [
        Row(
            name="Click on Replay to the trace on screen",
            unit="ms",
            product=median(clicked["product"]),
            floor=replay + fragment,
            floor_is="the replay itself, in process + one empty fragment, fetched and painted the same way",
            target=1.5,
            details={"clicks": _CLICKS, "replay": replay, "fragment": fragment},
        )
    ]


def _opened(browser: Browser, url: str) -> Page:
    page = browser.new_page(viewport={"width": 1320, "height": 900}, reduced_motion="reduce")
    page.goto(url)
    page.wait_for_load_state("networkidle")
    return page


async def _replay() -> float:
    """How long the replay takes that the page makes, by the clock."""
    stage = Stage()
    taken = []
    for _ in range(_WARMED + _CLICKS):
        begun = time.perf_counter()
        await stage.replay(until=_STEP, what_ifs=0)
        taken.append((time.perf_counter() - begun) * 1e3)
    return median(taken[_WARMED:])
