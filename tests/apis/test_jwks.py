"""An api gets its issuers' keys by HTTP, keeps them, and fetches again when it must, but not whenever it is told to."""

import json

from sandbox.apis.jwks import KeyCache
from sandbox.settings import LIMITS
from sandbox.worlds.instance import Fetched, Instance, Posted
from tests.apis.conftest import Forge
from tests.running import BAR, BAZ, KEYS, Running, bearer, machine_token


async def status(live: Running, token: str, at: str = BAR) -> int:
    return (await live.http.get(f"{at}/orders", headers=bearer(token))).status_code


async def machine(live: Running) -> str:
    token: str = (await machine_token(live.http)).json()["access_token"]
    return token


async def test_keys_are_fetched_by_the_path_of_the_issuer_and_kept(live: Running) -> None:
    token = await machine(live)
    for _ in range(5):
        assert await status(live, token) == 200
    assert [path for path in live.network.asked if "jwks" in path] == ["/worlds/foo/issuer/.well-known/jwks.json"]


async def test_each_api_keeps_its_own_copy(live: Running) -> None:
    token = await machine(live)
    assert await status(live, token) == 200
    await live.http.get(f"{BAZ}/reports", headers=bearer(token))
    assert live.fetched_keys() == 2


async def test_keys_grow_old(live: Running) -> None:
    token = await machine(live)
    assert await status(live, token) == 200
    live.clock.now += LIMITS.jwks_age - 1
    assert await status(live, token) == 200
    assert live.fetched_keys() == 1
    live.clock.now += 1
    assert await status(live, token) == 200
    assert live.fetched_keys() == 2


async def test_without_a_token_nothing_is_fetched(live: Running) -> None:
    await live.http.get(f"{BAR}/orders")
    await live.http.get(f"{BAR}/orders", headers=bearer("opaque"))
    assert live.fetched_keys() == 0


async def test_a_rotation_with_overlap_is_noticed_by_the_next_new_token(live: Running) -> None:
    old = await machine(live)
    assert await status(live, old) == 200
    live.key_ring().rotate(keep_old=True)
    new = await machine(live)
    assert await status(live, new) == 200
    assert await status(live, old) == 200
    assert live.fetched_keys() == 2


async def test_a_rotation_without_overlap_ends_old_tokens_when_the_copy_is_renewed(live: Running) -> None:
    old = await machine(live)
    assert await status(live, old) == 200
    live.key_ring().rotate(keep_old=False)
    assert await status(live, old) == 200, "the copy is still good"
    new = await machine(live)
    assert await status(live, new) == 200
    refused = await live.http.get(f"{BAR}/orders", headers=bearer(old))
    assert (refused.status_code, refused.json()["sandbox"]["decided_by"]) == (401, "key")


async def test_invented_key_ids_do_not_make_an_api_fetch_without_end(live: Running, forge: Forge) -> None:
    await status(live, await machine(live))
    for number in range(50):
        assert await status(live, forge({"kid": f"invented-{number}"})) == 401
    assert live.fetched_keys() == 1 + LIMITS.jwks_refetches
    live.clock.now += LIMITS.jwks_refetch_window
    assert await status(live, forge({"kid": "invented"})) == 401
    assert live.fetched_keys() == 2 + LIMITS.jwks_refetches


async def test_while_it_does_not_fetch_known_keys_are_good(live: Running, forge: Forge) -> None:
    token = await machine(live)
    for number in range(LIMITS.jwks_refetches + 5):
        await status(live, forge({"kid": f"invented-{number}"}))
    assert await status(live, token) == 200


async def test_odd_key_ids_are_unknown_ones(live: Running, forge: Forge) -> None:
    for kid in ({"a": 1}, ["foo-1"], 1, True, "", "FOO-1", "foo-1 "):
        assert await status(live, forge({"kid": kid})) == 401


async def test_a_token_without_a_key_id_is_tried_with_the_keys_there_are(live: Running, forge: Forge) -> None:
    """``kid`` is optional (RFC 7515 §4.1.4)."""
    for _ in range(3):
        assert await status(live, forge({"kid": None})) == 200
    assert live.fetched_keys() == 1


def answering(*answers: Fetched) -> tuple[Instance, list[str]]:
    """An instance whose fetches get these answers, one after the other."""
    requested: list[str] = []

    async def fetch(part: str, url: str, posted: Posted | None = None, /) -> Fetched:
        requested.append(url)
        return answers[min(len(requested), len(answers)) - 1]

    return Instance(KEYS, fetch, clock=lambda: 1_000.0), requested


def published(*kids: str) -> bytes:
    return json.dumps({"keys": [dict(KEYS.key(kid, "RS256").public.jwk) for kid in kids]}).encode()


async def test_an_issuer_that_does_not_answer_has_no_keys() -> None:
    instance, _ = answering(Fetched(503, published("stranger-1")), Fetched(200, published("foo-1")))
    cache = KeyCache()
    assert await cache.keys(instance, "bar", "u", "foo-1") == ()
    assert [key.kid for key in await cache.keys(instance, "bar", "u", "foo-1")] == ["foo-1"]


async def test_an_issuer_that_stops_answering_keeps_the_keys_it_had() -> None:
    instance, requested = answering(Fetched(200, published("foo-1")), Fetched(500, b""))
    cache = KeyCache()
    await cache.keys(instance, "bar", "u", "foo-1")
    assert [key.kid for key in await cache.keys(instance, "bar", "u", "unknown")] == ["foo-1"]
    assert len(requested) == 2


async def test_keys_that_cannot_be_used_are_passed_over() -> None:
    """RFC 7517 §5."""
    odd: list[object] = [
        {"kty": "oct", "k": "AA", "kid": "a", "alg": "HS256"},
        {"kty": "RSA", "kid": "b", "alg": "RS256"},
        {},
    ]
    good = json.loads(published("foo-1"))["keys"]
    instance, _ = answering(Fetched(200, json.dumps({"keys": odd + good}).encode()))
    assert [key.kid for key in await KeyCache().keys(instance, "bar", "u", None)] == ["foo-1"]


async def test_a_document_that_is_no_jwks_is_no_answer() -> None:
    for noise in (
        b"",
        b"<html>",
        b"[]",
        b"{}",
        b'{"keys": null}',
        b'{"keys": [1, null, "x"]}',
        b"\xff",
        b"[" * 100_000,
    ):
        instance, _ = answering(Fetched(200, noise))
        assert await KeyCache().keys(instance, "bar", "u", "foo-1") == ()
