"""Every claim of every token that an endpoint is handed may have any JSON type (RFC 7519 §4): no answer is a 500."""

import asyncio
from typing import Any

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from sandbox.issuer.claims import ACCESS_TOKEN_TYPE
from sandbox.issuer.client_assertion import ASSERTION_TYPE
from sandbox.issuer.grants.token_exchange import TOKEN_EXCHANGE
from sandbox.tokens.keys import SigningKey
from sandbox.tokens.minting import sign
from tests.running import FOO_FILE, ISSUER, App, Running, bearer, running, world

BAR = "https://bar.foo.com"
HOME = "http://www.foo.localhost:8000/"
KEY = SigningKey.make("robot-1", "ES256")
SIGNING = world(
    FOO_FILE.read_text().replace(
        "    secret: nightly-secret\n",
        f"    token_endpoint_auth_method: private_key_jwt\n    jwks: {{keys: [{dict(KEY.public.jwk)}]}}\n",
    )
)
NAMES = ("iss", "sub", "aud", "exp", "nbf", "iat", "jti", "scope", "azp", "client_id", "act", "auth_time", "nonce")
MEANT = st.sampled_from(["www", "alice", "nightly", "openid", BAR, ISSUER, f"{ISSUER}userinfo", 1e300, 10**400])
SIMPLE = MEANT | st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=8)
VALUES = st.lists(MEANT, min_size=1, max_size=2) | st.recursive(
    SIMPLE,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=4), inner, max_size=3),
    max_leaves=5,
)
CLAIMS = st.dictionaries(st.sampled_from(NAMES), VALUES, min_size=1, max_size=2)


async def answers(live: Running, claims: dict[str, Any]) -> list[int]:
    """The status of every endpoint that is handed a token with these claims, well signed."""
    await live.http.get(f"{ISSUER}.well-known/jwks.json")
    key, now, app = live.key_ring().current, int(live.clock.now), App(live.http)
    times = {"iss": ISSUER, "iat": now, "exp": now + 60, "jti": "j", "sub": "alice"}
    header = {"alg": key.public.algorithm, "kid": key.public.kid, "typ": "JWT"}
    hint = sign(header, {**times, "aud": "www", **claims}, key)
    token = sign(header, {**times, "aud": [BAR, f"{ISSUER}userinfo"], "azp": "www", "scope": "openid", **claims}, key)
    proof = {**times, "iss": "nightly", "sub": "nightly", "aud": ISSUER, **claims}
    assertion = sign({"alg": "ES256", "kid": "robot-1"}, proof, KEY)
    back, asks = {"client_id": "bar-backend", "client_secret": "bar-backend-secret"}, live.http
    asserted = {"client_assertion_type": ASSERTION_TYPE, "client_assertion": assertion}
    exchanged = {"grant_type": TOKEN_EXCHANGE, "subject_token": token, "subject_token_type": ACCESS_TOKEN_TYPE}
    oidc, auth0 = {"id_token_hint": hint, "post_logout_redirect_uri": HOME}, {"id_token_hint": hint, "returnTo": HOME}
    await app.sign_in()
    responses = [
        await asks.get(app.authorization_url(id_token_hint=hint, prompt="none")),
        await asks.get(f"{ISSUER}userinfo", headers=bearer(token)),
        await asks.post(f"{ISSUER}oauth/introspect", data={"token": token, **back}),
        await app.ask(**exchanged, **back, audience="https://baz.foo.com"),
        await app.ask(**exchanged, actor_token=token, actor_token_type=ACCESS_TOKEN_TYPE, **back),
        await app.ask(**asserted, grant_type="client_credentials", audience=BAR),
        await asks.post(f"{ISSUER}oauth/introspect", data={"token": token, **asserted}),
        await asks.post(f"{ISSUER}oauth/revoke", data={"token": token, "client_id": "www"}),
        await asks.get(f"{ISSUER}oidc/logout", params=oidc),
        await asks.get(f"{ISSUER}oidc/logout", params={**oidc, "client_id": "www"}),
        await asks.post(f"{ISSUER}oidc/logout", data=oidc),
        await asks.get(f"{ISSUER}v2/logout", params=auth0),
    ]
    return [response.status_code for response in responses]


@settings(max_examples=150, deadline=None, derandomize=True)
@given(CLAIMS)
@example({"aud": ["www"]})
@example({"aud": ["nightly", "www"], "azp": ["www"]})
def test_no_claim_of_any_type_makes_a_server_error(claims: dict[str, Any]) -> None:
    async def ask() -> None:
        async with running(SIGNING) as live:
            assert max(await answers(live, claims)) < 500

    asyncio.run(ask())


@pytest.mark.parametrize(
    "claims",
    [{name: value} for name in NAMES for value in (["www"], {"a": 1}, True, 1.5)] + [{"exp": 1e300, "sub": ["alice"]}],
)
async def test_nor_does_one_claim_alone(claims: dict[str, Any]) -> None:
    async with running(SIGNING) as live:
        assert max(await answers(live, claims)) < 500


@pytest.mark.parametrize(
    ("claims", "client", "status"),
    [
        ({"aud": ["www"]}, None, 302),
        ({"aud": ["nightly", "www"], "azp": "www"}, None, 302),
        ({"aud": ["nightly", "www"]}, "www", 302),
        ({"aud": ["nightly", "www"]}, None, 400),
        ({"aud": ["www"]}, "nightly", 400),
    ],
)
async def test_a_hint_with_several_audiences_leads_back_to_the_client_that_is_meant(
    claims: dict[str, Any], client: str | None, status: int
) -> None:
    async with running() as live:
        await live.http.get(f"{ISSUER}.well-known/jwks.json")
        key, now = live.key_ring().current, int(live.clock.now)
        said = {"iss": ISSUER, "sub": "alice", "iat": now, "exp": now + 60, **claims}
        hint = sign({"alg": key.public.algorithm, "kid": key.public.kid, "typ": "JWT"}, said, key)
        for path, back in (("oidc/logout", "post_logout_redirect_uri"), ("v2/logout", "returnTo")):
            asked = {"id_token_hint": hint, back: HOME, **({"client_id": client} if client else {})}
            assert (await live.http.get(f"{ISSUER}{path}", params=asked)).status_code == status
