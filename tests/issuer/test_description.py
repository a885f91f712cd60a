"""The issuer's description is true: in both directions, for every status, and under both of its names."""

import json
from typing import Any
from urllib.parse import urlencode, urlsplit

import pytest

from sandbox.issuer.app import create_issuer
from sandbox.settings import LIMITS
from sandbox.worlds.addresses import api_path, issuer_path
from sandbox.worlds.loading import load_world
from sandbox.worlds.model import World
from tests.openapi import METHODS, RecordingClient, description_of, routes_of
from tests.running import (
    FOO,
    FOO_FILE,
    FORM,
    ISSUER,
    PUBLIC_URL,
    TWO,
    App,
    Running,
    bearer,
    machine_token,
    running,
    world,
)

TWO_ISSUER = f"{PUBLIC_URL}/worlds/two/issuer/"
PARTNER = f"{PUBLIC_URL}/worlds/two/issuers/partner/"
ISSUERS = [(FOO, "issuer", ISSUER), (TWO, "issuer", TWO_ISSUER), (TWO, "partner", PARTNER)]
every_issuer = pytest.mark.parametrize(("world", "issuer", "iss"), ISSUERS)
WIDE = {"token": "x" * LIMITS.form_bytes}


@every_issuer
async def test_every_route_is_described_and_every_description_has_its_route(
    live: Running, world: World, issuer: str, iss: str
) -> None:
    assert (await description_of(live.http, iss)).operations == routes_of(create_issuer(world, issuer))


@every_issuer
async def test_every_path_described_answers_by_the_methods_described_and_by_no_other(
    live: Running, world: World, issuer: str, iss: str
) -> None:
    description = await description_of(live.http, iss)
    for path in description.document["paths"]:
        for method in METHODS:
            answer = await live.http.request(method, description.server + path)
            assert (answer.status_code != 405) == ((method, path) in description.operations)
            assert answer.status_code != 404


@every_issuer
async def test_it_is_valid_openapi(live: Running, world: World, issuer: str, iss: str) -> None:
    description = await description_of(live.http, iss)
    assert description.document["openapi"] == "3.1.0"
    assert description.labels() == {f"{method} {path}" for method, path in description.operations}
    ids = [one["operationId"] for path in description.document["paths"].values() for one in path.values()]
    assert len(ids) == len(set(ids))


@pytest.mark.parametrize("iss", [iss for _, _, iss in ISSUERS] + ["http://partner.two.localhost:8000/"])
async def test_it_names_the_server_by_the_name_it_was_reached_by(live: Running, iss: str) -> None:
    assert f"{(await description_of(live.http, iss)).server}/" == iss


async def test_it_never_names_a_server_from_a_host_header(live: Running) -> None:
    answer = await live.http.get(f"{ISSUER}openapi.json", headers={"host": "evil.example"})
    assert answer.json()["servers"] == [{"url": ISSUER.rstrip("/")}]


@every_issuer
async def test_every_endpoint_of_discovery_is_described(live: Running, world: World, issuer: str, iss: str) -> None:
    named = (await live.http.get(f"{iss}.well-known/openid-configuration")).json()
    paths = {url.removeprefix(iss.rstrip("/")) for name, url in named.items() if name.endswith(("_endpoint", "_uri"))}
    assert len(paths) > 6
    assert paths <= set((await description_of(live.http, iss)).document["paths"])


@every_issuer
async def test_no_secret_of_the_world_stands_in_it(live: Running, world: World, issuer: str, iss: str) -> None:
    text = json.dumps((await description_of(live.http, iss)).document)
    secrets = [client.secret for client in world.clients.values() if client.secret and len(client.secret) > 1]
    assert secrets
    assert not [secret for secret in secrets if secret in text]


@pytest.fixture
async def client(live: Running) -> RecordingClient:
    return RecordingClient(live.http, await description_of(live.http, ISSUER))


async def test_every_status_described_is_really_answered_and_every_answer_is_as_described(
    client: RecordingClient, app: App
) -> None:
    await documents(client)
    await signing_in(client, app)
    await tokens(client, app)
    await signing_out(client)
    assert client.unseen() == set()


async def test_the_other_dialect_says_invalid_target_where_auth0_says_access_denied(live: Running, web: App) -> None:
    client = RecordingClient(live.http, await description_of(live.http, web.issuer))
    form = {"grant_type": "client_credentials", "client_id": "web", "client_secret": web.secret}
    for audience, status in (("https://notes.two.example.org", 200), ("https://mail.two.example.org", 400)):
        answer = await client.ask("POST", "/oauth/token", data={**form, "audience": audience})
        assert answer.status_code == status
    assert ("POST", "/oauth/token", 403) not in client.description.statuses


async def documents(client: RecordingClient) -> None:
    for path in client.description.document["paths"]:
        if path.endswith((".json", "configuration", "server")):
            await client.ask("GET", path)


async def signing_in(client: RecordingClient, app: App) -> None:
    query = urlsplit(app.authorization_url(audience="https://bar.foo.com", scope="openid offline_access")).query
    requested = f"/authorize?{query}"
    for method in ("GET", "POST"):
        form = {"data": {"nothing": "1"}} if method == "POST" else {}
        await ask_query(client, method, requested, **form)
        await ask_query(client, method, f"{requested}&prompt=none", **form)
        await ask_query(client, method, "/authorize", **form)
    await ask_query(client, "POST", "/authorize", content=query, headers=FORM)
    await ask_query(client, "POST", requested, data=WIDE)


async def ask_query(client: RecordingClient, method: str, address: str, **request: Any) -> None:
    path, _, query = address.partition("?")
    await client.ask(method, path, params=query, **request)


async def tokens(client: RecordingClient, app: App) -> None:
    got = await app.tokens(audience="https://bar.foo.com", scope="openid profile offline_access read:orders")
    machine = (await machine_token(app.http)).json()["access_token"]
    renewal = {"grant_type": "refresh_token", "client_id": "www", "refresh_token": got["refresh_token"]}
    denied = {"grant_type": "client_credentials", "client_id": "www"}
    for form in (renewal, renewal, denied, {"client_id": "www"}, {"client_id": "nobody"}, WIDE):
        await client.ask("POST", "/oauth/token", data=form)
    got = await app.tokens(audience="https://bar.foo.com", scope="openid profile email read:orders")
    for method in ("GET", "POST"):
        for headers in ({}, bearer(""), bearer("a.b.c"), bearer(machine), bearer(got["access_token"])):
            await client.ask(method, "/userinfo", headers=headers)
    opaque = (await app.tokens(scope="openid"))["access_token"]
    for method in ("GET", "POST"):
        await client.ask(method, "/userinfo", headers=bearer(opaque))
        answer = await client.ask(
            method, "/userinfo", headers=bearer((await app.tokens(scope="profile"))["access_token"])
        )
        assert answer.status_code == 403
    backend = {"client_id": "bar-backend", "client_secret": "bar-backend-secret"}
    for path in ("/oauth/introspect", "/oauth/revoke"):
        for form in (
            {**backend, "token": got["access_token"]},
            {**backend, "token": "x"},
            backend,
            {},
            {"client_id": "nobody"},
            WIDE,
        ):
            await client.ask("POST", path, data=form)


async def signing_out(client: RecordingClient) -> None:
    back = {"client_id": "www", "post_logout_redirect_uri": "http://www.foo.localhost:8000/"}
    auth0 = {"client_id": "www", "returnTo": "http://www.foo.localhost:8000/"}
    for form in ({}, back, {**back, "client_id": "nightly"}):
        await client.ask("GET", "/oidc/logout", params=form)
        await client.ask("POST", "/oidc/logout", content=urlencode(form), headers=FORM)
    await client.ask("POST", "/oidc/logout", data=WIDE)
    for query in ({}, auth0, {**auth0, "client_id": "nightly"}):
        await client.ask("GET", "/v2/logout", params=query)


@pytest.mark.parametrize("name", sorted(path.stem for path in FOO_FILE.parent.glob("*.yaml")))
async def test_every_part_of_every_shipped_world_is_described(name: str) -> None:
    shipped = load_world(FOO_FILE.parent / f"{name}.yaml")
    async with running(shipped) as live:
        issuers = [issuer_path(name, issuer) for issuer in shipped.issuers]
        for address in (*issuers, *(api_path(name, api) for api in shipped.apis)):
            assert (await description_of(live.http, PUBLIC_URL + address)).labels()


async def test_a_world_with_nothing_in_it_is_described_all_the_same() -> None:
    bare = "{world: bare, title: Bare, domain: a.b, issuers: {issuer: {}}, clients: {c: {grants: []}}}"
    async with running(world(bare)) as live:
        description = await description_of(live.http, f"{PUBLIC_URL}/worlds/bare/issuer")
    assert description.labels()
