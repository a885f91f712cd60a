"""An api that is sent a token it cannot read asks the issuer, and puts its own questions to the answer."""

import json
from typing import Any

import httpx2
import pytest

from sandbox.apis.introspection import introspect
from sandbox.tokens.names import CHECKS
from sandbox.worlds.instance import Fetched, Instance, Posted
from sandbox.worlds.model import World
from tests.running import FOO_FILE, KEYS, App, bearer, machine_token, running, world
from tests.tokens.samples import USUAL

BAR, BAZ = "https://bar.foo.com", "https://baz.foo.com"
BACKENDS = "\n  baz-backend: {type: confidential, secret: s, api: baz, grants: []}\n\nusers:"
OPAQUE = (
    FOO_FILE.read_text()
    .replace(f"identifier: {BAR}\n", f"identifier: {BAR}\n    tokens: opaque\n")
    .replace(f"identifier: {BAZ}\n", f"identifier: {BAZ}\n    tokens: opaque\n")
    .replace("\nusers:", BACKENDS)
)
TELLING = OPAQUE.replace("    dialect: auth0\n", "    dialect: auth0\n    introspection: everybody\n")
ORDERS, REPORTS = "/worlds/foo/apis/bar/orders", "/worlds/foo/apis/baz%s/reports"


def checks(answer: httpx2.Response) -> dict[str, Any]:
    return {check["id"]: check for check in answer.json()["sandbox"]["checks"]}


async def test_what_the_issuer_says_is_checked_like_claims() -> None:
    async with running(world(OPAQUE)) as live:
        token = (await App(live.http).tokens(audience=BAR, scope="read:orders"))["access_token"]
        answer = await live.http.get(ORDERS, headers=bearer(token))
        assert (answer.status_code, answer.json()["sub"]) == (200, "alice")
        by_id = checks(answer)
        assert tuple(by_id) == USUAL
        of_the_seal = {"type", "algorithm", "key", "signature"}
        assert {id_ for id_, check in by_id.items() if check["verdict"] == "skipped"} == of_the_seal
        assert all(by_id[id_]["verdict"] == "pass" for id_ in set(USUAL) - of_the_seal)
        assert by_id["signature"]["reason"] == "introspected"
        assert (by_id["format"]["actual"], by_id["format"]["spec"]) == ("active: true", "RFC 7662 §2.2")
        assert [check["library"] for check in by_id.values()] == [None] * len(USUAL)
        assert answer.json()["sandbox"]["claims_verified"] is True
        assert live.fetched_keys() == 0


async def test_a_scope_that_is_missing_is_missing_there_too() -> None:
    async with running(world(OPAQUE)) as live:
        token = (await App(live.http).tokens(audience=BAR, scope="write:orders"))["access_token"]
        answer = await live.http.get(ORDERS, headers=bearer(token))
        assert (answer.status_code, answer.json()["error"]) == (403, "insufficient_scope")


async def test_of_another_s_token_it_hears_nothing_whatever_it_would_overlook() -> None:
    async with running(world(OPAQUE)) as live:
        token = (await App(live.http).tokens(audience=BAR, scope="read:reports"))["access_token"]
        for deployment in ("", ";audience=off", ";signature=off;type=off"):
            answer = await live.http.get(REPORTS % deployment, headers=bearer(token))
            assert (answer.status_code, answer.json()["error_description"]) == (401, "Token not active")
            assert checks(answer)["format"]["reason"] == "inactive"
        everything_off = "".join(f";{check}=off" for check in CHECKS[:2])
        assert (await live.http.get(REPORTS % everything_off, headers=bearer(token))).status_code == 401


async def test_where_the_issuer_tells_everybody_it_has_to_compare_itself() -> None:
    async with running(world(TELLING)) as live:
        token = (await App(live.http).tokens(audience=BAR, scope="read:reports"))["access_token"]
        strict = await live.http.get(REPORTS % "", headers=bearer(token))
        assert (strict.status_code, strict.json()["sandbox"]["decided_by"]) == (401, "audience")
        assert (checks(strict)["audience"]["expected"], checks(strict)["audience"]["actual"]) == ([BAZ], BAR)
        careless = await live.http.get(REPORTS % ";audience=off", headers=bearer(token))
        assert careless.status_code == 200


async def test_a_jwt_is_read_as_ever_and_an_api_of_jwts_asks_nobody() -> None:
    async with running(world(OPAQUE)) as live:
        jwt = (await App(live.http).tokens(audience="https://api.foo.com", scope="read:orders"))["access_token"]
        answer = await live.http.get(ORDERS, headers=bearer(jwt))
        assert answer.json()["sandbox"]["decided_by"] == "audience"
        assert [path for path in live.network.asked if path.endswith("introspect")] == []
    async with running() as live:
        token = (await App(live.http).tokens(scope="openid"))["access_token"]
        answer = await live.http.get(ORDERS, headers=bearer(token))
        assert (answer.status_code, checks(answer)["format"]["reason"]) == (401, "parts")
        assert [path for path in live.network.asked if path.endswith("introspect")] == []


@pytest.mark.parametrize(
    "token", ["x", "..", "a.b", "a.b.c.d", "%00&token=y", "é".encode().decode("latin-1"), "x" * 16_000]
)
async def test_a_word_that_nobody_gave_out_is_not_active(token: str) -> None:
    async with running(world(OPAQUE)) as live:
        answer = await live.http.get(ORDERS, headers={b"authorization": b"Bearer " + token.encode("latin-1")})
        assert answer.status_code == 401


async def test_a_machine_s_token_is_good_as_well() -> None:
    async with running(world(OPAQUE)) as live:
        token = (await machine_token(live.http)).json()["access_token"]
        assert (await live.http.get(ORDERS, headers=bearer(token))).status_code == 200


ANSWERS = [b"", b"[]", b"null", b"{", b'{"active": "true"}', b'{"active": 1}', b"\xff", b"[" * 100_000]


@pytest.mark.parametrize("body", ANSWERS)
@pytest.mark.parametrize("status", [200, 401, 500])
async def test_an_issuer_that_answers_nonsense_calls_nothing_active(body: bytes, status: int) -> None:
    parsed = await introspect(OPAQUE_WORLD, "bar", "t", answering(Fetched(status, body)))
    assert (parsed.claims, parsed.fault) == (None, ("inactive", "active: false"))


async def test_an_answer_that_is_no_200_is_none() -> None:
    parsed = await introspect(OPAQUE_WORLD, "bar", "t", answering(Fetched(401, b'{"active": true}')))
    assert parsed.claims is None


async def test_each_issuer_that_is_trusted_is_asked_until_one_calls_it_active() -> None:
    issuers = "  issuer:\n    dialect: auth0"
    text = OPAQUE.replace(issuers, "  second: {}\n  third: {}\n" + issuers)
    two = world(text.replace("trusts: [issuer]", "trusts: [issuer, second, third]", 1))
    active = Fetched(200, json.dumps({"active": True, "aud": BAR}).encode())
    instance = answering(Fetched(200, b'{"active": false}'), active)
    parsed = await introspect(two, "bar", "t", instance)
    assert parsed.claims == {"aud": BAR}
    assert [url.rpartition("/worlds/foo/")[2] for url, _ in REQUESTED[id(instance)]] == [
        "issuer/oauth/introspect",
        "issuers/second/oauth/introspect",
    ]
    assert all(posted and posted.form["token"] == "t" for _, posted in REQUESTED[id(instance)])


OPAQUE_WORLD: World = world(OPAQUE)
REQUESTED: dict[int, list[tuple[str, Posted | None]]] = {}


def answering(*answers: Fetched) -> Instance:
    """An instance whose fetches get these answers, one after the other."""
    requested: list[tuple[str, Posted | None]] = []

    async def fetch(part: str, url: str, posted: Posted | None = None, /) -> Fetched:
        assert part == "bar"
        requested.append((url, posted))
        return answers[min(len(requested), len(answers)) - 1]

    instance = Instance(KEYS, fetch, clock=lambda: 1_000.0)
    REQUESTED[id(instance)] = requested
    return instance
