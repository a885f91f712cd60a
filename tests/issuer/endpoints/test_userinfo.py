"""``/userinfo``: the issuer's own API asks of a token what every API has to ask."""

import httpx2
import pytest

from tests.running import ISSUER, App, Running, bearer

BAR = "https://bar.foo.com"


async def userinfo(app: App, token: str, issuer: str = ISSUER) -> httpx2.Response:
    return await app.http.get(f"{issuer}userinfo", headers=bearer(token))


async def test_an_opaque_token_tells_what_its_scopes_allow(app: App) -> None:
    everything = (await app.tokens(scope="openid profile email"))["access_token"]
    answer = await userinfo(app, everything)
    assert answer.json() == {"sub": "alice", "name": "Alice", "email": "alice@foo.com"}
    assert answer.headers["cache-control"] == "no-store"
    assert (await userinfo(app, (await app.tokens(scope="openid"))["access_token"])).json() == {"sub": "alice"}


async def test_a_token_for_bar_and_userinfo_is_good_at_both(app: App) -> None:
    token = (await app.tokens(audience=BAR, scope="openid email read:orders"))["access_token"]
    assert (await userinfo(app, token)).json() == {"sub": "alice", "email": "alice@foo.com"}
    assert (await app.http.get("/worlds/foo/apis/bar/orders", headers=bearer(token))).status_code == 200


async def test_a_token_for_bar_alone_is_refused_for_its_audience(app: App) -> None:
    answer = await userinfo(app, (await app.tokens(audience=BAR))["access_token"])
    assert (answer.status_code, answer.json()["error"]) == (401, "invalid_token")
    assert "audience" in answer.json()["error_description"]
    assert 'error="invalid_token"' in answer.headers["www-authenticate"]


async def test_an_id_token_is_refused_for_its_audience(app: App) -> None:
    answer = await userinfo(app, (await app.tokens(scope="openid"))["id_token"])
    assert (answer.status_code, answer.json()["error"]) == (401, "invalid_token")


async def test_a_token_of_the_issuer_by_its_other_name_is_good(live: Running, app: App) -> None:
    origin = "http://issuer.foo.localhost:8000/"
    by_origin = App(live.http, issuer=origin)
    token = (await by_origin.tokens(audience=BAR, scope="openid"))["access_token"]
    assert (await userinfo(app, token)).status_code == 200
    assert (await userinfo(app, token, origin)).status_code == 200


async def test_without_openid_there_is_nothing_to_know(app: App) -> None:
    answer = await userinfo(app, (await app.tokens(scope="profile"))["access_token"])
    assert (answer.status_code, answer.json()["error"]) == (403, "insufficient_scope")
    assert 'scope="openid"' in answer.headers["www-authenticate"]


async def test_an_expired_token_is_refused(live: Running, app: App) -> None:
    tokens = [
        (await app.tokens(scope="openid"))["access_token"],
        (await app.tokens(audience=BAR, scope="openid"))["access_token"],
    ]
    live.clock.now += 900
    for token in tokens:
        assert (await userinfo(app, token)).status_code == 401


async def test_what_came_from_a_code_that_was_used_twice_is_revoked(app: App) -> None:
    for audience in (None, BAR):
        code = await app.sign_in(audience=audience, scope="openid")
        token = (await app.redeem(code)).json()["access_token"]
        assert (await userinfo(app, token)).status_code == 200
        await app.redeem(code)
        assert (await userinfo(app, token)).status_code == 401


async def test_without_a_token_it_names_no_error(app: App) -> None:
    answer = await app.http.get(f"{ISSUER}userinfo")
    assert (answer.status_code, answer.json()) == (401, {})
    assert answer.headers["www-authenticate"] == 'Bearer realm="issuer"'


@pytest.mark.parametrize("values", [["Bearer"], ["Bearer a b"], ["Bearer a", "Bearer a"]])
async def test_malformed_credentials_are_an_invalid_request(app: App, values: list[str]) -> None:
    answer = await app.http.get(f"{ISSUER}userinfo", headers=[("Authorization", value) for value in values])
    assert (answer.status_code, answer.json()["error"]) == (400, "invalid_request")


@pytest.mark.parametrize("token", ["x", "a.b.c", "x" * 20_000, "\xff"])
async def test_noise_is_an_invalid_token(app: App, token: str) -> None:
    headers = [(b"authorization", b"Bearer " + token.encode("latin-1"))]
    answer = await app.http.get(f"{ISSUER}userinfo", headers=headers)
    assert (answer.status_code, answer.json()["error"]) == (401, "invalid_token")


async def test_a_post_is_answered_as_a_get(app: App) -> None:
    token = (await app.tokens(scope="openid"))["access_token"]
    assert (await app.http.post(f"{ISSUER}userinfo", headers=bearer(token))).json() == {"sub": "alice"}
