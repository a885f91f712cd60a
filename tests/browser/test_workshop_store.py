"""A room whose Redis hangs, dies or comes back empty: each page says so, loses no part, and mends itself."""

import re
from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import expect

from tests.browser.rooms import ask, comes_along, join, present, reveal, vote
from tests.browser.windows import Window
from tests.commands.calling import started
from tests.workshop.store.redis_server import RedisServer, redis_server

SAYS = "The server cannot reach what it keeps of this room"
WITHIN = 5_000  # milliseconds
INTERNAL = re.compile(r"redis|\.sock|errno|exception|traceback|too late", re.IGNORECASE)


@pytest.fixture
def redis() -> Iterator[RedisServer]:
    with redis_server() as redis:
        yield redis


@pytest.fixture
def shared(redis: RedisServer) -> Iterator[str]:
    """A server that keeps its rooms there."""
    with started("--store", redis.url) as (_, url):
        yield url


def thaw_empty(redis: RedisServer) -> None:
    redis.thaw()
    redis.ask("FLUSHALL")


@pytest.mark.parametrize(
    ("goes", "comes"),
    [
        pytest.param(RedisServer.freeze, thaw_empty, id="hangs and comes back empty"),
        pytest.param(RedisServer.kill, RedisServer.start, id="dies and starts anew", marks=pytest.mark.extended),
    ],
)
def test_every_page_of_a_room_says_that_its_store_is_away_and_mends_itself(
    open_window: Callable[..., Window],
    redis: RedisServer,
    shared: str,
    goes: Callable[[RedisServer], None],
    comes: Callable[[RedisServer], None],
) -> None:
    panel, phone, plain = [
        open_window(),
        open_window(viewport={"width": 375, "height": 700}),
        open_window(java_script_enabled=False),
    ]
    for window in (panel, phone, plain):
        window.server = shared
    code = present(panel)
    projector = Window(panel.page.context.new_page(), shared).watch().open(f"/room/{code}/screen")
    projector.page.set_viewport_size({"width": 1024, "height": 768})
    windows = (panel, projector, phone, plain)
    join(phone, code)
    plain.open(f"/room/{code}")
    stray = Window(phone.page.context.new_page(), shared).watch().open(f"/room/{code}").open("/glossary")
    bar = stray.page.get_by_role("complementary", name="The room")
    expect(bar).to_contain_text("On your own.")
    ask(panel)
    comes_along(panel, projector, phone)
    vote(phone, 2)
    goes(redis)
    for window in (panel, projector, phone):
        expect(window.page.locator("[data-link]")).to_contain_text(SAYS, timeout=WITHIN)
    expect(plain.page.locator("main")).to_contain_text(SAYS, timeout=WITHIN)
    expect(bar).to_contain_text(SAYS, timeout=WITHIN)
    assert plain.page.get_by_role("link", name="Try now").is_visible()
    panel.page.keyboard.press("PageDown")
    phone.page.locator('.expect[value="1"]').click()
    for path in ("", "/present", "/screen", "/results", "/results.csv", "/results.json", "/qr.svg"):
        answer = panel.page.request.get(f"{shared}/room/{code}{path}")
        assert (answer.status, bool(INTERNAL.search(answer.text()))) == (503, False), answer.text()
    for window in windows:
        assert not INTERNAL.search(window.page.locator("body").inner_text())
    clock = panel.page.locator("[data-whole-time]").inner_text()
    expect(panel.page.locator("[data-whole-time]")).not_to_have_text(clock)
    assert panel.page.locator(".notes .prose").first.is_visible()
    panel.page.keyboard.press("n")
    expect(panel.page.locator(".notes .prose").first).to_be_hidden()
    panel.page.keyboard.press("n")
    expect(phone.page.locator("#ballot")).to_be_visible()
    loads = [window.loads for window in (panel, projector, phone)]
    comes(redis)
    for window in (panel, projector, phone):
        expect(window.page.locator('[data-state="following"]')).to_have_count(1, timeout=10_000)
    expect(plain.page.locator("[data-link]")).to_have_text("You follow the presenter.", timeout=10_000)
    expect(bar).to_contain_text("The presenter asks", timeout=10_000)
    assert loads == [window.loads for window in (panel, projector, phone)]
    reveal(panel)
    comes_along(panel, projector, phone)
    assert phone.page.locator(".share.mine").get_attribute("data-answer") == "2"
    for window in (*windows, stray):
        window.forgive("Failed to load resource", "htmx:sse:error")
