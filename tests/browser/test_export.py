"""An export in a real Chromium: opened from files with the network off, and below a folder of any web server."""

import re
import subprocess
import sys
from collections.abc import Callable, Iterator
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, Request, expect
from pypdf import PdfReader

from sandbox.scenarios.loading.catalogue import shipped_catalogue
from tests.browser.axe import violations_in_both_schemes
from tests.browser.pool import Pool
from tests.browser.windows import SHOTS, Window
from tests.export.exported_site import Exported

DEMO = "scenarios/bar-token-to-baz"
SCENARIOS = [scenario.scenario for scenario in shipped_catalogue().scenarios()]
SIZES = ("A4", "Letter")


class Offline(Window):
    """A window without any network, in which only files may be asked for."""

    def _listeners(self) -> dict[str, Callable[..., None]]:
        return {**super()._listeners(), "requestfailed": self._failed}

    def _failed(self, request: Request) -> None:
        self.troubles.append(f"failed: {request.url}")

    def _request(self, request: Request) -> None:
        if not request.url.startswith(self.server):
            self.troubles.append(f"request to another place: {request.url}")


@pytest.fixture
def offline(pool: Pool, hurried: Exported) -> Iterator[Callable[..., Offline]]:
    """Opens the export of four scenarios, in a context of its own; afterwards nothing may have been amiss."""
    windows: list[Offline] = []

    def opened(**options: Any) -> Offline:
        window = Offline(pool.take(offline=True, **options), f"{hurried.root.as_uri()}/")
        window.watch()
        windows.append(window)
        return window

    yield opened
    for window in windows:
        pool.give_back(window.unwatch())
    assert [window.troubles for window in windows if window.troubles] == []


@pytest.fixture
def hosted(hurried: Exported) -> Iterator[str]:
    """The same export below a folder of a web server that knows nothing of us."""
    folder = str(hurried.root.parent)
    command = [sys.executable, "-u", "-m", "http.server", "0", "--bind", "127.0.0.1", "--directory", folder]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True) as process:
        try:
            assert process.stdout is not None
            found = re.search(r"port (\d+)", process.stdout.readline())
            assert found
            yield f"http://localhost:{found[1]}/{hurried.root.name}/"
        finally:
            process.terminate()


def walk(window: Window) -> None:
    """From home through a scenario with a prediction to the next one, by links and keys."""
    page = window.open("index.html").page

    def comes(place: str) -> None:
        expect(page).to_have_url(f"{window.server}{place}")
        page.wait_for_load_state()

    page.get_by_role("link", name="Show me").click()
    comes(f"{DEMO}.html")
    page.locator("a[rel=next]").click()
    comes(f"{DEMO}/sign-in.html")
    page.locator("a[rel=next]").click()
    comes(f"{DEMO}/at-bar.html")
    page.keyboard.press("ArrowRight")
    comes(f"{DEMO}/at-baz/predict.html")
    expect(page.get_by_role("heading", name="What does baz answer?")).to_be_visible()
    page.keyboard.press("3")
    comes(f"{DEMO}/at-baz/said-3.html")
    expect(page.get_by_role("region", name="Your prediction")).to_contain_text("You said 403. A scope is missing.")
    page.locator("a[rel=next]").click()
    comes(f"{DEMO}/at-baz/what-if/1.html")
    expect(page.get_by_role("group", name="The same call, twice")).to_contain_text("200")
    page.keyboard.press("ArrowRight")
    comes(f"{DEMO}/takeaway.html")
    expect(page.locator(".moral")).to_contain_text("A signature says who wrote it.")
    page.keyboard.press("ArrowRight")
    comes("scenarios/audience-not-checked.html")
    assert window.fits()
    page.get_by_role("link", name="Audience Sandbox").click()
    comes("index.html")
    expect(page.locator(f'a.scenario[href="{DEMO}.html"]')).to_contain_text("✓ done")


@pytest.mark.parametrize("width", [375, 1320])
def test_a_walk_from_files(offline: Callable[..., Offline], width: int) -> None:
    walk(offline(viewport={"width": width, "height": 800}))


@pytest.mark.parametrize("width", [375, 1320])
def test_the_same_below_a_folder_of_any_web_server(hosted: str, open_window: Callable[..., Window], width: int) -> None:
    """The server is named first, so that it ends last."""
    window = open_window(viewport={"width": width, "height": 800})
    window.server = hosted
    walk(window)
    assert {status for url, status in window.statuses.items()} <= {200, 304}


def test_without_javascript(offline: Callable[..., Offline]) -> None:
    window = offline(java_script_enabled=False)
    page = window.open(f"{DEMO}/at-baz/predict.html").page
    page.get_by_role("link", name="403. A scope is missing.").click()
    expect(page.locator(".said")).to_contain_text("That is not what came.")
    page.locator("a[rel=next]").click()
    page.locator("a[rel=next]").click()
    expect(page.locator(".moral")).to_be_visible()
    page.get_by_role("link", name="Print this on two pages").click()
    expect(page.locator(".sheet")).to_have_count(2)


def test_every_page_opens_without_trouble_and_fits(offline: Callable[..., Offline], hurried: Exported) -> None:
    window = offline(viewport={"width": 375, "height": 800})
    too_wide = [name for name in hurried.pages if not window.open(name).fits()]
    assert window.loads == len(hurried.pages)
    assert too_wide == []


def test_where_one_was_and_what_one_said_is_kept(offline: Callable[..., Offline]) -> None:
    window = offline()
    page = window.open(f"{DEMO}/at-baz/said-3.html").page
    window.open(f"{DEMO}/at-baz/predict.html")
    expect(page.locator("[data-expect='3']")).to_have_class(re.compile("before"))
    window.open("index.html")
    page.get_by_role("link", name="Continue where you were A bar token at baz's door").click()
    expect(page).to_have_url(f"{window.server}{DEMO}/at-baz/predict.html")
    window.open("progress.html")
    expect(page.locator("[data-tally]")).to_contain_text("1 prediction. 0 came true")
    expect(page.locator("[data-step='/scenarios/bar-token-to-baz/at-baz']")).to_contain_text("You said 403.")


def test_what_was_kept_by_a_live_sandbox_leads_nowhere_here(offline: Callable[..., Offline]) -> None:
    """At one address, one may have been served and then exported to."""
    window = offline()
    kept = '{"last": {"url": "/scenarios/bar-token-to-baz/at-baz", "title": "x", "kind": "step"}}'
    page = window.open("index.html").page
    page.evaluate(f"localStorage.setItem('progress', '{kept}')")
    page.reload()
    expect(page.locator("[data-next-label]")).to_have_text("Next for you")


def test_messages_tips_keys_and_copying_work_from_files(offline: Callable[..., Offline]) -> None:
    window = offline()
    window.page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    page = window.open(f"{DEMO}/at-baz.html").page
    page.keyboard.press("Space")
    expect(page.locator("[data-place]")).to_have_text(re.compile(r"Message 1 of \d"))
    page.keyboard.press("ArrowRight")
    expect(page.locator("[data-place]")).to_have_text(re.compile(r"Message 2 of \d"))
    page.locator("#the-wire > summary").click()
    page.get_by_role("button", name="Copy as curl").first.click()
    expect(page.get_by_role("button", name="Copied")).to_be_visible()
    page.locator("h1").click()
    page.keyboard.press("?")
    expect(page.locator("#keys")).to_be_visible()
    expect(page.locator("#keys")).not_to_contain_text("search")
    page.get_by_role("button", name="Close").click()
    page.keyboard.press("/")
    page.keyboard.press("r")
    expect(page).to_have_url(f"{window.server}{DEMO}/at-baz.html")
    window.open(f"{DEMO}/takeaway.html").page.locator(".moral .term").hover()
    expect(page.locator("#term")).to_be_visible()


def test_nothing_of_a_page_may_come_from_elsewhere(offline: Callable[..., Offline]) -> None:
    """The policy in the page itself holds where no server says one."""
    window = offline()
    window.open("index.html").page.evaluate(
        "document.head.append(Object.assign(document.createElement('script'), {textContent: 'window.ran = true'}))"
    )
    assert window.page.evaluate("window.ran") is None
    window.page.evaluate("fetch('http://localhost:9/').catch(() => {})")
    refused = [trouble for trouble in window.troubles if "Content Security Policy" in trouble]
    assert len(refused) == len(window.troubles) >= 2
    window.troubles.clear()


def test_axe_finds_nothing(offline: Callable[..., Offline]) -> None:
    window = offline()
    names = ("index.html", f"{DEMO}/at-baz/said-3.html", f"{DEMO}/handout.html")
    found = {name: violations_in_both_schemes(window.open(name).page, preload=False) for name in names}
    assert {name: wrong for name, wrong in found.items() if wrong} == {}


def printed(page: Page, size: str) -> bytes:
    return page.pdf(format=size, prefer_css_page_size=False)


def test_all_handouts_of_a_playlist_are_two_sheets_each(chromium: Browser, everything: Exported) -> None:
    context = chromium.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto((everything.root / "paths" / "workshop-45" / "handout.html").as_uri())
    scenarios = page.locator(".sheet.before").count()
    assert scenarios > 5
    for size in SIZES:
        assert len(PdfReader(BytesIO(printed(page, size))).pages) == 2 * scenarios
    context.close()


@pytest.mark.extended
def test_every_handout_is_two_sheets_of_paper(chromium: Browser, everything: Exported) -> None:
    context = chromium.new_context(java_script_enabled=False)  # no script has a say in what is printed
    context.set_offline(True)
    page = context.new_page()
    files = [everything.root / "scenarios" / scenario / "handout.html" for scenario in SCENARIOS]
    first, *others = (file.read_text("utf-8") for file in files)
    sheets = "".join(one[one.index('<section class="sheet') : one.rindex("</section>") + 10] for one in others)
    end = first.rindex("</section>") + 10
    page.goto(files[0].as_uri())
    page.set_content(first[:end] + sheets + first[end:])  # all in one document: each sheet begins a page of its own
    assert page.locator(".sheet").count() == 2 * len(SCENARIOS)
    for size in SIZES:
        pages = [text.extract_text() for text in PdfReader(BytesIO(printed(page, size))).pages]
        assert len(pages) == 2 * len(SCENARIOS), [text[:80] for text in pages if "Chapter" not in text[:80]][:9]
    context.close()


def test_the_first_sheet_asks_and_the_second_answers(offline: Callable[..., Offline]) -> None:
    page = offline().open(f"{DEMO}/handout.html").page
    SHOTS.mkdir(exist_ok=True)
    path = Path(SHOTS) / "handout.pdf"
    path.write_bytes(printed(page, "A4"))
    first, second = (" ".join(sheet.extract_text().split()) for sheet in PdfReader(path).pages)
    for text in ("A bar token at baz's door", "What does baz answer?", "401. It is genuine, and not for baz.", "Why?"):
        assert text in first
    for given_away in ("invalid_token", "decides", "baz looks for", "The seal is genuine", "A signature says"):
        assert given_away not in first
    for text in (
        "answers 401",
        "Is it meant for me?",
        "https://baz.foo.com",
        "https://bar.foo.com",
        "RFC 7519 §4.1.3",
        "baz looks for",
        "baz;audience=off answers 200",
        "A signature says who wrote it.",
        "To read RFC 7519",
    ):
        assert text in second, (text, second)


def test_a_token_is_checked_without_a_server(offline: Callable[..., Offline]) -> None:
    window = offline()
    page = window.open("check.html").page
    page.get_by_role("button", name="They look the same").click()
    expect(page.locator("#answer h2")).to_have_text(
        "The audience of the token ends in a slash, and that of your API does not."
    )
    page.get_by_role("link", name="Where this is known from").click()
    expect(page).to_have_url(f"{window.server}causes.html#aud-slash")
    expect(page.locator("#aud-slash")).to_be_in_viewport()
    page.go_back()
    page.get_by_role("button", name="Nothing is wrong with this one").click()
    expect(page.locator("#answer .word")).to_contain_text("Good for your API")
    assert window.fits()
