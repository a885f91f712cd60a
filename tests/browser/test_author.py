"""The editor in a real browser: it completes, marks what is wrong, replays as one types, and saves."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Dialog, Locator, Page, Route, expect

from tests.browser.windows import Window, serving
from tests.scenarios import pack_files


@pytest.fixture(scope="module")
def pack(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return pack_files.pack(tmp_path_factory.mktemp("pack"))


@pytest.fixture(scope="module")
def editing(pack: Path) -> Iterator[str]:
    """The address of a server that may save into a pack."""
    yield from serving("--scenarios", str(pack), "--edit")


def summary(page: Page) -> Locator:
    return page.locator(".author-sum")


def at_beginning(page: Page) -> None:
    page.locator(".cm-content").click()
    page.keyboard.press("Control+Home")


def test_what_is_typed_is_checked_and_replayed(window: Window) -> None:
    page = window.open("/author").page
    expect(summary(page)).to_have_text("No mistakes, all as expected.")
    at_beginning(page)
    page.keyboard.type("levle: expert\n")
    expect(summary(page)).to_have_text("1 mistake.")
    expect(page.locator(".diagnostics")).to_contain_text("unknown key `levle`. Did you mean `level`?")
    expect(page.locator(".cm-lintRange-error")).to_have_text("levle")
    expect(page.get_by_text("as it last could be replayed")).to_be_visible()
    expect(page.locator(".author-stage")).to_be_visible()
    assert window.loads == 1
    page.keyboard.press("Control+z")
    page.keyboard.press("Control+z")
    expect(summary(page)).to_have_text("No mistakes, all as expected.")
    expect(page.locator(".cm-lintRange-error")).to_have_count(0)


def test_one_looks_at_any_step(window: Window) -> None:
    page = window.open("/author").page
    page.get_by_label("The same letter at baz's door").check()
    expect(page.locator(".author-stage .answer")).to_contain_text("baz answers 401")
    at_beginning(page)
    page.keyboard.type("# still there\n")
    expect(page.get_by_label("The same letter at baz's door")).to_be_checked()


def test_keys_and_names_are_completed(window: Window) -> None:
    page = window.open("/author").page
    line = page.locator(".cm-line", has_text="client: www")
    line.click()
    page.keyboard.press("End")
    page.keyboard.type("\nsubj")
    option = page.locator(".cm-tooltip-autocomplete li", has_text="subject_token")
    expect(option).to_be_visible()
    expect(page.locator(".cm-completionInfo")).to_contain_text("The saved token that is exchanged (RFC 8693).")
    option.click()
    expect(page.locator(".cm-line", has_text="subject_token: ")).to_be_visible()
    page.keyboard.type("to")
    expect(page.locator(".cm-tooltip-autocomplete li")).to_have_text(["token"])


def test_a_mistake_leads_to_its_line_and_to_its_page(window: Window) -> None:
    page = window.open("/author").page
    page.locator(".cm-line", has_text="client: www").click()
    page.keyboard.press("End")
    page.keyboard.type("x")
    told = page.locator(".diagnostics li")
    expect(told).to_contain_text("there is no client `wwwx`")
    at_beginning(page)
    told.get_by_role("link", name="Line").click()
    page.keyboard.press("End")
    page.keyboard.press("Backspace")
    expect(summary(page)).to_have_text("No mistakes, all as expected.")


def test_it_is_saved(open_window: Callable[..., Window], editing: str, pack: Path) -> None:
    window = open_window()
    window.server = editing
    page = window.open("/author?begin=file/01-one/of-mine.yaml").page
    at_beginning(page)
    page.keyboard.type("# written in the browser\n")
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_role("alert").first).to_have_text("Saved as 01-one/of-mine.yaml.")
    assert (
        (pack / "01-one" / "of-mine.yaml").read_text("utf-8").startswith("# written in the browser\nscenario: of-mine")
    )
    page.keyboard.press("Control+Home")
    at_beginning(page)
    page.keyboard.type("# and again\n")
    expect(page.get_by_role("alert")).to_have_count(0)
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_role("alert").first).to_have_text("Saved as 01-one/of-mine.yaml.")
    assert (pack / "01-one" / "of-mine.yaml").read_text("utf-8").startswith("# and again\n# written")


def test_a_check_on_its_way_takes_nothing_back_of_what_was_saved(
    open_window: Callable[..., Window], editing: str, pack: Path
) -> None:
    window = open_window()
    window.server = editing
    page = window.open("/author?begin=file/01-one/of-mine.yaml").page
    at_beginning(page)
    held: list[Route] = []
    page.route("**/author", lambda route: held.append(route), times=1)  # noqa: PLW0108 - Playwright looks into it
    with page.expect_request("**/author"):
        page.keyboard.type("# one\n")
    page.keyboard.type("# two\n")
    page.get_by_role("button", name="Save").click()
    said = page.get_by_role("alert").first
    expect(said).to_have_text("Saved as 01-one/of-mine.yaml.")
    held[0].continue_()
    page.wait_for_timeout(600)
    expect(said).to_have_text("Saved as 01-one/of-mine.yaml.")
    page.keyboard.press("Control+Home")
    at_beginning(page)
    page.keyboard.type("# three\n")
    expect(said).to_have_count(0)
    page.get_by_role("button", name="Save").click()
    expect(said).to_have_text("Saved as 01-one/of-mine.yaml.")
    assert (pack / "01-one" / "of-mine.yaml").read_text("utf-8").startswith("# three\n# one\n# two\n")


def test_what_somebody_else_wrote_meanwhile_is_kept(
    open_window: Callable[..., Window], editing: str, pack: Path
) -> None:
    window = open_window()
    window.server = editing
    page = window.open("/author?begin=file/02-two/alone.yaml").page
    theirs = (pack / "02-two" / "alone.yaml").read_text("utf-8") + "# theirs\n"
    (pack / "02-two" / "alone.yaml").write_text(theirs, "utf-8")
    at_beginning(page)
    page.keyboard.type("# mine\n")
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_role("alert").first).to_contain_text("was changed by somebody else")
    assert (pack / "02-two" / "alone.yaml").read_text("utf-8") == theirs
    expect(page.locator(".cm-line").first).to_have_text("# mine")
    window.forgive("409")


def staying(page: Page) -> list[str]:
    """The kinds of the questions that the browser asks from now on; each is answered by staying."""
    asked: list[str] = []

    def hear(dialog: Dialog) -> None:
        asked.append(dialog.type)
        dialog.dismiss()

    page.on("dialog", hear)
    return asked


def kept(page: Page) -> Locator:
    return page.locator("[data-kept]")


def first_line(page: Page) -> Locator:
    return page.locator(".cm-line").first


def test_a_link_takes_no_text_away_without_asking(window: Window) -> None:
    page = window.open("/author").page
    expect(summary(page)).to_have_text("No mistakes, all as expected.")
    at_beginning(page)
    page.keyboard.type("# mine\n")
    asked = staying(page)
    page.get_by_role("link", name="Every key").click(no_wait_after=True)
    expect(first_line(page)).to_have_text("# mine")
    assert (asked, window.path) == (["beforeunload"], "/author")


@pytest.mark.parametrize("way", ["back", "reload", "again"])
def test_a_text_that_was_left_is_offered_back(window: Window, way: str) -> None:
    page = window.open("/author?begin=like/bar-token-to-bar").page
    expect(summary(page)).to_have_text("No mistakes, all as expected.")
    at_beginning(page)
    page.keyboard.type("# mine\n")
    if way == "reload":  # Playwright leaves where no test says otherwise
        page.reload()
    else:
        page.get_by_role("link", name="Every key").click()
        page.wait_for_url("**/docs/keys")
    if way == "back":
        page.go_back()
    elif way == "again":
        window.open("/author")
        expect(kept(page)).to_be_visible()
        page.get_by_role("button", name="Take it back").click()
        page.wait_for_url("**/author?begin=like/bar-token-to-bar")
    if first_line(page).text_content() != "# mine":  # a browser may have kept the whole page when one goes back
        expect(kept(page)).to_contain_text("A text that you did not save is kept in this tab")
        page.get_by_role("button", name="Take it back").focus()
        page.keyboard.press("Enter")
    expect(first_line(page)).to_have_text("# mine")
    expect(page.locator(".cm-content")).to_be_focused()
    expect(kept(page)).to_be_hidden()


def test_a_text_that_is_thrown_away_is_offered_no_more(window: Window) -> None:
    page = window.open("/author").page
    at_beginning(page)
    page.keyboard.type("# mine\n")
    page.reload()
    page.get_by_role("button", name="Throw it away").click()
    expect(kept(page)).to_be_hidden()
    page.reload()
    expect(summary(page)).to_have_text("No mistakes, all as expected.")
    expect(kept(page)).to_be_hidden()


def test_whatever_way_one_leaves_the_browser_is_told_to_ask(window: Window) -> None:
    page = window.open("/author").page
    leaving = "() => !dispatchEvent(new Event('beforeunload', { cancelable: true }))"
    assert page.evaluate(leaving) is False
    at_beginning(page)
    page.keyboard.type("# mine\n")
    assert page.evaluate(leaving) is True


def test_what_is_saved_or_downloaded_or_as_it_was_asks_nothing(
    open_window: Callable[..., Window], editing: str
) -> None:
    window = open_window()
    window.server = editing
    page = window.open("/author?begin=file/01-one/of-foo.yaml").page
    asked = staying(page)
    at_beginning(page)
    page.keyboard.type("# saved\n")
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_role("alert").first).to_have_text("Saved as 01-one/of-foo.yaml.")
    page.reload()
    expect(first_line(page)).to_have_text("# saved")
    at_beginning(page)
    page.keyboard.type("# downloaded\n")
    with page.expect_download():
        page.get_by_role("button", name="Download").click()
    page.reload()
    at_beginning(page)
    page.keyboard.type("x")
    page.keyboard.press("Backspace")
    page.reload()
    expect(first_line(page)).to_have_text("# saved")
    expect(kept(page)).to_be_hidden()
    assert asked == []


def test_without_javascript_it_is_a_field_and_a_button(open_window: Callable[..., Window]) -> None:
    page = open_window(java_script_enabled=False).open("/author").page
    field = page.get_by_label("YAML")
    field.fill(field.input_value().replace("api: baz", "api: bza"))
    page.get_by_role("button", name="Check and replay").click()
    expect(page.locator(".diagnostics")).to_contain_text("Did you mean `baz`?")
    field.fill(field.input_value().replace("api: bza", "api: baz"))
    page.get_by_label("The same letter at baz's door").check()
    page.get_by_role("button", name="Check and replay").click()
    expect(page.locator(".author-stage .answer")).to_contain_text("baz answers 401")


def test_the_editor_is_loaded_on_its_own_page_only(window: Window) -> None:
    window.open("/").open("/workbench").open("/docs/authoring")
    assert not [url for url in window.statuses if "codemirror" in url]
