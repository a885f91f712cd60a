"""The handout: a scenario on two sheets of paper, of which the first gives nothing away."""

import re
from html import unescape
from itertools import pairwise

import httpx2
import pytest
from starlette.types import ASGIApp

from sandbox.app import create_app
from sandbox.author_lines import as_text
from sandbox.scenarios.loading.catalogue import Catalogue, load_catalogue
from sandbox.settings import shipped_pack
from tests.running import KEYS, PUBLIC_URL
from tests.scenarios import pack_files

DEMO = "/scenarios/bar-token-to-baz/handout"


def sheets(html: str) -> tuple[str, str]:
    """The words of the first sheet, and of the second."""
    _, first, second = re.split(r'<section class="sheet', html)
    return tuple(" ".join(re.sub(r"<[^>]+>", " ", part).split()) for part in (first, second))  # type: ignore[return-value]


async def test_every_scenario_has_one(http: httpx2.AsyncClient, catalogue: Catalogue) -> None:
    for scenario in catalogue.scenarios():
        answer = await http.get(f"/scenarios/{scenario.scenario}/handout")
        assert (answer.status_code, answer.headers["cache-control"]) == (200, "no-store"), scenario.scenario
        first, second = (unescape(sheet) for sheet in sheets(answer.text))
        assert scenario.title in first
        ids = re.findall(r'\sid="([^"]+)"', answer.text)
        assert len(ids) == len(set(ids)), scenario.scenario
        levels = [int(level) for level in re.findall(r"<h([1-6])[ >]", answer.text)]
        assert [(above, below) for above, below in pairwise(levels) if below > above + 1] == [], scenario.scenario
        options = [option for step in scenario.steps if step.predict for option in step.predict.options]
        assert len(re.findall(r'class="box"', answer.text)) == len(options), scenario.scenario
        assert re.findall(r'<dt class="(\w+)"', answer.text).count("right") == sum(o.correct for o in options)
        for step in scenario.steps:
            for what_if in step.what_if:
                assert set(as_text(what_if.title).rstrip("?").split()) <= set(re.split(r"[ ?]", second)), (
                    scenario.scenario,
                    what_if.title,
                )


async def test_the_first_sheet_asks_with_boxes_and_gives_nothing_away(http: httpx2.AsyncClient) -> None:
    html = (await http.get(DEMO)).text
    first, second = sheets(html)
    assert "What does baz answer? 200. The signature is genuine. 401. It is genuine, and not for baz." in first
    assert "GET /reports → ?" in first
    assert "https://bar.foo.com" in first  # the letter lies ready
    assert "GET /worlds/foo/apis/baz/reports HTTP/1.1" in first
    for given_away in ("invalid_token", "401 Unauthorized", "decides", "baz looks for", "https://baz.foo.com"):
        assert given_away not in first
        assert given_away in second
    assert re.findall(r'class="message current ([^"]+)"', html) == ["request plain"]  # no colour says it, either


async def test_the_second_sheet_has_both_strings_the_reasons_and_what_else_could_be(http: httpx2.AsyncClient) -> None:
    _, second = sheets((await http.get(DEMO)).text)
    for text in (
        "baz answers 401 The check Audience decides.",
        "Who wrote it, unchanged?",
        "It never comes to that",
        "answers 200",
        "A signature says who wrote it.",
        "RFC 9068 §4",
        "&#34;sandbox&#34;: &#34;…&#34;",
    ):
        assert text in second, text
    rows = re.findall(r"✗ fails Audience decides (.*?) RFC 7519 §4.1.3", second)
    assert len(rows) == 1
    assert "ba z .foo.com" in rows[0]
    assert "ba r .foo.com" in rows[0]


async def test_what_is_predicted_of_a_grant_stands_with_the_letter_that_came(http: httpx2.AsyncClient) -> None:
    first, second = sheets((await http.get("/scenarios/multi-resource-refresh-token/handout")).text)
    assert "POST /oauth/token → ?" in first
    assert "grant_type=refresh_token" in first
    assert "https://baz.foo.com" not in first
    assert "https://baz.foo.com" in second


async def test_a_step_that_is_not_what_it_says_has_a_handout_all_the_same(tmp_path) -> None:  # type: ignore[no-untyped-def]
    pack_files.chapter(tmp_path, "01-one")
    pack_files.scenario(tmp_path / "01-one", "untrue", status=200)
    path = pack_files.scenario(tmp_path / "01-one", "told")
    path.write_text(re.sub(r"call: .*", "narrate: {text: Once}}", path.read_text()), "utf-8")
    app: ASGIApp = create_app(load_catalogue([shipped_pack(), tmp_path]), KEYS, PUBLIC_URL)
    async with httpx2.AsyncClient(transport=httpx2.ASGITransport(app=app), base_url=PUBLIC_URL) as http:
        assert (await http.get("/scenarios/untrue/handout")).status_code == 200
        assert (await http.get("/scenarios/told/handout")).status_code == 200


@pytest.mark.parametrize("path", ["/scenarios/nobody/handout", "/scenarios/bar-token-to-baz/handout/predict"])
async def test_there_is_none_of_what_there_is_not(http: httpx2.AsyncClient, path: str) -> None:
    assert (await http.get(path)).status_code == 404


async def test_the_takeaway_leads_to_it(http: httpx2.AsyncClient) -> None:
    page = (await http.get("/scenarios/bar-token-to-baz/takeaway")).text
    assert f'<a href="{DEMO}">Print this on two pages</a>' in page
