"""``userinfo``: who a token is about, as its issuer says, and what it refuses."""

import pytest

from tests.replay.inline_steps import SIGN_IN, last

OF_BAR = """
- id: sign-in
  title: Without openid
  get_token: {client: www, grant: authorization_code, user: alice, audience: "https://bar.foo.com", scope: read:orders, save: plain}
"""  # noqa: E501


async def test_a_token_with_openid_says_who_it_is_about() -> None:
    step = await last(SIGN_IN, "- {id: who, title: Who, userinfo: {token: bar_token}, expect: {body: {sub: alice}}}")
    (exchange,) = step.exchanges
    assert (exchange.sender, exchange.receiver, exchange.request.method) == ("www", "issuer", "GET")
    assert exchange.request.url.endswith("/worlds/foo/issuer/userinfo")
    assert (step.ok, step.status, step.token) == (True, 200, "bar_token")


async def test_an_api_may_ask_with_the_token_that_it_was_sent() -> None:
    step = await last(SIGN_IN, "- {id: who, title: Who, userinfo: {token: bar_token, by: bar}}")
    assert step.exchanges[0].sender == "bar"


@pytest.mark.parametrize(
    ("expect", "problems"),
    [
        ("{status: 401, error: invalid_token, challenge: {error: invalid_token}}", []),
        ("{}", ["refused"]),
        ("{status: 200}", ["refused", "status"]),
        ("{body: {sub: alice}}", ["refused"]),
    ],
)
async def test_a_token_that_is_for_bar_alone_is_refused(expect: str, problems: list[str]) -> None:
    step = await last(OF_BAR, f"- {{id: who, title: Who, userinfo: {{token: plain}}, expect: {expect}}}")
    assert [problem.what for problem in step.problems] == problems
