"""Introspection (RFC 7662): only the api that a token is addressed to is told what it says."""

from typing import Any

import httpx2
import pytest

from tests.running import FOO_FILE, ISSUER, App, Running, machine_token, opened, running, world

BAR, BAZ = "https://bar.foo.com", "https://baz.foo.com"
BACKEND = ("bar-backend", "bar-backend-secret")


async def introspect(app: App, token: str | None, who: tuple[str, str] = BACKEND, **more: str) -> httpx2.Response:
    form = {**({} if token is None else {"token": token}), **more}
    return await app.http.post(f"{ISSUER}oauth/introspect", data=form, auth=who)


async def introspected(app: App, token: str, who: tuple[str, str] = BACKEND) -> dict[str, Any]:
    answer = await introspect(app, token, who)
    assert (answer.status_code, answer.headers["cache-control"]) == (200, "no-store")
    body: dict[str, Any] = answer.json()
    return body


async def test_bar_is_told_of_a_token_for_bar(app: App) -> None:
    token = (await app.tokens(audience=BAR, scope="read:orders"))["access_token"]
    claims = opened(token)[1]
    introspection = await introspected(app, token)
    assert introspection == {
        "active": True,
        "token_type": "Bearer",
        "client_id": "www",
        **{name: claims[name] for name in ("iss", "sub", "aud", "scope", "iat", "exp")},
    }


async def test_bar_is_told_nothing_of_a_token_for_baz(app: App) -> None:
    token = (await app.tokens(audience=BAZ))["access_token"]
    assert await introspected(app, token) == {"active": False}


async def test_a_client_that_is_no_api_is_told_nothing_even_of_its_own_token(live: Running, app: App) -> None:
    token = (await machine_token(live.http)).json()["access_token"]
    assert await introspected(app, token, ("nightly", "nightly-secret")) == {"active": False}
    assert (await introspected(app, token))["active"] is True


async def test_what_is_no_good_is_not_active(live: Running, app: App) -> None:
    tokens = await app.tokens(audience=BAR, scope="openid read:orders")
    for bad in (tokens["id_token"], "x", f"{tokens['access_token'][:-4]}AAAA", "x" * 20_000, "a.b.c"):
        assert await introspected(app, bad) == {"active": False}
    live.clock.now += 900
    assert await introspected(app, tokens["access_token"]) == {"active": False}


async def test_a_revoked_sign_in_leaves_nothing_active(app: App) -> None:
    code = await app.sign_in(audience=BAR)
    token = (await app.redeem(code)).json()["access_token"]
    assert (await introspected(app, token))["active"] is True
    await app.redeem(code)
    assert await introspected(app, token) == {"active": False}


async def test_an_api_with_several_audiences_is_told_of_each() -> None:
    text = FOO_FILE.read_text().replace("    accepts: [bar]\n", "    accepts: [bar, everything]\n")
    async with running(world(text)) as worlds:
        app = App(worlds.http)
        for audience in (BAR, "https://api.foo.com"):
            assert (await introspected(app, (await app.tokens(audience=audience))["access_token"]))["active"] is True


@pytest.mark.parametrize("who", [("nobody", "x"), ("bar-backend", "wrong"), ("nightly", "")])
async def test_who_asks_must_authenticate(app: App, who: tuple[str, str]) -> None:
    answer = await introspect(app, "x", who)
    assert (answer.status_code, answer.json()["error"]) == (401, "invalid_client")
    assert answer.headers["www-authenticate"] == 'Basic realm="issuer"'


async def test_a_public_client_may_not_ask(app: App) -> None:
    answer = await app.http.post(f"{ISSUER}oauth/introspect", data={"client_id": "www", "token": "x"})
    assert (answer.status_code, answer.json()["error"]) == (401, "invalid_client")


async def test_without_a_token_there_is_nothing_to_ask(app: App) -> None:
    answer = await introspect(app, None)
    assert (answer.status_code, answer.json()["error"]) == (400, "invalid_request")


async def test_the_hint_changes_nothing(app: App) -> None:
    token = (await app.tokens(audience=BAR))["access_token"]
    assert (await introspect(app, token, token_type_hint="refresh_token")).json()["active"] is True
