"""A visit in a browser: one cookie of one scenario, by which every page of it shows the same tokens."""

import json
import re
from collections.abc import AsyncIterator
from dataclasses import dataclass
from urllib.parse import urlsplit

import httpx2
import pytest
from starlette.types import ASGIApp

from sandbox.app import create_app
from sandbox.scenarios.loading.catalogue import Catalogue
from sandbox.web.visits import COOKIE
from tests.running import BAR, KEYS, PUBLIC_URL, Clock, bearer, opened

DEMO = "/scenarios/bar-token-to-baz"
OTHER = "/scenarios/bar-token-to-bar"
NEW = "would soon have expired, so new ones were issued"
HTMX = {"hx-request": "true"}
_JWT = re.compile(r"eyJ[\w-]+\.eyJ[\w-]+\.[\w-]+")


@dataclass
class Server:
    """A running server, and its clock."""

    app: ASGIApp
    clock: Clock

    def browser(self) -> httpx2.AsyncClient:
        """A browser with cookies of its own."""
        return httpx2.AsyncClient(transport=httpx2.ASGITransport(app=self.app), base_url=PUBLIC_URL)


@pytest.fixture
def server(catalogue: Catalogue) -> Server:
    clock = Clock()
    return Server(create_app(catalogue, KEYS, PUBLIC_URL, clock=clock), clock)


@pytest.fixture
async def browser(server: Server) -> AsyncIterator[httpx2.AsyncClient]:
    async with server.browser() as browser:
        yield browser


def access_token(page: httpx2.Response) -> str:
    """The token that a page has on a card or in a header."""
    assert page.status_code == 200, page.text
    shown = _JWT.search(re.sub(r"</?span[^>]*>", "", page.text))
    assert shown, page.text
    return shown[0]


def moment(text: str) -> int:
    """When the visit of a cookie began."""
    return int(text.partition(".")[0])


class TestTheSameTokens:
    async def test_every_page_of_a_visit_shows_them(self, browser: httpx2.AsyncClient) -> None:
        first = access_token(await browser.get(f"{DEMO}/sign-in"))
        places = ("sign-in", "at-bar", "at-baz", "at-baz/what-if/1", "at-baz?said=1", "at-baz?beside=doors", "handout")
        assert {access_token(await browser.get(f"{DEMO}/{place}")) for place in places} == {first}

    async def test_so_does_the_fragment_that_began_it(self, browser: httpx2.AsyncClient) -> None:
        fragment = access_token(await browser.post(f"{DEMO}/at-bar/replay", headers=HTMX))
        assert access_token(await browser.get(f"{DEMO}/sign-in")) == fragment

    async def test_two_tabs_with_two_scenarios_do_not_disturb_each_other(self, browser: httpx2.AsyncClient) -> None:
        one, other = [access_token(await browser.get(f"{place}/at-bar")) for place in (DEMO, OTHER)]
        await browser.post(f"{OTHER}/at-bar/replay")
        assert access_token(await browser.get(f"{DEMO}/at-baz")) == one
        assert access_token(await browser.get(f"{OTHER}/at-bar")) != other

    async def test_two_people_have_two_visits(self, server: Server) -> None:
        async with server.browser() as one, server.browser() as other:
            pages = [await person.get(f"{DEMO}/at-baz") for person in (one, other)]
        assert access_token(pages[0]) != access_token(pages[1])

    async def test_a_second_process_with_the_same_keys_shows_them_too(
        self, browser: httpx2.AsyncClient, catalogue: Catalogue, server: Server
    ) -> None:
        first = access_token(await browser.get(f"{DEMO}/at-baz"))
        second = Server(create_app(catalogue, KEYS, PUBLIC_URL, clock=server.clock), server.clock)
        async with second.browser() as elsewhere:
            elsewhere.cookies = browser.cookies
            assert access_token(await elsewhere.get(f"{DEMO}/at-baz")) == first


class TestBeginningAnew:
    @pytest.mark.parametrize("headers", [HTMX, {}], ids=["htmx", "without scripts"])
    async def test_a_replay_begins_a_new_visit(self, browser: httpx2.AsyncClient, headers: dict[str, str]) -> None:
        before = access_token(await browser.get(f"{DEMO}/at-baz"))
        answer = await browser.post(f"{DEMO}/at-baz/replay", headers=headers, follow_redirects=True)
        after = access_token(answer)
        assert after != before
        assert access_token(await browser.get(f"{DEMO}/sign-in")) == after

    async def test_without_scripts_it_leads_to_the_page_of_the_same_stop(self, browser: httpx2.AsyncClient) -> None:
        for place in ("at-baz", "at-baz/what-if/1", "at-baz?said=2"):
            stop, _, query = place.partition("?")
            answer = await browser.post(f"{DEMO}/{stop}/replay?{query}")
            assert (answer.status_code, answer.headers["location"]) == (303, f"{DEMO}/{place}")

    async def test_an_old_one_begins_anew_before_its_tokens_run_out(
        self, browser: httpx2.AsyncClient, server: Server
    ) -> None:
        page = await browser.get(f"{DEMO}/at-baz")
        first = access_token(page)
        assert NEW not in page.text
        server.clock.now += 599
        assert access_token(await browser.get(f"{DEMO}/at-baz")) == first
        assert (await browser.get(f"{BAR}/orders", headers=bearer(first))).status_code == 200
        server.clock.now += 1
        page = await browser.get(f"{DEMO}/at-baz")
        assert access_token(page) != first
        assert NEW in page.text
        assert moment(browser.cookies[COOKIE]) == server.clock.now
        assert NEW not in (await browser.get(f"{DEMO}/at-baz")).text
        assert NEW not in (await browser.post(f"{DEMO}/at-baz/replay", headers=HTMX)).text

    async def test_a_token_on_a_page_is_good_at_the_running_server_until_it_expires(
        self, browser: httpx2.AsyncClient, server: Server
    ) -> None:
        token = access_token(await browser.get(f"{DEMO}/at-baz"))
        for waited, status in ((0, 200), (899, 200), (1, 401)):
            server.clock.now += waited
            assert (await browser.get(f"{BAR}/orders", headers=bearer(token))).status_code == status


class TestTheCookie:
    async def test_it_is_sent_to_one_scenario_read_by_no_script_and_short_lived(
        self, browser: httpx2.AsyncClient
    ) -> None:
        said = (await browser.get(f"{DEMO}/at-baz")).headers["set-cookie"]
        value, *attributes = said.split("; ")
        assert re.fullmatch(COOKIE + r"=1800000000\.[A-Za-z0-9_-]{16}", value)
        assert sorted(attributes) == ["HttpOnly", "Max-Age=3600", f"Path={DEMO}", "SameSite=lax"]

    async def test_over_https_it_is_sent_over_https_alone(self, server: Server) -> None:
        transport = httpx2.ASGITransport(app=server.app)
        async with httpx2.AsyncClient(transport=transport, base_url="https://localhost:8000") as browser:
            assert "; Secure" in (await browser.get(f"{DEMO}/at-baz")).headers["set-cookie"]

    async def test_who_has_it_is_not_given_it_again(self, browser: httpx2.AsyncClient) -> None:
        await browser.get(f"{DEMO}/at-baz")
        assert "set-cookie" not in (await browser.get(f"{DEMO}/at-bar")).headers

    async def test_with_cookies_blocked_each_page_is_right_with_tokens_of_its_own(self, server: Server) -> None:
        tokens = set()
        for place in ("sign-in", "at-bar", "at-baz"):
            async with server.browser() as fresh:
                tokens.add(access_token(await fresh.get(f"{DEMO}/{place}")))
                answer = await fresh.post(f"{DEMO}/{place}/replay")
                fresh.cookies.clear()
                page = await fresh.get(answer.headers["location"])
                assert (page.status_code, page.history) == (200, [])
        assert len(tokens) == 3

    @pytest.mark.parametrize("place", [DEMO, "/", "/glossary", "/workbench?world=foo"])
    async def test_where_nothing_of_a_scenario_is_replayed_there_is_none(
        self, browser: httpx2.AsyncClient, place: str
    ) -> None:
        assert COOKIE not in (await browser.get(place, follow_redirects=True)).headers.get("set-cookie", "")

    @pytest.mark.parametrize(
        "forged",
        [
            "",
            "x",
            ".",
            "1800000000.",
            "1800000000.short",
            f"1800000000.{'s' * 17}",
            f"1800000000.{'s' * 100_000}",
            f"1799999400.{'s' * 16}",  # over since this second
            f"1800000061.{'s' * 16}",  # from the future
            f"999999999999.{'s' * 16}",
            f"{'9' * 5_000}.{'s' * 16}",
            f"-1800000000.{'s' * 16}",
            f"1.8e9.{'s' * 16}",
            f"nan.{'s' * 16}",
            f"１８０００００００ ０.{'s' * 16}".encode().decode("latin-1"),
            f"1800000000.{'s' * 12}\\053x",
            '"1800000000.quoted',
            "1800000000.%00%0d%0aSet-C",
        ],
        ids=range(18),
    )
    async def test_a_forged_one_begins_anew(self, server: Server, forged: str) -> None:
        async with server.browser() as browser:
            headers = [(b"cookie", f"{COOKIE}={forged}".encode("latin-1"))]
            page = await browser.get(f"{DEMO}/at-baz", headers=headers)
        assert page.status_code == 200
        assert re.match(COOKIE + r"=1800000000\.[A-Za-z0-9_-]{16};", page.headers["set-cookie"])
        assert "s" * 16 not in page.headers["set-cookie"]

    async def test_one_that_chooses_its_clock_chooses_it_for_its_pages_alone(self, server: Server) -> None:
        """The running server has a clock of its own; no token lasts longer than one that was issued honestly."""
        async with server.browser() as browser:
            token = access_token(
                await browser.get(f"{DEMO}/at-baz", headers={"cookie": f"{COOKIE}=1799999401.{'s' * 16}"})
            )
            server.clock.now += 300
            assert (await browser.get(f"{BAR}/orders", headers=bearer(token))).status_code == 200
            server.clock.now += 1
            stale = {"cookie": f"{COOKIE}=1799999401.{'s' * 16}"}
            assert (await browser.get(f"{BAR}/orders", headers=bearer(token) | stale)).status_code == 401

    async def test_the_running_server_takes_no_randomness_from_it(self, browser: httpx2.AsyncClient) -> None:
        form = {"grant_type": "client_credentials", "client_id": "nightly", "client_secret": "nightly-secret"}
        form["audience"] = "https://bar.foo.com"
        headers = {"cookie": f"{COOKIE}=1800000000.{'s' * 16}"}
        url = f"{PUBLIC_URL}/worlds/foo/issuer/oauth/token"
        answers = [(await browser.post(url, data=form, headers=headers)).json()["access_token"] for _ in range(2)]
        assert answers[0] != answers[1]


class TestCaches:
    @pytest.mark.parametrize("place", ["at-baz", "at-baz/predict", "at-baz/what-if/1", "takeaway", "handout"])
    async def test_none_keeps_a_page_or_shows_it_to_somebody_else(
        self, browser: httpx2.AsyncClient, place: str
    ) -> None:
        headers = (await browser.get(f"{DEMO}/{place}")).headers
        assert headers["cache-control"] == "no-store"
        assert "cookie" in re.split(r",\s*", headers["vary"].lower())

    async def test_nor_a_fragment_or_a_redirect(self, browser: httpx2.AsyncClient) -> None:
        for sent in (HTMX, {}):
            answer = await browser.post(f"{DEMO}/at-baz/replay", headers=sent)
            assert answer.headers["cache-control"] == "no-store"
            assert "cookie" in answer.headers["vary"].lower()


async def test_who_asks_by_a_former_id_is_led_on_and_begins_one_there(
    browser: httpx2.AsyncClient, catalogue: Catalogue
) -> None:
    former, current = next(iter(catalogue.current_ids.items()))
    step = catalogue.scenario(current).steps[-1].id
    answer = await browser.get(f"/scenarios/{former}/{step}", follow_redirects=True)
    assert (len(answer.history), urlsplit(str(answer.url)).path) == (1, f"/scenarios/{current}/{step}")
    assert f"Path=/scenarios/{current};" in answer.headers["set-cookie"]


async def test_a_replay_of_what_is_not_there_says_so(browser: httpx2.AsyncClient) -> None:
    for place in (
        "/scenarios/nothing/at-baz",
        f"{DEMO}/nothing",
        f"{DEMO}/at-baz/what-if/9",
        f"{DEMO}/at-baz/what-if/x",
    ):
        answer = await browser.post(f"{place}/replay")
        assert (answer.status_code, "set-cookie" in answer.headers) == (404, False)


async def test_rewriting_one_character_changes_one_character(browser: httpx2.AsyncClient) -> None:
    """Of the token that the step before showed: in its `aud`, and nowhere else; the signature keeps its bytes."""
    original = access_token(await browser.get("/scenarios/tampered-aud/sign-in"))
    rewritten = access_token(await browser.get("/scenarios/tampered-aud/rewrite"))
    assert original.split(".")[::2] == rewritten.split(".")[::2]
    texts = [json.dumps(opened(token)[1]) for token in (original, rewritten)]
    assert [pair for pair in zip(*texts, strict=True) if pair[0] != pair[1]] == [("r", "z")]


async def test_a_grid_shows_the_same_tokens_whichever_cell_is_opened(browser: httpx2.AsyncClient) -> None:
    grid = "/worlds/seven/grid"
    first = access_token(await browser.get(f"{grid}?cell=orders.billing"))
    assert access_token(await browser.get(f"{grid}?cell=orders.stock&verify=audience%3Doff")) == first
    assert access_token(await browser.get(f"{grid}?cell=billing.stock")) != first
    assert {cookie.path for cookie in browser.cookies.jar} == {grid}
