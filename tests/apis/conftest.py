"""Two worlds run for each test, and tokens that no honest issuer would write."""

from collections.abc import AsyncIterator, Callable
from typing import Any

import pytest

from sandbox.tokens.minting import sign
from tests.openapi import conforms
from tests.running import ISSUER, KEYS, Running, running

Forge = Callable[..., str]


@pytest.fixture
async def live() -> AsyncIterator[Running]:
    async with running() as worlds:
        worlds.http.event_hooks["response"] = [conforms]  # of whatever is tested: it is what was described
        yield worlds


@pytest.fixture
def forge(live: Running) -> Forge:
    """Write a token for bar, signed by foo's issuer, with changes; None takes a member or claim out."""

    def write(header: dict[str, Any] | None = None, **changed: Any) -> str:
        now = int(live.clock.now)
        claims = {
            "iss": ISSUER,
            "sub": "alice",
            "aud": "https://bar.foo.com",
            "azp": "www",
            "scope": "read:orders",
            "iat": now,
            "exp": now + 900,
            "jti": "j",
            **changed,
        }
        given = {name: value for name, value in claims.items() if value is not None}
        named = {"alg": "RS256", "typ": "JWT", "kid": "foo-1", **(header or {})}
        return sign(
            {name: value for name, value in named.items() if value is not None}, given, KEYS.key("foo-1", "RS256")
        )

    return write
