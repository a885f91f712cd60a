"""How ``get_token`` gets from one sign-in to several audiences, and what it does at the issuer's pages."""

from dataclasses import replace
from functools import partial
from urllib.parse import parse_qs, urlsplit

from sandbox.network import Network, within
from sandbox.reading.source import read_text
from sandbox.replay.player import ReplayRequest
from sandbox.replay.trace import StepTrace, Trace
from sandbox.scenarios.loading.parse import scenario_from
from sandbox.worlds.model import World
from tests.replay.inline_steps import SIGN_IN, last, play, replayer
from tests.running import FOO_FILE, world

SILENTLY = """
- id: second
  title: A second token, without a page
  get_token:
    client: www
    grant: authorization_code
    user: alice
    prompt: none
    audience: https://baz.foo.com
    save: baz_token
"""
EXCHANGE = """
- id: exchange
  title: bar asks for a token it may send on
  get_token:
    client: bar-backend
    grant: token_exchange
    subject_token: bar_token
    audience: https://baz.foo.com
    save: baz_token
"""


def sent(step: StepTrace) -> list[tuple[str, str]]:
    return [(exchange.request.method, urlsplit(exchange.request.url).path[-10:]) for exchange in step.exchanges]


async def play_in(changed: World, text: str) -> Trace:
    """Play steps in a world that a test changed."""
    head = "scenario: tested\ntitle: Tested\nworld: foo\nquestion: Does it?\nsteps:\n"
    scenario = scenario_from(read_text(head + text, "tested.yaml"), "tested", {"foo": changed})
    changed_replayer = replace(replayer(), bind=partial(within, Network({"foo": changed})))
    return await changed_replayer.replay(ReplayRequest(scenario), changed)


async def test_a_second_token_comes_without_a_page() -> None:
    first, second = (await play(SIGN_IN, SILENTLY)).steps
    assert sent(first) == [("GET", "/authorize"), ("POST", "/authorize"), ("POST", "auth/token")]
    assert sent(second) == [("GET", "/authorize"), ("POST", "auth/token")]
    assert second.tokens[0].claims is not None
    assert (second.tokens[0].claims["aud"], second.tokens[0].claims["sub"]) == ("https://baz.foo.com", "alice")
    assert any(name.lower() == "cookie" for name, _ in second.exchanges[0].request.headers)


async def test_nobody_signed_in_is_nobody() -> None:
    step = await last(SILENTLY + "  expect: {status: 302, error: login_required}\n")
    assert (step.ok, step.status, sent(step)) == (True, 302, [("GET", "/authorize")])


async def test_each_user_has_a_browser_of_their_own() -> None:
    bob = SILENTLY.replace("user: alice", "user: bob") + "  expect: {error: login_required}\n"
    assert (await play(SIGN_IN, bob)).ok
    bobs = (
        SIGN_IN.replace("user: alice", "user: bob").replace("id: sign-in", "id: bob").replace("id_token", "id_of_bob")
    )
    trace = await play(SIGN_IN, bobs.replace("save_id_of_bob", "save_id_token"), SILENTLY)
    assert [step.tokens[0].claims["sub"] for step in trace.steps if step.tokens[0].claims] == ["alice", "bob", "alice"]


async def test_whoever_signs_in_again_is_asked_when_the_step_says_so() -> None:
    again = SILENTLY.replace("prompt: none", "prompt: login")
    assert sent((await play(SIGN_IN, again)).steps[-1])[1] == ("POST", "/authorize")


class TestConsent:
    ASKING = world(FOO_FILE.read_text().replace("    type: public\n", "    type: public\n    consent: ask\n", 1))

    async def test_it_is_given_unless_the_step_says_otherwise(self) -> None:
        (step,) = (await play_in(self.ASKING, SIGN_IN)).steps
        assert step.status == 200
        posted = [parse_qs(exchange.request.body) for exchange in step.exchanges[1:3]]
        assert posted == [{"user": ["alice"]}, {"user": ["alice"], "consent": ["allow"]}]

    async def test_a_no_is_told_to_the_client(self) -> None:
        denied = SIGN_IN.replace("user: alice", "user: alice\n    consent: deny")
        trace = await play_in(self.ASKING, denied + "  expect: {status: 302, error: access_denied}\n")
        assert trace.ok

    async def test_once_given_it_is_not_asked_for_again(self) -> None:
        trace = await play_in(
            self.ASKING,
            SIGN_IN + SILENTLY.replace("baz.foo", "bar.foo").replace("save:", "scope: read:orders\n    save:"),
        )
        assert sent(trace.steps[-1]) == [("GET", "/authorize"), ("POST", "auth/token")]


async def test_a_token_is_exchanged() -> None:
    step = await last(SIGN_IN, EXCHANGE)
    claims = step.tokens[0].claims
    assert claims is not None
    assert (claims["aud"], claims["act"]) == ("https://baz.foo.com", {"sub": "bar-backend"})


async def test_several_resources_can_be_asked_for_at_once() -> None:
    step = await last(
        """
        - id: both
          title: One token for two
          get_token:
            client: www
            grant: authorization_code
            user: alice
            resource: [https://bar.foo.com, https://baz.foo.com]
            save: both
          expect: {claims: {aud: [https://bar.foo.com, https://baz.foo.com]}}
        """
    )
    assert step.ok


MACHINE = """
- id: machine
  title: A machine asks
  get_token: {client: nightly, grant: client_credentials, audience: "https://bar.foo.com", save: t}
  expect: {status: 200}
"""


async def test_a_client_that_signs_proves_itself_by_its_signature() -> None:
    signing = "    token_endpoint_auth_method: private_key_jwt\n"
    changed = world(FOO_FILE.read_text().replace("    secret: nightly-secret\n", signing))
    trace = await play_in(changed, MACHINE + MACHINE.replace("id: machine", "id: again").replace("save: t", "save: u"))
    assert trace.ok
    form = parse_qs(trace.steps[0].exchanges[0].request.body)
    assert form["client_assertion_type"] == ["urn:ietf:params:oauth:client-assertion-type:jwt-bearer"]
    assert "client_secret" not in form


async def test_a_client_registered_for_basic_uses_it() -> None:
    basic = "    secret: nightly-secret\n    token_endpoint_auth_method: client_secret_basic\n"
    trace = await play_in(world(FOO_FILE.read_text().replace("    secret: nightly-secret\n", basic)), MACHINE)
    assert trace.ok
    request = trace.steps[0].exchanges[0].request
    assert "Basic " in str(request.headers)
    assert "nightly-secret" not in request.body
