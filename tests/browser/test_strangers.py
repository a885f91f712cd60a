"""Texts and claims from strangers are shown, never obeyed; wrong addresses are answered kindly."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, ConsoleMessage, Dialog, Request, expect

from tests.browser.windows import serving

HOSTILE = """\
scenario: hostile
title: <script>alert("title")</script>
world: foo
question: What is <img src=x onerror=alert(1)> worth?
story: |
  # <script>alert("story")</script>

  <script>alert("html")</script> and [a link](javascript:alert(2)) and ![a picture](https://example.com/x.png)
  and [another](https://example.com/)
steps:
  - id: mint
    title: "\\"><script>alert('step')</script>"
    mint:
      claims: {aud: "<script>alert('aud')</script>", sub: "</pre><script>alert('sub')</script>", "<b>": "&amp;"}
      save: bad
    explain: "<iframe src=javascript:alert(3)></iframe> **bold**"
  - id: sent
    title: Sent to bar
    predict:
      ask: <script>alert("ask")</script>
      options:
        - {says: <b>x</b>, because: <script>alert(4)</script>}
        - {says: y, because: z, correct: true}
    call: {api: bar, request: GET /orders, token: bad}
    what_if:
      - title: <script>alert("what if")</script>
        verify: {audience: off}
        explain: <script>alert(5)</script>
takeaway: <script>alert(6)</script>
reading: ["<script>alert(7)</script>", "RFC 7519 §4.1.3"]
"""


@pytest.fixture(scope="module")
def hostile_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    pack = tmp_path_factory.mktemp("pack")
    (pack / "09-hostile").mkdir()
    (pack / "09-hostile" / "hostile.yaml").write_text(HOSTILE, "utf-8")
    (pack / "09-hostile" / "chapter.yaml").write_text("title: <script>alert(8)</script>\nsummary: <b>x</b>\n", "utf-8")
    (pack / "09-hostile" / "broken.yaml").write_text("scenario: [<script>alert(9)</script>\n", "utf-8")
    yield from serving("--scenarios", str(pack))


@pytest.mark.parametrize("path", ["/", "/scenarios/hostile", "/scenarios/hostile/mint", "/scenarios/hostile/sent",
                                  "/scenarios/hostile/sent/what-if/1", "/scenarios/hostile/takeaway",
                                  "/scenarios/%3Cscript%3Ealert(1)%3C/script%3E", "/scenarios/hostil"])  # fmt: skip
def test_hostile_texts_are_shown_as_text(chromium: Browser, hostile_server: str, path: str) -> None:
    page = chromium.new_page()
    obeyed: list[str] = []

    def on_dialog(dialog: Dialog) -> None:
        obeyed.append(dialog.message)
        dialog.dismiss()

    def on_console(message: ConsoleMessage) -> None:
        if "Policy" in message.text:
            obeyed.append(message.text)

    def on_request(request: Request) -> None:
        if not request.url.startswith(hostile_server):
            obeyed.append(request.url)

    page.on("dialog", on_dialog)
    page.on("console", on_console)
    page.on("request", on_request)
    page.goto(hostile_server + path)
    scripts = page.evaluate("[...document.scripts].filter(s => !s.src.startsWith(location.origin + '/static/')).length")
    foreign = page.locator("main iframe, main img, main [onerror], main a[href^=javascript]").count()
    page.close()
    assert (obeyed, scripts, foreign) == ([], 0, 0)


def test_hostile_texts_are_still_readable(chromium: Browser, hostile_server: str) -> None:
    page = chromium.new_page()
    page.goto(f"{hostile_server}/scenarios/hostile/mint")
    expect(page.locator("main")).to_contain_text("<script>alert('aud')</script>")
    expect(page.locator("h1")).to_have_text('<script>alert("title")</script>')
    page.close()


def test_a_file_that_cannot_be_read_is_told_at_home(chromium: Browser, hostile_server: str) -> None:
    page = chromium.new_page()
    page.goto(hostile_server)
    expect(page.locator("main")).to_contain_text("broken.yaml")
    expect(page.get_by_role("link", name="A bar token at baz's door")).to_be_visible()
    page.close()


@pytest.mark.parametrize(
    ("path", "near"),
    [
        ("/scenarios/bar-token-to-bax", "bar-token-to-baz"),
        ("/scenarios/bar-token-to-baz/at-bas", "at-baz"),
        ("/scenarios/bar-token-to-baz/at-baz/what-if/9", None),
        ("/scenarios/bar-token-to-baz/at-baz/what-if/x", None),
        ("/nothing/here", None),
    ],
)
def test_wrong_addresses_are_answered_kindly(chromium: Browser, server: str, path: str, near: str | None) -> None:
    page = chromium.new_page()
    answer = page.goto(server + path)
    assert answer is not None
    assert answer.status == 404
    expect(page.get_by_role("heading", level=1)).to_be_visible()
    if near:
        page.get_by_role("link", name=near).click()
        assert page.url.endswith(near)
        expect(page.get_by_role("navigation", name="Steps of this scenario")).to_be_visible()
    page.close()
