"""``private_key_jwt``: a client that proves itself by its signature, to this issuer and nobody else (RFC 7523 §3)."""

from collections.abc import AsyncIterator
from typing import Any

import httpx2
import pytest

from sandbox.settings import LIMITS
from sandbox.tokens.keys import SigningKey
from sandbox.tokens.minting import sign, sign_with_public_key, unsigned
from tests.running import FOO_FILE, ISSUER, App, Running, running, world

ASSERTION_TYPE = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer"
KEY = SigningKey.make("robot-1", "ES256")
TEXT = FOO_FILE.read_text().replace(
    "    secret: nightly-secret\n",
    f"    token_endpoint_auth_method: private_key_jwt\n    jwks: {{keys: [{dict(KEY.public.jwk)}]}}\n",
)
SIGNING = world(TEXT)


@pytest.fixture
async def live() -> AsyncIterator[Running]:
    async with running(SIGNING) as worlds:
        yield worlds


def assertion(live: Running, header: dict[str, Any] | None = None, **changed: Any) -> str:
    """An assertion of ``nightly``, with changes; None takes a claim out."""
    now = int(live.clock.now)
    claims = {"iss": "nightly", "sub": "nightly", "aud": ISSUER, "iat": now, "exp": now + 60, "jti": "j", **changed}
    given = {name: value for name, value in claims.items() if value is not None}
    return sign({"alg": "ES256", "kid": "robot-1", **(header or {})}, given, KEY)


async def prove(live: Running, proof: str | None, **changed: str | None) -> httpx2.Response:
    form = {
        "grant_type": "client_credentials",
        "audience": "https://bar.foo.com",
        "client_assertion_type": ASSERTION_TYPE,
        "client_assertion": proof,
        **changed,
    }
    return await App(live.http).ask(**form)


def is_refused(answer: httpx2.Response, why: str = "") -> None:
    assert (answer.status_code, answer.json()["error"]) == (401, "invalid_client")
    assert why in answer.json()["error_description"]
    assert answer.headers["cache-control"] == "no-store"


async def test_a_signed_assertion_is_as_good_as_a_secret(live: Running) -> None:
    assert (await prove(live, assertion(live))).status_code == 200
    assert (await prove(live, assertion(live, jti="k"), client_id="nightly")).status_code == 200


async def test_the_origin_is_another_name_and_wants_its_own_audience(live: Running) -> None:
    form = {
        "grant_type": "client_credentials",
        "audience": "https://bar.foo.com",
        "client_assertion_type": ASSERTION_TYPE,
    }
    origin = "http://issuer.foo.localhost:8000/"
    good = await live.http.post(f"{origin}oauth/token", data={**form, "client_assertion": assertion(live, aud=origin)})
    assert good.status_code == 200
    is_refused(await live.http.post(f"{origin}oauth/token", data={**form, "client_assertion": assertion(live)}))


@pytest.mark.parametrize(
    "aud",
    [
        [ISSUER],
        [ISSUER, "https://other.example/"],
        f"{ISSUER}oauth/token",
        ISSUER.rstrip("/"),
        ISSUER.upper(),
        "https://other.example/",
        "",
        None,
        7,
    ],
)
async def test_its_audience_is_the_issuer_as_one_string(live: Running, aud: Any) -> None:
    """RFC 10070 §4: another audience would let a malicious server replay it here."""
    is_refused(await prove(live, assertion(live, aud=aud)), "its aud must be the issuer")


async def test_it_works_once(live: Running) -> None:
    proof = assertion(live)
    assert (await prove(live, proof)).status_code == 200
    is_refused(await prove(live, proof), "it was used before")


@pytest.mark.parametrize(
    ("changed", "why"),
    [
        ({"exp": None}, "its exp must be within"),
        ({"exp": 0}, "its exp must be within"),
        ({"exp": "soon"}, "must be numbers"),
        ({"exp": True}, "must be numbers"),
        ({"exp": 10**200}, "its exp must be within"),
        ({"exp": 10**400}, "it is not a JWT"),
        ({"jti": None}, "it needs a jti"),
        ({"jti": ""}, "it needs a jti"),
        ({"jti": "x" * 1000}, "it needs a jti"),
        ({"iss": "www"}, "not the same client"),
        ({"iss": None}, "not the same client"),
        ({"sub": "www", "iss": "www"}, "no client that authenticates by private_key_jwt"),
        ({"sub": "nobody"}, "no client that authenticates"),
        ({"sub": ["nightly"]}, "no client that authenticates"),
    ],
)
async def test_a_claim_that_is_wrong_is_named(live: Running, changed: dict[str, Any], why: str) -> None:
    is_refused(await prove(live, assertion(live, **changed)), why)


async def test_it_is_short_lived_and_not_from_the_future(live: Running) -> None:
    now = int(live.clock.now)
    is_refused(await prove(live, assertion(live, exp=now + LIMITS.assertion_ttl + 1)), "its exp must be within")
    later = now + LIMITS.clock_skew + 1
    is_refused(await prove(live, assertion(live, nbf=later)), "from the future")
    is_refused(await prove(live, assertion(live, iat=later)), "from the future")
    assert (await prove(live, assertion(live, exp=now + LIMITS.assertion_ttl))).status_code == 200


async def test_only_a_key_of_the_client_fits(live: Running) -> None:
    now = int(live.clock.now)
    claims = {"iss": "nightly", "sub": "nightly", "aud": ISSUER, "exp": now + 60, "jti": "j"}
    stranger = SigningKey.make("robot-1", "ES256")
    for forged in (
        sign({"alg": "ES256", "kid": "robot-1"}, claims, stranger),
        unsigned({"alg": "none", "kid": "robot-1"}, claims),
        sign_with_public_key({"alg": "HS256", "kid": "robot-1"}, claims, KEY),
        assertion(live, {"kid": "robot-2"}),
        assertion(live, {"alg": "ES384"}),
    ):
        is_refused(await prove(live, forged), "no key of the client")


@pytest.mark.parametrize("proof", ["", "x", "a.b.c", "x" * 20_000])
async def test_what_is_no_jwt_is_refused(live: Running, proof: str) -> None:
    is_refused(await prove(live, proof))


async def test_another_type_is_refused(live: Running) -> None:
    is_refused(await prove(live, assertion(live), client_assertion_type="urn:ietf:params:oauth:x"))
    is_refused(await prove(live, assertion(live), client_assertion_type=None))
    is_refused(await prove(live, None))


async def test_two_proofs_at_once_are_refused(live: Running) -> None:
    answer = await prove(live, assertion(live), client_secret="x")
    assert (answer.status_code, answer.json()["error"]) == (400, "invalid_request")


async def test_the_client_named_must_be_the_one_that_signed(live: Running) -> None:
    is_refused(await prove(live, assertion(live), client_id="www"), "not the same client")


async def test_a_secret_is_no_way_in_for_a_client_that_signs(live: Running) -> None:
    answer = await App(live.http).ask(grant_type="client_credentials", client_id="nightly", client_secret="")
    is_refused(answer, "authenticates by private_key_jwt")


@pytest.mark.parametrize(
    ("method", "posted", "header"),
    [
        ("client_secret_post", 200, 401),
        ("client_secret_basic", 401, 200),
    ],
)
async def test_a_client_registered_for_one_way_may_not_take_the_other(method: str, posted: int, header: int) -> None:
    text = FOO_FILE.read_text().replace(
        "    secret: nightly-secret\n", f"    secret: nightly-secret\n    token_endpoint_auth_method: {method}\n"
    )
    form = {"grant_type": "client_credentials", "audience": "https://bar.foo.com"}
    async with running(world(text)) as worlds:
        body = {**form, "client_id": "nightly", "client_secret": "nightly-secret"}
        assert (await worlds.http.post(f"{ISSUER}oauth/token", data=body)).status_code == posted
        basic = await worlds.http.post(f"{ISSUER}oauth/token", data=form, auth=("nightly", "nightly-secret"))
        assert basic.status_code == header
