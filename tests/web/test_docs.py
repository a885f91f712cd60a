"""The documentation, served along."""

import re
from html import unescape
from pathlib import Path

import httpx2
import pytest

from sandbox.app import create_app
from sandbox.scenarios.lint.site import PAGES, PLACES, doc_anchors, doc_names
from sandbox.scenarios.loading.catalogue import shipped_catalogue
from sandbox.views.site.docs import doc_page
from tests.running import KEYS
from tools.keys import PAGES as WRITTEN

DOCS = Path(__file__).parents[2] / "docs"


@pytest.mark.parametrize("name", doc_names())
async def test_every_page_is_served_and_its_links_lead_somewhere(http: httpx2.AsyncClient, name: str) -> None:
    answer = await http.get(f"/docs/{name}")
    assert answer.status_code == 200
    ids = re.findall(r'<h\d id="([^"]*)"', answer.text)
    assert len(ids) == len(set(ids)) > 0
    for href in re.findall(r'href="(/docs[^"]*)"', answer.text):
        page, _, anchor = href.partition("#")
        target = await http.get(page)
        assert target.status_code == 200, href
        assert not anchor or f'id="{anchor}"' in target.text, href


async def test_every_link_of_the_documentation_into_the_site_leads_to_a_page_and_a_place_on_it(
    http: httpx2.AsyncClient,
) -> None:
    found = {
        unescape(href): name
        for name in doc_names()
        for href in re.findall(r'href="(?:http://localhost:8000)?(/[^"]*)"', str(doc_page(name).body))
        if not href.startswith("/docs")
    }
    assert len(found) > 12
    for href, name in found.items():
        page, _, anchor = href.partition("#")
        target = await http.get(page, follow_redirects=True)
        assert target.status_code == 200 or href.startswith("/scenarios/wrong-door"), f"{name}: {href}"
        assert not anchor or f'id="{anchor}"' in target.text, f"{name}: {href}"


async def test_the_documentation_leads_to_every_page_those_for_learners_first(http: httpx2.AsyncClient) -> None:
    text = (await http.get("/docs")).text
    listed = re.findall(r'href="/docs/([a-z]+)"', text.partition("<main")[2])
    assert sorted(listed) == [name for name in doc_names() if "/" not in name]
    assert listed[:3] == ["start", "learn", "curl"]
    assert ">Does my API look?</a>" in text


async def test_another_page_is_not_there(http: httpx2.AsyncClient) -> None:
    for name in ("mistake", "images", "authoring.md", "%2e%2e%2fREADME"):
        assert (await http.get(f"/docs/{name}")).status_code == 404
    assert "Did you mean" in (await http.get("/docs/mistake")).text


def test_the_mistakes_have_anchors_by_their_codes() -> None:
    assert ("AS001", "AS001: this is not YAML") in doc_page("mistakes").contents


@pytest.mark.parametrize("name", WRITTEN)
def test_a_page_that_is_made_from_the_code_is_of_the_code_of_today(name: str) -> None:
    assert (DOCS / name).read_text("utf-8") == WRITTEN[name](), "python -m tools.keys"


@pytest.mark.parametrize("room", PAGES)
async def test_every_page_a_text_may_link_to_is_served(http: httpx2.AsyncClient, room: str) -> None:
    for rest in ("", *PAGES[room]) if room != "api" else PAGES[room]:
        assert (await http.get(f"/{room}/{rest}".rstrip("/") or "/")).status_code < 400


@pytest.mark.parametrize("room", PLACES)
async def test_every_place_a_text_may_link_to_is_on_its_page(http: httpx2.AsyncClient, room: str) -> None:
    there = re.findall(r' id="([^"]+)"', (await http.get(f"/{room}")).text)
    assert set(PLACES[room]) <= set(there)


@pytest.mark.parametrize("name", doc_names())
def test_the_anchors_of_a_page_are_found_without_rendering_it(name: str) -> None:
    there = re.findall(r'<h\d id="([^"]+)"', doc_page(name).body)
    assert list(doc_anchors(name)) == there


async def test_a_slash_after_docs_leads_to_the_index(http: httpx2.AsyncClient) -> None:
    answer = await http.get("/docs/")
    assert (answer.status_code, answer.headers["location"]) == (308, "/docs")


@pytest.mark.parametrize(
    ("public_url", "origin"),
    [
        ("http://localhost:8123", "http://issuer.foo.localhost:8123/"),
        ("http://192.168.1.7:9000", "http://issuer.foo.localhost:9000/"),
        ("https://sandbox.example.org", "http://issuer.foo.localhost/"),
    ],
)
async def test_served_pages_name_the_address_where_the_server_is_reached(public_url: str, origin: str) -> None:
    app = create_app(shipped_catalogue(), KEYS, public_url)
    async with httpx2.AsyncClient(transport=httpx2.ASGITransport(app=app), base_url=public_url) as http:
        texts = {name: (await http.get(f"/docs/{name}")).text for name in doc_names()}
        workbench = (await http.get("/workbench?world=mcp-discovery", follow_redirects=True)).text
    assert f"server={public_url}" in texts["curl"]
    assert f'href="{public_url}/scenarios/wrong-door"' in texts["authoring"]
    assert f"issuer={public_url}/worlds/foo/issuer/" in texts["yourapi"]
    assert origin in texts["issuer"]
    for name in texts.keys() - {"keys", "testkit"}:  # which are about what stands in files
        assert "http://localhost:8000" not in texts[name], name
        assert ".localhost:8000" not in texts[name], name
    assert f">{public_url}/worlds/mcp-discovery/apis/tools<" in workbench
    assert ">http://localhost:8000" not in workbench
