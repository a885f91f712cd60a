"""The pages that are about no single scenario: glossary, questions, search, reading list, paths."""

import re
from pathlib import Path
from urllib.parse import quote

import httpx2
import pytest

from sandbox.app import create_app
from sandbox.scenarios.loading.catalogue import Catalogue, load_catalogue, shipped_catalogue
from sandbox.scenarios.model import Playlist
from sandbox.settings import shipped_pack
from sandbox.views.parts.glossary_terms import WORDS, Word
from sandbox.views.site.glossary_vendors import VENDORS
from sandbox.views.site.questions import OFTEN, QUESTIONS, THREAD, Question
from tests.running import KEYS, PUBLIC_URL
from tests.scenarios import pack_files

CATALOGUE = shipped_catalogue()


@pytest.mark.parametrize("word", WORDS, ids=lambda word: word.id)
async def test_a_word_has_something_to_see(http: httpx2.AsyncClient, word: Word) -> None:
    assert (await http.get(word.proof, follow_redirects=True)).status_code == 200


async def test_the_glossary_shows_every_cell_with_its_source(http: httpx2.AsyncClient) -> None:
    text = (await http.get("/glossary")).text
    assert len(re.findall(r'<td class="where"><a href="https://', text)) == len(VENDORS) * len(WORDS)


async def test_words_in_a_story_lead_to_the_glossary_each_once(http: httpx2.AsyncClient) -> None:
    text = (await http.get("/scenarios/bar-token-to-baz")).text
    story = re.findall(r'<div class="prose story">.*?</div>', text, re.DOTALL)[0]
    links = re.findall(r'<a class="term" href="/glossary#([\w-]+)" data-says="([^"]+)">', story)
    assert {"issuer", "access-token"} <= {id_ for id_, _ in links}
    assert len({id_ for id_, _ in links}) == len(links)
    assert {id_ for id_, _ in links} <= {word.id for word in WORDS}


@pytest.mark.parametrize(
    ("asked", "url"),
    [
        ("opaque", "/scenarios/opaque-token"),
        ("ID token api", "/questions#id-token"),
        ("AZP", "/glossary#azp"),
        ("what if baz", "/scenarios/bar-token-to-baz/at-baz"),
        ("8707", "/scenarios/logical-api"),
    ],
)
async def test_a_search_finds(http: httpx2.AsyncClient, asked: str, url: str) -> None:
    text = (await http.get(f"/search?q={quote(asked)}")).text
    assert f'<h2><a href="{url}">' in text


@pytest.mark.parametrize("asked", ["", "   ", "%3Cscript%3E", "a" * 5000, "%00", "(", "%26amp"])
async def test_odd_searches_are_answered(http: httpx2.AsyncClient, asked: str) -> None:
    answer = await http.get(f"/search?q={asked}")
    assert answer.status_code == 200
    assert "<script>" not in answer.text.replace("<script src=", "")


@pytest.mark.parametrize("path", CATALOGUE.playlists, ids=lambda path: path.playlist)
async def test_a_path_lists_its_scenarios_and_ends_with_what_they_taught(
    http: httpx2.AsyncClient, path: Playlist
) -> None:
    page, end = [(await http.get(f"/paths/{path.playlist}{rest}")).text for rest in ("", "/end")]
    assert re.findall(r'data-scenario="([\w-]+)"', page) == path.scenarios
    assert re.findall(r'data-scenario="([\w-]+)"', end) == path.scenarios
    assert end.count('<div class="prose"><p>') == len(path.scenarios)
    links = re.findall(r'<a [^>]*href="([^"]*)">([^<]*)</a>', end)
    assert {("/check", "Check my token"), ("/your-api", "Test my API")} <= {*links}


async def test_a_path_tells_when_each_begins_and_what_to_do_in_between(http: httpx2.AsyncClient) -> None:
    text = (await http.get("/paths/workshop-45")).text
    begins = re.findall(r"<b>(\d:\d\d)</b>(?: <span>(\d+) min</span>)?", text)
    assert begins[:3] == [("0:00", "2"), ("0:02", "3"), ("0:05", "5")]
    assert begins[-1] == ("0:45", "")
    assert '<p class="name">Welcome</p>' in text
    assert "The vote of the day." in text


async def test_a_scenario_that_cannot_be_read_takes_no_page_with_it(tmp_path: Path) -> None:
    pack_files.pack(tmp_path)
    pack_files.write(tmp_path / "01-one" / "broken.yaml", "scenario: broken\n")
    way = "playlist: way\ntitle: A way\nscenarios: [broken, bar-token-to-bar]\n"
    pack_files.write(tmp_path / "playlists" / "way.yaml", way)
    app = create_app(load_catalogue([shipped_pack(), tmp_path]), KEYS, PUBLIC_URL)
    async with httpx2.AsyncClient(transport=httpx2.ASGITransport(app=app), base_url=PUBLIC_URL) as http:
        assert "Some files could not be read" in (await http.get("/")).text
        assert (await http.get("/paths/way")).text.count("data-scenario=") == 1


async def test_a_path_that_there_is_not_is_told(http: httpx2.AsyncClient) -> None:
    answer = await http.get("/paths/hurry")
    assert answer.status_code == 404
    assert "hurried" in answer.text


async def test_a_catalogue_without_scenarios_has_these_pages_too() -> None:

    app = create_app(Catalogue({}, ()), KEYS, PUBLIC_URL)
    async with httpx2.AsyncClient(transport=httpx2.ASGITransport(app=app), base_url=PUBLIC_URL) as http:
        statuses = {
            path: (await http.get(path)).status_code for path in ("/search?q=x", "/reading", "/progress", "/paths/x")
        }
        assert statuses == {"/search?q=x": 200, "/reading": 200, "/progress": 200, "/paths/x": 404}
        assert (await http.get("/glossary")).status_code == 307
        assert (await http.get("/workbench")).status_code == 404


@pytest.mark.parametrize("question", QUESTIONS, ids=lambda question: question.id)
async def test_every_link_in_an_answer_leads_somewhere(http: httpx2.AsyncClient, question: Question) -> None:
    for address in re.findall(r"\]\(([^)]+)\)", question.answer):
        assert (await http.get(address)).status_code == 200


async def test_every_question_is_on_the_page(http: httpx2.AsyncClient) -> None:
    page = await http.get("/questions")
    assert page.status_code == 200
    for question in (*THREAD, *OFTEN):
        assert f'id="{question.id}"' in page.text
        assert f'href="{question.proof}"' in page.text


@pytest.mark.parametrize("question", QUESTIONS, ids=lambda question: question.id)
async def test_what_proves_it_is_there(http: httpx2.AsyncClient, question: Question) -> None:
    assert (await http.get(question.proof)).status_code == 200


@pytest.mark.parametrize(
    ("words", "url"),
    [
        ("trailing slash", "/causes#aud-slash"),
        ("cognito", "/causes#cognito-no-aud"),
        ("IDX10214", "/questions#message-idx10214"),
        ("jwt malformed", "/questions#message-jsonwebtoken-malformed"),
        ("AADSTS500011", "/questions#message-aadsts500011"),
        ("check my token", "/check"),
        ("zero-width", "/causes#aud-invisible"),
    ],
)
async def test_the_search_finds_messages_vendors_and_what_people_call_a_cause(
    http: httpx2.AsyncClient, words: str, url: str
) -> None:
    assert f'href="{url}"' in (await http.get("/search", params={"q": words})).text
    page, _, place = url.partition("#")
    assert not place or f'id="{place}"' in (await http.get(page)).text


async def test_the_home_page_has_three_doors(http: httpx2.AsyncClient) -> None:
    doors = (await http.get("/")).text.partition('<ul class="begin">')[2].partition("</ul>")[0]
    found = re.findall(r'<a(?: class="first")? href="([^"]+)"><b>([^<]+)</b>', doors)
    assert found == [
        ("/scenarios/bar-token-to-baz", "Show me"),
        ("/check", "I got a 401"),
        ("/your-api", "Does my API look?"),
    ]


async def test_plans_of_workshops_are_for_those_who_teach_and_not_on_the_home_page(http: httpx2.AsyncClient) -> None:
    home, teach = [re.findall(r'href="/paths/([\w-]+)"', (await http.get(page)).text) for page in ("/", "/teach")]
    assert home == ["hurried", "experienced"]
    assert list(dict.fromkeys(teach)) == ["workshop-45", "workshop-120", "hurried", "experienced"]
