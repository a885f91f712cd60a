"""``revoke``: what an issuer takes no more, and who takes it still."""

from urllib.parse import parse_qs

import pytest

from tests.replay.inline_steps import SIGN_IN, last

OFFLINE = """
- id: sign-in
  title: With a refresh token
  get_token:
    client: www
    grant: authorization_code
    user: alice
    audience: https://bar.foo.com
    scope: openid offline_access read:orders
    save: bar_token
    save_refresh_token: refresh
"""
REVOKE = "- {id: revoke, title: Needed no more, revoke: {client: %s, token: %s}}\n"
USERINFO = "- {id: who, title: Who, userinfo: {token: bar_token}}\n"
CALL = "- {id: call, title: Call, call: {api: bar, request: GET /orders, token: bar_token}}\n"
REFRESH = (
    "- {id: again, title: Again, get_token: {client: www, grant: refresh_token, refresh_token: refresh, save: b}}\n"
)


async def test_the_client_says_who_it_is_and_which_token_it_is() -> None:
    step = await last(SIGN_IN, REVOKE % ("www", "bar_token"))
    (exchange,) = step.exchanges
    assert exchange.request.url.endswith("/worlds/foo/issuer/oauth/revoke")
    assert set(parse_qs(exchange.request.body)) == {"token", "client_id"}
    assert (step.ok, step.status, step.token) == (True, 200, "bar_token")


@pytest.mark.parametrize(
    ("client", "then", "status"),
    [
        ("www", USERINFO, 401),
        ("www", CALL, 200),
        ("nightly", USERINFO, 200),
    ],
    ids=["the issuer knows", "an api that reads it by itself does not", "another client's stays good"],
)
async def test_after_that(client: str, then: str, status: int) -> None:
    assert (await last(SIGN_IN, REVOKE % (client, "bar_token") + then)).status == status


async def test_with_a_refresh_token_all_of_its_sign_in_ends() -> None:
    ended = OFFLINE + REVOKE % ("www", "refresh")
    assert (await last(ended + USERINFO)).status == 401
    renewed = await last(ended + REFRESH)
    assert (renewed.ok, renewed.status) == (False, 400)
