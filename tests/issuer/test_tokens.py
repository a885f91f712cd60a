"""What is in the tokens: by dialect, by algorithm, by what was asked and what is allowed."""

from functools import partial
from typing import Any, get_args

import jwt as pyjwt
import pytest
from jose import jwt

from sandbox.network import create_replayer
from sandbox.replay.player import ReplayRequest
from sandbox.scenarios.model import Scenario
from sandbox.settings import LIMITS
from sandbox.tokens.names import UNKNOWN_TO_PYTHON_JOSE, Algorithm
from sandbox.worlds.model import Issuer, World
from tests.running import (
    FOO,
    FOO_FILE,
    ISSUER,
    KEYS,
    PUBLIC_URL,
    TWO,
    App,
    Running,
    machine_token,
    opened,
    running,
    world,
)


def signing(algorithm: Algorithm) -> World:
    return FOO.model_copy(update={"issuers": {"issuer": Issuer(signing=algorithm)}})


async def verified(live: Running, token: str, issuer: str, audience: str) -> dict[str, Any]:
    """The claims, as a stranger's resource server verifies them: by the published keys."""
    keys = (await live.http.get(f"{issuer}.well-known/jwks.json")).json()
    header = opened(token)[0]
    (key,) = (key for key in keys["keys"] if key["kid"] == header["kid"])
    options = {"require_aud": True, "verify_exp": False, "verify_iat": False}
    if key["alg"] in UNKNOWN_TO_PYTHON_JOSE:
        read = partial(pyjwt.decode, token, pyjwt.PyJWK(key), [key["alg"]], {"verify_exp": False, "verify_iat": False})
    else:
        read = partial(jwt.decode, token, key, [key["alg"]], options)
    claims: dict[str, Any] = read(audience=audience, issuer=issuer)
    return claims


@pytest.mark.parametrize("algorithm", get_args(Algorithm))
async def test_a_stranger_verifies_tokens_of_every_algorithm_by_the_published_keys(algorithm: Algorithm) -> None:
    async with running(signing(algorithm)) as live:
        tokens = await App(live.http).tokens(audience="https://bar.foo.com", scope="openid")
        assert opened(tokens["access_token"])[0]["alg"] == algorithm
        await verified(live, tokens["access_token"], ISSUER, "https://bar.foo.com")
        await verified(live, tokens["id_token"], ISSUER, "www")
        headers = {"Authorization": f"Bearer {tokens['access_token']}"}
        assert (await live.http.get("/worlds/foo/apis/bar/health", headers=headers)).status_code == 200


async def test_an_access_token_as_auth0_has_it(live: Running, app: App) -> None:
    tokens = await app.tokens(audience="https://bar.foo.com", scope="openid read:orders")
    header, claims = opened(tokens["access_token"])
    assert header == {"alg": "RS256", "typ": "JWT", "kid": "foo-1"}
    now = int(live.clock.now)
    assert isinstance(claims.pop("jti"), str)
    assert claims == {
        "iss": ISSUER,
        "sub": "alice",
        "aud": ["https://bar.foo.com", f"{ISSUER}userinfo"],
        "azp": "www",
        "scope": "openid read:orders",
        "iat": now,
        "exp": now + 900,
    }
    await verified(live, tokens["access_token"], ISSUER, "https://bar.foo.com")


async def test_an_access_token_as_rfc_9068_has_it(live: Running, web: App) -> None:
    live.clock.now += 0.75
    tokens = await web.tokens("carol", scope="notes:read")
    header, claims = opened(tokens["access_token"])
    assert (header["typ"], header["alg"]) == ("at+jwt", "ES256")
    now = int(live.clock.now)
    assert isinstance(claims.pop("jti"), str)
    assert claims == {
        "iss": web.issuer,
        "sub": "carol",
        "aud": "https://notes.two.example.org",
        "client_id": "web",
        "scope": "notes:read",
        "iat": now,
        "exp": now + 300,
        "auth_time": now,
    }
    await verified(live, tokens["access_token"], web.issuer, "https://notes.two.example.org")


async def test_a_machines_token_as_rfc_9068_has_it(web: App) -> None:
    """§2.2: the subject is the client itself."""
    answer = await web.ask(grant_type="client_credentials", client_id="web", client_secret=web.secret)
    claims = opened(answer.json()["access_token"])[1]
    assert (claims["sub"], claims["client_id"]) == ("web", "web")
    assert not {"azp", "gty", "auth_time"} & set(claims)


async def test_an_audience_may_want_the_permissions_of_the_user_in_its_tokens() -> None:
    """Auth0's dialect ``access_token_authz``: all that the user may do there, whatever was asked for."""
    text = FOO_FILE.read_text().replace(
        "    identifier: https://bar.foo.com\n", "    identifier: https://bar.foo.com\n    add_permissions: true\n"
    )
    async with running(world(text)) as worlds:
        app = App(worlds.http)
        tokens = await app.tokens(audience="https://bar.foo.com", scope="read:orders")
        claims = opened(tokens["access_token"])[1]
        assert claims["scope"] == "read:orders"
        assert claims["permissions"] == ["read:orders", "write:orders", "read:reports"]
        bob = opened((await app.tokens("bob", audience="https://bar.foo.com"))["access_token"])[1]
        assert bob["permissions"] == ["read:orders"]
        machine = opened((await machine_token(worlds.http)).json()["access_token"])[1]
        assert machine["permissions"] == ["read:orders"]
        other = opened((await app.tokens(audience="https://baz.foo.com"))["access_token"])[1]
        assert "permissions" not in other


async def test_without_openid_the_audience_of_an_access_token_is_one_string(app: App) -> None:
    claims = opened((await app.tokens(audience="https://bar.foo.com", scope="profile read:orders"))["access_token"])[1]
    assert claims["aud"] == "https://bar.foo.com"


async def test_no_two_tokens_have_the_same_jti(live: Running) -> None:
    tokens = [(await machine_token(live.http)).json()["access_token"] for _ in range(5)]
    assert len({opened(token)[1]["jti"] for token in tokens}) == 5


async def test_an_id_token_is_for_the_client(live: Running, app: App) -> None:
    """OpenID Connect Core §2."""
    code = await app.sign_in(audience="https://bar.foo.com", scope="openid", nonce="n-0S6_WzA2Mj")
    live.clock.now += 5
    token = (await app.redeem(code)).json()["id_token"]
    now = int(live.clock.now)
    assert opened(token)[1] == {
        "iss": ISSUER,
        "sub": "alice",
        "aud": "www",
        "iat": now,
        "exp": now + LIMITS.id_token_ttl,
        "auth_time": now - 5,
        "nonce": "n-0S6_WzA2Mj",
    }
    await verified(live, token, ISSUER, "www")


async def test_an_id_token_says_of_the_user_what_was_asked_for(app: App) -> None:
    claims = opened((await app.tokens(scope="openid profile"))["id_token"])[1]
    assert (claims["name"], claims.get("email"), claims.get("nonce")) == ("Alice", None, None)
    claims = opened((await app.tokens(scope="openid email"))["id_token"])[1]
    assert (claims.get("name"), claims["email"]) == (None, "alice@foo.com")


async def test_a_user_without_an_address_has_none_in_the_id_token(web: App) -> None:
    assert "email" not in opened((await web.tokens("carol", scope="openid email"))["id_token"])[1]


async def test_there_is_an_id_token_only_for_openid(app: App) -> None:
    assert "id_token" not in await app.tokens(audience="https://bar.foo.com", scope="profile read:orders")
    assert "id_token" not in await app.tokens(audience="https://bar.foo.com")


async def test_without_an_audience_the_access_token_is_opaque(app: App) -> None:
    tokens = await app.tokens(scope="openid")
    assert "." not in tokens["access_token"]
    assert tokens["scope"] == "openid"
    assert opened(tokens["id_token"])[1]["aud"] == "www"


@pytest.mark.parametrize(
    ("user", "scope", "granted"),
    [
        ("alice", "read:orders write:orders", "read:orders write:orders"),
        ("alice", "write:orders", "write:orders"),
        ("alice", "openid write:orders delete:everything", "openid write:orders"),
        ("alice", None, "read:orders write:orders read:reports"),
        ("alice", "read:orders  read:orders", "read:orders"),
        ("bob", "read:orders write:orders", "read:orders"),
        ("bob", "write:orders", None),
        ("bob", None, "read:orders"),
    ],
)
async def test_scopes_are_asked_for_granted_to_the_client_and_permitted_to_the_user(
    app: App, user: str, scope: str | None, granted: str | None
) -> None:
    tokens = await app.tokens(user, audience="https://bar.foo.com", scope=scope)
    claims = opened(tokens["access_token"])[1]
    assert (tokens.get("scope"), claims.get("scope")) == (granted, granted)
    assert "" not in (tokens.get("scope"), claims.get("scope"))  # RFC 6749 §3.3


async def test_what_the_client_was_not_granted_the_user_cannot_give(web: App) -> None:
    """Carol may write notes; ``web`` may not."""
    assert "notes:write" in TWO.users["carol"].permissions["notes"]
    tokens = await web.tokens("carol", scope="notes:read notes:write")
    assert tokens["scope"] == "notes:read"


async def test_scopes_of_one_audience_do_not_leak_into_another(app: App) -> None:
    tokens = await app.tokens(audience="https://baz.foo.com", scope="read:orders read:reports")
    assert tokens["scope"] == "read:reports"


async def test_the_newest_key_signs(live: Running) -> None:
    first = (await machine_token(live.http)).json()["access_token"]
    live.key_ring().rotate(keep_old=True)
    second = (await machine_token(live.http)).json()["access_token"]
    assert [opened(token)[0]["kid"] for token in (first, second)] == ["foo-1", "foo-2"]
    for token in (first, second):
        await verified(live, token, ISSUER, "https://bar.foo.com")


OWN_CLAIMS = world("""
    world: own
    title: Claims of its own
    domain: own.example
    issuers: {issuer: {}}
    audiences:
      api: {identifier: "https://api.own.example", scopes: {read: Read}, claims: {ver: "2.0", from: audience}}
      other: {identifier: "https://other.own.example", claims: {ver: "1.0"}}
    apis: {api: {accepts: [api], routes: {"GET /": read}}}
    clients:
      www:
        grants: [authorization_code]
        redirect_uris: ["https://www.own.example/callback"]
        audiences: {api: [read], other: []}
        claims: {tenant: acme, from: client}
      job: {type: confidential, secret: hush, grants: [client_credentials], audiences: {api: [read]}}
    users:
      alice:
        name: Alice
        permissions: {api: [read]}
        claims: {"https://own.example/roles": [buyer, admin], from: user, limits: {orders: 5, gold: true, none: null}}
""")


async def test_an_honest_issuer_adds_the_claims_of_audience_client_and_user() -> None:
    steps = [
        {"id": "a", "title": "A", "get_token": {"client": "www", "grant": "authorization_code", "user": "alice"}},
        {"id": "b", "title": "B", "get_token": {"client": "job", "grant": "client_credentials", "save": "b"}},
    ]
    steps[0]["get_token"] |= {"scope": "openid read", "save": "a", "save_id_token": "id"}  # type: ignore[operator]
    for step in steps:
        step["get_token"] |= {"audience": "https://api.own.example"}  # type: ignore[operator]
    head = {"scenario": "own", "title": "T", "world": "own", "question": "Q"}
    scenario = Scenario.model_validate({**head, "steps": steps})
    replayer = create_replayer({"own": OWN_CLAIMS}, KEYS, PUBLIC_URL)
    trace = await replayer.replay(ReplayRequest(scenario), OWN_CLAIMS)
    claims = {token.name: token.claims or {} for step in trace.steps for token in step.tokens}
    user = {
        "https://own.example/roles": ["buyer", "admin"],
        "from": "user",
        "limits": {"orders": 5, "gold": True, "none": None},
    }
    assert claims["a"].items() >= {**user, "ver": "2.0", "tenant": "acme"}.items()
    assert claims["id"].items() >= user.items()
    assert not claims["id"].keys() & {"ver", "tenant"}
    assert (claims["b"]["ver"], claims["b"]["from"], "tenant" in claims["b"]) == ("2.0", "audience", False)
