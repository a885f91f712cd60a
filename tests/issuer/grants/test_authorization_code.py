"""``authorization_code`` at the token endpoint: a code works once, for the one it was made for."""

import pytest

from sandbox.issuer.state import BoundedStore
from sandbox.settings import LIMITS
from tests.running import VERIFIER, App, Running, opened


async def test_a_code_becomes_tokens(app: App) -> None:
    answer = await app.redeem(await app.sign_in(audience="https://bar.foo.com", scope="openid read:orders"))
    assert answer.status_code == 200
    assert answer.headers["cache-control"] == "no-store"
    assert answer.headers["pragma"] == "no-cache"
    assert answer.headers["content-type"] == "application/json"
    tokens = answer.json()
    assert set(tokens) == {"access_token", "token_type", "expires_in", "id_token", "scope"}
    assert (tokens["token_type"], tokens["expires_in"], tokens["scope"]) == ("Bearer", 900, "openid read:orders")


async def test_a_code_works_once(app: App) -> None:
    code = await app.sign_in()
    assert (await app.redeem(code)).status_code == 200
    again = await app.redeem(code)
    assert (again.status_code, again.json()["error"]) == (400, "invalid_grant")
    assert "access_token" not in again.json()


async def test_a_code_expires(live: Running, app: App) -> None:
    code, other = await app.sign_in(), await app.sign_in()
    live.clock.now += LIMITS.code_ttl - 1
    assert (await app.redeem(code)).status_code == 200
    live.clock.now += 1
    assert (await app.redeem(other)).json()["error"] == "invalid_grant"


@pytest.mark.parametrize(
    ("changed", "error"),
    [
        ({"code": "invented"}, "invalid_grant"),
        ({"code": None}, "invalid_request"),
        ({"code": ""}, "invalid_request"),
        ({"redirect_uri": "http://www.foo.localhost:8000/other"}, "invalid_grant"),
        ({"redirect_uri": None}, "invalid_grant"),
        ({"code_verifier": "another-verifier-of-forty-three-characters-x"}, "invalid_grant"),
        ({"code_verifier": VERIFIER[:-1]}, "invalid_grant"),
        ({"code_verifier": "short"}, "invalid_grant"),
        ({"code_verifier": "ü" * 50}, "invalid_grant"),
        ({"code_verifier": None}, "invalid_request"),
        ({"client_id": "nobody"}, "invalid_client"),
        ({"client_id": None}, "invalid_client"),
        ({"grant_type": None}, "invalid_request"),
        ({"grant_type": "AUTHORIZATION_CODE"}, "unsupported_grant_type"),
    ],
)
async def test_a_request_with_a_mistake_gets_no_token(app: App, changed: dict[str, str | None], error: str) -> None:
    changed = dict(changed)
    code = changed.pop("code", await app.sign_in())
    answer = await app.redeem(code, **changed)
    assert answer.json()["error"] == error
    assert answer.status_code == (401 if error == "invalid_client" else 400)
    assert set(answer.json()) == {"error", "error_description"}
    assert answer.headers["cache-control"] == "no-store"


async def test_a_code_of_another_client_is_refused(web: App, live: Running) -> None:
    thief = App(live.http, web.issuer, "reader", "http://localhost:3000/cb")
    code = await web.sign_in("carol")
    answer = await thief.redeem(code, redirect_uri=web.redirect_uri)
    assert answer.json()["error"] == "invalid_grant"


async def test_a_confidential_client_may_leave_pkce_out_but_not_half(web: App) -> None:
    without = await web.sign_in("carol", code_challenge=None, code_challenge_method=None)
    assert (await web.redeem(without, code_verifier=None)).status_code == 200
    downgraded = await web.sign_in("carol", code_challenge=None, code_challenge_method=None)
    assert (await web.redeem(downgraded)).json()["error"] == "invalid_grant"


async def test_a_confidential_client_redeems_by_its_secret(web: App) -> None:
    code = await web.sign_in("carol")
    assert (await web.redeem(code, client_secret=None)).status_code == 401
    assert (await web.redeem(code)).status_code == 200


async def test_a_client_may_use_only_its_own_grants(app: App) -> None:
    answer = await app.redeem(await app.sign_in(), client_id="nightly", client_secret="nightly-secret")
    assert answer.json()["error"] == "unauthorized_client"


async def test_the_user_of_a_code_is_the_one_who_was_chosen(app: App) -> None:
    for user in ("alice", "bob"):
        tokens = await app.tokens(user, audience="https://bar.foo.com", scope="openid")
        assert opened(tokens["access_token"])[1]["sub"] == user
        assert opened(tokens["id_token"])[1]["sub"] == user


def test_a_memory_is_bounded_and_forgets_the_oldest() -> None:
    store: BoundedStore[int] = BoundedStore(2)
    for number in range(3):
        store.put(str(number), number)
    assert [store.get(str(number)) for number in range(3)] == [None, 1, 2]
    assert (store.take("1"), store.take("1")) == (1, None)
