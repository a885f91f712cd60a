"""The main path in the other two engines: Firefox ESR, and WebKitGTK by its own driver."""

import os
import shutil
import subprocess
import warnings
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page, Playwright, expect
from selenium import webdriver
from selenium.webdriver.common.by import By
from selenium.webdriver.common.keys import Keys
from selenium.webdriver.support.ui import WebDriverWait

from tests.browser.places import DEMO
from tests.browser.rooms import ask, place, present, reveal
from tests.browser.windows import FITS, Window
from tests.export.exported_site import Exported

AT_BAZ = f"{DEMO}/at-baz"
DARK = {"layout.css.prefers-color-scheme.content-override": 0, "ui.prefersReducedMotion": 1}
LIGHT = {"layout.css.prefers-color-scheme.content-override": 1, "ui.prefersReducedMotion": 1}
MINI_BROWSER = "/usr/lib/x86_64-linux-gnu/webkit2gtk-4.0/MiniBrowser"
AS_IT_IS = {"color_scheme": "null", "reduced_motion": "null", "forced_colors": "null", "contrast": "null"}


def needs(*programs: str) -> pytest.MarkDecorator:
    """Leave the tests out where an engine is not installed; in CI, where it has to be, they fail."""
    missing = [program for program in programs if shutil.which(program) is None]
    return pytest.mark.skipif(bool(missing) and "CI" not in os.environ, reason=f"not installed: {', '.join(missing)}")


@contextmanager
def firefox(playwright: Playwright, preferences: dict[str, int], width: int) -> Iterator[Callable[[], Page]]:
    """A Firefox that is started once, and opens pages, each in a context of its own."""
    with playwright.firefox.launch(
        channel="moz-firefox",
        executable_path=shutil.which("firefox-esr"),
        firefox_user_prefs=dict(preferences),
    ) as browser:
        settings: dict[str, Any] = {"viewport": {"width": width, "height": 900}, **AS_IT_IS}
        yield lambda: browser.new_context(**settings).new_page()


@pytest.fixture(scope="module")
def light(playwright: Playwright) -> Iterator[Callable[[], Page]]:
    """Pages of a Firefox that prefers the light, on a desktop."""
    with firefox(playwright, LIGHT, 1320) as opened:
        yield opened


@pytest.fixture
def page(light: Callable[[], Page]) -> Iterator[Page]:
    """One of its pages, on which no script may fail."""
    opened = light()
    troubles: list[str] = []
    opened.on("pageerror", lambda error: troubles.append(str(error)))
    yield opened
    opened.context.close()
    assert troubles == []


@needs("firefox-esr")
def test_firefox_opens_an_export_from_files(page: Page, hurried: Exported) -> None:
    page.goto((hurried.root / "scenarios/bar-token-to-baz/at-baz/predict.html").as_uri())
    page.keyboard.press("3")
    page.wait_for_url("**/said-3.html")
    expect(page.locator(".said")).to_contain_text("You said 403. A scope is missing.")
    colour = "getComputedStyle(document.querySelector('.onward .primary')).backgroundColor"
    assert page.evaluate(colour) == "rgb(58, 63, 143)"
    page.keyboard.press("ArrowRight")
    expect(page.get_by_role("group", name="The same call, twice")).to_be_visible()


@needs("firefox-esr")
def test_firefox_walks_from_home_to_the_takeaway(page: Page, server: str) -> None:
    page.goto(server)
    page.get_by_role("link", name="Show me").click()
    page.wait_for_url(f"{server}{DEMO}")
    page.evaluate("window.marker = 'still here'")
    page.locator("a[rel=next]").click()
    page.wait_for_url(f"{server}{DEMO}/sign-in")
    expect(page.locator(".envelope").first).to_contain_text("https://bar.foo.com")
    assert page.evaluate("window.marker") == "still here"
    page.keyboard.press("ArrowRight")
    page.wait_for_url(f"{server}{DEMO}/at-bar")
    expect(page.locator(".answer")).to_contain_text("200")
    page.locator("a[rel=next]").click()
    page.get_by_role("link", name="403. A scope is missing.").click()
    expect(page.get_by_role("region", name="Your prediction")).to_contain_text("It never comes to that")
    expect(page.locator(".answer")).to_contain_text("401")
    page.locator("a[rel=next]").click()
    expect(page.get_by_role("group", name="The same call, twice")).to_contain_text("200")
    page.locator("a[rel=next]").click()
    page.wait_for_url(f"{server}{DEMO}/takeaway")
    expect(page.locator(".moral")).to_contain_text("The audience says for whom.")


@needs("firefox-esr")
def test_firefox_edits_the_seal_and_uses_the_workbench(page: Page, server: str) -> None:
    page.goto(f"{server}/workbench/seal?world=foo")
    page.get_by_role("button", name="Change one character of aud").click()
    expect(page.locator(".lamp")).to_have_class("lamp fail")
    page.goto(f"{server}/workbench?world=foo")
    page.locator("select[name=api]").select_option("bar")
    expect(page.locator(".answer")).to_contain_text("200")
    page.wait_for_url("**api=bar*")


@pytest.mark.extended
@needs("firefox-esr")
def test_firefox_in_the_dark_on_a_phone(playwright: Playwright, server: str) -> None:
    ground = "getComputedStyle(document.body).backgroundColor"
    with firefox(playwright, DARK, 375) as opened:
        page = opened()
        for place in ("/", AT_BAZ, "/workbench?world=foo", "/glossary"):
            page.goto(f"{server}{place}")
            assert (place, page.evaluate(FITS), page.evaluate(ground)) == (place, True, "rgb(20, 23, 29)")


@needs("firefox-esr")
def test_firefox_follows_a_room(page: Page, open_window: Callable[..., Window]) -> None:
    """The events come as pieces of one gzip stream, each of which has to be shown at once."""
    presenter = open_window()
    code = present(presenter)
    page.goto(f"{presenter.server}/room/{code}")
    shown = page.locator("[data-shown]")
    expect(page.locator('[data-state="following"]')).to_have_count(1)
    expect(shown).to_have_attribute("data-shown", ask(presenter))
    page.keyboard.press("2")
    expect(page.locator("[data-chosen]")).to_contain_text("Answer 2 is kept.")
    expect(shown).to_have_attribute("data-shown", reveal(presenter))
    expect(page.locator(".because:visible")).to_contain_text("That is what came.")


@pytest.fixture(scope="module")
def webkit() -> Iterator[webdriver.Remote]:
    """A WebKitGTK on a screen of its own."""
    display = f":{90 + os.getpid() % 900}"
    driver = shutil.which("WebKitWebDriver") or ""
    browser = next(map(str, Path("/usr/lib").glob("*/webkit2gtk-4.*/MiniBrowser")), MINI_BROWSER)
    with subprocess.Popen(["Xvfb", display, "-screen", "0", "1400x1000x24"], stderr=subprocess.DEVNULL) as screen:
        options = webdriver.WebKitGTKOptions()
        options.binary_location = browser
        options.add_argument("--automation")
        before = os.environ.get("DISPLAY")
        os.environ["DISPLAY"] = display
        try:
            with warnings.catch_warnings():
                warnings.simplefilter("ignore", DeprecationWarning)  # selenium's own way to call itself
                made = webdriver.WebKitGTK(options=options, service=webdriver.WebKitGTKService(driver))
            yield made
            made.quit()
        finally:
            os.environ.pop("DISPLAY") if before is None else os.environ.update(DISPLAY=before)
            screen.terminate()


def patient(webkit: webdriver.Remote) -> WebDriverWait[webdriver.Remote]:
    """A wait that looks often."""
    return WebDriverWait(webkit, 20, poll_frequency=0.05)


@pytest.mark.extended
@needs("WebKitWebDriver", "Xvfb")
def test_webkit_walks_from_home_to_the_takeaway(webkit: webdriver.Remote, server: str) -> None:
    wait = patient(webkit)

    def press(css: str, place: str) -> None:
        wait.until(lambda page: page.find_element(By.CSS_SELECTOR, css).is_displayed())
        webkit.execute_script("document.querySelector(arguments[0]).click()", css)
        wait.until(lambda page: page.current_url == server + place)

    def text(css: str) -> str:
        return webkit.find_element(By.CSS_SELECTOR, css).text

    webkit.get(server)
    press(f'a.first[href="{DEMO}"]', DEMO)
    webkit.execute_script("window.marker = 'still here'")
    press("a[rel=next]", f"{DEMO}/sign-in")
    wait.until(lambda _: "https://bar.foo.com" in text(".envelope"))
    assert webkit.execute_script("return window.marker") == "still here"
    press("a[rel=next]", f"{DEMO}/at-bar")
    press("a[rel=next]", f"{AT_BAZ}/predict")
    press('[data-expect="3"]', f"{AT_BAZ}?said=3")
    wait.until(lambda _: "It never comes to that" in text(".said"))
    assert "401" in text(".answer")
    press("a[rel=next]", f"{AT_BAZ}/what-if/1")
    wait.until(lambda _: "200" in text(".sides"))
    press("a[rel=next]", f"{DEMO}/takeaway")
    wait.until(lambda _: "The audience says for whom." in text(".moral"))


@needs("WebKitWebDriver", "Xvfb")
def test_webkit_goes_on_by_keyboard(webkit: webdriver.Remote, server: str) -> None:
    webkit.get(server + DEMO)
    webkit.find_element(By.TAG_NAME, "body").send_keys(Keys.ARROW_RIGHT)
    patient(webkit).until(lambda page: page.current_url == f"{server}{DEMO}/sign-in")


@needs("WebKitWebDriver", "Xvfb")
def test_webkit_breaks_the_seal(webkit: webdriver.Remote, server: str) -> None:
    webkit.get(f"{server}/workbench/seal?world=foo")
    webkit.execute_script("document.querySelector('[name=do][value=change]').click()")
    patient(webkit).until(lambda page: page.find_elements(By.CSS_SELECTOR, ".lamp.fail"))


@needs("WebKitWebDriver", "Xvfb")
def test_webkit_opens_an_export_from_files(webkit: webdriver.Remote, hurried: Exported) -> None:
    base = f"{hurried.root.as_uri()}/"
    webkit.get(f"{base}scenarios/bar-token-to-baz/at-baz/predict.html")
    colour = "return getComputedStyle(document.querySelector('.onward .primary')).backgroundColor"
    assert webkit.execute_script(colour) == "rgb(58, 63, 143)"
    webkit.find_element(By.TAG_NAME, "body").send_keys("3")
    said = f"{base}scenarios/bar-token-to-baz/at-baz/said-3.html"
    patient(webkit).until(lambda page: page.current_url == said)
    patient(webkit).until(lambda page: page.find_elements(By.CSS_SELECTOR, "[data-copy]:not([hidden])"))


@needs("WebKitWebDriver", "Xvfb")
def test_webkit_follows_a_room(webkit: webdriver.Remote, open_window: Callable[..., Window]) -> None:
    presenter = open_window()
    code = present(presenter)
    wait = patient(webkit)
    webkit.get(f"{presenter.server}/room/{code}")
    wait.until(lambda page: page.find_elements(By.CSS_SELECTOR, '[data-state="following"]'))
    ask(presenter)
    wait.until(lambda page: page.find_elements(By.CSS_SELECTOR, f'[data-shown="{place(presenter)}"]'))
    webkit.execute_script("document.querySelector('[data-expect=\"2\"]').click()")
    wait.until(lambda page: "Answer 2 is kept." in page.find_element(By.CSS_SELECTOR, "[data-chosen]").text)
    reveal(presenter)
    wait.until(lambda page: page.find_elements(By.CSS_SELECTOR, f'[data-shown="{place(presenter)}"]'))
    wait.until(lambda page: "That is what came." in page.find_element(By.CSS_SELECTOR, ".because.mine").text)
