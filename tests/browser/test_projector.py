"""The projector: one screen a part, gone through by what a clicker sends, whichever window has the focus."""

import re
from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Page, expect

from tests.browser.rooms import ask, changed, click, comes_along, go, join, part, place, present, press, version
from tests.browser.windows import Window

FIRST = "pause/1"
PROJECTORS = [(1024, 768), (1920, 1080)]
SMALLEST = {768: 14, 1080: 20}  # pixels, of anything that is read, by the height of the screen
FROM_THE_BACK = {768: 19.5, 1080: 28}  # of what matters
MEASURED = """() => {
  const visible = one => one.checkVisibility() && !one.closest(".spoken");
  const seen = [...document.querySelectorAll("#shown *")].filter(visible);
  const size = ones => Math.min(...ones.map(one => parseFloat(getComputedStyle(one).fontSize)));
  const texts = seen.filter(one => [...one.childNodes].some(node => node.nodeType === 3 && node.textContent.trim()));
  return {
    screens: document.documentElement.scrollHeight / innerHeight,
    smallest: size(texts),
    matters: size(seen.filter(one => one.matches(`.addr, .answer b, .lamp h3, .lamp p, .lamp .value, .decides .value,
      .check b, .current:not(.beside) .label, .side .big, .side li, .step-title, .moral, .explain p, .story p, .says,
      .expect`))),
    audiences: seen.filter(one => one.matches(".addr")).map(one => one.getBoundingClientRect().bottom / innerHeight),
    tokens: document.querySelectorAll(".strip, .letter-card").length,
  };
}"""
SCROLLED = "Math.round(scrollY)"
FILL = """() => {
  const tall = Object.assign(document.createElement("pre"), { id: "tall", textContent: "line\\n".repeat(200) });
  document.querySelector(".projected").append(tall);
  dispatchEvent(new Event("resize"));
}"""


@pytest.fixture
def presenter(open_window: Callable[..., Window]) -> Iterator[Window]:
    """A window with the panel of a room, which is closed afterwards: one server keeps few rooms."""
    window = open_window()
    panel = f"{window.server}/room/{present(window, 'workshop-120')}/present"
    yield window
    window.page.request.post(panel, form={"do": "close"})


def code(presenter: Window) -> str:
    return presenter.path.split("/")[2]


def projector(presenter: Window, width: int = 1024, height: int = 768) -> Window:
    """The projector's window, in the browser of the presenter."""
    screen = Window(presenter.page.context.new_page(), presenter.server).watch()
    screen.page.set_viewport_size({"width": width, "height": height})
    screen.open(f"/room/{code(presenter)}/screen")
    expect(screen.page.locator('[data-state="following"]')).to_have_count(1)
    return screen


@pytest.mark.parametrize("playlist", ["hurried", pytest.param("experienced", marks=pytest.mark.extended)])
def test_each_part_of_a_workshop_is_one_screen_with_the_token_and_its_aud(
    open_window: Callable[..., Window], playlist: str
) -> None:
    presenter = open_window()
    present(presenter, playlist)
    screens = [projector(presenter, *size) for size in PROJECTORS]
    wrong: list[tuple[str, str, object]] = []
    while press(presenter) != "end":
        comes_along(presenter, *screens)
        for screen in screens:
            seen = screen.page.evaluate(MEASURED)
            height = screen.page.viewport_size["height"] if screen.page.viewport_size else 0
            fits = seen["screens"] <= 1 and seen["smallest"] >= SMALLEST[height]
            fits = fits and seen["matters"] >= FROM_THE_BACK[height]
            shows = seen["tokens"] <= len([one for one in seen["audiences"] if one <= 1])
            if not (fits and shows):
                wrong.append((place(screen), part(screen), seen))
    assert wrong == []
    assert [screen.troubles for screen in screens] == [[], []]


def test_the_messages_come_one_by_one_before_checks_and_outcome_on_every_page(
    presenter: Window, open_window: Callable[..., Window]
) -> None:
    screen, follower = projector(presenter), join(open_window(), code(presenter))
    ask(presenter)
    seen = []
    for _ in range(6):
        press(screen)
        comes_along(screen, presenter, follower)
        counted = [
            (len(window.page.locator(".message.current").all()), window.page.locator(".lamp").count())
            for window in (screen, follower)
        ]
        seen.append((part(screen), *counted))
    assert seen == [
        ("answers", (0, 0), (0, 0)),
        ("message", (1, 0), (1, 0)),
        ("message", (2, 0), (2, 0)),
        ("checks", (0, 0), (2, 0)),
        ("outcome", (0, 2), (3, 2)),
        ("reasons", (0, 0), (3, 2)),
    ]
    for earlier, *_ in reversed(seen[:-1]):
        press(screen, "PageUp")
        assert part(screen) == earlier


@pytest.mark.parametrize("window", ["panel", "projector"])
@pytest.mark.parametrize(
    ("on", "back"),
    [("PageDown", "PageUp"), ("ArrowRight", "ArrowLeft"), (" ", "PageUp"), ("ArrowDown", "ArrowUp")],
)
def test_what_a_clicker_sends_goes_on_and_back(presenter: Window, window: str, on: str, back: str) -> None:
    pressed = projector(presenter) if window == "projector" else presenter
    if on == "ArrowDown" and window == "panel":  # where one scrolls by it
        return
    at = press(pressed, on)
    assert at == FIRST
    assert press(pressed, back) == "lobby"


@pytest.mark.parametrize("key", [".", "b"])
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_blank_is_black_all_over_and_the_next_key_shows_the_same_again(
    presenter: Window, key: str, scheme: str
) -> None:
    screen = projector(presenter)
    screen.page.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]
    at = ask(presenter)
    comes_along(presenter, screen)
    press(screen, key)
    expect(screen.page.locator(".is-blank")).to_have_count(1)
    picture = screen.page.screenshot(type="png")
    colours = screen.page.evaluate(
        """async (bytes) => {
          const canvas = new OffscreenCanvas(1024, 768).getContext("2d");
          canvas.drawImage(await createImageBitmap(new Blob([Uint8Array.from(bytes)])), 0, 0);
          return [...new Set(new Uint32Array(canvas.getImageData(0, 0, 1024, 768).data.buffer))];
        }""",
        list(picture),
    )
    assert colours == [0xFF000000]
    assert press(screen, "PageDown") == at


BOX = """() => {
  document.querySelector(".preview").append(Object.assign(document.createElement("pre"), { tabIndex: 0, id: "box" }));
  document.getElementById("box").focus();
}"""
FOCUSED: dict[str, Callable[[Page], object]] = {
    "a button": lambda page: page.locator("[data-do=freeze]").focus(),
    "a field": lambda page: page.evaluate("document.querySelector('.address [name=what]').focus()"),
    "the search": lambda page: page.locator("#q").focus(),
    "a folded part": lambda page: page.locator("#the-room summary").click(),
    "a list of keys": lambda page: page.keyboard.press("?"),
    "a link": lambda page: page.locator(".windows a").focus(),
    "a box that scrolls": lambda page: page.evaluate(BOX),
}


@pytest.mark.parametrize("focused", FOCUSED)
def test_no_focus_swallows_the_clicker(presenter: Window, focused: str) -> None:
    FOCUSED[focused](presenter.page)
    assert press(presenter, "PageDown") == FIRST
    FOCUSED[focused](presenter.page)
    assert press(presenter, "PageUp") == "lobby"


def test_a_space_goes_on_after_a_press_of_the_mouse_and_presses_what_the_keyboard_has_chosen(presenter: Window) -> None:
    before = version(presenter)
    presenter.page.locator("[data-do=freeze]").click()
    changed(presenter, before)
    assert press(presenter, " ") == FIRST
    expect(presenter.page.locator(".ahead")).to_have_count(1)
    presenter.page.locator("[data-do=freeze]").focus()
    press(presenter, " ")
    expect(presenter.page.locator(".ahead")).to_have_count(0)


def test_letters_that_are_typed_are_no_command(presenter: Window) -> None:
    presenter.page.locator(".address summary").click()
    field = presenter.page.get_by_label("Another address")
    field.fill("")
    field.press_sequentially("b.fn ?r")
    expect(field).to_have_value("b.fn ?r")
    assert (place(presenter), version(presenter)) == ("lobby", "1")


def test_a_key_that_is_held_down_goes_on_once(presenter: Window) -> None:
    screen = projector(presenter)
    for window in (presenter, screen):
        before = version(window)
        for _ in range(5):
            window.page.keyboard.down("PageDown")  # after the first, a repetition
        window.page.keyboard.up("PageDown")
        changed(window, before)
        comes_along(presenter, screen)
        press(window, ".")  # what came late would have come by now
        press(window, ".")
        assert int(version(window)) == int(before) + 3


def test_f5_fills_the_projectors_screen_and_loads_nothing_again(presenter: Window) -> None:
    screen = projector(presenter)
    loads = screen.loads
    screen.page.keyboard.press("F5")
    screen.page.wait_for_function("document.fullscreenElement !== null")
    assert press(screen) == FIRST
    assert screen.loads == loads


def until(window: Window, expression: str) -> None:
    """Wait until an expression is true; a page's policy forbids it to evaluate one again and again by itself."""
    for _ in range(100):
        if window.page.evaluate(expression):
            return
        window.page.wait_for_timeout(50)
    raise AssertionError(expression)


def test_what_does_not_fit_is_gone_through_before_the_room_goes_on_from_either_window(presenter: Window) -> None:
    screen = projector(presenter)
    go(presenter, re.compile("A bar token at baz's door"), "part of the workshop")
    at = press(presenter)
    comes_along(presenter, screen)
    screen.page.evaluate(FILL)
    before = version(presenter)
    for window, key in ((presenter, "PageDown"), (screen, "PageDown"), (presenter, "PageUp"), (screen, "PageUp")):
        was = screen.page.evaluate(SCROLLED)
        window.page.keyboard.press(key)
        until(screen, f"{SCROLLED} {'>' if key == 'PageDown' else '<'} {was}")
        assert (version(presenter), place(presenter)) == (before, at)
    for _ in range(30):
        if version(screen) != before:
            break
        was = screen.page.evaluate(SCROLLED)
        screen.page.keyboard.press("PageDown")
        until(screen, f"{SCROLLED} > {was} || document.querySelector('[data-version]').dataset.version !== '{before}'")
    assert int(version(screen)) == int(before) + 1


def test_the_code_is_shown_on_the_projector_alone(presenter: Window, open_window: Callable[..., Window]) -> None:
    screen, follower = projector(presenter), join(open_window(), code(presenter))
    at = ask(presenter)
    comes_along(presenter, screen, follower)
    follower.page.keyboard.press("2")
    click(presenter, "Show the code")
    expect(screen.page.get_by_role("img", name="A QR code of")).to_be_visible()
    expect(follower.page.locator("[data-shown]")).to_have_attribute("data-version", version(presenter))
    assert place(follower) == at
    expect(follower.page.locator('[aria-pressed="true"]')).to_have_attribute("value", "2")
    late = join(open_window(), code(presenter))
    expect(late.page.locator("#ballot")).to_be_visible()
    assert press(screen) == at
    expect(screen.page.locator(".qr")).to_have_count(0)


@pytest.mark.parametrize("stop", ["lobby", "asked"])
@pytest.mark.extended
def test_a_room_that_is_closed_shows_no_code(presenter: Window, open_window: Callable[..., Window], stop: str) -> None:
    room = code(presenter)
    screen, follower = projector(presenter), join(open_window(), room)
    if stop == "asked":
        ask(presenter)
        comes_along(presenter, screen, follower)
    presenter.page.get_by_text("The room", exact=True).click()
    presenter.page.get_by_role("button", name="Close the room").click()
    presenter.page.get_by_role("button", name="Press again: the room ends").click()
    for window in (screen, follower):
        expect(window.page.locator("[data-link]")).to_contain_text("The room has ended.")
        expect(window.page.locator(".qr:visible")).to_have_count(0)
        expect(window.page.get_by_text(room).locator("visible=true")).to_have_count(0)
        assert room not in window.page.title()


def test_a_pause_counts_down_and_sets_its_task_on_every_page(
    presenter: Window, open_window: Callable[..., Window]
) -> None:
    screen, follower = projector(presenter), join(open_window(viewport={"width": 375, "height": 700}), code(presenter))
    go(presenter, re.compile("Hands on"), "part of the workshop")
    comes_along(presenter, screen, follower)
    for window in (presenter, screen, follower):
        expect(window.page.locator("[data-ends]")).to_have_text(re.compile(r"[78]:\d\d"))
        first = window.page.locator("[data-ends]").inner_text()
        expect(window.page.locator("[data-ends]")).not_to_have_text(first)
        expect(window.page.locator(".task")).to_contain_text("Make baz accept a token that was issued for bar.")
    assert follower.fits()
    follower.page.get_by_role("link", name="the workbench").click()
    away = follower.page.get_by_role("complementary", name="The room")
    expect(away).to_contain_text("The room has a pause: Hands on")
