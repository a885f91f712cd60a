"""The handouts of a whole playlist on one page, and the address that is printed on paper."""

import re
from collections import Counter

import httpx2
import pytest

from sandbox.app import create_app
from sandbox.scenarios.loading.catalogue import shipped_catalogue
from sandbox.settings import DEFAULT_PUBLIC_URL
from tests.running import KEYS

CATALOGUE = shipped_catalogue()
ELSEWHERE = "https://aud.example.org"


async def page(path: str, public_url: str = ELSEWHERE) -> str:
    transport = httpx2.ASGITransport(create_app(CATALOGUE, KEYS, public_url))
    async with httpx2.AsyncClient(transport=transport, base_url=public_url) as http:
        answer = await http.get(path)
    assert answer.status_code == (404 if path.endswith("nothing/handout") else 200)
    return answer.text


@pytest.mark.parametrize("playlist", ["workshop-45", "hurried"])
async def test_one_page_has_the_handout_of_each_scenario_in_the_playlists_order(playlist: str) -> None:
    (entry,) = [one for one in CATALOGUE.playlists if one.playlist == playlist]
    text = await page(f"/paths/{playlist}/handout")
    assert re.findall(r"Audience Sandbox · ([\w-]+) · replayed on", text) == entry.scenarios
    assert text.count('class="sheet before"') == text.count('class="sheet after"') == len(entry.scenarios)
    ids = Counter(re.findall(r'\bid="([^"]+)"', text))
    assert [id_ for id_, times in ids.items() if times > 1] == []
    assert f"/paths/{playlist}/handout" in await page(f"/paths/{playlist}")


async def test_no_such_playlist_is_not_found() -> None:
    assert "there is no path" in (await page("/paths/nothing/handout")).lower()


@pytest.mark.parametrize("path", ["/paths/hurried/handout", "/scenarios/bar-token-to-baz/handout"])
async def test_a_handout_names_the_address_that_people_reach(path: str) -> None:
    text = await page(path)
    assert f"· {ELSEWHERE}/scenarios/bar-token-to-baz</p>" in text
    assert "localhost:8000" not in text
    assert "· http" not in (await page(path, DEFAULT_PUBLIC_URL))


@pytest.mark.parametrize("path", ["/", "/glossary", "/paths/hurried", "/scenarios/bar-token-to-baz/at-baz"])
async def test_every_page_prints_the_address_that_people_reach(path: str) -> None:
    assert f'class="printed">{ELSEWHERE}</p>' in await page(path)
    assert 'class="printed"' not in await page(path, DEFAULT_PUBLIC_URL)
