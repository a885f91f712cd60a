"""One presents, others follow: through the whole shipped workshop, and over a network that fails."""

import csv
import json
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Route, expect

from tests.browser.rooms import (
    ask,
    changed,
    click,
    comes_along,
    following,
    join,
    part,
    place,
    present,
    press,
    reveal,
    version,
    vote,
    wired,
)
from tests.browser.windows import Window

PHONE = {"viewport": {"width": 375, "height": 700}, "is_mobile": True, "has_touch": True}
FIRST = "/scenarios/bar-token-to-baz/at-baz"
SECOND = "/scenarios/audience-not-checked/at-careless-baz"
ANSWERS = {FIRST: (2, 1, 2), SECOND: (1, 3, 2)}
"""What laptop, phone and the one without scripts say to two questions."""
RIGHT, WRONG = "That is what came.", "That is not what came."


def opened(window: Window) -> str:
    """Open a room as somebody does on the presenter's machine; its code."""
    page = window.open("/workshop").page
    page.get_by_label("A workshop of 45 minutes").check()
    page.get_by_role("button", name="Open a room").click()
    page.wait_for_url("**/present")
    return window.path.split("/")[2]


def entered(window: Window, code: str) -> None:
    """Come in as somebody does who reads the code off the projector."""
    page = window.open("/workshop").page
    page.get_by_label("Code").fill(code.lower())
    page.get_by_role("button", name="Come in").click()
    page.wait_for_url(f"**/room/{code}")
    expect(page.locator("[data-link]")).to_have_text("You follow the presenter.")


def explained(window: Window) -> str:
    """The one explanation that a page shows."""
    expect(window.page.locator(".because:visible")).to_have_count(1)
    return window.page.locator(".because:visible").inner_text()


def counted(window: Window) -> list[int]:
    """The histogram, in the order of the numbers of the answers."""
    shares = window.page.locator(".share").all()
    counts = {share.get_attribute("data-answer"): share.locator(".count b").inner_text() for share in shares}
    return [int(counts[number]) for number in sorted(filter(None, counts))]


def download(window: Window, name: str, folder: Path) -> str:
    with window.page.expect_download() as started:
        window.page.get_by_role("link", name=name, exact=True).click()
    started.value.save_as(folder / name)
    return (folder / name).read_text("utf-8")


@pytest.mark.extended
def test_the_whole_workshop_by_a_clicker_alone(open_window: Callable[..., Window], server: str, tmp_path: Path) -> None:
    presenter = open_window()
    code = opened(presenter)
    parts = [part.get_attribute("value") for part in presenter.page.locator('.jump [value^="go "]').all()]
    laptop, plain, phone = open_window(), open_window(java_script_enabled=False), open_window(**PHONE)
    people = (laptop, phone, plain)
    with wired(server) as wire:
        phone.server = wire.address
        for person in people:
            entered(person, code)
        came_by = [press(presenter)]
        expect(plain.page.locator("[data-shown]")).to_have_attribute("data-shown", came_by[0], timeout=10_000)
        while came_by[-1] != "end":
            if came_by[-1] == f"{FIRST}/what-if/1" and part(presenter) == "reasons":
                wire.cut()
                came_by.append(press(presenter))
                expect(phone.page.locator("[data-link]")).to_have_text("Connection lost. Trying again…")
                assert place(phone) == f"{FIRST}/what-if/1"
                wire.mend()
                following(phone)
            at = press(presenter)
            if at != came_by[-1]:
                came_by.append(at)
            comes_along(presenter, laptop, phone)
            answers = ANSWERS.get(at.removesuffix("/predict"))
            if answers and at.endswith("/predict"):
                plain.page.reload()
                said = [vote(person, answer) for person, answer in zip(people, answers, strict=True)]
                expect(presenter.page.locator('[data-tally="voted"]')).to_have_text("3")
            elif answers and part(presenter) == "outcome":
                plain.page.reload()
                comes_along(presenter, plain)
                assert [counted(person) for person in people] == 3 * [[answers.count(answer) for answer in (1, 2, 3)]]
                assert [explained(person).split("\n")[0] for person in people] == [
                    f"You said: {words} {RIGHT if person.page.locator('.came.mine').count() else WRONG}"
                    for person, words in zip(people, said, strict=True)
                ]
        assert len(came_by) == len(set(came_by))
        assert {f"go {place}" for place in came_by} >= set(parts)
        assert (laptop.loads, phone.loads) == (2, 2), "nothing but coming in was ever loaded"
        asked = sum(at.endswith("/predict") for at in came_by)
        expect(laptop.page.locator(".tally")).to_have_count(asked)
        phone.forgive("Failed to load resource", "htmx:sse:error")
    presenter.open(f"/room/{code}/results")
    expect(presenter.page.locator(".tally")).to_have_count(asked)
    expect(presenter.page.get_by_role("button", name="Show this to the room")).to_have_count(0)
    rows = list(csv.DictReader(download(presenter, "CSV", tmp_path).splitlines()))
    kept = json.loads(download(presenter, "JSON", tmp_path))
    for step, answers in ANSWERS.items():
        expected = [answers.count(answer) for answer in (1, 2, 3)]
        assert [int(row["votes"]) for row in rows if row["step"] == step] == expected
        (question,) = [question for question in kept["questions"] if question["step"] == step]
        assert [answer["votes"] for answer in question["answers"]] == expected


def test_a_network_that_fell_silent_is_noticed(open_window: Callable[..., Window], server: str) -> None:
    """The connection looks open: only that nothing is heard tells that it is dead."""
    presenter, phone = open_window(), open_window(fresh=True, **PHONE)
    code = present(presenter)
    with wired(server) as wire:
        phone.server = wire.address
        phone.page.clock.install()
        join(phone, code)
        wire.silence()
        press(presenter)
        phone.page.clock.fast_forward(42_000)
        expect(phone.page.locator("[data-link]")).to_have_text("Connection lost. Trying again…")
        assert place(phone) == "lobby"
        wire.mend()
        phone.page.evaluate("dispatchEvent(new Event('online'))")
        comes_along(presenter, following(phone))
        phone.forgive("Failed to load resource", "htmx:sse:error")


def test_a_page_follows_however_late_its_scripts_come(open_window: Callable[..., Window]) -> None:
    presenter, phone = open_window(), open_window(**PHONE)
    code = present(presenter)
    held: list[Route] = []
    phone.page.route("**/htmx-sse*", lambda route: held.append(route))  # noqa: PLW0108 - it is marked
    phone.page.goto(f"{phone.server}/room/{code}", wait_until="commit")
    phone.page.evaluate("new Promise(done => { const look = () => window.htmx ? done() : setTimeout(look); look(); })")
    held[0].continue_()
    following(phone)
    press(presenter)
    comes_along(presenter, phone)


def test_who_comes_late_or_loads_again_is_in_the_right_place(open_window: Callable[..., Window]) -> None:
    presenter, early = open_window(), open_window()
    code = present(presenter)
    join(early, code)
    ask(presenter)
    comes_along(presenter, early)
    late = join(open_window(), code)
    comes_along(presenter, late)
    vote(late, 2)
    late.page.reload()
    comes_along(presenter, following(late))
    expect(late.page.locator('[aria-pressed="true"]')).to_contain_text("401")
    assert early.loads == 1


def test_an_answer_can_be_changed_until_the_reveal_and_not_after(open_window: Callable[..., Window]) -> None:
    presenter, quick, late = open_window(), open_window(), open_window()
    code = present(presenter)
    join(quick, code)
    join(late, code)
    ask(presenter)
    comes_along(presenter, quick, late)
    for answer in (3, 1, 2):
        quick.page.keyboard.press(str(answer))
        expect(quick.page.locator("[data-chosen]")).to_contain_text(f"Answer {answer} is kept.")
        expect(quick.page.locator('[aria-pressed="true"]')).to_have_attribute("value", str(answer))
    expect(presenter.page.locator('[data-tally="voted"]')).to_have_text("1")
    assert "401" not in presenter.page.locator(".desk .press").inner_text(), "nothing tells what was said"
    late.page.evaluate("document.querySelector('[data-room]').remove()")  # it hears nothing of the reveal
    reveal(presenter)
    comes_along(presenter, quick)
    late.page.keyboard.press("1")
    expect(late.page.get_by_role("alert")).to_contain_text("This question cannot be answered any more.")
    comes_along(presenter, late)
    assert counted(quick) == counted(late) == [0, 1, 0]
    late.forgive("409")


def test_a_step_leaves_alone_who_is_writing(open_window: Callable[..., Window]) -> None:
    presenter, follower = open_window(), open_window()
    code = present(presenter)
    join(follower, code)
    name = follower.page.get_by_label("The presenter asks for a name")
    expect(name).to_be_hidden()
    presenter.page.get_by_text("The room", exact=True).click()
    before = version(presenter)
    presenter.page.get_by_role("button", name="Ask for nicknames").click()
    changed(presenter, before)
    name.press_sequentially("<img src=x onerror=alert(1)>"[:12])
    press(presenter)
    comes_along(presenter, follower)
    expect(name).to_be_focused()
    name.press_sequentially("<img src=x onerror=alert(1)>"[12:])
    press(presenter)
    comes_along(presenter, follower)
    follower.page.keyboard.press("Enter")
    shown = "<img src=x onerror=alert"
    expect(following(follower).page.locator(".room-bar")).to_contain_text(shown)
    expect(name).to_have_count(0)
    presenter.page.reload()
    expect(presenter.page.locator("#panel details .muted").filter(has_text=shown)).to_have_count(1)


def test_a_step_is_read_aloud_once(open_window: Callable[..., Window]) -> None:
    """The title takes the focus, the answer is told; a vote or a hint tells nothing of the replay."""
    presenter, follower = open_window(), open_window()
    code = present(presenter)
    join(follower, code)
    follower.page.evaluate("""
      window.told = [];
      document.addEventListener("htmx:after:swap", () => {
        const said = document.querySelector("[data-status]")?.textContent ?? "";
        told.push(`${document.activeElement.textContent.trim()}: ${said}`);
      });
    """)
    ask(presenter)
    comes_along(presenter, follower)
    vote(follower, 1)
    while press(presenter) and part(presenter) != "outcome":
        comes_along(presenter, follower)
    comes_along(presenter, follower)
    click(presenter, "Hand this to everybody")
    comes_along(presenter, follower)
    click(presenter, "Replay")
    comes_along(presenter, follower)
    press(presenter, "b")
    expect(follower.page.locator(".calm")).to_be_focused()
    there = "3The same letter at baz's door"
    came = "baz answers 401 The check Audience decides. Who wrote it, unchanged? passes. Is it meant for me? fails."
    assert follower.page.evaluate("told") == [
        "The question: ",
        "3A genuine token for bar is sent to baz. What does baz answer?: ",
        "1 200. The signature is genuine.: ",
        f"{there}: ",
        f"{there}: www.foo.com to baz.foo.com: 3 GET /reports.",
        f"{there}: baz.foo.com to issuer: GET /.well-known/jwks.json → 200 the keys.",
        f"{there}: The check Audience decides.",
        f"{there}: {came}",
        f"{there}: ",
        f"{there}: Replayed. {came}",
        "The presenter paused the screen.: ",
    ]
