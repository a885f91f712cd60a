"""The table of the site: each line leads to pages that are there, and stands on every page where it says."""

import re
from functools import cache

import httpx2
import pytest

from sandbox.app import create_app
from sandbox.scenarios.loading.catalogue import Catalogue
from sandbox.web.table import SECTIONS, Section, site_addresses
from sandbox.workshop.hub import Hub
from sandbox.workshop.store.memory import MemoryStore
from tests.running import KEYS, PUBLIC_URL


@pytest.fixture
def site(catalogue: Catalogue) -> httpx2.AsyncClient:
    app = create_app(catalogue, KEYS, PUBLIC_URL, hub=cache(lambda: Hub(MemoryStore(), PUBLIC_URL)))
    return httpx2.AsyncClient(transport=httpx2.ASGITransport(app=app), base_url=PUBLIC_URL, follow_redirects=True)


@pytest.mark.parametrize("address", list(site_addresses()))
async def test_every_address_is_answered(site: httpx2.AsyncClient, address: str) -> None:
    assert (await site.get(address)).status_code == 200


@pytest.mark.parametrize("section", [one for one in SECTIONS if one.group], ids=lambda one: one.part)
async def test_a_link_stands_on_every_page(site: httpx2.AsyncClient, section: Section) -> None:
    for page in ("/", "/nothing", "/workshop", "/scenarios/bar-token-to-baz"):
        text = (await site.get(page)).text
        around, inner = text.partition("<main")[0] + text.rpartition("</main>")[2], f">{section.title}</a>"
        assert f'href="{section.address}"{inner}' in around


@pytest.mark.parametrize(
    ("page", "marked"),
    [
        ("/", ("Learn", "true")),
        ("/glossary", ("Learn", "true")),
        ("/docs/curl", ("Learn", "true")),
        ("/workbench?world=foo", ("Learn", "true")),
        ("/scenarios/bar-token-to-baz/at-bar", ("Learn", "true")),
        ("/check", ("Check", "page")),
        ("/causes", ("Check", "true")),
        ("/teach", ("Teach", "page")),
        ("/workshop", ("Teach", "true")),
        ("/author", ("Teach", "true")),
        ("/search", None),
        ("/nothing", None),
    ],
)
async def test_the_navigation_has_three_words_and_marks_where_one_is(
    site: httpx2.AsyncClient, page: str, marked: tuple[str, str] | None
) -> None:
    navigation = (await site.get(page)).text.partition('<nav aria-label="Site">')[2].partition("</nav>")[0]
    assert re.findall(r">(\w+)</a>", navigation) == ["Learn", "Check", "Teach"]
    found = [(word, how) for how, word in re.findall(r'aria-current="(\w+)">(\w+)<', navigation)]
    assert found == ([marked] if marked else [])


def test_no_two_sections_have_the_same_part() -> None:
    assert len({section.part for section in SECTIONS}) == len(SECTIONS)


def test_what_is_exported_is_part_of_the_site() -> None:
    assert {*site_addresses(exported=True)} == {
        "/",
        "/causes",
        "/check",
        "/docs",
        "/teach",
        "/questions",
        "/glossary",
        "/reading",
        "/progress",
    }
