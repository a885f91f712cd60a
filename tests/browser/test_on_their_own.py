"""Who is elsewhere on the site: counted, told what the room does now, and back with one press."""

from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Locator, expect

from tests.browser.rooms import ask, back, click, comes_along, join, present, press, reveal, vote
from tests.browser.windows import Window

PHONE = {"viewport": {"width": 375, "height": 700}, "is_mobile": True, "has_touch": True}


@pytest.fixture
def presenter(open_window: Callable[..., Window]) -> Iterator[Window]:
    """A window with the panel of a room, which is closed afterwards: one server keeps few rooms."""
    window = open_window()
    panel = f"{window.server}/room/{present(window)}/present"
    yield window
    window.page.request.post(panel, form={"do": "close"})


@pytest.fixture
def phone(presenter: Window, open_window: Callable[..., Window]) -> Window:
    """A phone that follows."""
    return join(open_window(**PHONE), presenter.path.split("/")[2])


def bar(window: Window) -> Locator:
    return window.page.get_by_role("complementary", name="The room")


def voting(presenter: Window) -> Locator:
    return presenter.page.locator(".room-bar .counts")


def test_who_wandered_off_is_counted_and_called_when_a_question_opens(presenter: Window, phone: Window) -> None:
    phone.open("/glossary")
    expect(bar(phone)).to_contain_text("On your own.")
    expect(voting(presenter)).to_have_text("1 here", use_inner_text=True)
    ask(presenter)
    expect(bar(phone)).to_contain_text("The presenter asks: A genuine token for bar is sent to baz.")
    expect(bar(phone)).to_have_class("wandering urgent")
    expect(voting(presenter)).to_have_text("1 here · 0 have answered", use_inner_text=True)
    assert phone.fits()
    bar(phone).get_by_role("link", name="Back to the room").tap()
    comes_along(presenter, phone)
    vote(phone, 2)
    phone.open("/glossary")
    expect(bar(phone)).to_contain_text("You have answered.")
    expect(bar(phone)).to_have_class("wandering")
    expect(voting(presenter)).to_have_text("1 here · 1 have answered", use_inner_text=True)
    press(presenter)
    expect(bar(phone)).to_contain_text("The room is at The same letter at baz's door")


def test_what_was_handed_out_ends_when_the_room_goes_on(presenter: Window, phone: Window) -> None:
    ask(presenter)
    reveal(presenter)
    click(presenter, "Hand this to everybody")
    comes_along(presenter, phone)
    phone.page.get_by_role("link", name="Open it in your workbench").tap()
    expect(bar(phone)).to_contain_text("Your turn: try it.")
    press(presenter)
    expect(bar(phone)).to_contain_text("Your turn: try it.")
    press(presenter)
    expect(bar(phone)).to_contain_text("On your own. The room is at What if baz did not look")
    comes_along(presenter, back(phone))
    expect(phone.page.locator(".handed")).to_have_count(0)
    expect(presenter.page.locator(".handed")).to_have_count(0)


def test_the_presenter_calls_everybody_back(presenter: Window, phone: Window) -> None:
    ask(presenter)
    reveal(presenter)
    phone.page.get_by_role("link", name="What if baz did not look at the address?").tap()
    expect(bar(phone)).to_contain_text("On your own.")
    click(presenter, "Call everybody back")
    expect(bar(phone)).to_contain_text("The presenter calls you back.")
    expect(bar(phone)).to_have_class("wandering urgent")
    comes_along(presenter, back(phone))
    phone.open("/glossary")
    press(presenter, ".")
    press(presenter, ".")
    press(presenter)
    press(presenter)
    expect(bar(phone)).to_contain_text("On your own. The room is at")


def test_where_the_room_is_closed_or_the_page_was_asleep_the_bar_says_what_is_so_now(
    presenter: Window, phone: Window
) -> None:
    hide = "hidden => { Object.defineProperty(document, 'hidden', { get: () => hidden, configurable: true });"
    hide += "document.dispatchEvent(new Event('visibilitychange')); }"
    phone.open("/glossary")
    expect(bar(phone)).to_contain_text("On your own.")
    phone.page.evaluate(hide, arg=True)
    ask(presenter)
    expect(voting(presenter)).to_have_text("1 here · 0 have answered", use_inner_text=True)
    phone.page.evaluate(hide, arg=False)
    expect(bar(phone)).to_contain_text("The presenter asks: A genuine token for bar is sent to baz.")
    presenter.page.get_by_text("The room", exact=True).click()
    presenter.page.get_by_role("button", name="Close the room").click()
    presenter.page.get_by_role("button", name="Press again: the room ends").click()
    expect(bar(phone)).to_have_text("The room has ended. Everything stays open to explore.")
    expect(phone.open("/").page.locator("h1")).to_be_visible()
    expect(bar(phone)).to_have_count(0)


def test_without_scripts_what_is_handed_out_opens_beside_the_room(
    presenter: Window, open_window: Callable[..., Window]
) -> None:
    plain = open_window(java_script_enabled=False).open(f"/room/{presenter.path.split('/')[2]}")
    ask(presenter)
    reveal(presenter)
    click(presenter, "Hand this to everybody")
    plain.page.reload()
    expect(plain.page.get_by_role("link", name="Open it in your workbench")).to_be_hidden()
    with plain.page.context.expect_page() as opened:
        plain.page.get_by_role("link", name="Open it in another tab").click()
    expect(opened.value.locator(".lamp.fail")).to_contain_text("https://bar.foo.com")
    assert "/room/" in plain.page.url
