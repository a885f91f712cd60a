"""From the home page to the takeaway, as a person goes: by mouse, by keyboard, without JavaScript."""

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import expect

from tests.browser.places import DEMO
from tests.browser.windows import Window

AT_BAZ = f"{DEMO}/at-baz"
WAY = [
    DEMO,
    f"{DEMO}/sign-in",
    f"{DEMO}/at-bar",
    f"{AT_BAZ}/predict",
    AT_BAZ,
    f"{AT_BAZ}/what-if/1",
    f"{DEMO}/takeaway",
]


def next_stop(window: Window) -> None:
    """Press the one primary button."""
    window.page.locator("a[rel=next]").click()


def walk(window: Window, forward: Callable[[Window], None]) -> list[str]:
    """Go from where the window is to the takeaway; where it came by."""
    came_by = [window.path]
    for place in WAY[1:]:
        forward(window)
        window.page.wait_for_url(window.server + place)
        came_by.append(window.path)
    return came_by


def enter(window: Window) -> None:
    window.open("/")
    window.page.get_by_role("link", name="Show me").click()
    window.page.wait_for_url(window.server + DEMO)


def test_by_mouse(window: Window) -> None:
    enter(window)
    assert walk(window, next_stop) == WAY
    expect(window.page.locator("main")).to_contain_text("A signature says who wrote it. The audience says for whom.")


def test_by_keyboard(window: Window) -> None:
    window.open("/")
    for _ in range(10):
        window.page.keyboard.press("Tab")
        if window.page.evaluate("document.activeElement.textContent").startswith("Show me"):
            break
    window.page.keyboard.press("Enter")
    window.page.wait_for_url(window.server + DEMO)
    assert walk(window, lambda w: w.page.keyboard.press("ArrowRight")) == WAY
    window.page.keyboard.press("ArrowLeft")
    window.page.wait_for_url(window.server + WAY[-2])


def test_without_javascript(open_window: Callable[..., Window]) -> None:
    window = open_window(java_script_enabled=False)
    enter(window)
    assert walk(window, next_stop) == WAY
    window.open(AT_BAZ)
    window.page.get_by_role("button", name="Replay", exact=True).click()
    assert window.path == AT_BAZ, "a form that was sent leads back to the page"
    assert 303 in window.statuses.values()


@pytest.mark.parametrize("place", WAY)
def test_one_primary_button_in_one_place(window: Window, place: str) -> None:
    window.open(place)
    primary = window.page.locator("main .primary")
    expect(primary).to_have_count(1)
    box = primary.bounding_box()
    assert box is not None
    assert box["y"] + box["height"] <= 900, "it is in sight at once"


def test_the_way_forward_is_always_where_it_was(window: Window) -> None:
    """At the steps, the button stands at the same edge and at the same height of the window."""
    corners = []
    for place in (WAY[1], WAY[2], AT_BAZ, WAY[5]):
        box = window.open(place).page.locator("a[rel=next]").bounding_box()
        assert box is not None
        corners.append((round(box["x"] + box["width"]), round(box["y"])))
    assert len(set(corners)) == 1, corners


def test_the_two_lamps_at_baz_say_pass_and_fail_with_both_strings(window: Window) -> None:
    window.open(AT_BAZ)
    lamps = window.page.get_by_role("group", name="The two questions")
    wrote = lamps.locator(".lamp.pass")
    expect(wrote).to_contain_text("Who wrote it, unchanged?")
    expect(wrote).to_contain_text("✓")
    meant = lamps.locator(".lamp.fail")
    expect(meant).to_contain_text("Is it meant for me?")
    expect(meant).to_contain_text("✗")
    expect(meant).to_contain_text("https://bar.foo.com")
    expect(meant).to_contain_text("https://baz.foo.com")
    expect(window.page.locator("main")).to_contain_text("401")


def test_the_answer_is_in_sight_without_scrolling(window: Window) -> None:
    """On a projector of ordinary height, the lamps are seen before anything is pressed."""
    window.open(AT_BAZ)
    for lamp in window.page.locator(".lamp").all():
        box = lamp.bounding_box()
        assert box is not None
        assert box["y"] < 800


def test_the_what_if_shows_both_outcomes_in_words(window: Window) -> None:
    window.open(WAY[5])
    main = window.page.locator("main")
    for words in ("As it is", "What if", "401", "200", "audience", "not enforced here"):
        expect(main).to_contain_text(re.compile(re.escape(words), re.IGNORECASE))
    expect(window.page.locator(".lamp.fail")).to_contain_text(re.compile("not enforced here", re.IGNORECASE))


def test_a_later_step_is_not_told_before_its_time(window: Window) -> None:
    window.open(WAY[2])
    bar = window.page.get_by_role("navigation", name="Steps of this scenario")
    expect(bar).to_contain_text("200")
    expect(bar).not_to_contain_text("401")
    window.open(AT_BAZ)
    expect(bar.get_by_role("link", name="What if")).not_to_contain_text("200")


def test_the_next_scenario_follows(window: Window) -> None:
    window.open(WAY[-1])
    next_stop(window)
    expect(window.page.get_by_role("heading", level=1)).to_contain_text("A baz that does not read the address")
