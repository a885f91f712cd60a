"""Revocation (RFC 7009)."""

import httpx2
import pytest

from tests.running import ISSUER, App

BAR = "https://bar.foo.com"


async def revoke(app: App, **form: str | None) -> httpx2.Response:
    given = {name: value for name, value in {"client_id": app.client_id, **form}.items() if value is not None}
    return await app.http.post(f"{ISSUER}oauth/revoke", data=given)


async def renew(app: App, refresh_token: str) -> httpx2.Response:
    return await app.ask(grant_type="refresh_token", client_id=app.client_id, refresh_token=refresh_token)


async def test_a_revoked_refresh_token_is_good_no_more_nor_what_came_before_it(app: App) -> None:
    tokens = await app.tokens(audience=BAR, scope="offline_access read:orders")
    answer = await revoke(app, token=tokens["refresh_token"], token_type_hint="refresh_token")
    assert (answer.status_code, answer.content, answer.headers["cache-control"]) == (200, b"", "no-store")
    assert (await renew(app, tokens["refresh_token"])).json()["error"] == "invalid_grant"


async def test_an_unknown_token_is_answered_like_a_revoked_one(app: App) -> None:
    assert (await revoke(app, token="invented")).status_code == 200


async def test_another_clients_token_stays_good(app: App) -> None:
    tokens = await app.tokens(audience=BAR, scope="offline_access read:orders")
    form = {"token": tokens["refresh_token"]}
    answer = await app.http.post(f"{ISSUER}oauth/revoke", data=form, auth=("nightly", "nightly-secret"))
    assert answer.status_code == 200
    assert (await renew(app, tokens["refresh_token"])).status_code == 200


@pytest.mark.parametrize(
    ("form", "status", "error"),
    [
        ({"token": None}, 400, "invalid_request"),
        ({"token": "x", "client_id": "nobody"}, 401, "invalid_client"),
        ({"token": "x", "client_id": "nightly"}, 401, "invalid_client"),
    ],
)
async def test_a_mistaken_request_is_refused(app: App, form: dict[str, str | None], status: int, error: str) -> None:
    answer = await revoke(app, **form)
    assert (answer.status_code, answer.json()["error"]) == (status, error)
