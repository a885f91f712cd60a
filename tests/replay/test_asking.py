"""What is asked of an issuer or an api beside tokens and calls, by whom, and what can be expected of the answer."""

import json
from urllib.parse import parse_qs

import pytest

from sandbox.network import create_replayer
from sandbox.replay.player import ReplayRequest
from sandbox.scenarios.loading.catalogue import load_catalogue
from sandbox.settings import shipped_pack
from tests.replay.playing import SIGN_IN, last, play
from tests.running import KEYS, PUBLIC_URL

INTROSPECT = "- {id: ask, title: Ask, introspect: {client: bar-backend, token: bar_token}, expect: {%s}}"
EXCHANGE = """
- id: exchange
  title: bar exchanges it
  get_token: {client: bar-backend, grant: token_exchange, subject_token: bar_token, audience: "https://baz.foo.com",
              scope: "read:reports", save: baz_token}
"""


def senders(*exchanged: object) -> list[tuple[str, str, bool]]:
    return [(e.sender, e.receiver, e.aside) for e in exchanged]  # type: ignore[attr-defined]


class TestIntrospect:
    async def test_an_api_asks_as_the_client_that_it_is(self) -> None:
        step = await last(SIGN_IN, INTROSPECT % "status: 200, body: {active: true, client_id: www}")
        (asked,) = step.exchanges
        assert senders(asked) == [("bar", "issuer", False)]
        assert asked.request.url.endswith("/worlds/foo/issuer/oauth/introspect")
        assert set(parse_qs(asked.request.body)) == {"token", "client_id", "client_secret"}
        assert (step.ok, step.token, step.status) == (True, "bar_token", 200)

    async def test_what_is_not_so_is_told(self) -> None:
        step = await last(SIGN_IN, INTROSPECT % "body: {active: false, aud: {absent: true}, nothing: 1}")
        assert [(p.what, p.expected) for p in step.problems] == [
            ("body.active", False),
            ("body.aud", {"absent": True}),
            ("body.nothing", 1),
        ]

    async def test_one_address_of_several_is_enough_as_in_claims(self) -> None:
        step = await last(SIGN_IN, INTROSPECT % 'body: {aud: "https://bar.foo.com"}')
        assert isinstance(json.loads(step.exchanges[0].response.body)["aud"], list)
        assert step.ok

    async def test_who_cannot_authenticate_is_refused(self) -> None:
        step = await last(SIGN_IN, "- {id: ask, title: Ask, introspect: {client: www, token: bar_token}}")
        assert step.status == 401


@pytest.mark.parametrize(
    ("document", "of", "path", "member"),
    [
        ("openid-configuration", "issuer", "/worlds/foo/issuer/.well-known/openid-configuration", "userinfo_endpoint"),
        ("oauth-authorization-server", "issuer", "/.well-known/oauth-authorization-server/worlds/foo/issuer", "issuer"),
        ("jwks", "issuer", "/worlds/foo/issuer/.well-known/jwks.json", "keys"),
        ("oauth-protected-resource", "bar", "/.well-known/oauth-protected-resource/worlds/foo/apis/bar", "resource"),
    ],
)
async def test_a_document_is_fetched_from_where_the_specification_says(
    document: str, of: str, path: str, member: str
) -> None:
    step = await last(f"- {{id: f, title: F, fetch: {{document: {document}, of: {of}}}, expect: {{status: 200}}}}")
    (asked,) = step.exchanges
    assert asked.request.url == f"{PUBLIC_URL}{path}"
    assert senders(asked) == [("www", of, False)]
    assert member in json.loads(asked.response.body)
    assert step.ok


async def test_an_issuer_that_is_not_the_first_has_documents_too() -> None:
    for document in ("openid-configuration", "oauth-authorization-server", "jwks"):
        step = await last(
            f"- {{id: f, title: F, fetch: {{document: {document}, of: partner, by: notes}}, expect: {{status: 200}}}}",
            world="two",
        )
        assert step.ok
        assert senders(*step.exchanges) == [("notes", "partner", False)]


async def test_what_bar_got_in_exchange_is_bar_s_to_send() -> None:
    trace = await play(
        SIGN_IN,
        EXCHANGE,
        "- {id: call, title: Call, call: {api: baz, request: GET /reports, token: baz_token}}",
    )
    assert senders(*trace.steps[1].exchanges) == [("bar", "issuer", False)]
    assert senders(*trace.steps[2].exchanges) == [("bar", "baz", False), ("baz", "issuer", True)]


async def test_a_call_is_sent_by_whom_the_step_says() -> None:
    step = await last(
        SIGN_IN, "- {id: on, title: On, call: {api: baz, request: GET /reports, token: bar_token, by: bar}}"
    )
    assert senders(*step.exchanges) == [("bar", "baz", False), ("baz", "issuer", True)]


async def test_what_a_challenge_says_can_be_expected() -> None:
    call = "- {id: c, title: C, call: {api: bar, request: GET /orders%s}, expect: {challenge: %s}}"
    metadata = "http://localhost:8000/.well-known/oauth-protected-resource/worlds/foo/apis/bar"
    says = f"{{realm: bar, error: {{absent: true}}, resource_metadata: '{metadata}'}}"
    assert (await last(call % ("", says))).ok
    scope = await last(
        SIGN_IN,
        call.replace("GET", "POST") % (", token: bar_token", '{error: insufficient_scope, scope: "write:orders"}'),
    )
    assert scope.ok
    wrong = await last(call % ("", "{error: invalid_token}"))
    assert [(p.what, p.actual) for p in wrong.problems] == [("challenge.error", None)]


async def test_addresses_that_are_expected_move_along() -> None:
    """The scenarios about metadata name addresses of the sandbox; they are true wherever it is served."""
    catalogue = load_catalogue([shipped_pack()])
    replayer = create_replayer(catalogue.worlds, KEYS, "https://sandbox.example")
    for id_ in ("protected-resource-metadata", "resource-metadata-mismatch", "client-assertion-aud"):
        scenario = catalogue.scenario(id_)
        trace = await replayer.replay(ReplayRequest(scenario), catalogue.worlds[scenario.world])
        assert [step.problems for step in trace.steps if step.problems] == []
        assert "localhost:8000" not in trace.model_dump_json()


class TestClientAssertion:
    async def ask(self, more: str) -> tuple[int | None, str]:
        catalogue = load_catalogue([shipped_pack()])
        world = catalogue.worlds["workloads"]
        scenario = catalogue.scenario("kubernetes-service-account")
        step = next(step for step in scenario.steps if step.get_token)
        assert step.get_token
        changed = step.get_token.model_validate({**step.get_token.model_dump(), "client_assertion": {"aud": more}})
        made = scenario.model_copy(update={"steps": [type(step)(id="ask", title="Ask", get_token=changed)]})
        trace = await create_replayer(catalogue.worlds, KEYS, PUBLIC_URL).replay(ReplayRequest(made), world)
        body = json.loads(trace.steps[0].exchanges[-1].response.body)
        return trace.steps[0].status, body.get("error", "")

    async def test_it_names_whom_the_step_says(self) -> None:
        assert await self.ask("http://localhost:8000/worlds/workloads/issuer/") == (200, "")
        assert await self.ask("http://localhost:8000/worlds/workloads/issuer") == (401, "invalid_client")
        assert await self.ask("https://somebody.example/") == (401, "invalid_client")
