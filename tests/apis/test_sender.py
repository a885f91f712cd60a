"""DPoP (RFC 9449) by a client that knows the specification alone: tokens bound to a key, and who may send them."""

from typing import Any

import httpx2
import pytest

from sandbox.settings import shipped_pack
from sandbox.tokens.keys import SigningKey
from sandbox.tokens.proofs import token_hash
from sandbox.worlds.loading import load_world
from sandbox.worlds.model import Client
from tests.running import App, Running, running
from tests.tokens.test_proofs import JKT, OTHER, proof

BOUND = load_world(shipped_pack() / "worlds" / "keyed.yaml")
ISSUER = "http://localhost:8000/worlds/keyed/issuer/"
ORDERS = "http://localhost:8000/worlds/keyed/apis/%s/orders"
BAR = "https://bar.foo.com"
NOW = 1_800_000_000


class Sender(App):
    """An app with a key."""

    async def bound(self, **changed: str) -> dict[str, Any]:
        """Tokens for bar, bound to the key."""
        code = await self.sign_in(audience=BAR, **changed)
        answer = await self.redeem_with(code, self.at_token())
        body: dict[str, Any] = answer.json()
        assert answer.status_code == 200, body
        return body

    def at_token(self, number: int = 1, **key: SigningKey) -> str:
        """A proof for the token endpoint."""
        return proof(*key.values(), jti=f"t{number}", htm="POST", htu=f"{self.issuer}oauth/token", iat=NOW)

    async def redeem_with(self, code: str, *proofs: str) -> httpx2.Response:
        self.http.headers = httpx2.Headers([("dpop", one) for one in proofs])
        try:
            return await self.redeem(code)
        finally:
            self.http.headers = httpx2.Headers()


def app(live: Running) -> Sender:
    return Sender(live.http, ISSUER, redirect_uri="http://localhost:8000/worlds/keyed/clients/www/callback")


def at(token: str, address: str, key: SigningKey | None = None, **changed: Any) -> dict[str, str]:
    """The headers of a request with a bound token and a proof."""
    claims = {"htu": address, "iat": NOW, "ath": token_hash(token), **changed}
    return {"Authorization": f"DPoP {token}", "DPoP": proof(*([key] if key else []), **claims)}


async def test_the_issuer_binds_what_it_issues_to_the_key_that_the_client_proves_to_have() -> None:
    async with running(BOUND) as live:
        tokens = await app(live).bound()
        assert tokens["token_type"] == "DPoP"
        address = ORDERS % "bar"
        answer = await live.http.get(address, headers=at(tokens["access_token"], address))
        assert answer.status_code == 200
        (check,) = [one for one in answer.json()["sandbox"]["checks"] if one["id"] == "sender"]
        assert (check["verdict"], check["expected"], check["actual"]) == ("pass", JKT, JKT)


async def test_without_a_proof_it_issues_what_is_good_for_everybody_and_bar_refuses_that() -> None:
    async with running(BOUND) as live:
        tokens = await app(live).tokens(audience=BAR)
        assert tokens["token_type"] == "Bearer"
        headers = {"Authorization": f"Bearer {tokens['access_token']}"}
        refused = await live.http.get(ORDERS % "bar", headers=headers)
        assert (refused.status_code, refused.json()["sandbox"]["decided_by"]) == (401, "sender")
        assert (await live.http.get(ORDERS % "legacy", headers=headers)).status_code == 200


async def refusal(live: Running, headers: dict[str, str]) -> tuple[int, str, str]:
    answer = await live.http.get(ORDERS % "bar", headers=headers)
    body = answer.json()
    assert answer.headers["www-authenticate"].startswith('DPoP realm="bar"')
    assert 'algs="RS256 ' in answer.headers["www-authenticate"]
    decided_by = body["sandbox"]["decided_by"]
    return answer.status_code, body.get("error", ""), decided_by


async def test_bar_refuses_whoever_has_the_token_and_not_the_key() -> None:
    async with running(BOUND) as live:
        token, address = (await app(live).bound())["access_token"], ORDERS % "bar"
        once = at(token, address, jti="once")
        assert (await live.http.get(address, headers=once)).status_code == 200
        assert await refusal(live, once) == (401, "invalid_dpop_proof", "sender")
        assert await refusal(live, at(token, ORDERS % "legacy", jti="2")) == (401, "invalid_dpop_proof", "sender")
        assert await refusal(live, at(token, address, jti="3", iat=NOW - 61)) == (401, "invalid_dpop_proof", "sender")
        assert await refusal(live, at(token, address, OTHER, jti="4")) == (401, "invalid_token", "sender")
        assert await refusal(live, at(token, address, jti="5", ath="x")) == (401, "invalid_token", "sender")
        assert await refusal(live, {"Authorization": f"DPoP {token}"}) == (401, "invalid_token", "sender")
        assert await refusal(live, {"Authorization": f"Bearer {token}"}) == (401, "invalid_token", "sender")
        assert await refusal(live, {}) == (401, "", "none")
        several = httpx2.Headers([("authorization", f"DPoP {token}"), ("dpop", "a.b.c"), ("dpop", "a.b.c")])
        assert (await live.http.get(address, headers=several)).json()["error"] == "invalid_dpop_proof"


@pytest.mark.parametrize(
    "name", ["http://bar.keyed.localhost:8000", "http://localhost:8000/worlds/keyed/apis/bar;scope=off"]
)
async def test_a_proof_names_the_address_by_which_the_api_was_reached(name: str) -> None:
    async with running(BOUND) as live:
        token = (await app(live).bound())["access_token"]
        assert (await live.http.get(f"{name}/orders", headers=at(token, f"{name}/orders"))).status_code == 200
        elsewhere = at(token, ORDERS % "bar", jti="2")
        assert (await live.http.get(f"{name}/orders", headers=elsewhere)).json()["error"] == "invalid_dpop_proof"


async def test_an_api_that_does_not_ask_knows_no_such_scheme() -> None:
    async with running(BOUND) as live:
        token, address = (await app(live).bound())["access_token"], ORDERS % "legacy"
        answer = await live.http.get(address, headers=at(token, address))
        assert (answer.status_code, answer.json()["sandbox"]["checks"]) == (401, [])
        assert answer.headers["www-authenticate"].startswith("Bearer ")


@pytest.mark.parametrize("wrong", [["x"], [proof(htm="POST", htu="https://x", iat=NOW)], ["a.b.c", "a.b.c"]])
async def test_a_proof_that_proves_nothing_brings_no_token(wrong: list[str]) -> None:
    async with running(BOUND) as live:
        client = app(live)
        answer = await client.redeem_with(await client.sign_in(audience=BAR), *wrong)
        assert (answer.status_code, answer.json()["error"]) == (400, "invalid_dpop_proof")


async def test_a_refresh_token_of_a_public_client_is_bound_to_the_same_key() -> None:
    async with running(BOUND) as live:
        client = app(live)
        refresh = (await client.bound(scope="offline_access read:orders"))["refresh_token"]
        form = {"grant_type": "refresh_token", "refresh_token": refresh, "client_id": "www"}
        for headers in ({}, {"dpop": client.at_token(2, key=OTHER)}):
            stolen = await live.http.post(f"{ISSUER}oauth/token", data=form, headers=headers)
            assert (stolen.status_code, stolen.json()["error"]) == (400, "invalid_grant")
        renewed = await live.http.post(f"{ISSUER}oauth/token", data=form, headers={"dpop": client.at_token(3)})
        assert renewed.json()["token_type"] == "DPoP"


async def test_userinfo_takes_a_bound_token_with_a_proof_alone_and_no_other_with_one() -> None:
    auth0 = BOUND.issuers["issuer"].model_copy(update={"dialect": "auth0"})
    async with running(BOUND.model_copy(update={"issuers": {"issuer": auth0}})) as live:
        address = f"{ISSUER}userinfo"
        token = (await app(live).bound(scope="openid"))["access_token"]
        assert (await live.http.get(address, headers=at(token, address))).json() == {"sub": "alice"}
        for headers in ({"Authorization": f"Bearer {token}"}, at(token, address, OTHER, jti="2")):
            assert (await live.http.get(address, headers=headers)).json()["error"] == "invalid_token"
        plain = (await app(live).tokens(audience=BAR, scope="openid"))["access_token"]
        assert (await live.http.get(address, headers=at(plain, address, jti="3"))).status_code == 401


async def test_introspection_tells_of_the_key_so_that_an_api_can_ask_of_an_opaque_token() -> None:
    clients = {**BOUND.clients, "backend": Client(type="confidential", secret="s", api="bar", grants=[])}
    opaque = BOUND.audiences["bar"].model_copy(update={"tokens": "opaque"})
    apis = {"bar": BOUND.apis["bar"]}
    world = BOUND.model_copy(update={"audiences": {"bar": opaque}, "clients": clients, "apis": apis})
    async with running(world) as live:
        token, address = (await app(live).bound())["access_token"], ORDERS % "bar"
        assert (await live.http.get(address, headers=at(token, address))).status_code == 200
        assert await refusal(live, {"Authorization": f"Bearer {token}"}) == (401, "invalid_token", "sender")
        asked = {"token": token, "client_id": "backend", "client_secret": "s"}
        said = (await live.http.post(f"{ISSUER}oauth/introspect", data=asked)).json()
        assert (said["token_type"], said["cnf"]) == ("DPoP", {"jkt": JKT})


async def test_documents_say_so() -> None:
    async with running(BOUND) as live:
        configuration = (await live.http.get(f"{ISSUER}.well-known/openid-configuration")).json()
        assert "ES256" in configuration["dpop_signing_alg_values_supported"]
        metadata = [
            (await live.http.get(f"/.well-known/oauth-protected-resource/worlds/keyed/apis/{api}")).json()
            for api in ("bar", "legacy")
        ]
        assert [one.get("dpop_bound_access_tokens_required") for one in metadata] == [True, None]
