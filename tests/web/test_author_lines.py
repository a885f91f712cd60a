"""What authors write on one line may hold inline Markdown: no page prints its marks, and none makes them a link."""

import re
from html.parser import HTMLParser
from pathlib import Path

import httpx2
import pytest
from click.testing import CliRunner

from sandbox.app import create_app
from sandbox.author_lines import as_html, as_text
from sandbox.cli import main
from sandbox.scenarios.loading.catalogue import load_catalogue
from sandbox.settings import shipped_pack
from tests.running import KEYS, PUBLIC_URL
from tests.scenarios import pack_files

SCENARIO = """\
scenario: marked
title: "Who reads `aud`, and *who* does not"
world: foo
question: "Is `aud` read?"
story: Nobody knows.
takeaway: Read it.
steps:
  - id: no-token
    title: "No `token` at *bar*"
    call: {api: bar, request: GET /orders}
    predict:
      ask: "What of `nothing`?"
      options:
        - {says: "`401` *at once*", because: It has to., correct: true}
        - {says: "`200`", because: It must not.}
    expect: {status: 401}
    what_if:
      - title: "What if it read no `aud` *at all*?"
        verify: {audience: "off"}
        expect: {status: 401}
        explain: The same.
"""
BASE = "/scenarios/marked"
PLACES = ["", "/no-token/predict", "/no-token", "/no-token?said=2", "/no-token/what-if/1", "/takeaway", "/handout"]
OTHERS = ["/", "/progress", "/reading", "/search?q=aud", "/author?begin=like/marked&stop=no-token"]


class Words(HTMLParser):
    """All that a page says, in texts and attributes, but for what is quoted from the wire or typed."""

    def __init__(self) -> None:
        super().__init__()
        self.words: list[str] = []
        self._quoted = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self._quoted += tag in ("pre", "textarea", "script")
        self.words += [value for name, value in attrs if value and name in ("title", "aria-label", "alt", "content")]

    def handle_endtag(self, tag: str) -> None:
        self._quoted -= tag in ("pre", "textarea", "script")

    def handle_data(self, data: str) -> None:
        self.words += [] if self._quoted else [data]


@pytest.fixture
def pack(tmp_path: Path) -> Path:
    pack_files.chapter(tmp_path, "01-one")
    pack_files.write(tmp_path / "01-one" / "marked.yaml", SCENARIO)
    return tmp_path


async def test_no_page_prints_the_marks_of_a_title_a_question_or_an_answer(pack: Path) -> None:
    app = create_app(load_catalogue([shipped_pack(), pack]), KEYS, PUBLIC_URL)
    found = {}
    async with httpx2.AsyncClient(transport=httpx2.ASGITransport(app=app), base_url=PUBLIC_URL) as http:
        for place in [*(BASE + rest for rest in PLACES), *OTHERS]:
            page = Words()
            page.feed((await http.get(place)).text)
            text = " ".join(page.words)
            found[place] = re.findall(r"[^ ]*(?:`|\*)[^ ]*", text)
            assert "aud" in text
    assert {place: marks for place, marks in found.items() if marks} == {}


def test_neither_does_a_terminal(pack: Path) -> None:
    for command in (["list", "--scenarios", str(pack)], ["run", str(pack / "01-one" / "marked.yaml")]):
        output = CliRunner().invoke(main, command).output
        assert "Who reads aud, and who does not" in output


@pytest.mark.parametrize(
    ("line", "html", "text"),
    [
        ("a `b` c", "a <code>b</code> c", "a b c"),
        ("5 * 3 * 2", "5 * 3 * 2", "5 * 3 * 2"),
        ("*so* **much**", "<em>so</em> <strong>much</strong>", "so much"),
        ("[a](https://elsewhere.example)", "[a](https://elsewhere.example)", "[a](https://elsewhere.example)"),
        ("<b>&amp;</b>", "&lt;b&gt;&amp;&lt;/b&gt;", "<b>&</b>"),
        ("# a title", "# a title", "# a title"),
        ("snake_case_name", "snake_case_name", "snake_case_name"),
    ],
)
def test_inline_marks_alone_mean_something(line: str, html: str, text: str) -> None:
    assert (as_html(line), as_text(line)) == (html, text)
