"""Pages that are open while their scenario is written."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import expect

from tests.browser.windows import Window, serving
from tests.scenarios import pack_files

DOOR = "01-one/of-mine.yaml"


@pytest.fixture
def pack(tmp_path: Path) -> Path:
    return pack_files.pack(tmp_path)


@pytest.fixture
def window(open_window: Callable[..., Window], pack: Path) -> Iterator[Window]:
    opened = open_window(viewport={"width": 1320, "height": 500})
    for server in serving("--scenarios", str(pack), "--watch"):
        opened.server = server
        with opened.page.expect_response("**/events"):
            opened.open("/scenarios/of-mine/at-the-door")
        yield opened
        opened.page.close()


def test_what_is_saved_shows_in_place(window: Window, pack: Path) -> None:
    page = window.page
    page.evaluate("scrollTo(0, 150)")
    text = (pack / DOOR).read_text("utf-8")
    (pack / DOOR).write_text(text.replace("title: At the door", "title: At another door"), "utf-8")
    expect(page.locator("#step-title")).to_contain_text("At another door")
    assert page.evaluate("scrollY") == 150
    assert window.loads == 1


def test_a_mistake_lies_over_the_page_until_it_is_mended(window: Window, pack: Path) -> None:
    page = window.page
    text = (pack / DOOR).read_text("utf-8")
    (pack / DOOR).write_text(text.replace("api: notes", "api: nots"), "utf-8")
    told = page.get_by_role("alert", name="Mistakes in the files")
    expect(told).to_contain_text("there is no api `nots`")
    expect(told).to_contain_text("did you mean `notes`?")
    expect(page.locator("#step-title")).to_contain_text("At the door")
    page.reload()
    expect(told).to_contain_text("there is no api `nots`")
    told.get_by_role("button", name="Hide").click()
    expect(told).to_be_hidden()
    (pack / DOOR).write_text(text.replace("api: notes", "api: nots # still"), "utf-8")
    expect(told).to_be_visible()
    (pack / DOOR).write_text(text, "utf-8")
    expect(told).to_be_hidden()


def test_no_mistake_runs_a_script(window: Window, pack: Path) -> None:
    text = (pack / DOOR).read_text("utf-8")
    (pack / DOOR).write_text(text.replace("api: notes", 'api: "<img src=x onerror=alert(1)>"'), "utf-8")
    told = window.page.get_by_role("alert", name="Mistakes in the files")
    expect(told).to_contain_text("<img src=x onerror=alert(1)>")
    assert told.locator("img").count() == 0
