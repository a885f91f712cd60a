"""``get_token``: the grants as they are run, what is saved, and how a client authenticates."""

import json
from urllib.parse import parse_qs, urlsplit

from sandbox.network import create_replayer
from sandbox.replay.player import ReplayRequest
from sandbox.scenarios.loading.catalogue import shipped_catalogue
from tests.replay.inline_steps import SIGN_IN, last, play
from tests.running import ISSUER, KEYS, PUBLIC_URL, opened


class TestGetToken:
    async def test_a_user_signs_in_with_a_code_and_pkce(self) -> None:
        step = await last(SIGN_IN)
        authorize, chose, redeemed = step.exchanges
        query = parse_qs(urlsplit(authorize.request.url).query)
        assert authorize.request.url.startswith(f"{ISSUER}authorize?")
        assert query["code_challenge_method"] == ["S256"]
        assert (authorize.response.status, chose.request.body) == (200, "user=alice")
        way_back = urlsplit(dict(chose.response.headers)["location"])
        code = parse_qs(way_back.query)["code"]
        form = parse_qs(redeemed.request.body)
        assert (form["code"], form["grant_type"], form["client_id"]) == (code, ["authorization_code"], ["www"])
        assert parse_qs(way_back.query)["state"] == query["state"]
        assert "client_secret" not in form
        assert [(e.sender, e.receiver) for e in step.exchanges] == [("www", "issuer")] * 3

    async def test_what_comes_back_is_saved_under_the_names_of_the_step(self) -> None:
        step = await last(SIGN_IN)
        assert [(token.name, token.kind) for token in step.tokens] == [
            ("bar_token", "access_token"),
            ("id_token", "id_token"),
        ]
        answer = json.loads(step.exchanges[-1].response.body)
        assert [token.raw for token in step.tokens] == [answer["access_token"], answer["id_token"]]
        assert (step.token, step.status) == ("bar_token", 200)
        assert (step.tokens[0].header, step.tokens[0].claims) == opened(step.tokens[0].raw)

    async def test_a_confidential_client_sends_its_secret(self) -> None:
        step = await last("""
            - id: machine
              title: The nightly job asks
              get_token: {client: nightly, grant: client_credentials, audience: "https://bar.foo.com", save: t}
              expect: {status: 200, claims: {azp: nightly, sub: {absent: true}}}
        """)
        form = parse_qs(step.exchanges[0].request.body)
        assert (form["client_secret"], len(step.exchanges)) == (["nightly-secret"], 1)
        assert form["audience"] == ["https://bar.foo.com"]

    async def test_a_secret_with_signs_in_it_arrives(self) -> None:
        step = await last(
            """
            - id: web
              title: The web client asks
              get_token: {client: web, grant: client_credentials, save: t}
            """,
            world="two",
        )
        assert (step.status, step.tokens[0].claims is not None) == (200, True)

    async def test_several_resources_are_several_fields(self) -> None:
        step = await last("""
            - id: both
              title: For two
              get_token:
                client: nightly
                grant: client_credentials
                resource: ["https://bar.foo.com", "https://baz.foo.com"]
        """)
        assert parse_qs(step.exchanges[0].request.body)["resource"] == ["https://bar.foo.com", "https://baz.foo.com"]

    async def test_another_issuer(self) -> None:
        step = await last(
            """
            - id: partner
              title: At the other issuer
              get_token: {client: web, grant: client_credentials, issuer: partner, audience: urn:attic, save: t}
            """,
            world="two",
        )
        assert step.exchanges[0].receiver == "partner"
        assert step.tokens[0].claims is not None
        assert step.tokens[0].claims["iss"] == "http://localhost:8000/worlds/two/issuers/partner/"

    async def test_a_refusal_on_the_way_is_recorded(self) -> None:
        step = await last("""
            - id: refused
              title: For nobody
              get_token: {client: www, grant: authorization_code, user: alice, audience: "https://nobody", save: t}
              expect: {status: 302, error: access_denied}
        """)
        assert (step.tokens, step.token, len(step.exchanges)) == ([], None, 1)
        assert step.problems == []
        assert "error=access_denied" in dict(step.exchanges[0].response.headers)["location"]

    async def test_a_refusal_at_the_token_endpoint_is_recorded(self) -> None:
        step = await last("""
            - id: refused
              title: For nobody
              get_token: {client: nightly, grant: client_credentials, audience: "https://nobody", save: t}
              expect: {status: 403, error: access_denied, error_description: https://nobody}
        """)
        assert (step.problems, step.tokens, step.token) == ([], [], None)

    async def test_what_nobody_saves_can_be_looked_at_and_takes_no_name(self) -> None:
        trace = await play(
            SIGN_IN.replace("save: bar_token", "save: access_token"),
            """
            - id: again
              title: A token that nobody keeps
              get_token: {client: www, grant: authorization_code, user: alice, audience: "https://baz.foo.com"}
              expect: {claims: {aud: https://baz.foo.com}}
            - id: first
              title: The one that was kept
              inspect: {token: access_token}
              expect: {claims: {aud: https://bar.foo.com}}
        """,
        )
        assert trace.ok

    async def test_of_an_id_token_alone_the_claims_are_expected(self) -> None:
        trace = await play(SIGN_IN.replace("    save: bar_token\n", "") + "  expect: {claims: {aud: www}}\n")
        assert trace.ok


EXCHANGE = """
- id: exchange
  title: bar exchanges it
  get_token: {client: bar-backend, grant: token_exchange, subject_token: bar_token, audience: "https://baz.foo.com",
              scope: "read:reports", save: baz_token}
"""


def senders(*exchanged: object) -> list[tuple[str, str, bool]]:
    return [(e.sender, e.receiver, e.aside) for e in exchanged]  # type: ignore[attr-defined]


async def test_what_bar_got_in_exchange_is_bar_s_to_send() -> None:
    trace = await play(
        SIGN_IN,
        EXCHANGE,
        "- {id: call, title: Call, call: {api: baz, request: GET /reports, token: baz_token}}",
    )
    assert senders(*trace.steps[1].exchanges) == [("bar", "issuer", False)]
    assert senders(*trace.steps[2].exchanges) == [("bar", "baz", False), ("baz", "issuer", True)]


class TestClientAssertion:
    async def ask(self, more: str) -> tuple[int | None, str]:
        catalogue = shipped_catalogue()
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
