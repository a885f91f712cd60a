"""An api's description is true: in both directions, for every status, and by each of its names."""

from typing import Any

import pytest
from starlette.requests import Request

from sandbox.apis.app import create_api
from sandbox.apis.description import describe
from sandbox.worlds.instance import SCOPE_KEY
from sandbox.worlds.model import World
from tests.apis.conftest import Forge
from tests.openapi import METHODS, Description, RecordingClient, description_of, routes_of
from tests.running import BAR, BAZ, FOO, PUBLIC_URL, TWO, App, Running, bearer, running, world

APIS = [(declared, api) for declared in (FOO, TWO) for api in declared.apis]
every_api = pytest.mark.parametrize(("declared", "api"), APIS)
OWN = {"/openapi.json", "/.well-known/oauth-protected-resource"}


def address(declared: World, api: str) -> str:
    return f"{PUBLIC_URL}/worlds/{declared.world}/apis/{api}"


@every_api
async def test_every_route_is_described_and_every_description_has_its_route(
    live: Running, declared: World, api: str
) -> None:
    description = await description_of(live.http, address(declared, api))
    assert description.operations == routes_of(create_api(declared, api))
    routes = {f"{method} {path}" for method, path in description.operations if path not in OWN}
    assert routes == set(declared.apis[api].routes)


@every_api
async def test_every_path_described_answers_by_the_methods_described_and_by_no_other(
    live: Running, declared: World, api: str
) -> None:
    description = await description_of(live.http, address(declared, api))
    for path in description.document["paths"]:
        for method in METHODS:
            answer = await live.http.request(method, description.server + path.replace("{id}", "7"))
            assert (answer.status_code != 405) == ((method, path) in description.operations)
            assert answer.status_code != 404


@every_api
async def test_it_is_valid_openapi(live: Running, declared: World, api: str) -> None:
    description = await description_of(live.http, address(declared, api))
    assert description.document["openapi"] == "3.1.0"
    assert description.labels() == {f"{method} {path}" for method, path in description.operations}


@pytest.mark.parametrize(
    "name", [BAR, "http://bar.foo.localhost:8000", f"{BAR};audience=off;expiry=leeway-5m", f"{BAZ};scope=off"]
)
async def test_it_names_the_server_by_the_name_it_was_reached_by(live: Running, name: str) -> None:
    assert (await description_of(live.http, name)).server == name


async def test_it_never_names_a_server_from_a_host_header(live: Running) -> None:
    answer = await live.http.get(f"{BAR}/openapi.json", headers={"host": "evil.example"})
    assert answer.json()["servers"] == [{"url": BAR}]


async def test_a_deployment_says_which_checks_it_makes_differently(live: Running) -> None:
    about = (await description_of(live.http, f"{BAZ};audience=off")).document["info"]["description"]
    assert about.endswith("This deployment makes the check `audience` so: `off`.")
    assert "deployment" not in (await description_of(live.http, BAZ)).document["info"]["description"]


async def test_it_names_the_scope_each_route_needs_and_the_issuers_whose_tokens_it_takes(live: Running) -> None:
    document = (await description_of(live.http, address(TWO, "notes"))).document
    assert document["paths"]["/notes/{id}"]["get"]["security"] == [
        {"issuer": ["notes:read"]},
        {"partner": ["notes:read"]},
    ]
    assert document["paths"]["/notes/{id}"]["delete"]["security"] == [{"issuer": []}, {"partner": []}]
    for issuer, scheme in document["components"]["securitySchemes"].items():
        flow = scheme["flows"]["authorizationCode"]
        room = "issuer" if issuer == "issuer" else f"issuers/{issuer}"
        named = (await live.http.get(f"{PUBLIC_URL}/worlds/two/{room}/.well-known/openid-configuration")).json()
        assert (flow["authorizationUrl"], flow["tokenUrl"]) == (
            named["authorization_endpoint"],
            named["token_endpoint"],
        )
        assert flow["scopes"] == {"notes:read": "Read notes", "notes:write": "Write notes"}


@pytest.mark.parametrize("api", ["bar", "baz"])
async def test_every_status_described_is_really_answered_and_every_answer_is_as_described(
    live: Running, api: str
) -> None:
    client = RecordingClient(live.http, await description_of(live.http, address(FOO, api)))
    app = App(live.http)
    identifier = f"https://{api}.foo.com"
    good = (await app.tokens(audience=identifier))["access_token"]
    for user in ("alice", "bob"):
        without = (await app.tokens(user, audience=identifier, scope="openid"))["access_token"]
        for method, path in client.description.operations:
            for headers in ({}, bearer(""), bearer("a.b.c"), bearer(without), bearer(good)):
                await client.ask(method, path, headers=headers)
    assert client.unseen() == set()


async def test_a_path_with_a_parameter_is_described_with_the_404_of_a_segment_that_is_two(live: Running) -> None:
    client = RecordingClient(live.http, await description_of(live.http, address(TWO, "notes")))
    for method in ("GET", "DELETE"):
        assert (await client.ask(method, "/notes/{id}", segment="a/b")).status_code == 404
        assert (await client.ask(method, "/notes/{id}", segment="%2F")).status_code == 404
        assert (await client.ask(method, "/notes/{id}")).status_code == 401


async def test_whatever_the_claims_are_a_deployment_without_checks_answers_as_described(
    live: Running, forge: Forge
) -> None:
    off = ";".join(f"{check}=off" for check in ("type", "issuer", "audience", "expiry", "not_before", "scope"))
    client = RecordingClient(live.http, await description_of(live.http, f"{BAR};{off}"))
    nasty: list[dict[str, Any]] = [
        {"sub": None},
        {"sub": 7},
        {"aud": {}},
        {"exp": "x"},
        {"iss": ["x"]},
        {"scope": None},
    ]
    for claims in nasty:
        await client.ask("GET", "/orders", headers=bearer(forge(**claims)))


DECLARING = """
    world: own
    title: Its own documents
    domain: own.example.org
    issuers: {issuer: {}}
    audiences: {a: {identifier: "urn:a"}}
    clients: {c: {type: confidential, secret: secret-of-c, grants: [client_credentials], audiences: {a: []}}}
    apis:
      one: {accepts: [a], routes: {"GET /openapi.json": null, "POST /.well-known/oauth-protected-resource": null}}
      two: {accepts: [a], routes: {"GET /{any}": null, "GET /x/{one}": null, "POST /x/{other}": null}}
"""


async def test_a_declared_route_stands_before_the_description() -> None:
    own = world(DECLARING)
    async with running(own) as live:
        for api in ("one", "two"):
            assert (await live.http.get(f"{address(own, api)}/openapi.json")).status_code == 401


async def test_the_description_of_an_api_that_declares_odd_routes_is_true_and_valid() -> None:
    own = world(DECLARING)
    async with running(own) as live:
        await live.http.get(address(own, "one"))
        scope = {"type": "http", SCOPE_KEY: live.network.instance}  # nobody can reach the one of "two"
        one, two = (Description(describe(own, api, Request(scope))) for api in ("one", "two"))
    assert one.labels()
    assert two.labels()
    assert one.operations == {
        ("GET", "/openapi.json"),
        ("GET", "/.well-known/oauth-protected-resource"),
        ("POST", "/.well-known/oauth-protected-resource"),
    }
    assert two.operations == {
        ("GET", "/{any}"),
        ("GET", "/x/{one}"),
        ("POST", "/x/{one}"),
        ("GET", "/.well-known/oauth-protected-resource"),
    }
