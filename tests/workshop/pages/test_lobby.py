"""The page before all rooms."""

import re

import httpx2
import pytest

from sandbox.app import create_app
from sandbox.scenarios.loading.catalogue import Catalogue
from tests.running import KEYS, PUBLIC_URL
from tests.workshop.people import ELSEWHERE, Presenter, Workshop, few

OPEN = {"playlist": "workshop-45"}


def told(answer: httpx2.Response) -> str:
    found = re.search(r'role="alert">([^<]*)<', answer.text)
    return found[1] if found else ""


async def test_the_page_has_a_way_in_and_on_this_machine_a_way_to_open_a_room(workshop: Workshop) -> None:
    here = await workshop.browser().get("/workshop")
    assert (here.status_code, here.headers["cache-control"]) == (200, "no-store")
    assert "Open a room" in here.text
    assert re.search(r'value="workshop-45" checked> <b>A workshop of 45 minutes', here.text)
    assert "Other devices cannot reach this server yet" in here.text
    there = await workshop.browser(ELSEWHERE).get("/workshop")
    assert "Open a room" not in there.text
    assert "on the presenter’s own machine" in there.text
    assert 'name="code"' in there.text
    at_its_port = await workshop.browser(ELSEWHERE).get("http://192.0.2.9:8123/workshop")
    assert "<code>http://localhost:8123/workshop</code>" in at_its_port.text


@pytest.mark.parametrize("typed", ["{}", "{} ", "%20 {}", " ", "\t{}\n"])
async def test_a_code_leads_into_its_room_however_it_is_typed(
    workshop: Workshop, presenter: Presenter, typed: str
) -> None:
    http = workshop.browser(ELSEWHERE)
    for code in (presenter.code, presenter.code.lower(), f"{presenter.code[:2]} {presenter.code[2:]}"):
        answer = await http.get("/workshop", params={"code": typed.replace("%20", " ").format(code)})
        if not typed.strip():
            assert answer.status_code == 200
            continue
        assert (answer.status_code, answer.headers["location"]) == (303, f"/room/{presenter.code}")


@pytest.mark.parametrize("code", ["BCDF", "BCDFGH", "AEIOU", "//evil", "../x", "<script>", "\0", "🦊", "B" * 10_000])
async def test_what_is_no_code_is_told_with_the_form_of_one(workshop: Workshop, code: str) -> None:
    answer = await workshop.browser(ELSEWHERE).get("/workshop", params={"code": code})
    assert answer.status_code == 404
    assert told(answer).startswith("A code has five letters, such as BCDFG; found ")
    assert "<script>alert" not in answer.text
    assert len(told(answer)) < 100


async def test_to_open_a_room_leads_to_its_panel_by_a_link_with_its_secret(workshop: Workshop) -> None:
    answer = await workshop.browser().post("/workshop", data=OPEN)
    assert answer.status_code == 303
    found = re.fullmatch(r"/room/([B-X]{5})/present\?secret=[\w-]{32}", answer.headers["location"])
    assert found
    presenter = await workshop.presenter("", names="yes")
    assert "All scenarios" in presenter.page
    assert 'name="name"' in (await workshop.visitor(presenter.code)).page


@pytest.mark.parametrize("playlist", ["no-such", "<script>", "x" * 10_000])
async def test_a_playlist_that_there_is_not_opens_nothing(workshop: Workshop, playlist: str) -> None:
    answer = await workshop.browser().post("/workshop", data={"playlist": playlist})
    assert answer.status_code == 404
    assert told(answer).startswith("There is no playlist ")


@pytest.mark.parametrize(
    "headers",
    [
        {"host": "evil.example:8000"},
        {"host": "www.foo.com"},
        {"host": "192.168.1.5:8000"},
        {"host": "localhost.evil.example"},
        {"host": "evil@localhost"},
        {"host": "["},
        {"host": "[::1"},
        {"host": ""},
        {"forwarded": "for=192.168.1.5"},
        {"x-forwarded-for": "192.168.1.5"},
        {"x-forwarded-proto": "https"},
        {"via": "1.1 proxy"},
        {"host": "é"},
    ],
)
async def test_a_room_is_opened_by_the_address_of_this_machine_alone(
    workshop: Workshop, headers: dict[str, str]
) -> None:
    """By no name that somebody else has lead here, and through no proxy."""
    http = workshop.browser(**{name: value.encode("latin-1") for name, value in headers.items()})  # type: ignore[arg-type]
    page = await http.get("/workshop")
    assert (page.status_code, "Open a room" in page.text) == (200, False)
    answer = await http.post("/workshop", data=OPEN)
    assert answer.status_code == 403
    assert told(answer) == "A room can be opened on the presenter&#39;s own machine only."


@pytest.mark.parametrize("host", ["localhost:8000", "127.0.0.1:8000", "[::1]:8000", "[::1]", "LOCALHOST", "127.0.0.1"])
async def test_every_name_of_this_machine_can(workshop: Workshop, host: str) -> None:
    answer = await workshop.browser(host=host, **{"sec-fetch-site": "same-origin"}).post("/workshop", data=OPEN)
    assert answer.status_code == 303


@pytest.mark.parametrize("address", [ELSEWHERE, "10.0.0.1", "2001:db8::1", "::ffff:192.168.1.7", "", "unix"])
async def test_no_other_machine_can_open_a_room(workshop: Workshop, address: str) -> None:
    assert (await workshop.browser(address).post("/workshop", data=OPEN)).status_code == 403


@pytest.mark.parametrize("address", ["127.0.0.1", "127.9.9.9", "::1"])
async def test_this_machine_can(workshop: Workshop, address: str) -> None:
    assert (await workshop.browser(address).post("/workshop", data=OPEN)).status_code == 303


async def test_only_so_many_rooms_are_open_and_one_that_is_closed_makes_place(
    workshop: Workshop, monkeypatch: pytest.MonkeyPatch
) -> None:
    few(monkeypatch, rooms=2)
    presenter = await workshop.presenter()
    await workshop.presenter()
    answer = await workshop.browser().post("/workshop", data=OPEN)
    assert answer.status_code == 503
    assert told(answer) == "2 rooms are open, and no more can be: close one."
    await presenter.http.post(f"{presenter.url}/present", data={"do": "close"})
    assert (await workshop.browser().post("/workshop", data=OPEN)).status_code == 303


async def test_without_rooms_there_is_no_workshop(catalogue: Catalogue) -> None:
    app = create_app(catalogue, KEYS, PUBLIC_URL)
    async with httpx2.AsyncClient(transport=httpx2.ASGITransport(app), base_url=PUBLIC_URL) as http:
        assert (await http.get("/workshop")).status_code == 404
        assert (await http.get("/room/BCDFG")).status_code == 404
