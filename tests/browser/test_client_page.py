"""www.foo.com in a real browser: one sign-in, one token an audience, and the wrong door."""

import re
from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import expect

from tests.browser.axe import violations_in_both_schemes
from tests.browser.windows import Window

WAYS = ("frame", "refresh", "fetch")


class Www:
    """The app in a window, by the hands of a person."""

    def __init__(self, window: Window) -> None:
        self.window, self.page = window, window.page

    def sign_in(self, way: str = "frame", user: str = "Alice") -> "Www":
        if way != "frame":
            with self.page.expect_navigation():
                self.page.check(f"input[value={way}]")
        self.page.get_by_role("button", name="Sign in").click()
        self.page.get_by_role("button", name=user).click()
        expect(self.letter("bar").get_by_text("Renew it")).to_be_visible()
        return self

    def letter(self, audience: str) -> Any:
        return self.page.locator(f"[data-audience={audience}]")

    def get_token(self, audience: str) -> Any:
        self.letter(audience).get_by_role("button", name=f"Get a token for {audience}").click()
        aud = self.letter(audience).locator("[data-aud]")
        expect(aud).to_contain_text(f"https://{audience}.foo.com")
        return aud

    def send(self, audience: str, door: str) -> str:
        row = self.letter(audience).locator(f"[data-door={door}]")
        row.get_by_role("button").click()
        expect(row.locator("output")).not_to_be_empty()
        return str(row.locator("output").inner_text())

    def lamps(self, audience: str) -> list[str]:
        """The mark of each lamp, and its question."""
        lamps: list[str] = (
            self.letter(audience)
            .locator(".lamp")
            .evaluate_all(
                "lamps => lamps.map(lamp => `${lamp.querySelector('.mark').textContent} "
                "${lamp.querySelector('h3').firstChild.textContent.trim()}`)"
            )
        )
        return lamps

    def requests(self) -> list[str]:
        return [re.sub(r"\s+", " ", text) for text in self.page.locator("#requests li").all_inner_texts()]

    def only_refusals(self) -> None:
        """A browser notes each 401 on its console; nothing else may stand there."""
        self.window.forgive("the server responded with a status of 401")


@pytest.mark.parametrize("way", WAYS)
def test_one_sign_in_two_tokens_and_each_is_good_at_one_door(window: Window, way: str) -> None:
    www = Www(window.at_origin("www.foo")).sign_in(way)
    www.get_token("baz")
    for audience in ("bar", "baz"):
        for door in ("bar", "baz"):
            said = www.send(audience, door)
            if audience == door:
                assert said == f"200: {door} serves."
                assert www.lamps(audience) == ["✓ Who wrote it, unchanged?", "✓ Is it meant for me?"]
            else:
                assert said == f"401: {door} refuses, invalid_token (audience)."
                assert www.lamps(audience) == ["✓ Who wrote it, unchanged?", "✗ Is it meant for me?"]
                told = www.letter(audience).locator("[data-check=audience] p")
                expect(told).to_contain_text(f"No. It is addressed to https://{audience}.foo.com")
                expect(told).to_contain_text(f"; I am https://{door}.foo.com.")
    www.only_refusals()


@pytest.mark.parametrize("way", ["frame", "fetch"])
def test_by_path_it_works_the_same(window: Window, way: str) -> None:
    www = Www(window.open("/worlds/foo/clients/www/")).sign_in(way)
    assert "/worlds/foo/issuer/userinfo" in www.letter("bar").locator("[data-aud]").inner_text() or way == "fetch"
    www.get_token("baz")
    assert www.send("bar", "baz").startswith("401: baz refuses")
    assert www.send("baz", "baz").startswith("200: baz serves")
    assert window.page.locator("input[value=refresh]").is_disabled()
    www.only_refusals()


def test_the_second_token_by_a_hidden_frame_is_seen_on_the_panel(window: Window) -> None:
    www = Www(window.at_origin("www.foo")).sign_in()
    www.get_token("baz")
    expect(window.page.locator("#requests li").last).to_contain_text("200")
    *_, framed, redeemed = www.requests()
    assert re.fullmatch(
        r"GET issuer\.foo\.localhost:\d+/authorize a code in a hidden frame, .*https://baz.foo.com", framed
    )
    assert re.fullmatch(r"POST issuer\.foo\.localhost:\d+/oauth/token 200 authorization_code .*", redeemed)
    assert window.page.locator("#requests li.hue-1").count() == 2


def test_the_second_token_by_the_refresh_token_needs_no_frame(window: Window) -> None:
    framed: list[str] = []
    window.page.on("frameattached", lambda frame: framed.append(frame.url))
    www = Www(window.at_origin("www.foo")).sign_in("refresh")
    www.get_token("baz")
    assert framed == []
    assert "by the library's worker, out of sight" in www.requests()[-1]


def test_a_token_is_renewed(window: Window) -> None:
    www = Www(window.at_origin("www.foo")).sign_in("fetch")
    before = www.letter("bar").locator("[data-raw]").text_content()
    window.page.wait_for_timeout(1000)  # two tokens of one second are the same to the last character
    www.letter("bar").get_by_role("button", name="Renew it").click()
    expect(www.letter("bar").locator("[data-raw]")).not_to_have_text(before or "")


def test_who_may_do_less_gets_a_token_with_less(window: Window) -> None:
    www = Www(window.at_origin("www.foo")).sign_in("fetch", "Bob")
    assert www.letter("bar").locator("[data-scope]").inner_text() == "read:orders"
    www.get_token("baz")
    assert www.send("baz", "baz").startswith("403: baz refuses, insufficient_scope (scope)")
    window.forgive("403")


@pytest.mark.parametrize("way", ["frame", "fetch"])
def test_signing_out_ends_it(window: Window, way: str) -> None:
    www = Www(window.at_origin("www.foo")).sign_in(way)
    expect(window.page.get_by_role("button", name="Sign in")).to_be_hidden()
    with window.page.expect_navigation(url=re.compile(r"http://www\.foo\.localhost:\d+/$")):
        window.page.get_by_role("button", name="Sign out").click()
    expect(window.page.get_by_role("button", name="Sign in")).to_be_visible()
    expect(window.page.get_by_role("button", name="Sign out")).to_be_hidden()
    window.page.get_by_role("button", name="Sign in").click()
    expect(window.page.get_by_role("heading", name="Who are you?")).to_be_visible()
    assert www.window.troubles == []


def test_without_a_session_the_issuer_says_so(window: Window) -> None:
    www = Www(window.at_origin("www.foo")).sign_in()
    window.page.context.clear_cookies()
    www.letter("baz").get_by_role("button", name="Get a token").click()
    expect(window.page.locator("#said")).to_contain_text("login_required")


def test_it_shows_the_code_of_the_way_that_was_chosen(window: Window) -> None:
    window.at_origin("www.foo")
    expect(window.page.locator("[data-source='auth0.js']")).to_be_visible()
    expect(window.page.locator("[data-source='plain.js']")).to_be_hidden()
    with window.page.expect_navigation():
        window.page.check("input[value=fetch]")
    expect(window.page.locator("[data-source='plain.js']")).to_be_visible()


def test_at_another_name_of_the_machine_it_says_where_it_lives(open_window: Callable[..., Window]) -> None:
    window = open_window()
    window.page.goto(window.server.replace("localhost", "127.0.0.1") + "/worlds/foo/clients/www/")
    expect(window.page.get_by_text("sends people back to one exact address")).to_be_visible()
    assert window.page.locator("#elsewhere a").get_attribute("href") == f"{window.server}/worlds/foo/clients/www/"
    window.forgive("request to another host: http://127.0.0.1")


def test_what_came_of_it_leads_on_to_every_check_and_to_a_token_of_one_s_own(window: Window) -> None:
    www = Www(window.at_origin("www.foo")).sign_in()
    www.send("bar", "baz")
    www.only_refusals()
    leads = www.letter("bar").locator(".next-step a")
    assert leads.nth(1).get_attribute("href") == f"{window.server}/check"
    leads.nth(0).click()
    expect(window.page.locator(".answer")).to_contain_text("baz answers 401 The check Audience decides.")


def test_the_home_page_leads_there(window: Window) -> None:
    window.open("/").page.get_by_role("link", name="www.foo.com").click()
    expect(window.page.get_by_role("heading", name="www.foo.com")).to_be_visible()
    assert window.path == "/worlds/foo/clients/www/"


def test_without_javascript_it_says_what_it_needs(open_window: Callable[..., Window]) -> None:
    window = open_window(java_script_enabled=False).at_origin("www.foo")
    assert "needs JavaScript" in window.page.inner_text("main")


def test_it_fits_and_axe_finds_nothing(window: Window) -> None:
    """After one sign-in: at every width, and with axe in the narrow layout and the wide one, in both schemes."""
    www = Www(window.at_origin("www.foo")).sign_in()
    www.get_token("baz")
    www.send("bar", "baz")
    assert window.too_wide() == []
    for width in (320, 1320):
        window.resize(width)
        assert violations_in_both_schemes(window.page) == {}
    www.only_refusals()
