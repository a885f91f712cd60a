"""One's own token in a real browser: answered as one pastes, and nothing of it leaves the page."""

import json
import re
import tarfile
import time
from collections.abc import Callable
from typing import Any, Final
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Page, Request, expect

from sandbox.templating import static_url
from sandbox.tokens.encoding import encode_json
from sandbox.views.tools.check_examples import EXAMPLES
from tests.browser.windows import Window

AUDIENCE: Final = "https://orders.example.com"
SECRET: Final = "c2VjcmV0LXNpZ25hdHVyZQ"


def token(**claims: Any) -> str:
    """A token with some claims, good for a quarter of an hour."""
    header, times = {"alg": "RS256", "kid": "a1"}, {"exp": int(time.time()) + 900}
    return f"{encode_json(header)}.{encode_json({**times, **claims})}.{SECRET}"


def paste(page: Page, text: str, audience: str = AUDIENCE) -> None:
    page.get_by_role("textbox", name="Token").fill(text)
    page.get_by_label("My API expects the audience").fill(audience)


def cause(page: Page) -> Any:
    return page.locator("#answer h2")


def test_an_answer_has_one_cause_both_strings_and_the_side_to_change(window: Window) -> None:
    page = window.open("/check").page
    paste(page, token(aud=f"{AUDIENCE}/", scope="a", iss="https://dev-x.us.auth0.com/"))
    expect(cause(page)).to_have_text("The audience of the token ends in a slash, and that of your API does not.")
    expect(page.locator("#answer .word")).to_contain_text("Refused by a strict reader certain")
    expect(page.locator("#answer .pair mark")).to_have_text(["/", "∅"])
    expect(page.locator("#answer .mend dt")).to_have_text(["Change", "Or", "Do not"])
    expect(page.locator("#answer .setting").first).to_contain_text(f'audience: "{AUDIENCE}"')
    expect(page.locator("#strip s")).to_have_text(re.compile("^c2VjcmV0"))
    page.get_by_role("link", name="See it happen: A slash at the end").click()
    expect(page).to_have_url(re.compile("/scenarios/aud-trailing-slash$"))


def test_it_answers_as_one_types_and_clears_when_the_token_goes(window: Window) -> None:
    page = window.open("/check").page
    paste(page, token(aud=AUDIENCE, scope="a"), "")
    expect(page.locator("#answer .word")).to_contain_text("Nothing wrong with it so far")
    page.get_by_label("My API expects the audience").press_sequentially(AUDIENCE)
    expect(page.locator("#answer .word")).to_contain_text("Good for your API")
    page.get_by_label("My API expects the audience").press_sequentially(" ")
    expect(page.locator("#answer .pair mark")).to_have_text(["∅", " "])
    expect(page.locator("#answer .pair mark").get_by_role("img", name="space")).to_be_visible()
    page.locator("#token").fill("")
    expect(page.locator("#answer section")).to_have_count(0)


def test_what_is_pasted_beside_the_fields_is_the_token(window: Window) -> None:
    page = window.open("/check").page
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    page.evaluate("text => navigator.clipboard.writeText(text)", token(aud=AUDIENCE))
    page.locator("h1").click()
    page.keyboard.press("Control+v")
    expect(page.locator("#answer .word")).to_contain_text("Nothing wrong with it so far")


KEPT: Final = """async () => ({
  local: Object.keys(localStorage).length,
  session: Object.keys(sessionStorage).length,
  databases: (await indexedDB.databases()).length,
  caches: (await caches.keys()).length,
  cookies: document.cookie,
  name: window.name,
  state: history.state,
  entries: history.length,
  address: location.href,
})"""


SCRIPTS: Final = ("js/later.js", "js/incident.js")
"""What is fetched when somebody unfolds the further fields, and presses *Make a scenario of it*: by name alone."""


def test_nothing_leaves_the_page_and_nothing_is_kept(open_window: Callable[..., Window]) -> None:
    window = open_window(fresh=True)
    page = window.open("/check").page
    page.wait_for_load_state("networkidle")
    before = page.evaluate(KEPT)
    requests: list[str] = []
    sockets: list[str] = []

    def asked(request: Request) -> None:
        requests.append(request.url)

    page.context.on("request", asked)
    page.on("websocket", lambda one: sockets.append(one.url))
    paste(page, token(aud=f"{AUDIENCE}/", email="alice@example.com"))
    page.get_by_label("and the issuer").fill("https://dev-x.us.auth0.com/")
    page.locator(".more summary").click()
    for label in ("The error message", "and the scope", "The time to judge by", "The issuer's keys"):
        page.get_by_label(label).fill('{"keys": []}')
    page.get_by_label("My API reads tokens with").select_option(index=1)
    page.get_by_label("and the issuer").press("Enter")
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    page.get_by_role("button", name="Copy the diagnosis").click()
    expect(page.get_by_role("button", name="Copied")).to_be_visible()
    for button in page.locator("[data-example]").all():
        button.click()
    page.get_by_role("button", name="Make a scenario of it").click()
    expect(page.get_by_role("heading", name="A scenario of this token")).to_be_visible()
    page.wait_for_timeout(1000)
    assert [urlsplit(one)[2:] for one in requests] == [urlsplit(static_url(one))[2:] for one in SCRIPTS]
    assert sockets == []
    assert page.evaluate(KEPT) == before
    assert page.context.storage_state()["origins"] == []
    page.context.remove_listener("request", asked)


def test_the_page_could_not_even_if_it_wanted(window: Window) -> None:
    page = window.open("/check").page
    tries = """async () => {
      const tried = [];
      try { await fetch("/check?x"); tried.push("fetch"); } catch { /* refused */ }
      if (navigator.sendBeacon("/check?x", "x") !== false) tried.push("beacon was taken");
      try { new EventSource("/events").onopen = () => tried.push("events"); } catch { /* refused */ }
      try { new WebSocket("ws://localhost:9/").onopen = () => tried.push("socket"); } catch { /* refused */ }
      await new Promise((done) => setTimeout(done, 300));
      return tried;
    }"""
    before = dict(window.statuses)
    assert set(page.evaluate(tries)) <= {"beacon was taken"}
    assert {**window.statuses} == before
    window.forgive("Content Security Policy", "Refused to connect", "violates")


def test_a_scenario_of_the_token_is_made_here_to_copy_and_to_download(window: Window) -> None:
    page = window.open("/check").page
    paste(page, token(aud=f"{AUDIENCE}/", sub="auth0|alice", scope="a"))
    page.get_by_role("button", name="Make a scenario of it").click()
    made = page.locator(".incident")
    expect(made).to_be_focused()
    expect(made.locator("summary")).to_have_text(
        ["01-incidents/incident.yaml", "worlds/incident.yaml", "01-incidents/chapter.yaml"]
    )
    expect(made.locator("pre").first).to_contain_text(f'audience: "{AUDIENCE}/"')
    with page.expect_download() as coming:
        made.get_by_role("link", name="Download the three files").click()
    with tarfile.open(coming.value.path()) as archive:
        texts = [archive.extractfile(one).read().decode() for one in archive.getmembers()]  # type: ignore[union-attr]
    assert texts == made.locator("pre").evaluate_all("all => all.map((one) => one.textContent)")
    assert "alice" in texts[1]
    assert "auth0|alice" not in "".join(texts)
    assert SECRET not in "".join(texts)


def test_what_is_copied_has_shapes_in_place_of_values(window: Window) -> None:
    page = window.open("/check").page
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    paste(page, token(aud=f"{AUDIENCE}/", sub="auth0|alice", iss="https://dev-x.us.auth0.com/"))
    page.get_by_role("button", name="Copy the diagnosis").click()
    expect(page.get_by_role("button", name="Copied")).to_be_visible()
    copied = page.evaluate("navigator.clipboard.readText()")
    assert copied.startswith("refused: The audience of the token ends in a slash")
    for private in (AUDIENCE, "alice", "dev-x", SECRET):
        assert private not in copied


@pytest.mark.parametrize("example", EXAMPLES, ids=lambda one: one.id)
def test_with_and_without_javascript_the_answer_is_the_same(open_window: Callable[..., Window], example: Any) -> None:
    """To the last element: one template makes both."""
    now = int(time.time())
    typed = {"token": example.token(now), "audience": example.audience, "issuer": example.issuer, "at": str(now)}
    came = []
    for scripted in (True, False):
        page = open_window(java_script_enabled=scripted).open("/check").page
        page.locator(".more summary").click()
        for name, text in typed.items():
            page.locator(f"[name={name}]").fill(text)
        if not scripted:
            page.get_by_role("button", name="Find out why").click()
            expect(page).to_have_url(re.compile("/check$"))
            shown = page.locator(".check-result").get_by_role("button").filter(visible=True).all_inner_texts()
            assert {*shown} <= {"Download the three files"}, "nothing that only a script could do"
        expect(cause(page)).to_be_visible()
        came.append([plain(page.locator(place).inner_html()) for place in ("#answer", "#members", "#strip")])
    assert came[0] == came[1]


def plain(html: str) -> str:
    """Markup without what only scripts read, and without the space between elements."""
    html = re.sub(r' (?:data-[a-z]+|hidden)="[^"]*"', "", html)
    html = re.sub(r'class="\s*([^"]*?)\s*"', lambda found: f'class="{" ".join(found[1].split())}"', html)
    return re.sub(r"\s*(<[^>]*>)\s*", r"\1", html)


HOSTILE: Final = {
    "markup": token(aud="<img src=x onerror='window.ran=1'>", **{"<script>window.ran=1</script>": "</template>"}),
    "prototypes": token(aud=AUDIENCE, __proto__={"aud": "x"}, constructor=1, hasOwnProperty=2, toString=None),
    "directions": token(aud=f"{AUDIENCE}\u202e/\u200b\u2066", sub="\u0000\u001b[2J"),
    "numbers": token(aud=AUDIENCE, exp=10**30, nbf=-(10**300), iat=1e300, id=2**53 + 1),
    "far": token(aud=AUDIENCE, exp=31_556_889_864_403_199),
    "noise": "\u0000\ufeff\u202e%&=é " * 100_000,
    "dots": "." * 100_000,
    "nested": "[" * 10_000,
    "nested claims": f"e30.{encode_json({'a': json.loads('[' * 900 + ']' * 900)})}.x",
    "surrogates": "e30.eyJhdWQiOiJcdWQ4MDAifQ.",
    "objects": '{"a":' * 20_000,
}


@pytest.mark.parametrize("name", HOSTILE)
def test_anything_is_answered(window: Window, name: str) -> None:
    page = window.open("/check").page
    paste(page, HOSTILE[name])
    expect(cause(page)).not_to_be_empty()
    assert page.evaluate("window.ran") is None
    assert window.fits()


def test_numbers_are_shown_to_the_last_digit(window: Window) -> None:
    page = window.open("/check").page
    paste(page, token(aud=AUDIENCE, id=2**53 + 1))
    expect(page.locator("#members")).to_contain_text(str(2**53 + 1))


def test_one_sentence_is_said_when_nobody_types_any_more(window: Window) -> None:
    page = window.open("/check").page
    paste(page, token(aud=f"{AUDIENCE}/"))
    said = page.locator("#said[role=status]")
    expect(said).to_have_text(re.compile("^Refused by a strict reader, certain: The audience of the token ends in"))


def test_on_a_phone_the_cause_is_in_sight_and_leads_to_the_answer(open_window: Callable[..., Window]) -> None:
    page = open_window(viewport={"width": 375, "height": 667}).open("/check").page
    paste(page, token(aud=f"{AUDIENCE}/"))
    short = page.locator(".in-short")
    expect(short).to_be_in_viewport()
    expect(short).to_contain_text("✗ The audience of the token ends in a slash")
    short.click()
    expect(cause(page)).to_be_in_viewport()


def test_what_is_unfolded_stays_unfolded_while_one_types(window: Window) -> None:
    page = window.open("/check").page
    paste(page, token(aud=f"{AUDIENCE}/"))
    page.get_by_text("What is copied").click()
    page.get_by_label("and the issuer").fill("https://x")
    expect(page.locator("#answer details").first).to_have_attribute("open", "")
