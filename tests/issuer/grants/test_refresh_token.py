"""``refresh_token`` at the token endpoint: one sign-in, several audiences, each refresh token good once."""

from typing import Any

import httpx2
import pytest

from sandbox.settings import LIMITS
from tests.running import App, Running, opened, running, world

BAR, BAZ, API = "https://bar.foo.com", "https://baz.foo.com", "https://api.foo.com"
OFFLINE = "openid offline_access read:orders"

STRICT = world("""
    world: strict
    title: A policy in the dialect of RFC 9068
    domain: strict.example
    issuers: {issuer: {dialect: rfc9068}}
    audiences:
      one: {identifier: "https://one.strict.example"}
      two: {identifier: "https://two.strict.example"}
      three: {identifier: "https://three.strict.example"}
    clients:
      www:
        grants: [authorization_code, refresh_token]
        redirect_uris: ["http://www.foo.localhost:8000/callback"]
        audiences: {one: [], two: [], three: []}
        refresh_audiences: [one, two]
    users: {alice: {name: Alice}}
""")


async def signed_in(app: App, scope: str = OFFLINE, user: str | None = None, **changed: str | None) -> dict[str, Any]:
    return await app.tokens(user, **{"audience": BAR, "scope": scope, **changed})


async def renew(app: App, refresh_token: str | None, **changed: str | None) -> httpx2.Response:
    form = {"grant_type": "refresh_token", "client_id": app.client_id, "client_secret": app.secret, **changed}
    return await app.ask(refresh_token=refresh_token, **form)


def audience_of(answer: httpx2.Response) -> Any:
    """Whom a new access token is for, beside the issuer's own userinfo."""
    aud = opened(answer.json()["access_token"])[1]["aud"]
    others = [audience for audience in aud if not audience.endswith("/userinfo")] if isinstance(aud, list) else [aud]
    return others[0] if len(others) == 1 else others


async def test_there_is_a_refresh_token_when_offline_access_is_asked_for(app: App) -> None:
    assert "refresh_token" in await signed_in(app)
    assert "refresh_token" not in await signed_in(app, "openid read:orders")


async def test_there_is_none_for_a_client_that_may_not_refresh(web: App) -> None:
    tokens = await web.tokens(audience="https://notes.two.example.org", scope="offline_access notes:read")
    assert "refresh_token" not in tokens
    assert tokens["scope"] == "notes:read"


async def test_a_renewed_token_is_for_the_same_audience_with_the_same_scopes(live: Running, app: App) -> None:
    first = await signed_in(app)
    live.clock.now += 1
    answer = await renew(app, first["refresh_token"])
    assert (answer.status_code, answer.headers["cache-control"]) == (200, "no-store")
    assert audience_of(answer) == BAR
    assert answer.json()["scope"] == first["scope"]
    assert answer.json()["access_token"] != first["access_token"]


async def test_a_renewed_id_token_keeps_the_time_of_the_sign_in_and_has_no_nonce(live: Running, app: App) -> None:
    first = await signed_in(app, nonce="n")
    live.clock.now += 60
    second = (await renew(app, first["refresh_token"])).json()
    before, after = opened(first["id_token"])[1], opened(second["id_token"])[1]
    assert after["auth_time"] == before["auth_time"]
    assert after["iat"] == before["iat"] + 60
    assert (before["nonce"], "nonce" in after) == ("n", False)


@pytest.mark.parametrize("named_by", ["audience", "resource"])
async def test_one_refresh_token_is_good_for_the_other_audience_of_the_policy(app: App, named_by: str) -> None:
    answer = await renew(app, (await signed_in(app))["refresh_token"], **{named_by: BAZ})
    assert audience_of(answer) == BAZ
    assert answer.json()["scope"] == "openid offline_access read:reports"


async def test_the_other_audience_gives_no_more_than_is_asked_granted_and_permitted(app: App) -> None:
    answer = await renew(app, (await signed_in(app))["refresh_token"], audience=BAZ, scope="write:orders")
    assert answer.json()["scope"] == "openid offline_access"
    bob = await signed_in(app, user="bob")
    assert "read:reports" not in (await renew(app, bob["refresh_token"], audience=BAZ)).json()["scope"].split()


async def test_after_the_other_audience_comes_the_first_one_again(app: App) -> None:
    answer = await renew(app, (await signed_in(app))["refresh_token"], audience=BAZ)
    assert audience_of(await renew(app, answer.json()["refresh_token"])) == BAR


@pytest.mark.parametrize("outside", [API, "https://nobody.example"])
async def test_outside_the_policy_auth0_answers_for_the_first_audience(app: App, outside: str) -> None:
    answer = await renew(app, (await signed_in(app))["refresh_token"], audience=outside)
    assert (answer.status_code, audience_of(answer)) == (200, BAR)


async def test_a_sign_in_outside_the_policy_is_good_for_its_own_audience_alone(app: App) -> None:
    tokens = await signed_in(app, "offline_access read:orders", audience=API)
    assert audience_of(await renew(app, tokens["refresh_token"], audience=BAZ)) == API


async def test_outside_the_policy_rfc_8707_refuses_and_the_token_stays_good() -> None:
    one, two, three = (f"https://{name}.strict.example" for name in ("one", "two", "three"))
    async with running(STRICT) as worlds:
        app = App(worlds.http, issuer="http://localhost:8000/worlds/strict/issuer/")
        tokens = await signed_in(app, "offline_access", audience=one)
        refused = await renew(app, tokens["refresh_token"], resource=three)
        assert (refused.status_code, refused.json()["error"]) == (400, "invalid_target")
        assert audience_of(await renew(app, tokens["refresh_token"], resource=two)) == two


async def test_of_two_different_names_for_the_audience_auth0_takes_its_own(app: App) -> None:
    answer = await renew(app, (await signed_in(app))["refresh_token"], audience=BAZ, resource=BAR)
    assert audience_of(answer) == BAZ


async def test_a_part_of_the_scopes_may_be_asked_for_and_others_are_left_out_in_silence(app: App) -> None:
    tokens = await signed_in(app, "openid offline_access read:orders write:orders")
    less = await renew(app, tokens["refresh_token"], scope="read:orders")
    assert less.json()["scope"] == "read:orders"
    more = await renew(app, less.json()["refresh_token"], scope="read:orders read:reports")
    assert (more.status_code, more.json()["scope"]) == (200, "read:orders")
    again = await renew(app, more.json()["refresh_token"])
    assert again.json()["scope"] == tokens["scope"], "what was granted at the sign-in is not lost"


async def test_rfc_6749_refuses_more_scopes_than_were_granted() -> None:
    one = "https://one.strict.example"
    async with running(STRICT) as worlds:
        app = App(worlds.http, issuer="http://localhost:8000/worlds/strict/issuer/")
        tokens = await signed_in(app, "offline_access", audience=one)
        more = await renew(app, tokens["refresh_token"], scope="offline_access email")
        assert (more.status_code, more.json()["error"]) == (400, "invalid_scope")
        unknown = await renew(app, "invented")
        assert (unknown.status_code, unknown.json()["error"]) == (400, "invalid_grant")


async def test_each_answer_brings_the_next_refresh_token(app: App) -> None:
    tokens = await signed_in(app)
    seen = {tokens["refresh_token"]}
    for _ in range(3):
        tokens = (await renew(app, tokens["refresh_token"])).json()
        seen.add(tokens["refresh_token"])
    assert len(seen) == 4


async def test_one_that_comes_twice_revokes_its_family(app: App) -> None:
    first = await signed_in(app)
    second = (await renew(app, first["refresh_token"])).json()
    other = await signed_in(app)
    assert (await renew(app, first["refresh_token"])).json()["error"] == "invalid_grant"
    assert (await renew(app, second["refresh_token"])).json()["error"] == "invalid_grant"
    assert (await renew(app, other["refresh_token"])).status_code == 200, "another sign-in is not concerned"


async def test_a_code_that_comes_twice_revokes_what_it_led_to(app: App) -> None:
    code = await app.sign_in(audience=BAR, scope="offline_access read:orders")
    tokens = (await app.redeem(code)).json()
    assert (await app.redeem(code)).json()["error"] == "invalid_grant"
    assert (await renew(app, tokens["refresh_token"])).json()["error"] == "invalid_grant"


async def test_it_expires(live: Running, app: App) -> None:
    early, late = await signed_in(app), await signed_in(app)
    live.clock.now += LIMITS.refresh_token_ttl - 1
    assert (await renew(app, early["refresh_token"])).status_code == 200
    live.clock.now += 1
    assert (await renew(app, late["refresh_token"])).json()["error"] == "invalid_grant"


async def test_what_is_no_refresh_token_is_refused_as_auth0_does(app: App) -> None:
    answer, missing = await renew(app, "invented"), await renew(app, None)
    assert (answer.status_code, missing.status_code) == (403, 400)
    assert answer.json() == {"error": "invalid_grant", "error_description": "Unknown or invalid refresh token."}
    assert missing.json()["error"] == "invalid_request"


async def test_without_an_audience_the_renewed_token_is_opaque_too(app: App) -> None:
    tokens = await signed_in(app, "openid offline_access", audience=None)
    assert (await renew(app, tokens["refresh_token"])).json()["access_token"].count(".") == 4
