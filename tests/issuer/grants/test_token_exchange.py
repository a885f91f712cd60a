"""Token exchange (RFC 8693): bar, which was sent a token, asks for one it may send on to baz."""

from typing import Any

import httpx2
import pytest

from sandbox.tokens.minting import sign
from tests.running import BAZ as AT_BAZ
from tests.running import FOO_FILE, KEYS, App, Running, bearer, machine_token, opened, running, world

BAR, BAZ = "https://bar.foo.com", "https://baz.foo.com"
GRANT = "urn:ietf:params:oauth:grant-type:token-exchange"
ACCESS_TOKEN = "urn:ietf:params:oauth:token-type:access_token"


async def exchange(app: App, subject: str | None, **changed: str | None) -> httpx2.Response:
    form = {
        "grant_type": GRANT,
        "client_id": "bar-backend",
        "client_secret": "bar-backend-secret",
        "subject_token": subject,
        "subject_token_type": ACCESS_TOKEN,
        "audience": BAZ,
        **changed,
    }
    return await app.ask(**form)


async def sent_to_bar(app: App, user: str = "alice", scope: str = "read:orders") -> str:
    token: str = (await app.tokens(user, audience=BAR, scope=scope))["access_token"]
    return token


def claims_of(answer: httpx2.Response) -> dict[str, Any]:
    assert answer.status_code == 200, answer.text
    return opened(answer.json()["access_token"])[1]


async def test_the_new_token_is_for_baz_about_alice_and_says_that_bar_acts(live: Running, app: App) -> None:
    answer = await exchange(app, await sent_to_bar(app))
    claims = claims_of(answer)
    assert (claims["sub"], claims["aud"], claims["azp"]) == ("alice", BAZ, "bar-backend")
    assert claims["act"] == {"sub": "bar-backend"}
    assert claims["scope"] == "read:reports"
    assert answer.json()["issued_token_type"] == ACCESS_TOKEN
    assert not {"refresh_token", "id_token"} & set(answer.json())
    reports = await live.http.get(f"{AT_BAZ}/reports", headers=bearer(answer.json()["access_token"]))
    assert reports.status_code == 200


async def test_resource_names_the_audience_as_well(app: App) -> None:
    assert claims_of(await exchange(app, await sent_to_bar(app), audience=None, resource=BAZ))["aud"] == BAZ


async def test_several_audiences_may_be_named_either_way() -> None:
    """§2.1: ``resource`` and ``audience`` may both be repeated, and together."""
    text = FOO_FILE.read_text().replace(
        'audiences: {baz: ["read:reports"]}', 'audiences: {bar: ["read:orders"], baz: ["read:reports"], everything: []}'
    )
    async with running(world(text)) as worlds:
        app = App(worlds.http)
        form = {
            "grant_type": GRANT,
            "client_id": "bar-backend",
            "client_secret": "bar-backend-secret",
            "subject_token": await sent_to_bar(app),
            "subject_token_type": ACCESS_TOKEN,
            "audience": [BAR, BAZ],
            "resource": "https://api.foo.com",
        }
        answer = await app.http.post(f"{app.issuer}oauth/token", data=form)
        assert claims_of(answer)["aud"] == [BAR, BAZ, "https://api.foo.com"]


async def test_a_token_for_somebody_else_cannot_be_exchanged(app: App) -> None:
    """It was not sent to bar; who has it got it in another way."""
    for token in ((await app.tokens(audience=BAZ))["access_token"], (await app.tokens(scope="openid"))["id_token"]):
        answer = await exchange(app, token)
        assert (answer.status_code, answer.json()["error"]) == (400, "invalid_request")
        assert "audience" in answer.json()["error_description"]


async def test_it_gives_no_more_than_the_user_may(app: App) -> None:
    answer = await exchange(app, await sent_to_bar(app, "bob"), scope="read:reports")
    assert (answer.status_code, answer.json()["error"]) == (400, "invalid_scope")
    assert "scope" not in claims_of(await exchange(app, await sent_to_bar(app, "bob")))


async def test_it_lives_no_longer_than_what_it_was_exchanged_for(live: Running, app: App) -> None:
    subject = await sent_to_bar(app)
    live.clock.now += 600
    answer = await exchange(app, subject)
    assert claims_of(answer)["exp"] == opened(subject)[1]["exp"]
    assert answer.json()["expires_in"] == 300


async def test_an_expired_a_forged_and_an_opaque_token_are_refused(live: Running, app: App) -> None:
    subject = await sent_to_bar(app)
    opaque = (await app.tokens())["access_token"]
    for token in (opaque, "x.y.z", f"{subject[:-4]}AAAA", f"{subject}.x"):
        assert (await exchange(app, token)).json()["error"] == "invalid_request"
    live.clock.now += 900
    assert "expiry" in (await exchange(app, subject)).json()["error_description"]


async def test_a_revoked_sign_in_ends_it(app: App) -> None:
    code = await app.sign_in(audience=BAR)
    token = (await app.redeem(code)).json()["access_token"]
    assert (await exchange(app, token)).status_code == 200
    await app.redeem(code)  # a code that comes twice was stolen
    assert "revoked" in (await exchange(app, token)).json()["error_description"]


async def test_who_acted_before_stays_on_the_record(live: Running, app: App) -> None:
    """§4.1: the actors are nested, the last one outside."""
    now = int(live.clock.now)
    claims = {
        "iss": app.issuer,
        "sub": "alice",
        "aud": BAR,
        "scope": "read:orders",
        "iat": now,
        "exp": now + 60,
        "act": {"sub": "first"},
    }
    token = sign({"alg": "RS256", "typ": "JWT", "kid": "foo-1"}, claims, KEYS.key("foo-1", "RS256"))
    assert claims_of(await exchange(app, token))["act"] == {"sub": "bar-backend", "act": {"sub": "first"}}


async def test_a_machines_token_can_be_exchanged_too(live: Running, app: App) -> None:
    token = (await machine_token(live.http)).json()["access_token"]
    claims = claims_of(await exchange(app, token))
    assert (claims["sub"], claims["scope"], claims["act"]["sub"]) == ("nightly@clients", "read:reports", "bar-backend")


@pytest.mark.parametrize(
    "changed",
    [
        {"subject_token": None},
        {"subject_token_type": None},
        {"subject_token_type": "urn:ietf:params:oauth:token-type:id_token"},
        {"requested_token_type": "urn:ietf:params:oauth:token-type:refresh_token"},
        {"actor_token": "x"},
    ],
)
async def test_what_is_missing_or_not_spoken_is_an_invalid_request(app: App, changed: dict[str, str | None]) -> None:
    answer = await exchange(app, await sent_to_bar(app), **changed)
    assert (answer.status_code, answer.json()["error"]) == (400, "invalid_request")


@pytest.mark.parametrize("audience", [BAR, "https://nowhere.example", None])
async def test_an_audience_that_the_client_may_not_have_is_refused(app: App, audience: str | None) -> None:
    answer = await exchange(app, await sent_to_bar(app), audience=audience)
    assert (answer.status_code, answer.json()["error"]) == (403, "access_denied")


async def test_another_client_may_not_exchange(app: App) -> None:
    answer = await exchange(app, await sent_to_bar(app), client_id="nightly", client_secret="nightly-secret")
    assert (answer.status_code, answer.json()["error"]) == (403, "unauthorized_client")


async def test_at_the_same_audience_it_only_takes_away() -> None:
    """Downscoping: a token for a worker that needs less."""
    text = FOO_FILE.read_text().replace(
        'audiences: {baz: ["read:reports"]}', 'audiences: {bar: ["read:orders", "write:orders"]}'
    )
    async with running(world(text)) as worlds:
        app = App(worlds.http)
        both = await sent_to_bar(app, scope="read:orders write:orders")
        assert claims_of(await exchange(app, both, audience=BAR, scope="read:orders"))["scope"] == "read:orders"
        one = await sent_to_bar(app, scope="read:orders")
        assert claims_of(await exchange(app, one, audience=BAR))["scope"] == "read:orders"
        more = await exchange(app, one, audience=BAR, scope="write:orders")
        assert more.json()["error"] == "invalid_scope"


async def test_a_client_that_is_no_api_may_exchange_what_the_world_lets_it() -> None:
    async with running(world(FOO_FILE.read_text().replace("    api: bar\n", ""))) as worlds:
        app = App(worlds.http)
        token = (await app.tokens(audience=BAZ))["access_token"]
        assert claims_of(await exchange(app, token))["aud"] == BAZ
        assert (await exchange(app, (await app.tokens(scope="openid"))["id_token"])).status_code == 400
