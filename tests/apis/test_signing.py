"""Issuers that sign with each algorithm there is: an api serves their tokens, and a replay mints them."""

import pytest

from sandbox.tokens.names import ALGORITHMS
from tests.running import FOO_FILE, App, bearer, running, world


def signing(algorithm: str) -> str:
    return FOO_FILE.read_text().replace("signing: RS256", f"signing: {algorithm}")


@pytest.mark.parametrize("algorithm", ALGORITHMS)
async def test_an_api_serves_a_token_of_its_issuer(algorithm: str) -> None:
    async with running(world(signing(algorithm))) as live:
        tokens = await App(live.http).tokens(audience="https://bar.foo.com", scope="openid read:orders")
        answer = await live.http.get("/worlds/foo/apis/bar/orders", headers=bearer(tokens["access_token"]))
        assert answer.status_code == 200
        userinfo = await live.http.get("/worlds/foo/issuer/userinfo", headers=bearer(tokens["access_token"]))
        assert userinfo.json()["sub"] == "alice"
        (key,) = (await live.http.get("/worlds/foo/issuer/.well-known/jwks.json")).json()["keys"]
        assert key["alg"] == algorithm
        assert "d" not in key
