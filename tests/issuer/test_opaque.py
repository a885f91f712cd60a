"""Opaque tokens that are for an audience: nobody can read them, and the issuer still asks whom they are for."""

from collections.abc import AsyncIterator

import httpx2
import pytest

from tests.running import FOO_FILE, ISSUER, App, Clock, Running, bearer, running, world

BAR, BAZ = "https://bar.foo.com", "https://baz.foo.com"
BACKEND = ("bar-backend", "bar-backend-secret")
BAZ_BACKEND = ("baz-backend", "baz-backend-secret")
PLAIN = FOO_FILE.read_text()
OPAQUE = PLAIN.replace(f"identifier: {BAR}\n", f"identifier: {BAR}\n    tokens: opaque\n").replace(
    "\nusers:",
    "\n  baz-backend: {type: confidential, secret: baz-backend-secret, api: baz, grants: [token_exchange],"
    " audiences: {bar: ['read:orders']}}\n\nusers:",
)
TELLING = OPAQUE.replace("    dialect: auth0\n", "    dialect: auth0\n    introspection: everybody\n")


@pytest.fixture
async def opaque() -> AsyncIterator[Running]:
    async with running(world(OPAQUE)) as live:
        yield live


async def introspected(app: App, token: str, who: tuple[str, str]) -> dict[str, object]:
    answer = await app.http.post(f"{ISSUER}oauth/introspect", data={"token": token}, auth=who)
    assert answer.status_code == 200
    introspection: dict[str, object] = answer.json()
    return introspection


async def test_it_is_a_word_that_says_nothing(opaque: Running) -> None:
    tokens = await App(opaque.http).tokens(audience=BAR, scope="openid read:orders")
    assert tokens["access_token"].count(".") == 0
    assert (tokens["scope"], tokens["expires_in"]) == ("openid read:orders", 900)
    assert tokens["id_token"].count(".") == 2
    assert (await App(opaque.http).tokens(audience=BAZ))["access_token"].count(".") == 2


async def test_its_addressee_is_told_what_it_would_say(opaque: Running) -> None:
    app = App(opaque.http)
    token = (await app.tokens(audience=BAR, scope="read:orders"))["access_token"]
    introspection = await introspected(app, token, BACKEND)
    assert introspection == {
        "active": True,
        "token_type": "Bearer",
        "client_id": "www",
        "iss": ISSUER,
        "sub": "alice",
        "aud": BAR,
        "scope": "read:orders",
        "iat": Clock().now,
        "exp": Clock().now + 900,
    }
    opaque.clock.now += 900
    assert await introspected(app, token, BACKEND) == {"active": False}


async def test_nobody_else_is_told_of_it(opaque: Running) -> None:
    app = App(opaque.http)
    token = (await app.tokens(audience=BAR))["access_token"]
    for who in (BAZ_BACKEND, ("nightly", "nightly-secret")):
        assert await introspected(app, token, who) == {"active": False}


@pytest.mark.parametrize("kind", [OPAQUE, PLAIN])
async def test_an_issuer_may_tell_every_client_that_proves_itself(kind: str) -> None:
    telling = kind.replace("    dialect: auth0\n", "    dialect: auth0\n    introspection: everybody\n")
    async with running(world(telling)) as live:
        app = App(live.http)
        token = (await app.tokens(audience=BAR, scope="read:orders"))["access_token"]
        introspection = await introspected(app, token, ("nightly", "nightly-secret"))
        assert (introspection["active"], introspection["aud"]) == (True, BAR)
        assert await introspected(app, "unknown", ("nightly", "nightly-secret")) == {"active": False}
        answer = await app.http.post(f"{ISSUER}oauth/introspect", data={"token": token, "client_id": "www"})
        assert answer.status_code == 401


async def test_userinfo_takes_one_that_is_for_it_and_no_other(opaque: Running) -> None:
    app = App(opaque.http)

    async def userinfo(**parameters: str) -> httpx2.Response:
        token = (await app.tokens(**parameters))["access_token"]
        return await app.http.get(f"{ISSUER}userinfo", headers=bearer(token))

    assert (await userinfo(audience=BAR, scope="openid read:orders")).json() == {"sub": "alice"}
    refused = await userinfo(audience=BAR, scope="read:orders")
    assert (refused.status_code, refused.json()["error_description"]) == (
        401,
        "The token is for somebody else than userinfo.",
    )
    assert (await userinfo(scope="openid")).json() == {"sub": "alice"}


async def test_its_addressee_may_exchange_it(opaque: Running) -> None:
    app = App(opaque.http)
    token = (await app.tokens(audience=BAR, scope="read:orders"))["access_token"]

    async def exchanged(client: str, audience: str) -> httpx2.Response:
        return await app.ask(
            grant_type="urn:ietf:params:oauth:grant-type:token-exchange",
            client_id=client,
            client_secret=f"{client}-secret",
            subject_token=token,
            subject_token_type="urn:ietf:params:oauth:token-type:access_token",
            audience=audience,
        )

    assert (await exchanged("bar-backend", BAZ)).status_code == 200
    refused = await exchanged("baz-backend", BAR)
    assert refused.json() == {
        "error": "invalid_request",
        "error_description": "The subject token is not for this client.",
    }


async def test_it_can_be_taken_back_at_once(opaque: Running) -> None:
    app = App(opaque.http)
    token = (await app.tokens(audience=BAR))["access_token"]
    assert (await introspected(app, token, BACKEND))["active"] is True
    await app.http.post(f"{ISSUER}oauth/revoke", data={"token": token, "client_id": "www"})
    assert await introspected(app, token, BACKEND) == {"active": False}
