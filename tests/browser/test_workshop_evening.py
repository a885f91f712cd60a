"""The evening as a whole: where it is by the plan, a question of the presenter's own, and its end on one screen."""

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import expect

from tests.browser.rooms import changed, comes_along, join, place, present, press, version, vote
from tests.browser.windows import Window

FITS = "document.documentElement.scrollHeight <= innerHeight && document.documentElement.scrollWidth <= innerWidth"
INSIDE = """[...document.querySelectorAll('.evening li, .evening .came b')].every(
    (part) => part.getBoundingClientRect().bottom <= innerHeight && part.getBoundingClientRect().height >= 14)"""


def asked_in_one_evening(presenter: Window) -> int:
    """Go on until the end, part by part; how many questions there were."""
    questions: set[str] = set()
    while place(presenter) != "end":
        at = go_on(presenter)
        questions |= {at} if at.endswith("/predict") else set()
    return len(questions)


def go_on(presenter: Window) -> str:
    """Press the button of the panel, which does not scroll, and give the place."""
    before = version(presenter)
    presenter.page.locator('[data-go="next"]').first.click()
    return changed(presenter, before)


@pytest.mark.parametrize("playlist", ["workshop-45", pytest.param("workshop-120", marks=pytest.mark.extended)])
@pytest.mark.extended
def test_the_end_is_one_screen_on_a_projector(open_window: Callable[..., Window], playlist: str) -> None:
    presenter = open_window()
    code = present(presenter, playlist)
    questions = asked_in_one_evening(presenter)
    screen = Window(presenter.page.context.new_page(), presenter.server).watch().open(f"/room/{code}/screen")
    expect(screen.page.locator(".evening li")).to_have_count(questions)
    assert questions > 5
    for width, height in ((1024, 768), (1920, 1080)):
        screen.page.set_viewport_size({"width": width, "height": height})
        assert screen.page.evaluate(FITS), (width, height)
        assert screen.page.evaluate(INSIDE), (width, height)


def test_a_question_that_is_typed_on_the_panel_comes_to_everybody_and_leads_back(
    open_window: Callable[..., Window],
) -> None:
    presenter, phone = open_window(), open_window(viewport={"width": 375, "height": 700})
    join(phone, present(presenter))
    was = press(presenter)
    presenter.page.get_by_text("Ask the room something else").click()
    presenter.page.locator("#own").fill("What will you look at on Monday?\nMy audience check\nNothing")
    before = version(presenter)
    presenter.page.get_by_role("button", name="Ask it now").click()
    assert changed(presenter, before) == "poll/own-1/predict"
    comes_along(presenter, phone)
    assert vote(phone, 1) == "My audience check"
    expect(presenter.page.locator(".room-bar [data-tally=voted]")).to_have_text("1")
    assert press(presenter) == "poll/own-1"
    comes_along(presenter, phone)
    expect(phone.page.locator(".share.mine")).to_contain_text("My audience check")
    assert phone.fits()
    assert phone.page.evaluate("localStorage.getItem('predictions')") is None
    assert press(presenter) == was
    comes_along(presenter, phone)


def test_the_panel_says_how_far_it_is_from_the_plan(open_window: Callable[..., Window]) -> None:
    presenter = open_window()
    presenter.page.clock.install()
    present(presenter, "workshop-45")
    said = presenter.page.locator("[data-plan-time]")
    expect(said).to_have_text("")
    press(presenter)
    expect(said).to_have_text("on plan")
    minutes = [int(re.sub(r"\D", "", text)) for text in presenter.page.locator("#go-part .muted").all_text_contents()]
    assert len(minutes) > 3
    presenter.page.clock.fast_forward((minutes[0] + 3) * 60_000)
    expect(said).to_have_text("3 min behind plan")
    presenter.page.locator("#go-part summary").click()
    before = version(presenter)
    presenter.page.locator("#go-part button").nth(3).click()
    changed(presenter, before)
    expect(said).to_have_text(f"{sum(minutes[1:3]) - 3} min ahead of plan")
