"""The page of a single-page app: by both its addresses, with whom it may speak, and for whom there is none."""

import json
import re
from typing import Any

import httpx2
import pytest

from sandbox.network import Network, served
from sandbox.views.parts.check_words import WORDS
from tests.running import FOO, FOO_FILE, KEYS, PUBLIC_URL, TWO, running, world

BY_PATH = f"{PUBLIC_URL}/worlds/foo/clients/www/"
BY_ORIGIN = "http://www.foo.localhost:8000/"
TEXT = FOO_FILE.read_text()


def config(page: httpx2.Response) -> dict[str, Any]:
    assert page.status_code == 200, page.text
    (text,) = re.findall(r'<script type="application/json" id="config">(.*?)</script>', page.text)
    configuration: dict[str, Any] = json.loads(text)
    return configuration


def policy(page: httpx2.Response) -> dict[str, str]:
    return dict(part.split(" ", 1) for part in page.headers["content-security-policy"].split("; "))


@pytest.mark.parametrize(
    ("home", "issuer", "bar"),
    [
        (BY_ORIGIN, "http://issuer.foo.localhost:8000/", "http://bar.foo.localhost:8000/orders"),
        (BY_PATH, f"{PUBLIC_URL}/worlds/foo/issuer/", f"{PUBLIC_URL}/worlds/foo/apis/bar/orders"),
    ],
)
async def test_each_of_its_addresses_goes_with_the_same_kind_of_address_of_the_others(
    home: str, issuer: str, bar: str
) -> None:
    async with running() as worlds:
        for address in (home, f"{home}callback"):
            configuration = config(await worlds.http.get(address))
            assert (configuration["home"], configuration["issuer"], configuration["redirect_uri"]) == (
                home,
                issuer,
                f"{home}callback",
            )
            assert configuration["returns_to"] == home
            assert next(door["url"] for door in configuration["doors"]) == bar


async def test_it_asks_for_every_audience_that_some_api_answers_to() -> None:
    async with running() as worlds:
        configuration = config(await worlds.http.get(BY_ORIGIN))
    assert [(a["id"], a["identifier"], a["hue"]) for a in configuration["audiences"]] == [
        ("bar", "https://bar.foo.com", "hue-0"),
        ("baz", "https://baz.foo.com", "hue-1"),
    ]
    assert [(d["id"], d["route"], d["hue"]) for d in configuration["doors"]] == [
        ("bar", "GET /orders", "hue-0"),
        ("baz", "GET /reports", "hue-1"),
    ]


async def test_it_may_speak_with_its_issuer_and_its_apis_and_nobody_else() -> None:
    async with running() as worlds:
        page = await worlds.http.get(BY_ORIGIN)
        directives = policy(page)
        assert directives["connect-src"] == (
            "'self' http://issuer.foo.localhost:8000 http://bar.foo.localhost:8000 http://baz.foo.localhost:8000"
        )
        assert directives["frame-src"] == "http://issuer.foo.localhost:8000"
        assert (directives["default-src"], directives["worker-src"], directives["form-action"]) == (
            "'self'",
            "'self'",
            "'none'",
        )
        assert (page.headers["cache-control"], page.headers["referrer-policy"]) == ("no-store", "no-referrer")
        worker = await worlds.http.get(f"{BY_ORIGIN}worker.js")
        assert policy(worker) == directives  # a worker is held to the policy it was served with
        assert worker.headers["content-type"].startswith("text/javascript")


async def test_only_at_its_origin_has_it_a_worker() -> None:
    """The library's worker wants an issuer without a path."""
    async with running() as worlds:
        assert config(await worlds.http.get(BY_ORIGIN))["worker"] == "/worker.js"
        assert config(await worlds.http.get(BY_PATH))["worker"] is None


async def test_it_shows_the_very_code_that_runs() -> None:
    async with running() as worlds:
        page = (await worlds.http.get(BY_ORIGIN)).text
    assert "getTokenSilently({ authorizationParams" in page
    assert "code_challenge_method: &#34;S256&#34;" in page


async def test_it_asks_the_two_questions_of_the_scenarios() -> None:
    async with running() as worlds:
        page = (await worlds.http.get(BY_ORIGIN)).text
    asked = re.findall(r'data-check="(\w+)">.*?<h3>(.*?) <', page)
    assert asked == [(check, WORDS[check].question) for check in ("signature", "audience")]


async def test_at_an_address_that_is_not_registered_nobody_is_sent_back_to() -> None:
    text = TEXT.replace("      - http://localhost:8000/worlds/foo/clients/www/callback\n", "")
    async with running(world(text)) as worlds:
        assert config(await worlds.http.get(BY_PATH))["redirect_uri"] is None
        assert config(await worlds.http.get(BY_ORIGIN))["redirect_uri"] == f"{BY_ORIGIN}callback"


@pytest.mark.parametrize("client", ["nightly", "bar-backend"])
async def test_a_client_that_is_no_app_in_a_browser_has_no_page(client: str) -> None:
    async with running() as worlds:
        answer = await worlds.http.get(f"/worlds/foo/clients/{client}/")
        assert (answer.status_code, "no app in a browser" in answer.text) == (404, True)


@pytest.mark.parametrize(
    ("method", "path", "status"), [("GET", "nowhere", 404), ("POST", "", 405), ("GET", "callback/", 404)]
)
async def test_what_it_does_not_have_is_told_kindly(method: str, path: str, status: int) -> None:
    async with running() as worlds:
        answer = await worlds.http.request(method, f"{BY_PATH}{path}")
        assert (answer.status_code, set(answer.json())) == (status, {"error", "error_description"})


async def test_what_a_world_says_is_text_and_data_never_a_script() -> None:
    text = TEXT.replace("https://baz.foo.com", "https://baz.foo.com/</script><script>alert(1)</script>")
    async with running(world(text)) as worlds:
        page = await worlds.http.get(BY_ORIGIN)
    assert "<script>alert" not in page.text
    assert config(page)["audiences"][1]["identifier"].endswith("</script><script>alert(1)</script>")


async def test_it_needs_no_pages_around_it() -> None:
    app = served(Network({"foo": FOO, "two": TWO}), KEYS, PUBLIC_URL)
    async with httpx2.AsyncClient(transport=httpx2.ASGITransport(app=app), base_url=PUBLIC_URL) as http:
        assert (await http.get("/worlds/two/clients/reader/")).status_code == 200


async def test_the_host_of_a_request_is_not_believed() -> None:
    live_host = "evil.example"
    async with running() as worlds:
        configuration = config(await worlds.http.get(BY_PATH, headers={"host": live_host}))
    assert live_host not in json.dumps(configuration)
