"""Where requests go: by path, by host, or nowhere. Nothing from outside says in which instance or deployment."""

from collections.abc import AsyncIterator
from typing import Any
from urllib.parse import quote

import httpx2
import pytest
from starlette.responses import PlainTextResponse
from starlette.types import Receive, Scope, Send

from sandbox.network import Destination, Network, create_replayer, served
from sandbox.worlds.instance import BY_ORIGIN, DEPLOYMENT, SCOPE_KEY
from tests.running import FOO, KEYS, PUBLIC_URL, TWO, Running, running

WORLDS = {"foo": FOO, "two": TWO}
NETWORK = Network(WORLDS)


@pytest.fixture
async def live() -> AsyncIterator[Running]:
    async with running() as worlds:
        yield worlds


def sought(path: str, host: str = "localhost:8000") -> Destination | None:
    return NETWORK.destination({"type": "http", "path": path, "headers": [(b"host", host.encode())]})


@pytest.mark.parametrize(
    ("path", "world", "kind", "part", "root_path"),
    [
        ("/worlds/foo/issuer/authorize", "foo", "issuer", "issuer", "/worlds/foo/issuer"),
        ("/worlds/foo/issuer", "foo", "issuer", "issuer", "/worlds/foo/issuer"),
        ("/worlds/two/issuers/partner/oauth/token", "two", "issuer", "partner", "/worlds/two/issuers/partner"),
        ("/worlds/foo/apis/bar/orders", "foo", "api", "bar", "/worlds/foo/apis/bar"),
        ("/worlds/foo/apis/bar", "foo", "api", "bar", "/worlds/foo/apis/bar"),
        ("/worlds/foo/apis/baz;audience=off/r", "foo", "api", "baz", "/worlds/foo/apis/baz;audience=off"),
        ("/worlds/foo/clients/www/callback", "foo", "client", "www", "/worlds/foo/clients/www"),
        ("/worlds/foo/clients/nightly", "foo", "client", "nightly", "/worlds/foo/clients/nightly"),
    ],
)
def test_a_path_leads_to_a_part(path: str, world: str, kind: str, part: str, root_path: str) -> None:
    where = sought(path)
    assert where is not None
    assert (where.world, where.kind, where.part, where.root_path) == (world, kind, part, root_path)
    assert where.by_origin is False


@pytest.mark.parametrize(
    ("host", "world", "kind", "part"),
    [
        ("issuer.foo.localhost:8000", "foo", "issuer", "issuer"),
        ("partner.two.localhost", "two", "issuer", "partner"),
        ("bar.foo.localhost:8000", "foo", "api", "bar"),
        ("BAZ.Foo.LocalHost:9", "foo", "api", "baz"),
        ("www.foo.localhost:8000", "foo", "client", "www"),
    ],
)
def test_a_host_leads_to_a_part_whatever_the_path(host: str, world: str, kind: str, part: str) -> None:
    for path in ("/", "/orders", "/worlds/two/issuer/authorize", "/baz;audience=off/x"):
        assert sought(path, host) == Destination(world, kind, part, "", by_origin=True)


@pytest.mark.parametrize(
    ("inserted", "root_path"),
    [
        ("oauth-authorization-server/worlds/foo/issuer", "/worlds/foo/issuer"),
        ("oauth-authorization-server/worlds/foo/issuer/", "/worlds/foo/issuer"),
        ("oauth-authorization-server/worlds/two/issuers/partner", "/worlds/two/issuers/partner"),
        ("oauth-protected-resource/worlds/foo/apis/bar", "/worlds/foo/apis/bar"),
        ("oauth-protected-resource/worlds/foo/apis/baz;audience=off", "/worlds/foo/apis/baz;audience=off"),
    ],
)
def test_a_document_about_a_part_stands_before_the_path_of_the_part(inserted: str, root_path: str) -> None:
    """RFC 8414 §3.1, RFC 9728 §3.1."""
    where = sought(f"/.well-known/{inserted}")
    assert where is not None
    assert where.root_path == root_path
    assert where.well_known == f"{root_path}/.well-known/{inserted.partition('/')[0]}"


@pytest.mark.parametrize(
    "inserted",
    [
        "oauth-authorization-server",
        "oauth-authorization-server/",
        "oauth-authorization-server/worlds/foo/issuer/authorize",
        "oauth-authorization-server/worlds/foo",
        "openid-configuration/worlds/foo/issuer",
        "oauth-protected-resource/scenarios/x",
        "oauth-protected-resource/.well-known/oauth-protected-resource/worlds/foo/apis/bar",
    ],
)
def test_no_other_place_has_such_a_document(inserted: str) -> None:
    assert sought(f"/.well-known/{inserted}") is None


@pytest.mark.parametrize(
    "path", ["/", "/worlds", "/worlds/", "/worlds/foo", "/worlds/foo/", "/worlds/foo/apiss/bar", "/scenarios"]
)
def test_other_paths_are_for_somebody_else(path: str) -> None:
    assert sought(path) is None


@pytest.mark.parametrize(
    "host", ["", "localhost", "foo.localhost", "bar.foo.com", "127.0.0.1:8000", "[::1]:8000", "bar.no.localhost"]
)
def test_other_hosts_are_no_part(host: str) -> None:
    assert sought("/", host) is None
    where = sought("/worlds/foo/issuer/x", host)
    assert where is not None
    assert where.by_origin is False


def test_a_part_takes_its_style_from_its_own_origin() -> None:
    assert sought("/static/css/base.css", "issuer.foo.localhost:8000") is None


@pytest.mark.parametrize(
    ("path", "host", "told", "suggestion"),
    [
        ("/worlds/fo/issuer/authorize", "localhost", "there is no world `fo`", "foo"),
        ("/worlds/Foo/apis/bar/orders", "localhost", "there is no world `Foo`", "foo"),
        ("/worlds/foo/apis/bra/orders", "localhost", "there is no api `bra`", "bar"),
        ("/worlds/foo/apis/", "localhost", "there is no api ``", None),
        ("/worlds/two/issuers/partnr/authorize", "localhost", "there is no issuer `partnr`", "partner"),
        ("/worlds/two/issuers/issuer/authorize", "localhost", "there is no issuer `issuer`", None),
        ("/worlds/foo/clients/ww/", "localhost", "there is no client `ww`", "www"),
        ("/.well-known/oauth-protected-resource/worlds/foo/apis/bra", "localhost", "there is no api `bra`", "bar"),
        ("/orders", "baar.foo.localhost:8000", "there is no part of foo called `baar`", "bar"),
    ],
)
async def test_a_part_that_is_none_is_a_404_with_a_suggestion(
    live: Running, path: str, host: str, told: str, suggestion: str | None
) -> None:
    answer = await live.http.get(f"{PUBLIC_URL}{path}", headers={"host": host})
    assert answer.status_code == 404
    assert answer.headers["content-type"] == "application/json"
    assert answer.headers["cache-control"] == "no-store"
    body = answer.json()
    assert set(body) == {"error", "error_description", "allowed", "did_you_mean"}
    assert (body["error"], body["error_description"], body["did_you_mean"]) == ("not_found", told, suggestion)


async def test_a_long_name_is_shortened_in_the_answer(live: Running) -> None:
    for path in (
        f"/worlds/{'x' * 5000}/issuer/",
        f"/worlds/foo/apis/{'x' * 5000}/",
        f"/worlds/two/issuers/{'x' * 5000}/",
    ):
        assert len((await live.http.get(path)).content) < 500


async def test_an_address_that_is_for_no_part_says_which_worlds_there_are(live: Running) -> None:
    answer = await live.http.get("/nowhere")
    assert (answer.status_code, answer.json()["allowed"]) == (404, ["/worlds/foo/", "/worlds/two/"])


async def test_what_is_for_no_part_is_served_by_the_pages() -> None:
    app = served(Network(WORLDS, otherwise=PlainTextResponse("a page")), KEYS, PUBLIC_URL)
    async with httpx2.AsyncClient(transport=httpx2.ASGITransport(app=app), base_url=PUBLIC_URL) as http:
        assert (await http.get("/nowhere")).text == "a page"
        assert (await http.get("/static/x.css", headers={"host": "bar.foo.localhost"})).text == "a page"
        assert (await http.get("/worlds/foo/apis/bar/orders")).status_code == 401


async def test_a_part_is_built_once(live: Running) -> None:
    for _ in range(3):
        await live.http.get("/worlds/foo/apis/bar/orders")
    assert list(live.network._apps) == [("foo", "api", "bar")]


@pytest.mark.parametrize("key", [SCOPE_KEY, BY_ORIGIN, DEPLOYMENT, "root_path"])
async def test_no_key_of_the_scope_can_be_set_from_outside(key: str) -> None:
    """Whatever is sent, the part that serves sees what the network wrote."""
    seen: list[dict[str, Any]] = []

    async def part(scope: Scope, receive: Receive, send: Send) -> None:
        seen.append({name: scope.get(name) for name in (SCOPE_KEY, BY_ORIGIN, DEPLOYMENT, "root_path")})
        await PlainTextResponse("served")(scope, receive, send)

    async with running() as live:
        live.network._apps["foo", "api", "bar"] = part
        for sent in ("x", "audience=off", "1"):
            headers = {key: sent, f"x-{key}": sent, "cookie": f"{key}={sent}", "x-forwarded-prefix": sent}
            await live.http.post(f"/worlds/foo/apis/bar/orders?{key}={sent}", headers=headers, data={key: sent})
        assert (
            seen
            == [
                {
                    SCOPE_KEY: live.network.instance,
                    BY_ORIGIN: False,
                    DEPLOYMENT: {},
                    "root_path": "/worlds/foo/apis/bar",
                }
            ]
            * 3
        )


async def test_a_deployment_in_the_scope_of_a_server_is_overwritten() -> None:
    """Even a server that lets a scope through cannot name a deployment: only the address does."""
    seen: list[Any] = []
    network = Network(WORLDS)

    async def part(scope: Scope, receive: Receive, send: Send) -> None:
        seen.append((scope[DEPLOYMENT], scope[BY_ORIGIN]))

    network._apps["foo", "api", "bar"] = part

    async def nothing(*_: Any) -> Any:
        return None

    scope = {
        "type": "http",
        "path": "/worlds/foo/apis/bar/orders",
        "headers": [],
        DEPLOYMENT: {"audience": "off"},
        BY_ORIGIN: True,
    }
    await network(scope, nothing, nothing)
    assert seen == [({}, False)]


def test_a_theatre_plays_on_the_same_worlds() -> None:
    assert create_replayer(WORLDS, KEYS, PUBLIC_URL) is not None


async def test_the_worlds_clients_may_read_every_part_from_their_own_origin(live: Running) -> None:
    """The CORS protocol: the preflight of a call with a token, and of Auth0's token request."""
    asks = {
        "origin": "http://www.foo.localhost:8000",
        "access-control-request-method": "POST",
        "access-control-request-headers": "auth0-client,authorization,content-type",
    }
    for path in ("issuer/oauth/token", "apis/bar/orders"):
        preflight = await live.http.options(f"/worlds/foo/{path}", headers=asks)
        assert preflight.status_code == 200, preflight.text
        assert preflight.headers["access-control-allow-origin"] == asks["origin"]
        assert "access-control-allow-credentials" not in preflight.headers
    answer = await live.http.get("/worlds/foo/apis/bar/orders", headers={"origin": asks["origin"]})
    assert answer.headers["access-control-allow-origin"] == asks["origin"]
    assert answer.headers["access-control-expose-headers"] == "WWW-Authenticate"


@pytest.mark.parametrize("origin", ["http://evil.example", "http://www.foo.localhost:9000", "https://x", "null"])
async def test_nobody_else_may(live: Running, origin: str) -> None:
    asks = {"origin": origin, "access-control-request-method": "GET", "access-control-request-headers": "authorization"}
    for path in ("issuer/oauth/token", "apis/bar/orders"):
        preflight = await live.http.options(f"/worlds/foo/{path}", headers=asks)
        assert preflight.status_code == 400
        assert "access-control-allow-origin" not in preflight.headers
    answer = await live.http.get("/worlds/foo/apis/bar/orders", headers={"origin": origin})
    assert "access-control-allow-origin" not in answer.headers


async def test_a_client_lives_where_the_server_is_really_reached() -> None:
    async with running(public_url="http://localhost:9123") as worlds:
        callback = quote("http://www.foo.localhost:9123/callback", safe="")
        query = f"response_type=code&client_id=www&redirect_uri={callback}&code_challenge={'a' * 43}"
        page = await worlds.http.get(f"/worlds/foo/issuer/authorize?{query}&code_challenge_method=S256")
        assert page.status_code == 200
        page = await worlds.http.get(f"/worlds/foo/issuer/authorize?{query.replace('9123', '8000')}")
        assert page.status_code == 400
