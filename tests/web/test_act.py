"""Where one changes something, the api answers for real, whatever is changed; without scripts, too."""

import re
from html import unescape
from urllib.parse import quote

import httpx2
import pytest

from sandbox.scenarios.loading.catalogue import Catalogue
from sandbox.scenarios.stops import places

ACT = "/scenarios/aud-trailing-slash/refused/act"


def words(html: str) -> str:
    """What a page says, without its markup."""
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", html)).split())


async def test_every_choice_of_every_scenario_is_sent_and_answered_as_it_says(
    http: httpx2.AsyncClient, catalogue: Catalogue
) -> None:
    chosen = [stop for scenario in catalogue.scenarios() for stop in places(scenario) if stop.chosen]
    assert len(chosen) >= 30
    for stop in chosen:
        answer = await http.get(stop.url)
        assert answer.status_code == 200, stop.url
        said = words(answer.text)
        assert "did not come out as the scenario says" not in said, stop.url
        assert stop.chosen
        status = stop.chosen.expect.status
        if status == 302:
            assert "The issuer answers 302 and gives no token" in said
            assert "As you changed it" not in said
        else:
            assert re.search(rf"As you changed it \S+ \S+ answers {status}\b", said), stop.url


async def test_what_can_be_changed_is_a_list_of_links_and_a_form(http: httpx2.AsyncClient) -> None:
    html = (await http.get(ACT)).text
    assert re.findall(rf'<a class="expect" href="{ACT}/(\w+)"', html) == ["again", "bar", "issuer", "app"]
    form = re.search(r'<form class="own-aud" data-server method="get" action="([^"]+)"', html)
    assert form
    assert form[1] == ACT
    assert re.findall(r'<option value="([^"]+)"', html) == ["on", "ignore-slash", "prefix"]
    assert "bar answers 401 The check Audience decides." in words(html)
    assert "As you changed it" not in html


@pytest.mark.parametrize(
    ("aud", "mode", "status"),
    [
        ("https://bar.foo.com", "", 200),
        ("https://bar.foo.com", "on", 200),
        ("https://bar.foo.com/", "on", 401),
        ("https://bar.foo.com//", "ignore-slash", 200),
        ("https://bar.foo.com.evil.example", "prefix", 200),
        ('["https://qux.foo.com", "https://bar.foo.com"]', "on", 200),
        ("[]", "prefix", 401),
        ("", "on", 401),
        ("<script>alert(1)</script>", "on", 401),
        ("bar\u200b\u202e\U0001f600", "on", 401),
    ],
)
async def test_an_aud_of_ones_own_is_signed_by_the_issuer_and_sent(
    http: httpx2.AsyncClient, aud: str, mode: str, status: int
) -> None:
    answer = await http.get(f"{ACT}?aud={quote(aud)}&mode={mode}")
    assert answer.status_code == 200
    assert re.search(rf"As you changed it \S+ \S+ answers {status}\b", words(answer.text))
    assert "The issuer did. The RS256 signature over header and claims holds" in words(answer.text)
    assert "<script>alert" not in answer.text
    if mode:
        assert f'<option value="{mode}" selected>' in answer.text


@pytest.mark.parametrize(
    ("query", "why"),
    [
        ("aud=%5B1%5D", "An aud is a string or a list of strings (RFC 7519 §4.1.3)"),
        ("aud=%5B", "What begins with [ is read as a list in JSON"),
        ("aud=%00", "without control characters"),
        (f"aud={'x' * 600}", "this one has 600"),
        ("aud=x&mode=nonsense", "There is no mode `nonsense` here; allowed: on, ignore-slash, prefix"),
    ],
)
async def test_what_cannot_be_signed_is_answered_by_name_and_kept_in_the_field(
    http: httpx2.AsyncClient, query: str, why: str
) -> None:
    answer = await http.get(f"{ACT}?{query}")
    assert answer.status_code == 400
    problem = re.search(r'role="alert">([^<]+)<', answer.text)
    assert problem
    assert why in unescape(problem[1])
    assert 'aria-invalid="true"' in answer.text
    assert "\0" not in answer.text


@pytest.mark.parametrize("below", ["nothing", "yours", "again/more", "9"])
async def test_there_is_no_other_choice(http: httpx2.AsyncClient, below: str) -> None:
    assert (await http.get(f"{ACT}/{below}")).status_code == 404
    assert (await http.get("/scenarios/aud-trailing-slash/write/act")).status_code == 404


async def test_later_steps_see_nothing_of_a_choice(http: httpx2.AsyncClient) -> None:
    """The token that the story goes on with is the one of its own steps."""
    whole = (await http.get("/scenarios/aud-trailing-slash/takeaway")).text
    assert "did not come out as the scenario says" not in whole
