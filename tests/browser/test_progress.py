"""What is kept in the browser: where one was, what was walked through and predicted; words that explain themselves."""

import json
import re
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from sandbox.settings import shipped_pack
from tests.browser.places import DEMO
from tests.browser.rooms import present
from tests.browser.windows import Window

AT_BAZ = f"{DEMO}/at-baz"
ALL = sum(path.name != "chapter.yaml" for path in shipped_pack().glob("[0-9]*/*.yaml"))


def walked(window: Window) -> Page:
    """Predict wrongly, and come to the takeaway."""
    window.open(f"{AT_BAZ}?said=3")
    return window.open(f"{DEMO}/takeaway").page


def test_one_continues_where_one_was_after_a_reload(window: Window) -> None:
    window.open(f"{DEMO}/at-bar").open("/").page.reload()
    window.page.get_by_role("link", name="Continue where you were A bar token at baz's door").click()
    assert window.path == f"{DEMO}/at-bar"


def test_at_first_the_first_scenario_comes_next_and_then_the_one_after_it(window: Window) -> None:
    following = window.open("/").page.locator("[data-next]")
    expect(following).to_have_text("Next for you A bar token at baz's door")
    walked(window).goto(window.server)
    expect(following).to_have_text("Next for you A baz that does not read the address")
    expect(following).to_have_attribute("href", re.compile("/scenarios/audience-not-checked$"))
    expect(window.page.locator("[data-count]").first).to_have_text("1 of 8 done")


def test_what_was_walked_through_is_marked(window: Window) -> None:
    walked(window)
    page = window.open("/").page
    expect(page.locator(f'a.scenario[href="{DEMO}"]')).to_contain_text("✓ done")
    assert page.locator("a.scenario.done").count() == 1
    window.open("/paths/hurried")
    expect(page.locator(f'a.scenario[href="{DEMO}?path=hurried"]')).to_contain_text("✓ done")


def test_the_summary_tells_what_was_predicted_wrongly_and_learnt(window: Window) -> None:
    walked(window)
    page = window.open("/progress").page
    expect(page.locator("[data-tally]")).to_contain_text(
        f"1 of {ALL} scenarios walked through. 1 prediction. 0 came true, 1 did not, and that is the one worth"
    )
    told = page.locator(f'[data-step="{AT_BAZ}"]')
    expect(told).to_contain_text("You said 403. A scope is missing.")
    expect(told).to_contain_text("What came: 401. It is genuine, and not for baz.")
    expect(page.locator("main")).to_contain_text("A signature says who wrote it. The audience says for whom.")
    page.emulate_media(media="print")
    expect(told).to_be_visible()
    expect(page.get_by_role("button", name="Print")).to_be_hidden()


def test_empty_progress_invites_to_begin(window: Window) -> None:
    page = window.open("/progress").page
    expect(page.locator("[data-tally]")).to_be_hidden()
    expect(page.locator("main").get_by_role("button", name="Forget everything")).to_be_hidden()
    expect(page.get_by_text("Import")).to_be_visible()
    page.locator("[data-invites]").get_by_role("link").click()
    page.wait_for_url(window.server + DEMO)


def test_it_is_exported_forgotten_and_imported(window: Window, tmp_path: Path) -> None:
    walked(window)
    page = window.open("/progress").page
    with page.expect_download() as download:
        page.get_by_role("button", name="Export").click()
    kept = tmp_path / "kept.json"
    download.value.save_as(kept)
    assert json.loads(kept.read_text())["progress"]["scenarios"] == {"bar-token-to-baz": "done"}
    page.get_by_role("button", name="Forget everything").click()
    expect(page.locator("[data-tally]")).to_contain_text(f"0 of {ALL}")
    page.locator("[data-import]").set_input_files(kept)
    expect(page.locator("[data-tally]")).to_contain_text(f"1 of {ALL}")


@pytest.mark.parametrize("text", ["", "no JSON", "null", "[]", '{"progress": 7}', '{"other": {}}'])
def test_a_file_that_holds_something_else_is_told(window: Window, tmp_path: Path, text: str) -> None:
    walked(window)
    page = window.open("/progress").page
    (tmp_path / "other.json").write_text(text)
    page.locator("[data-import]").set_input_files(tmp_path / "other.json")
    expect(page.locator("[data-progress-status]")).to_contain_text("holds no progress of this sandbox")
    expect(page.locator("[data-tally]")).to_contain_text(f"1 of {ALL}")


def test_a_storage_that_holds_something_else_breaks_nothing(window: Window) -> None:
    page = window.open("/").page
    for kept in (
        "no JSON",
        "null",
        "7",
        "[]",
        '{"last": {"url": "javascript:alert(1)"}}',
        '{"scenarios": 7, "last": 1}',
    ):
        page.evaluate("kept => localStorage.setItem('progress', kept)", kept)
        window.open("/")
        expect(page.locator("[data-next-label]")).to_have_text("Next for you")
        window.open("/progress")
        expect(page.get_by_text("Nothing yet.")).to_be_visible()


def test_a_storage_that_is_forbidden_breaks_nothing(window: Window) -> None:
    window.page.add_init_script("""
      const forbidden = { get() { throw new DOMException("forbidden", "SecurityError"); } };
      for (const storage of ["localStorage", "sessionStorage"]) Object.defineProperty(window, storage, forbidden);
    """)
    walked(window)
    page = window.open("/progress").page
    expect(page.locator("[data-tally]")).to_contain_text(f"0 of {ALL}")
    present(window)
    page.keyboard.press("n")
    expect(page.locator("[data-notes]")).to_have_text("Show notes n")
    expect(page.locator("[data-entry-time]")).to_have_text(re.compile(r"0:\d\d"))


def test_a_word_says_what_it_means_where_it_stands(window: Window) -> None:
    page = window.open(DEMO).page
    word, says = page.locator(".story .term").first, page.locator("#term")
    word.focus()
    expect(says).to_be_visible()
    expect(says).to_have_text(word.get_attribute("data-says") or "")
    page.keyboard.press("Escape")
    expect(says).to_be_hidden()
    word.hover()
    expect(says).to_be_visible()
    word.click()
    page.wait_for_url("**/glossary#*")


def test_a_slash_leads_to_the_search(window: Window) -> None:
    page = window.open("/").page
    page.keyboard.press("/")
    page.keyboard.type("opaque")
    page.keyboard.press("Enter")
    expect(page.get_by_role("link", name="No audience asked for, so no address at all", exact=True)).to_be_visible()


def test_on_a_narrow_screen_search_is_a_link(open_window: Callable[..., Window]) -> None:
    page = open_window(viewport={"width": 375, "height": 800}).open("/").page
    page.get_by_role("link", name="Search", exact=True).click()
    expect(page.get_by_label("Words to look for")).to_be_visible()
