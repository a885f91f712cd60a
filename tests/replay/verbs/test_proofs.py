"""Steps with a proof of possession: who has the key, and who does not."""

from sandbox.network import create_replayer
from sandbox.reading.source import read_text
from sandbox.replay.player import ReplayRequest
from sandbox.replay.trace import StepTrace
from sandbox.scenarios.loading.parse import scenario_from
from sandbox.settings import shipped_pack
from sandbox.worlds.loading import load_world
from tests.running import KEYS, PUBLIC_URL, opened

BOUND = load_world(shipped_pack() / "worlds" / "keyed.yaml")
HEAD = """
scenario: tested
title: Tested
world: keyed
question: Does it?
steps:
  - id: sign-in
    title: With a key
    get_token:
      client: www
      grant: authorization_code
      user: alice
      audience: "https://bar.foo.com"
      scope: openid offline_access read:orders
      dpop: %s
      save: token
      save_refresh_token: refresh
"""


async def last(dpop: str, step: str) -> StepTrace:
    text = f"{HEAD % dpop}  - {{id: then, title: Then, {step}}}\n"
    found = scenario_from(read_text(text, "tested.yaml"), "tested", {"keyed": BOUND})
    replayer = create_replayer({"keyed": BOUND}, KEYS, PUBLIC_URL)
    return (await replayer.replay(ReplayRequest(found), BOUND)).steps[-1]


async def test_a_request_by_the_holder_carries_a_proof_for_it_by_its_own_key() -> None:
    step = await last("true", "call: {api: bar, request: GET /orders, token: token, send_as: dpop}")
    sent = dict(step.exchanges[0].request.headers)
    header, claims = opened(sent["DPoP"])
    assert sent["Authorization"].startswith("DPoP ey")
    assert (header["typ"], header["alg"], set(header["jwk"])) == ("dpop+jwt", "ES256", {"kty", "crv", "x", "y"})
    assert (claims["htm"], claims["htu"]) == ("GET", "http://localhost:8000/worlds/keyed/apis/bar/orders")
    assert (step.status, step.decided_by) == (200, "none")


async def test_whoever_else_sends_it_has_another_key() -> None:
    step = await last("true", "call: {api: bar, request: GET /orders, token: token, send_as: dpop, by: thief}")
    assert (step.status, step.decided_by) == (401, "sender")


async def test_a_key_that_was_not_shown_at_the_token_request_is_no_use() -> None:
    step = await last("false", "call: {api: bar, request: GET /orders, token: token, send_as: dpop}")
    assert (step.status, step.decided_by, step.checks[-2].reason) == (401, "sender", "unbound")


async def test_a_renewal_needs_the_key_again() -> None:
    renewal = "get_token: {client: www, grant: refresh_token, refresh_token: refresh, save: next%s}"
    assert (await last("true", renewal % "")).status == 400
    renewed = await last("true", renewal % ", dpop: true")
    assert (renewed.status, renewed.tokens[0].claims and "cnf" in renewed.tokens[0].claims) == (200, True)
