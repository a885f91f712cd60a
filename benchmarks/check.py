"""How long the page of ``/check`` works, in a real Chromium, when somebody has pasted."""

import os
import time
from statistics import median
from typing import Final

from playwright.sync_api import sync_playwright

from benchmarks.measuring import Row
from benchmarks.servers import PRODUCT, started
from sandbox.tokens.encoding import encode_json

_PASTES: Final = 60
_WARMED: Final = 10
_FIELDS: Final = """document.getElementById("audience").value = "https://orders.example.com";"""
_PASTE: Final = """(text) => {
  const field = document.getElementById("token");
  field.value = text;
  const begun = performance.now();
  field.dispatchEvent(new Event("input", { bubbles: true }));
  return performance.now() - begun;
}"""
"""Milliseconds of script: reading, finding the cause, and filling the page."""


def measure() -> list[Row]:
    """Paste a normal token, the first one after the page was loaded, and one of 8 kB."""
    with started(*PRODUCT) as port, sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=os.environ.get("CHROMIUM", "/usr/bin/chromium"), args=["--no-sandbox"]
        )
        taken: dict[str, list[float]] = {"first": [], "normal": [], "large": []}
        page = browser.new_page(viewport={"width": 1320, "height": 900})
        for _ in range(_WARMED):
            page.goto(f"http://localhost:{port}/check")
            page.evaluate(_FIELDS)
            taken["first"].append(float(page.evaluate(_PASTE, _token(0, 0))))
        for turn in range(_PASTES):
            taken["normal"].append(float(page.evaluate(_PASTE, _token(turn, 0))))
            taken["large"].append(float(page.evaluate(_PASTE, _token(turn, 120))))
        browser.close()
    names = {
        "first": ("Check: the first answer after a paste, script", 16.0, "one frame"),
        "normal": ("Check: every further one", 16.0, "one frame"),
        "large": ("Check: a token of 8 kB", 50.0, "what nobody notices"),
    }
    return [
        Row(name=name, unit="ms", product=median(taken[key]), floor=floor, floor_is=floor_is, target=1)
        for key, (name, floor, floor_is) in names.items()
    ]


def _token(turn: int, more: int) -> str:
    """A token like those of issuers, with so many further claims."""
    now = int(time.time())
    claims = {
        "iss": "https://dev-x.us.auth0.com/",
        "aud": ["https://orders.example.com/", "https://dev-x.us.auth0.com/userinfo"],
        "sub": f"auth0|{turn}",
        "azp": "tX3pQ9mYcA",
        "scope": "openid read:orders",
        "iat": now,
        "exp": now + 900,
        **{f"https://example.com/claim-{number}": f"value {number} {turn}" for number in range(more)},
    }
    return f"{encode_json({'alg': 'RS256', 'typ': 'JWT', 'kid': 'a1'})}.{encode_json(claims)}.{'c2ln' * 85}"
