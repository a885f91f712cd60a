"""Whatever a machine makes of our descriptions: no 5xx, and every answer as described (schemathesis).

It reads the description of an issuer or api, invents requests that fit it and requests that do not, and holds each
answer against it. What it invents is the same each time.
"""

import asyncio
from collections.abc import Callable
from typing import Any

import httpx2
import pytest
import schemathesis
from hypothesis import HealthCheck, settings
from schemathesis.checks import (
    content_type_conformance,
    not_a_server_error,
    response_headers_conformance,
    response_schema_conformance,
    status_code_conformance,
)
from starlette.applications import Starlette

from sandbox.issuer.sessions import COOKIE
from sandbox.network import Network, served
from tests.running import FOO, KEYS, PUBLIC_URL, TWO, App, bearer

WORLDS = {"foo": FOO, "two": TWO}
SECRETS = {id_: client.secret for world in WORLDS.values() for id_, client in world.clients.items() if client.secret}
APP = served(Network(WORLDS, Starlette()), KEYS, PUBLIC_URL)
CHECKS = [
    not_a_server_error,
    status_code_conformance,
    content_type_conformance,
    response_headers_conformance,
    response_schema_conformance,
]
bounded = settings(
    max_examples=15, derandomize=True, deadline=None, database=None, suppress_health_check=list(HealthCheck)
)
Test = Callable[..., None]
Case = schemathesis.Case[Any]


@pytest.fixture(scope="module")
def genuine() -> dict[str, dict[str, str]]:
    """Tokens and a session of each world, such as somebody has who may be here."""

    async def signed_in() -> dict[str, dict[str, str]]:
        async with httpx2.AsyncClient(transport=httpx2.ASGITransport(app=APP), base_url=PUBLIC_URL) as http:
            www = App(http)
            two = f"{PUBLIC_URL}/worlds/two/issuer/"
            web = App(http, two, "web", "http://localhost:3000/cb", SECRETS["web"], "carol")
            return {
                "foo": await session(www, "https://bar.foo.com"),
                "two": await session(web, "https://notes.two.example.org"),
            }

    return asyncio.run(signed_in())


async def session(app: App, audience: str) -> dict[str, str]:
    tokens = await app.tokens(audience=audience, scope="openid profile read:orders notes:read")
    word = app.http.cookies[COOKIE]
    app.http.cookies.clear()
    return {**tokens, "session": word}


def strangers(address: str) -> Test:
    """Requests of somebody who has nothing."""

    @bounded
    def answers(case: Case) -> None:
        conforms(case, case.call())

    test: Test = read(address).parametrize()(answers)
    return test


def insiders(address: str) -> Test:
    """Requests of somebody who has a session, tokens and a client's secret."""
    world, is_api = address.split("/")[2], "/apis/" in address

    @bounded
    def answers(case: Case, genuine: dict[str, dict[str, str]]) -> None:
        has = genuine[world]
        for place in (case.body, case.query):
            if isinstance(place, dict):
                make_genuine(place, has)
        shown = bearer(has["access_token"]) if is_api or case.path == "/userinfo" else {}
        conforms(case, case.call(headers=shown, cookies={COOKIE: has["session"]}))

    test: Test = read(address).parametrize()(answers)
    return test


def make_genuine(parameters: dict[str, Any], has: dict[str, str]) -> None:
    """Put genuine tokens, and a client's secret, where some were invented."""
    genuine = {"token": "access_token", "subject_token": "access_token", "id_token_hint": "id_token"}
    parameters.update({name: has[token] for name, token in genuine.items() if name in parameters})
    parameters.pop("client_assertion", None)
    parameters.pop("client_assertion_type", None)
    client = parameters.get("client_id")
    if isinstance(client, str) and client in SECRETS:
        parameters["client_secret"] = SECRETS[client]


def read(address: str) -> Any:
    """A description, read from the running application."""
    return schemathesis.openapi.from_asgi(f"{address}/openapi.json", APP)


def conforms(case: Case, answer: Any) -> None:
    case.validate_response(answer, checks=CHECKS)


test_strangers_at_the_issuer_of_foo = strangers("/worlds/foo/issuer")
test_insiders_at_the_issuer_of_foo = insiders("/worlds/foo/issuer")
test_strangers_at_the_issuer_of_two = strangers("/worlds/two/issuer")
test_insiders_at_the_issuer_of_two = insiders("/worlds/two/issuer")
test_strangers_at_bar = strangers("/worlds/foo/apis/bar")
test_insiders_at_bar = insiders("/worlds/foo/apis/bar")
test_strangers_at_baz = strangers("/worlds/foo/apis/baz")
test_insiders_at_baz = insiders("/worlds/foo/apis/baz")
test_strangers_at_notes = strangers("/worlds/two/apis/notes")
test_insiders_at_notes = insiders("/worlds/two/apis/notes")
test_insiders_at_a_careless_baz = insiders("/worlds/foo/apis/baz;audience=off;scope=off")
