"""An api that reads scopes where its issuer writes them: `scp`, `roles`, `permissions`, for JWTs and opaque tokens."""

from typing import Any

import pytest

from tests.running import App, Running, bearer, running, world

VENDORS = """
    world: vendors
    title: Scopes that are called otherwise
    domain: foo.com
    issuers: {issuer: {dialect: %s}}
    audiences:
      bar: {identifier: "https://bar.foo.com", scopes: {read: Read}, add_permissions: true, tokens: %s}
    apis:
      bar: {accepts: [bar], routes: {"GET /orders": read, "GET /admin": admin}, scope_claims: %s}
    clients:
      www: {grants: [authorization_code], redirect_uris: ["http://localhost:3000/cb"], audiences: {bar: [read]}}
      bar-backend: {type: confidential, secret: s, api: bar, grants: []}
    users:
      auth0|1: {name: Ada, claims: {roles: [admin, read]}, permissions: {bar: [read]}}
      auth0|2: {name: Bob, claims: {roles: buyer}, permissions: {bar: [read]}}
"""


async def said(live: Running, user: str, path: str) -> tuple[int, Any]:
    """The status of a call with a token of a user, and where the scope was looked for."""
    issuer = "http://localhost:8000/worlds/vendors/issuer/"
    app = App(live.http, issuer, redirect_uri="http://localhost:3000/cb", user=user)
    token = (await app.tokens(audience="https://bar.foo.com"))["access_token"]
    answer = await live.http.get(f"/worlds/vendors/apis/bar{path}", headers=bearer(token))
    return answer.status_code, answer.json()["sandbox"]["checks"][-1]["actual"]


@pytest.mark.parametrize("dialect", ["auth0", "rfc9068"])
@pytest.mark.parametrize("tokens", ["jwt", "opaque"])
@pytest.mark.parametrize(
    ("claims", "user", "path", "expected"),
    [
        ("[scope]", "auth0|1", "/orders", (200, "read")),
        ("[roles]", "auth0|1", "/orders", (200, ["admin", "read"])),
        ("[roles]", "auth0|2", "/orders", (403, "buyer")),
        ("[permissions]", "auth0|2", "/orders", (200, ["read"])),
        ("[permissions]", "auth0|1", "/admin", (403, ["read"])),
        ("[permissions, roles]", "auth0|1", "/admin", (200, {"permissions": ["read"], "roles": ["admin", "read"]})),
        ("[scp]", "auth0|1", "/orders", (403, None)),
    ],
)
async def test_an_api_looks_for_scopes_where_it_was_told(
    dialect: str, tokens: str, claims: str, user: str, path: str, expected: tuple[int, Any]
) -> None:
    async with running(world(VENDORS % (dialect, tokens, claims))) as live:
        assert await said(live, user, path) == expected
