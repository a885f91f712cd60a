"""What every page of a workshop keeps: readable by all, on a phone, on a projector, on paper."""

from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import expect

from tests.browser.axe import violations_in_both_schemes
from tests.browser.pool import WIDE
from tests.browser.rooms import ask, back, comes_along, go, join, place, present, press, reveal, vote
from tests.browser.windows import Window

NARROW = (320, 375)
READABLE = 28  # pixels on a projector of 1024 by 768, from the last row
LARGE = (".ballot .expect", ".share .says", ".answer b", ".lamp h3", ".side .big b", ".moral", ".step-title")
Room = tuple[Window, Window, Window]


@pytest.fixture
def room(open_window: Callable[..., Window]) -> Callable[..., Room]:
    """Opens a room: its presenter, its projector, and one who follows."""

    def opened(**options: object) -> Room:
        presenter = open_window(**options)
        code = present(presenter)
        screen = Window(presenter.page.context.new_page(), presenter.server).watch().open(f"/room/{code}/screen")
        return presenter, following_screen(screen), join(open_window(**options), code)

    return opened


def following_screen(screen: Window) -> Window:
    expect(screen.page.locator('[data-state="following"]')).to_have_count(1)
    return screen


def kinds(pages: Room) -> Iterator[str]:
    """Lead a room to every kind of place; what it is called."""
    presenter, screen, follower = pages

    def there(name: str) -> str:
        comes_along(presenter, screen, follower)
        return name

    yield there("lobby")
    ask(presenter)
    comes_along(presenter, follower)
    vote(follower, 1)
    yield there("asked")
    for part_shown in ("answers", "message", "message", "checks", "revealed", "reasons"):
        press(presenter)
        yield there(part_shown)
    go(presenter, "What if baz did not look at the address?")
    yield there("what-if")
    go(presenter, "Takeaway")
    yield there("takeaway")
    go(presenter, "The end: what the room said", "part of the workshop")
    yield there("end")


def found_wrong(page: Window, *, axe: bool) -> dict[str, object]:
    """What is wrong with a page: where it scrolls sideways on a phone, and what axe finds in both schemes."""
    found = {"too wide": page.too_wide(NARROW), "axe": {}}
    page.page.set_viewport_size(WIDE)
    if axe:
        found["axe"] = violations_in_both_schemes(page.page)
    return {what: wrong for what, wrong in found.items() if wrong}


@pytest.mark.extended
def test_nothing_of_a_workshop_scrolls_sideways_and_axe_finds_nothing(room: Callable[..., Room]) -> None:
    """Of one way through a room; what-if and takeaway are among the places that axe looks at elsewhere."""
    pages = presenter, screen, follower = room()
    found: dict[str, dict[str, object]] = {}
    for name in kinds(pages):
        axe = name not in ("what-if", "takeaway", "message")
        panel_differs = name in ("lobby", "asked", "revealed", "end")  # elsewhere it shows what the projector shows
        for page in pages:
            found[f"{name} {page.path}"] = found_wrong(page, axe=axe and (page is not presenter or panel_differs))
    follower.resize(375)
    header = follower.page.locator(".top").bounding_box()
    code = presenter.path.split("/")[2]
    found["results"] = found_wrong(presenter.open(f"/room/{code}/results"), axe=True)
    found["lobby of all"] = found_wrong(presenter.open("/workshop"), axe=True)
    found["workbench"] = found_wrong(presenter.open("/workbench?world=foo"), axe=False)
    found["wandering"] = found_wrong(follower.open("/glossary"), axe=True)
    assert {name: wrong for name, wrong in found.items() if wrong} == {}
    assert screen.troubles == []
    assert header is not None
    assert header["height"] < 60, "one line, so that the question is in sight"


@pytest.mark.extended
def test_what_decides_is_large_and_in_sight_on_a_projector(room: Callable[..., Room]) -> None:
    pages = _, screen, _ = room()
    screen.page.set_viewport_size({"width": 1024, "height": 768})
    measured = """parts => parts.flatMap((part) => [...document.querySelectorAll(part)].map((element) => ({
      part, size: parseFloat(getComputedStyle(element).fontSize), bottom: element.getBoundingClientRect().bottom,
    })))"""
    seen = set()
    for name in kinds(pages):
        parts = screen.page.evaluate(measured, list(LARGE))
        seen |= {part["part"] for part in parts}
        assert [(name, part) for part in parts if part["size"] < READABLE - 1] == []
        if name != "end":
            assert [(name, part) for part in parts if part["bottom"] > 768] == []
    assert seen == set(LARGE)


def test_the_way_in_is_large_on_a_projector(room: Callable[..., Room]) -> None:
    presenter, screen, _ = room()
    screen.page.set_viewport_size({"width": 1024, "height": 768})
    picture = screen.page.get_by_role("img", name="A QR code of").bounding_box()
    code = screen.page.locator(".way-in .code").bounding_box()
    assert picture is not None
    assert code is not None
    assert picture["height"] > 768 / 2
    assert max(picture["y"] + picture["height"], code["y"] + code["height"]) < 768
    expect(presenter.page.get_by_role("button", name="Replay")).to_have_count(0)


def test_every_message_of_a_replay_is_in_sight_on_a_projector(room: Callable[..., Room]) -> None:
    presenter, screen, _ = room()
    screen.page.set_viewport_size({"width": 1024, "height": 768})
    ask(presenter)
    press(presenter, "PageUp")
    press(presenter, "PageUp")
    comes_along(presenter, screen)
    messages = screen.page.locator(".message.current")
    expect(messages.filter(has_text="jwks.json")).to_have_count(1)
    assert [message.is_visible() for message in messages.all()] == [True] * 3
    lamps = [lamp.bounding_box() for lamp in screen.page.locator(".lamp").all()]
    assert [lamp["y"] + lamp["height"] <= 768 for lamp in lamps if lamp] == [True, True]


def test_both_sides_of_a_long_what_if_are_in_sight_on_a_projector(room: Callable[..., Room]) -> None:
    presenter, screen, _ = room()
    screen.page.set_viewport_size({"width": 1024, "height": 768})
    presenter.open("/scenarios/token-exchange/back/what-if/1")
    presenter.page.get_by_role("button", name="Show this to the room").click()
    presenter.page.wait_for_url("**/present")
    comes_along(presenter, screen)
    sides = [side.bounding_box() for side in screen.page.locator(".side").all()]
    assert [side["y"] + side["height"] <= 768 for side in sides if side] == [True, True]


@pytest.mark.extended
def test_forced_colours_lose_no_answer_in_a_room(room: Callable[..., Room]) -> None:
    presenter, _, follower = pages = room(forced_colors="active")
    for name in kinds(pages):
        if name == "asked":
            chosen = follower.page.locator('[aria-pressed="true"]')
            assert "your answer" in chosen.evaluate("element => getComputedStyle(element, '::after').content")
        if name == "revealed":
            assert {"✓", "✗"} <= set(follower.page.locator(".tally").inner_text())
            part = follower.page.locator(".share.mine .part")
            ground = follower.page.locator(".share.mine .all")
            fill = "element => getComputedStyle(element).fill"
            assert part.evaluate(fill) != ground.evaluate(fill)
            break
    assert place(presenter)


@pytest.mark.extended
def test_results_on_paper(room: Callable[..., Room]) -> None:
    presenter, _, follower = room()
    ask(presenter)
    comes_along(presenter, follower)
    vote(follower, 1)
    reveal(presenter)
    presenter.open(f"/room/{presenter.path.split('/')[2]}/results").page.emulate_media(media="print")
    expect(presenter.page.locator(".share .count").first).to_be_visible()
    expect(presenter.page.get_by_role("link", name="CSV")).to_be_hidden()
    expect(presenter.page.get_by_text("Why each answer is right or wrong")).to_be_hidden()
    assert presenter.page.pdf().count(b"/Type /Page\n") <= 2


def test_the_way_back_covers_nothing(open_window: Callable[..., Window]) -> None:
    presenter, follower = open_window(), open_window(viewport={"width": 375, "height": 700})
    join(follower, present(presenter))
    follower.open("/scenarios/bar-token-to-baz/at-baz")
    bar = follower.page.get_by_role("complementary", name="The room")
    onward = follower.page.locator("a[rel=next]")
    for _ in range(2):
        upper, lower = bar.bounding_box(), onward.bounding_box()
        assert upper is not None
        assert lower is not None
        assert upper["height"] < 60
        assert upper["y"] >= 0
        assert upper["y"] + upper["height"] <= lower["y"]
        follower.page.evaluate("scrollTo(0, 900)")
    back(follower)
