"""A step is one screen: the verdict and its two lamps in sight, everything else folded to one line."""

from collections.abc import Callable

import pytest
from playwright.sync_api import expect

from sandbox.scenarios.loading.catalogue import shipped_catalogue
from sandbox.scenarios.stops import stops
from tests.browser.places import DEMO
from tests.browser.windows import Window

EVERY_STOP = [stop.url for scenario in shipped_catalogue().scenarios() for stop in stops(scenario)]
KINDS = [
    DEMO,
    f"{DEMO}/sign-in",
    f"{DEMO}/at-baz/predict",
    f"{DEMO}/at-baz?said=3",
    f"{DEMO}/at-baz/what-if/1",
    f"{DEMO}/takeaway",
    "/scenarios/opaque-token/at-bar",
    "/scenarios/tampered-aud/rewrite",
    "/scenarios/protected-resource-metadata/about-tools",
    "/scenarios/id-token-at-api/at-bar",
    "/scenarios/token-exchange/back/what-if/1",
]
"""A question, a token, a prediction, a verdict with a long answer, a what-if, a takeaway; and what is unlike those."""
TALLEST = {(1320, 900): 1600, (375, 812): 2600}
MEASURED = """() => {
  const parts = document.querySelectorAll(".verdict :is(.answer, .side, .lamp)");
  const bar = document.querySelector(".onward").getBoundingClientRect().top;
  return {
    height: document.documentElement.scrollHeight,
    hidden: [...parts].filter(part => part.getBoundingClientRect().bottom > bar).map(part => part.className),
  };
}"""


def wrong(window: Window, places: list[str]) -> list[tuple[str, int, object]]:
    """Where a page is too tall before anything is opened, or a part of its verdict is not in sight at once."""
    found = []
    for place in places:
        window.open(place)
        for (width, height), tallest in TALLEST.items():
            window.page.set_viewport_size({"width": width, "height": height})
            seen = window.page.evaluate(MEASURED)
            if seen["height"] > tallest or seen["hidden"]:
                found.append((place, width, seen))
    return found


def test_the_verdict_is_in_sight_and_the_page_is_short_at_every_kind_of_stop(window: Window) -> None:
    assert wrong(window, KINDS) == []


@pytest.mark.extended
def test_the_verdict_is_in_sight_and_the_page_is_short_at_every_stop(window: Window) -> None:
    assert len(EVERY_STOP) > 400
    assert wrong(window, EVERY_STOP) == []


def test_message_and_verdict_stand_side_by_side_and_below_each_other_on_a_phone(window: Window) -> None:
    page = window.open(f"{DEMO}/at-baz").page
    lanes, verdict = (page.locator(part).bounding_box() for part in (".scene .lanes", ".scene .verdict"))
    assert lanes
    assert verdict
    assert (lanes["y"], lanes["x"] + lanes["width"] <= verdict["x"]) == (verdict["y"], True)
    window.resize(375)
    lanes, verdict = (page.locator(part).bounding_box() for part in (".scene .lanes", ".scene .verdict"))
    assert lanes
    assert verdict
    assert verdict["y"] + verdict["height"] <= lanes["y"]


def test_each_folded_section_says_the_essential_and_opens(window: Window) -> None:
    page = window.open(f"{DEMO}/at-baz").page
    for name, essential, inside in (
        ("The token", "https://bar.foo.com", '"aud": "https://bar.foo.com"'),
        (
            "What baz checked, in order",
            "5 ✓ · Audience ✗ decides · 1 cannot tell · 3 more would have held",
            "RFC 7519 §4.1.3",
        ),
        ("On the wire", "GET /reports 401 invalid_token", "HTTP/1.1 401 Unauthorized"),
        ("Try it yourself", "lay another letter beside it", "Open in the workbench"),
    ):
        summary = page.locator(".more > details > summary").filter(has_text=name)
        expect(summary).to_contain_text(essential)
        expect(page.get_by_text(inside).first).to_be_hidden()
        summary.click()
        expect(page.get_by_text(inside).first).to_be_visible()


def test_a_check_that_decides_and_is_no_lamp_stands_below_the_lamps(window: Window) -> None:
    page = window.open("/scenarios/iss-prefix/at-the-door").page
    decisive = page.get_by_role("region", name="The check that decides")
    expect(decisive).to_contain_text("Issuer")
    expect(decisive).to_contain_text("expected")
    box, onward = decisive.bounding_box(), page.locator(".onward").bounding_box()
    assert box
    assert onward
    assert box["y"] + box["height"] < onward["y"]
    window.open(f"{DEMO}/at-baz")
    expect(decisive).to_have_count(0)


def test_what_was_sent_before_is_one_line_each_in_unbroken_numbers(window: Window) -> None:
    page = window.open("/scenarios/tampered-aud/at-baz").page
    numbers = page.locator(".messages .n").all_inner_texts()
    assert [number.strip(" ·") for number in numbers] == ["1", "2", "3"]
    for line in page.locator(".past").all():
        box = line.bounding_box()
        assert box
        assert box["height"] < 30


def test_no_arrow_stands_alone_on_its_line(open_window: Callable[..., Window]) -> None:
    """The line of a button's arrow begins with a word of it, at any width."""
    window = open_window(viewport={"width": 375, "height": 812})
    alone = """() => [...document.querySelectorAll(".button, a.what-if")].filter((button) => {
      const arrow = [...button.querySelectorAll("[aria-hidden]")].find((part) => /[→←]/.test(part.textContent));
      if (!arrow?.checkVisibility()) return false;
      const others = document.createRange();
      others.setStart(button, 0); others.setEndBefore(arrow);
      const line = arrow.getBoundingClientRect();
      const words = [...others.getClientRects()].filter((box) => box.width > 1);
      return words.length && !words.some((box) => box.bottom > line.top + 2 && box.top < line.bottom - 2);
    }).map((button) => button.textContent)"""
    found = []
    for place in (f"{DEMO}/at-baz", f"{DEMO}/at-baz/predict", DEMO, f"{DEMO}/takeaway"):
        window.open(place)
        for width in range(300, 420, 10):
            window.resize(width)
            found += [(place, width, text) for text in window.page.evaluate(alone)]
    assert found == []
