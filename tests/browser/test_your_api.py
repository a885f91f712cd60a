"""From the home page to a red row that names the flaw of a FastAPI app, and to green by the line that mends it."""

from pathlib import Path

from playwright.sync_api import expect

from tests.browser.axe import violations_in_both_schemes
from tests.browser.windows import Window
from tests.interop.setups import free_port, running_file

AUDIENCE = "https://orders.example.com"
WITHOUT = 'options={"verify_aud": False, "require": ["exp", "iss"]},'
"""What stands where the audience should be compared, in an API that does not look."""


def test_an_api_that_does_not_look_is_named_and_mended(window: Window, tmp_path: Path) -> None:
    page = window.open("/").page
    page.get_by_role("link", name="Does my API look?").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Does my API look?")
    page.get_by_label("My API is built with").select_option("FastAPI + python-jose")
    expect(page.get_by_label("The settings", exact=True)).to_contain_text("from jose import JWTError, jwt")
    page.get_by_label("My API is built with").select_option("FastAPI + PyJWT")
    lines = page.get_by_label("The settings", exact=True)
    expect(lines).to_contain_text("PyJWKClient")
    assert violations_in_both_schemes(page) == {}
    assert window.too_wide() == []

    careful, port, api = lines.text_content() or "", free_port(), tmp_path / "api.py"
    line = f'audience="{AUDIENCE}",'
    careless = careful.replace(line, "").replace('options={"require": ["exp", "iss", "aud"]},', WITHOUT)
    with running_file(api, careless, port) as url:
        page.get_by_label("A route that needs a token").fill(url)
        page.get_by_role("button", name="Send the tokens").click()
        expect(page.get_by_role("heading", name="It does not look closely.")).to_be_visible()
        expect(page.locator("#row-aud\\.other")).to_have_class("bad")
        expect(page.locator("#row-cal\\.right-again")).to_have_class("good")
        expect(page.locator("#flaw-1")).to_contain_text("audience=off")
        expect(page.get_by_label("The line that mends it")).to_have_text(line)
        expect(page.locator("#flaw-1")).to_contain_text("Switching that off (verify_aud: False)")
        command = f"aud probe {url} --audience {AUDIENCE} --setup pyjwt"
        expect(page.get_by_label("The same probe as a command")).to_have_text(command)
        page.locator("#row-aud\\.other summary").click()
        again = page.get_by_label("The command that sends aud.other", exact=True)
        expect(again).to_contain_text("Authorization: Bearer eyJ")
        assert violations_in_both_schemes(page) == {}
        assert window.too_wide() == []

    mended = careless.replace(WITHOUT, f"{line}\n{' ' * 12}{WITHOUT}".replace('"verify_aud": False, ', ""))
    with running_file(api, mended, port):
        page.get_by_role("button", name="Send the tokens again").click()
        expect(page.get_by_role("heading", name="It looks.")).to_be_visible()
        expect(page.locator("#row-aud\\.other")).to_have_class("good")
        expect(page.locator(".probe-rows .bad")).to_have_count(0)
    expect(page.locator(".mend")).to_contain_text("There is nothing to mend.")
