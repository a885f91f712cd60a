"""``sign_out``: a browser's session ends, and tokens stay good."""

import pytest

from tests.replay.inline_steps import last

IN = """
- id: sign-in
  title: In
  get_token:
    client: www
    grant: authorization_code
    user: alice
    audience: https://bar.foo.com
    scope: openid read:orders
    save: bar_token
    save_id_token: who
"""
OUT = "- {id: out, title: Out, sign_out: {client: www, user: %s}, expect: {status: 302}}\n"
SILENT = """
- id: silent
  title: Without a page
  get_token:
    client: www
    grant: authorization_code
    user: alice
    prompt: none
    audience: https://baz.foo.com
    save: b
"""


async def test_the_browser_goes_there_with_its_cookie_and_comes_back_without() -> None:
    step = await last(IN, OUT % "alice")
    (exchange,) = step.exchanges
    assert "/worlds/foo/issuer/oidc/logout?client_id=www" in exchange.request.url
    assert "issuer_session=" in dict(exchange.request.headers)["Cookie"]
    assert dict(exchange.response.headers)["location"] == "http://www.foo.localhost:8000/"
    assert (step.ok, step.status) == (True, 302)


@pytest.mark.parametrize(("before", "ok"), [("", True), (OUT % "alice", False), (OUT % "bob", True)])
async def test_nobody_is_signed_in_silently_after_it(before: str, ok: bool) -> None:
    step = await last(IN, before, SILENT)
    assert (step.ok, bool(step.tokens)) == (ok, ok)
    if not ok:
        assert step.problems[0].actual.startswith("login_required")


async def test_a_token_stays_good() -> None:
    call = "- {id: call, title: Call, call: {api: bar, request: GET /orders, token: bar_token}}"
    assert (await last(IN, OUT % "alice", call)).status == 200


@pytest.mark.parametrize(("hint", "status"), [("who", 302), ("bar_token", 400)])
async def test_an_id_token_may_say_who_signs_out(hint: str, status: int) -> None:
    out = f"- {{id: out, title: Out, sign_out: {{client: www, user: alice, id_token: {hint}}}}}"
    step = await last(IN, out)
    assert (step.status, [problem.what for problem in step.problems]) == (status, ["refused"] * (status == 400))
