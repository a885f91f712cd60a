"""Every page of every scenario, as it is answered: whole, escaped, cached as it should be, kind when there is none."""

import re
from itertools import pairwise

import httpx2
import pytest

from sandbox.scenarios.loading.catalogue import Catalogue
from sandbox.scenarios.stops import stops

DEMO = "/scenarios/bar-token-to-baz"
HTMX = {"hx-request": "true"}


def test_every_stop_of_every_scenario_is_a_whole_page(pages: dict[str, str]) -> None:
    """The contract between page models and templates: StrictUndefined trips on none of them."""
    assert len(pages) > 400
    for url, page in pages.items():
        assert page.startswith("<!doctype html>"), url
        assert len(re.findall(r"<h1[ >]", page)) == 1, url
        assert len(re.findall(r"<main[ >]", page)) == 1, url
        assert "This replay did not come out" not in page, url
        assert not re.search(r"\b(?:None|Undefined|Markup|Value)\(|dataclass", page), url
        assert not re.search(r'href="(?!https?://|/|#)', page), url


async def test_what_to_see_before_is_named_as_its_own_page_names_it(http: httpx2.AsyncClient) -> None:
    text = (await http.get("/scenarios/multi-resource-refresh-token")).text
    assert 'href="/scenarios/silent-authorization">Two letters from one sign-in</a>' in text


def test_ids_on_a_page_are_its_own(pages: dict[str, str]) -> None:
    for url, page in pages.items():
        ids = re.findall(r'\sid="([^"]+)"', page)
        assert len(ids) == len(set(ids)), (url, ids)


def test_headings_leave_no_level_out(pages: dict[str, str]) -> None:
    for url, page in pages.items():
        levels = [int(level) for level in re.findall(r"<h([1-6])[ >]", page)]
        jumps = [(above, below) for above, below in pairwise(levels) if below > above + 1]
        assert jumps == [], (url, levels)


@pytest.mark.parametrize("path", ["/", DEMO, f"{DEMO}/at-baz", f"{DEMO}/at-baz/what-if/1", f"{DEMO}/takeaway"])
async def test_get_answers_a_whole_page_to_htmx_too(http: httpx2.AsyncClient, path: str) -> None:
    assert (await http.get(path, headers=HTMX)).text.startswith("<!doctype html>")


@pytest.mark.parametrize("place", ["at-baz", "at-baz/what-if/1", "sign-in"])
async def test_a_replay_answers_a_fragment_to_htmx_only(http: httpx2.AsyncClient, place: str) -> None:
    fragment = await http.post(f"{DEMO}/{place}/replay", headers=HTMX)
    assert fragment.status_code == 200
    assert fragment.text.lstrip().startswith('<article id="stage"')
    assert fragment.headers["cache-control"] == "no-store"
    plain = await http.post(f"{DEMO}/{place}/replay")
    assert plain.status_code == 303
    assert plain.headers["location"] == f"{DEMO}/{place}"


async def test_a_replay_is_asked_for_by_post_alone(http: httpx2.AsyncClient) -> None:
    assert (await http.get(f"{DEMO}/at-baz/replay")).status_code in {404, 405}


async def test_what_is_replayed_is_new_each_time(http: httpx2.AsyncClient) -> None:
    pages = [(await http.post(f"{DEMO}/at-baz/replay", headers=HTMX)).text for _ in range(2)]
    ids = [re.findall(r"&#34;jti&#34;: &#34;([^&]+)&#34;", page) for page in pages]
    assert ids[0]
    assert ids[0] != ids[1]


async def test_a_step_tells_nothing_of_the_steps_after_it(http: httpx2.AsyncClient) -> None:
    page = (await http.get(f"{DEMO}/at-bar")).text
    assert "invalid_token" not in page
    assert "/worlds/foo/apis/baz" not in page


def test_notes_for_the_presenter_are_not_shown(pages: dict[str, str], catalogue: Catalogue) -> None:
    for scenario in catalogue.scenarios():
        first = scenario.presenter_notes.split(".")[0].strip()
        assert first
        for stop in stops(scenario):
            assert first not in pages[stop.url]


@pytest.mark.parametrize(
    ("path", "words", "link"),
    [
        ("/scenarios/bar-token-to-bax", "There is no scenario", DEMO),
        (f"{DEMO}/at-bas", "There is no step", f"{DEMO}/at-baz"),
        (f"{DEMO}/at-baz/what-if/7", "has no what-if 7", None),
        (f"{DEMO}/at-baz/what-if/0", "a what-if has a number", None),
        (f"{DEMO}/at-baz/what-if/99999999999999999999", "a what-if has a number", None),
        (f"{DEMO}/at-baz/what-if/%E2%91%A0", "a what-if has a number", None),
        ("/nowhere", "no page at this address", None),
        ("/scenarios/" + "x" * 5000, "There is no scenario", None),
        ("/scenarios/%00", "There is no scenario", None),
    ],
)
async def test_unknown_addresses(http: httpx2.AsyncClient, path: str, words: str, link: str | None) -> None:
    answer = await http.get(path)
    assert answer.status_code == 404
    assert words.lower() in answer.text.lower()
    assert len(answer.text) < 6000
    if link:
        assert f'href="{link}"' in answer.text


@pytest.mark.parametrize("path", ["/", DEMO, f"{DEMO}/at-baz", "/nowhere", "/api/scenarios", "/static/css/base.css"])
async def test_security_headers(http: httpx2.AsyncClient, path: str) -> None:
    headers = (await http.get(path)).headers
    policy = dict(part.strip().partition(" ")[::2] for part in headers["content-security-policy"].split(";"))
    assert policy["default-src"] == "'self'"
    assert {policy[name] for name in ("base-uri", "frame-ancestors", "object-src")} == {"'none'"}
    assert "unsafe" not in headers["content-security-policy"]
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["referrer-policy"] == "same-origin"


def test_nothing_needs_what_the_policy_forbids(pages: dict[str, str]) -> None:
    for url, page in pages.items():
        tags = re.findall(r"<[a-z][^>]*>", page)
        assert [tag for tag in tags if re.search(r'\s(?:style|on[a-z]+)=|="javascript:', tag)] == [], url
        assert re.findall(r"<script(?![^>]*\ssrc=)", page) == [], url
        assert "<style" not in page, url


async def test_static_files_are_kept_for_ever_by_their_fingerprint(http: httpx2.AsyncClient) -> None:
    page = (await http.get(DEMO)).text
    found = re.findall(r'(?:href|src)="(/static/[^"]+)"', page)
    assert len(found) >= 4
    for address in found:
        answer = await http.get(address)
        assert answer.status_code == 200
        assert "immutable" in answer.headers["cache-control"]
    plain = await http.get("/static/css/base.css")
    assert plain.headers["cache-control"] == "no-cache"


@pytest.mark.parametrize("path", ["/static/../pyproject.toml", "/static/%2e%2e/pyproject.toml", "/static/nothing.css"])
async def test_nothing_but_static_files_is_served_below_static(http: httpx2.AsyncClient, path: str) -> None:
    assert (await http.get(path)).status_code == 404


async def test_pages_come_compressed(http: httpx2.AsyncClient) -> None:
    answer = await http.get(f"{DEMO}/at-baz", headers={"accept-encoding": "gzip"})
    assert answer.headers["content-encoding"] == "gzip"
    assert "accept-encoding" in answer.headers["vary"].lower()


async def test_a_reading_list_leads_to_the_sections_themselves(http: httpx2.AsyncClient) -> None:
    page = (await http.get(f"{DEMO}/takeaway")).text
    assert 'href="https://www.rfc-editor.org/rfc/rfc7519.html#section-4.1.3" rel="noopener noreferrer"' in page
