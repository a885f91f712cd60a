"""What a worker does not remember is answered by the process that does; everything else it answers by itself."""

import time
from collections.abc import AsyncIterator
from typing import Any

import httpx2
import pytest
from starlette.types import ASGIApp, Receive, Scope, Send

from sandbox.http.elsewhere import KeptElsewhere, answered, passing_on
from sandbox.network import Network, served
from sandbox.settings import LIMITS
from tests.running import BAR, FOO, ISSUER, KEYS, PUBLIC_URL, App, bearer, machine_token
from tests.tokens.test_proofs import proof


class Workers:
    """A worker without memory, and what it passes on to the process that has it."""

    def __init__(self) -> None:
        self.passed_on: list[str] = []
        network = Network({"foo": FOO}, public_url=PUBLIC_URL)
        self._keeper = served(network, KEYS, PUBLIC_URL)
        self.app = passing_on(served(network, KEYS, PUBLIC_URL, remembers=False), self._pass_on)

    async def _pass_on(self, request: dict[str, Any]) -> dict[str, Any]:
        self.passed_on.append(request["path"].rpartition("/")[2])
        return await answered(self._keeper, request)


@pytest.fixture
def workers() -> Workers:
    return Workers()


@pytest.fixture
async def http(workers: Workers) -> AsyncIterator[httpx2.AsyncClient]:
    transport = httpx2.ASGITransport(app=workers.app)
    async with httpx2.AsyncClient(transport=transport, base_url=PUBLIC_URL) as client:
        yield client


async def test_what_needs_no_memory_is_answered_by_the_worker(workers: Workers, http: httpx2.AsyncClient) -> None:
    assert (await http.get(f"{ISSUER}.well-known/jwks.json")).status_code == 200
    assert (await http.get(f"{ISSUER}.well-known/openid-configuration")).status_code == 200
    token = (await machine_token(http)).json()["access_token"]
    assert (await http.get(f"{BAR}/orders", headers=bearer(token))).status_code == 200
    assert (await machine_token(http, client_secret="wrong")).status_code == 401
    assert workers.passed_on == []


async def test_a_sign_in_is_remembered_elsewhere(workers: Workers, http: httpx2.AsyncClient) -> None:
    app = App(http)
    code = await app.sign_in(scope="openid offline_access")
    tokens = (await app.redeem(code)).json()
    known = await http.get(f"{ISSUER}userinfo", headers=bearer(tokens["access_token"]))
    assert known.json()["sub"] == "alice"
    assert (await app.redeem(code)).json()["error"] == "invalid_grant"
    after = await http.get(f"{ISSUER}userinfo", headers=bearer(tokens["access_token"]))
    assert after.status_code == 401  # a code that comes twice revokes what came of it
    assert set(workers.passed_on) == {"authorize", "token", "userinfo"}


async def test_a_proof_that_came_before_is_known_elsewhere(workers: Workers, http: httpx2.AsyncClient) -> None:
    sent = {"dpop": proof(htm="POST", htu=f"{ISSUER}oauth/token", iat=int(time.time()))}
    form = {
        "grant_type": "client_credentials",
        "client_id": "nightly",
        "client_secret": "nightly-secret",
        "audience": "https://bar.foo.com",
    }
    first, second = [await http.post(f"{ISSUER}oauth/token", data=form, headers=sent) for _ in range(2)]
    assert first.json()["token_type"] == "DPoP"
    assert second.json()["error"] == "invalid_dpop_proof"
    assert workers.passed_on == ["token", "token"]


async def test_a_long_body_is_passed_on_up_to_a_bound(http: httpx2.AsyncClient) -> None:
    form = {"grant_type": "authorization_code", "client_id": "www", "code": "x" * 2 * LIMITS.author_form_bytes}
    answer = await App(http).ask(**form)
    assert answer.status_code in (400, 413)


async def test_a_body_that_nobody_read_is_passed_on_whole() -> None:
    parts = [b"first ", b"second"]

    async def forgetful(_scope: Scope, _receive: Receive, _send: Send) -> None:
        raise KeptElsewhere

    async def echo(scope: Scope, receive: Receive, send: Send) -> None:
        del scope
        await send({"type": "http.response.start", "status": 201, "headers": [(b"x-same", "ü".encode("latin-1"))]})
        await send({"type": "http.response.body", "body": (await receive())["body"]})

    async def pass_on(request: dict[str, Any]) -> dict[str, Any]:
        return await answered(echo, request)

    async def body() -> AsyncIterator[bytes]:
        for part in parts:
            yield part

    app: ASGIApp = passing_on(forgetful, pass_on)
    async with httpx2.AsyncClient(transport=httpx2.ASGITransport(app=app), base_url=PUBLIC_URL) as client:
        answer = await client.post("/anything", content=body())
    assert (answer.status_code, answer.content, answer.headers["x-same"]) == (201, b"first second", "ü")
