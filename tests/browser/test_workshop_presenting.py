"""What a presenter does with a room, beside going on; and what others do on their own meanwhile."""

from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import expect

from tests.browser.rooms import (
    SHORT,
    ask,
    back,
    changed,
    click,
    comes_along,
    go,
    join,
    place,
    present,
    press,
    reveal,
    version,
)
from tests.browser.windows import Window, serving

AT_BAZ = "/scenarios/bar-token-to-baz/at-baz"
CARELESS = "/workbench?world=foo&verify=audience=off"


@pytest.fixture(scope="module")
def server() -> Iterator[str]:
    """A server of its own: the rooms of this file are nearly as many as one keeps."""
    yield from serving()


@pytest.fixture
def presenter(open_window: Callable[..., Window]) -> Window:
    """A window with the presenter's panel of a new room."""
    window = open_window()
    present(window)
    return window


@pytest.fixture
def follower(open_window: Callable[..., Window], presenter: Window) -> Window:
    """A window that follows."""
    return join(open_window(), code(presenter))


def code(presenter: Window) -> str:
    return presenter.path.split("/")[2]


def played(window: Window) -> str | None:
    """Which replay a page shows."""
    return window.page.locator("[data-played]").get_attribute("data-played")


def test_wandering_off_touches_nobody_and_one_key_leads_back(presenter: Window, follower: Window) -> None:
    ask(presenter)
    reveal(presenter)
    comes_along(presenter, follower)
    before = version(presenter)
    follower.page.get_by_role("link", name="What if baz did not look at the address?").click()
    follower.page.wait_for_url(f"**{AT_BAZ}/what-if/1")
    expect(follower.page.locator(".side.bad, .side.good, .side")).to_have_count(2)
    away = follower.page.get_by_role("complementary", name="The room")
    expect(away).to_contain_text("On your own.")
    follower.open(CARELESS)
    follower.page.locator("select[name=api]").select_option("bar")
    expect(away).to_contain_text("On your own.")
    press(presenter)
    follower.page.locator("h1").click()
    comes_along(presenter, back(follower))
    assert follower.path == f"/room/{code(presenter)}"
    assert int(version(presenter)) == int(before) + 1


def test_a_workbench_is_shown_to_the_room_and_the_clicker_leads_back(presenter: Window, follower: Window) -> None:
    at = ask(presenter)
    presenter.open(CARELESS)
    presenter.page.get_by_role("button", name="Show this to the room").click()
    presenter.page.wait_for_url("**/present")
    comes_along(presenter, follower)
    assert place(follower).startswith("/workbench?")
    expect(follower.page.locator(".lamp.overlooked")).to_contain_text("not enforced here")
    assert press(presenter) == at
    comes_along(presenter, follower)


def test_another_tab_brings_the_room_along_as_long_as_there_is_one(presenter: Window, follower: Window) -> None:
    tab = Window(presenter.page.context.new_page(), presenter.server).watch().open(CARELESS)
    bar = tab.page.get_by_role("complementary", name="The room")
    bar.get_by_role("button", name="Show this to the room").click()
    tab.page.wait_for_url("**/present")
    comes_along(tab, presenter, follower)
    beside = Window(presenter.page.context.new_page(), presenter.server).watch()
    beside.open(f"/room/{code(presenter)}").open(CARELESS)
    expect(beside.page.get_by_role("complementary", name="The room")).to_contain_text("On your own.")
    presenter.page.context.clear_cookies()
    other = Window(presenter.page.context.new_page(), presenter.server).watch().open(CARELESS)
    expect(other.page.locator("h1")).to_be_visible()
    other.page.wait_for_function("localStorage.getItem('presenting') === null")
    expect(other.page.get_by_role("complementary", name="The room")).to_have_count(0)
    other.forgive("403")


def test_a_state_is_handed_to_everybody_and_taken_back(presenter: Window, follower: Window) -> None:
    presenter.open(CARELESS)
    presenter.page.get_by_role("button", name="Hand it to everybody").click()
    presenter.page.wait_for_url("**/present")
    handed = follower.page.get_by_role("link", name="Open it in your workbench")
    expect(handed).to_be_visible()
    click(presenter, "Take it back")
    expect(handed).to_have_count(0)
    ask(presenter)
    reveal(presenter)
    click(presenter, "Hand this to everybody")
    handed.click()
    expect(follower.page.locator(".lamp.fail")).to_contain_text("https://bar.foo.com")
    comes_along(presenter, back(follower))


def test_what_cannot_be_shown_says_so(presenter: Window) -> None:
    presenter.open("/glossary")
    presenter.page.get_by_role("button", name="Show this to the room").click()
    told = presenter.page.get_by_role("complementary", name="The room").get_by_role("status")
    expect(told).to_have_text("A room can be shown a stop of a scenario, or a state of the workbench.")
    presenter.forgive("409")


def test_the_presenter_looks_ahead_while_the_room_stays(presenter: Window, follower: Window) -> None:
    at = ask(presenter)
    press(presenter, "f")
    expect(presenter.page.locator("#panel")).to_contain_text("Only you see this.")
    ahead = press(presenter)
    expect(follower.page.locator("[data-shown]")).to_have_attribute("data-version", version(presenter))
    assert place(follower) == at
    expect(follower.page.locator("[data-expect]")).to_have_count(3)
    press(presenter, "f")
    comes_along(presenter, follower)
    assert place(follower) == ahead


def test_blank_pages_make_people_look_up(presenter: Window, follower: Window) -> None:
    ask(presenter)
    press(presenter, ".")
    expect(follower.page.locator("main")).to_contain_text("The presenter paused the screen.")
    expect(follower.page.locator("#ballot")).to_have_count(0)
    expect(presenter.page.locator("#ballot")).to_be_visible()
    press(presenter, ".")
    comes_along(presenter, follower)


def test_a_replay_is_made_anew_for_everybody(presenter: Window, follower: Window) -> None:
    ask(presenter)
    reveal(presenter)
    comes_along(presenter, follower)
    first = played(follower)
    press(presenter, "r")
    comes_along(presenter, follower)
    assert played(follower) == played(presenter) != first


def test_a_question_is_asked_again(presenter: Window, follower: Window) -> None:
    ask(presenter)
    comes_along(presenter, follower)
    follower.page.keyboard.press("1")
    expect(presenter.page.locator('[data-tally="voted"]')).to_have_text("1")
    press(presenter)
    expect(follower.page.locator(".share.mine .count b")).to_have_text("1")
    click(presenter, "Ask again")
    comes_along(presenter, follower)
    expect(follower.page.locator('[aria-pressed="true"]')).to_have_count(0)
    expect(presenter.page.locator('[data-tally="voted"]')).to_have_text("0")
    follower.page.keyboard.press("2")
    expect(presenter.page.locator('[data-tally="voted"]')).to_have_text("1")
    press(presenter)
    expect(follower.page.locator(".share.mine")).to_contain_text("401")
    expect(follower.page.locator(".tally h3")).to_contain_text("1 answer")


def test_what_ifs_are_jumped_to_by_the_list_and_by_the_page(presenter: Window, follower: Window) -> None:
    ask(presenter)
    assert go(presenter, "What if baz did not look at the address?") == f"{AT_BAZ}/what-if/1"
    comes_along(presenter, follower)
    before = version(presenter)
    presenter.page.locator(".preview .steps").get_by_role("link", name="Takeaway").click()
    assert changed(presenter, before).endswith("/takeaway")
    comes_along(presenter, follower)


def test_beginning_anew_and_closing_need_a_second_press(presenter: Window, follower: Window) -> None:
    ask(presenter)
    comes_along(presenter, follower)
    follower.page.keyboard.press("1")
    expect(presenter.page.locator('[data-tally="voted"]')).to_have_text("1")
    folded = presenter.page.get_by_text("The room", exact=True)
    folded.click()
    before = version(presenter)
    presenter.page.get_by_role("button", name="Begin anew").click()
    presenter.page.get_by_role("button", name="Press again: all answers go").click()
    assert changed(presenter, before) == "lobby"
    comes_along(presenter, follower)
    presenter.page.get_by_role("button", name="Close the room").click()
    expect(follower.page.locator("[data-link]")).to_have_text("You follow the presenter.")
    presenter.page.get_by_role("button", name="Press again: the room ends").click()
    expect(follower.page.locator("[data-link]")).to_have_text("The room has ended. Everything stays open to explore.")
    presenter.page.wait_for_url("**/workshop")
    for window in (presenter, follower.open("/glossary")):
        expect(window.page.get_by_role("complementary", name="The room")).to_have_count(0)


def test_of_two_presenters_the_later_press_does_nothing_and_says_so(open_window: Callable[..., Window]) -> None:
    first, second = open_window(), open_window()
    answer = first.page.request.post(f"{first.server}/workshop", form={"playlist": SHORT}, max_redirects=0)
    for window in (first, second):
        window.open(answer.headers["location"])
    second.page.evaluate("document.querySelector('[data-presenter]').remove()")  # it hears nothing of the first
    at = press(first)
    second.page.keyboard.press("PageDown")
    expect(second.page.get_by_role("alert")).to_contain_text("The room had moved on before you pressed")
    assert place(first) == place(second) == at
    press(second)
    comes_along(second, first)


def test_the_button_that_a_key_pressed_can_be_pressed_again(presenter: Window) -> None:
    presenter.page.locator("[data-go=next]").focus()
    for _ in range(2):
        press(presenter, "Enter")
        expect(presenter.page.locator("[data-go=next]")).to_be_focused()


def test_enter_shows_the_address_that_was_typed(presenter: Window) -> None:
    screen = Window(presenter.page.context.new_page(), presenter.server).watch()
    screen.open(f"/room/{code(presenter)}/screen")
    presenter.page.get_by_text("Where people reach this machine").click()
    presenter.page.get_by_label("Another address").fill("http://192.168.1.5:8000")
    press(presenter, "Enter")
    expect(presenter.page.locator(".join")).to_have_text("192.168.1.5:8000/workshop")
    expect(screen.page.locator(".room-bar")).to_contain_text(f"192.168.1.5:8000/workshop {code(presenter)}")
    presenter.page.locator('[value^="address http"]').first.click()
    expect(presenter.page.locator(".join")).not_to_have_text("192.168.1.5:8000/workshop")


def test_a_press_twice_at_once_is_one_press(presenter: Window) -> None:
    ask(presenter)
    presenter.page.evaluate("for (let i = 0; i < 3; i += 1) document.querySelector('[data-go=next]').click()")
    expect(presenter.page.locator("[data-shown]")).to_have_attribute("data-shown", AT_BAZ)
    expect(presenter.page.get_by_role("alert")).to_have_count(0)


def test_the_projector_counts_obeys_the_clicker_and_tells_no_notes(presenter: Window, follower: Window) -> None:
    with presenter.page.expect_popup() as opened:
        presenter.page.get_by_role("link", name="Open the projector’s window").click()
    screen = Window(opened.value, presenter.server).watch()
    screen.page.wait_for_load_state()
    expect(screen.page.get_by_role("img", name="A QR code of")).to_be_visible()
    assert screen.page.evaluate("document.querySelector('.qr').naturalWidth") > 0
    expect(screen.page.locator(".counts")).to_have_text("1 here", use_inner_text=True)
    ask(presenter)
    notes = presenter.page.locator(".notes .prose").first.inner_text()
    comes_along(presenter, screen, follower)
    follower.page.keyboard.press("2")
    expect(screen.page.locator(".counts")).to_have_text("1 of 1 have answered", use_inner_text=True)
    reveal(screen)
    comes_along(screen, presenter, follower)
    assert place(screen) == AT_BAZ
    expect(screen.page.locator(".share.came .count")).to_have_text("1 100 %")
    assert notes
    assert notes not in (screen.page.text_content("body") or "")
    press(screen, "PageUp")
    comes_along(screen, presenter)
    assert screen.troubles == []


def test_one_window_hides_the_notes(presenter: Window) -> None:
    ask(presenter)
    notes, onward = presenter.page.locator(".notes").first, presenter.page.locator("[data-go=next]")
    expect(notes).to_be_visible()
    presenter.page.keyboard.press("n")
    expect(notes).to_be_hidden()
    expect(onward).to_be_in_viewport()
    press(presenter)
    expect(notes).to_be_hidden()
    presenter.page.keyboard.press("n")
    expect(notes).to_be_visible()


def test_the_way_on_is_always_in_the_same_place(presenter: Window) -> None:
    corners = set()
    while place(presenter) != "end":
        box = presenter.page.locator("[data-go=next]").bounding_box()
        assert box is not None
        corners.add((round(box["x"]), round(box["y"]), round(box["width"]), round(box["height"])))
        press(presenter)
    assert len(corners) == 1, corners
    presenter.page.mouse.wheel(0, 5000)
    expect(presenter.page.locator("[data-go=next]")).to_be_in_viewport()


def test_seven_tabs_of_one_follower_load_and_the_last_ones_follow(
    open_window: Callable[..., Window], presenter: Window
) -> None:
    first = join(open_window(), code(presenter))
    tabs = [first, *(Window(first.page.context.new_page(), first.server).watch() for _ in range(6))]
    for tab in tabs[1:]:
        tab.open(f"/room/{code(presenter)}")
    press(presenter)
    comes_along(presenter, *tabs[-3:])
    for tab in tabs[:-3]:
        expect(tab.page.locator("[data-link]")).to_contain_text("open in several other tabs")
    expect(presenter.page.locator('[data-tally="here"]')).to_have_text("1")
    assert [tab.troubles for tab in tabs] == [[]] * 7


def test_a_page_that_nobody_sees_lets_go_and_is_back_at_once(presenter: Window, follower: Window) -> None:
    hide = "hidden => { Object.defineProperty(document, 'hidden', { get: () => hidden, configurable: true });"
    hide += "document.dispatchEvent(new Event('visibilitychange')); }"
    here = presenter.page.locator('[data-tally="here"]')
    expect(here).to_have_text("1")
    with follower.page.expect_event("requestfailed"):  # its stream
        follower.page.evaluate(hide, arg=True)
    press(presenter)
    assert place(follower) == "lobby"
    expect(here).to_have_text("1")
    follower.page.evaluate(hide, arg=False)
    comes_along(presenter, follower)
    expect(here).to_have_text("1")
