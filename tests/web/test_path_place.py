"""A path carries on: every stop of its scenarios says where one is, and every link at hand stays on it."""

import re
from pathlib import Path

import httpx2
import pytest

from sandbox.app import create_app
from sandbox.scenarios.loading.catalogue import load_catalogue
from sandbox.settings import shipped_pack
from tests.running import KEYS, PUBLIC_URL
from tests.scenarios import pack_files

HURRIED = ["bar-token-to-bar", "bar-token-to-baz", "audience-not-checked", "tampered-aud"]
NEXT = re.compile(r'<a class="button primary" rel="next" href="([^"]+)"')


def place(text: str) -> str:
    found = re.search(r'<nav class="path-place".*?</nav>', text, re.DOTALL)
    return " ".join(re.sub(r"<[^>]+>", "", found[0]).split()) if found else ""


async def test_next_leads_from_the_first_stop_of_a_path_to_its_end(http: httpx2.AsyncClient) -> None:
    begin = re.search(r'class="button primary" href="([^"]+)"', (await http.get("/paths/hurried")).text)
    assert begin
    address, places = begin[1], []
    while address.startswith("/scenarios/"):
        text = (await http.get(address)).text
        if place(text) not in places:
            places.append(place(text))
        address = NEXT.findall(text)[0].replace("&amp;", "&")
    assert address == "/paths/hurried/end"
    assert [one.partition(" Next")[0] for one in places] == [f"In a hurry · {number} of 4" for number in (1, 2, 3, 4)]
    assert places[0].endswith("Next: A bar token at baz&#39;s door →")
    assert places[3].endswith("Next: the end of the path →")


@pytest.mark.parametrize("stop", ["", "/at-baz/predict", "/at-baz", "/at-baz?said=3", "/at-baz/what-if/1", "/takeaway"])
async def test_each_link_to_a_stop_of_the_scenario_stays_on_the_path(http: httpx2.AsyncClient, stop: str) -> None:
    base = "/scenarios/bar-token-to-baz"
    address = f"{base}{stop}{'&' if '?' in stop else '?'}path=hurried"
    page = (await http.get(address)).text
    leads = re.findall(r'(?:href|action|hx-get|hx-post)="([^"]*)"', page)
    near = [lead for lead, _, _ in (lead.partition("#") for lead in leads) if lead.startswith(base) or "path=" in lead]
    assert [lead for lead in near if lead.count("path=") > 1] == []
    assert [lead for lead in near if not lead.endswith("path=hurried")] == (
        [f"{base}/handout"] if stop == "/takeaway" else []
    )
    if "predict" in stop:
        assert f"{base}/at-baz?said=2&amp;path=hurried" in near
    for lead in dict.fromkeys(near):
        if "/replay" not in lead and "beside" not in lead:
            answer = await http.get(lead.replace("&amp;", "&"))
            assert (answer.status_code, bool(place(answer.text))) == (200, "/handout" not in lead), lead


async def test_a_replay_stays_on_the_path(http: httpx2.AsyncClient) -> None:
    address = "/scenarios/bar-token-to-baz/at-baz/replay?said=2&path=hurried"
    assert (await http.post(address)).headers["location"].endswith("/at-baz?said=2&path=hurried")
    fragment = (await http.post(address, headers={"HX-Request": "true"})).text
    assert place(fragment).startswith("In a hurry · 2 of 4")
    assert "path=hurried" in NEXT.findall(fragment)[0]


@pytest.mark.parametrize("path", ["", "nobody", "experienced", "%00", "<script>", "hurried%20", "Hurried", "x" * 3000])
async def test_a_path_that_is_none_of_this_scenario_is_as_if_there_were_none(
    http: httpx2.AsyncClient, path: str
) -> None:
    for stop in ("", "/sign-in", "/takeaway"):
        answer = await http.get(f"/scenarios/bar-token-to-baz{stop}?path={path}")
        assert (answer.status_code, place(answer.text), "path=" in answer.text) == (200, "", False)


async def test_two_values_of_path_are_no_error(http: httpx2.AsyncClient) -> None:
    answer = await http.get("/scenarios/bar-token-to-baz?path=nobody&path=hurried")
    assert answer.status_code == 200


async def test_a_path_that_comes_by_a_scenario_twice_does_not_go_in_circles(tmp_path: Path) -> None:
    pack_files.pack(tmp_path)
    way = "playlist: way\ntitle: A way\nscenarios: [bar-token-to-bar, opaque-token, bar-token-to-bar, logical-api]\n"
    pack_files.write(tmp_path / "playlists" / "way.yaml", way)
    app = create_app(load_catalogue([shipped_pack(), tmp_path]), KEYS, PUBLIC_URL)
    async with httpx2.AsyncClient(transport=httpx2.ASGITransport(app=app), base_url=PUBLIC_URL) as http:
        text = (await http.get("/scenarios/opaque-token/takeaway?path=way")).text
    assert place(text).startswith("A way · 2 of 3")
    assert NEXT.findall(text) == ["/scenarios/logical-api?path=way"]


async def test_a_takeaway_names_the_paths_it_is_on_once_where_one_walks_none(http: httpx2.AsyncClient) -> None:
    text = (await http.get("/scenarios/bar-token-to-baz/takeaway")).text
    assert re.findall(r'class="on-path">.*', text) == [
        'class="on-path">On the path <a href="/paths/hurried">In a hurry</a>.</p>'
    ]
