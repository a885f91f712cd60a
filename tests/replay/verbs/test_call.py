"""``call``: a request to an api, as it is sent and answered."""

import pytest

from sandbox.settings import Limits
from tests.replay.inline_steps import SIGN_IN, last
from tests.running import BAR, ISSUER

CALL = """
- id: at-bar
  title: At bar's door
  call: {api: bar, request: GET /orders, token: %s}
"""


class TestCall:
    async def test_as_a_bearer(self) -> None:
        step = await last(SIGN_IN + CALL % "bar_token")
        (sent, keys) = step.exchanges
        headers = dict(sent.request.headers)
        assert headers["Authorization"].startswith("Bearer ey")
        assert (sent.request.method, sent.request.url, sent.request.body) == ("GET", f"{BAR}/orders", "")
        assert (keys.sender, keys.receiver, keys.request.url) == ("bar", "issuer", f"{ISSUER}.well-known/jwks.json")
        assert (step.api, step.token, step.decision) == ("bar", "bar_token", "accept")

    @pytest.mark.parametrize(("send_as", "status"), [("header", 200), ("query", 401), ("raw", 401)])
    async def test_each_way_to_send_it(self, send_as: str, status: int) -> None:
        step = await last(SIGN_IN + (CALL % "bar_token").replace("bar_token}", f"bar_token, send_as: {send_as}}}"))
        sent = step.exchanges[0].request
        header = dict(sent.headers).get("Authorization", "")
        assert (header[:9], "?access_token=ey" in sent.url) == {
            "header": ("Bearer ey", False),
            "query": ("", True),
            "raw": ("eyJhbGciO", False),
        }[send_as]
        assert step.status is not None
        assert (step.status < 400) == (status < 400)

    async def test_with_headers_of_its_own(self) -> None:
        headers = 'headers: {X-Request-Id: "42", Accept: application/json}'
        step = await last(SIGN_IN + (CALL % "bar_token").replace("bar_token}", f"bar_token, {headers}}}"))
        sent = [(name, value) for name, value in step.exchanges[0].request.headers if name != "Authorization"]
        assert {("X-Request-Id", "42"), ("Accept", "application/json")} <= set(sent)
        assert len({name.lower() for name, _ in sent}) == len(sent)
        assert step.status == 200

    async def test_with_an_authorization_of_its_own(self) -> None:
        headers = "headers: {Authorization: Basic YTpi}"
        step = await last(f"- {{id: a, title: A, call: {{api: bar, request: GET /orders, {headers}}}}}")
        assert dict(step.exchanges[0].request.headers)["Authorization"] == "Basic YTpi"
        assert step.status == 401

    async def test_without_a_token(self) -> None:
        step = await last("- {id: nothing, title: With nothing, call: {api: bar, request: GET /orders}}")
        assert "Authorization" not in dict(step.exchanges[0].request.headers)
        assert (step.status, step.checks, step.decided_by, step.token) == (401, [], "none", None)
        assert step.exchanges[0].sender == "www"

    async def test_at_another_deployment(self) -> None:
        step = await last(
            SIGN_IN.replace("read:orders", "read:reports")
            + """
- id: careless
  title: At a careless baz
  call: {api: baz, request: GET /reports, token: bar_token, verify: {audience: off, expiry: leeway-5m}}
"""
        )
        assert step.verify == {"audience": "off", "expiry": "leeway-5m"}
        assert step.exchanges[0].request.url.endswith("/apis/baz;audience=off;expiry=leeway-5m/reports")
        made = {check.id: (check.made, check.verdict, check.refuses) for check in step.checks}
        assert made["audience"] == ("off", "fail", False)
        assert step.status == 200

    async def test_a_deployment_as_the_world_declares_it_is_told(self) -> None:
        step = await last("- {id: nothing, title: Nothing, call: {api: careless, request: GET /}}", world="two")
        assert step.verify == {"audience": "off", "expiry": "leeway-2m"}

    @pytest.mark.parametrize(("request_", "status"), [("GET /nowhere", 404), ("POST /health", 405)])
    async def test_a_route_that_is_not_there(self, request_: str, status: int) -> None:
        step = await last(
            f"- {{id: nowhere, title: Nowhere, call: {{api: bar, request: {request_}}}, expect: {{status: {status}}}}}"
        )
        assert (step.ok, step.checks) == (True, [])

    async def test_a_long_answer_is_understood_and_recorded_in_part(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr("sandbox.replay.wire.LIMITS", Limits(body_shown_bytes=100))
        step = await last(SIGN_IN, CALL % "bar_token")
        assert (step.status, step.decided_by, len(step.checks)) == (200, "none", 10)
        assert {len(exchange.response.body) for exchange in step.exchanges} == {100}


def senders(*exchanged: object) -> list[tuple[str, str, bool]]:
    return [(e.sender, e.receiver, e.aside) for e in exchanged]  # type: ignore[attr-defined]


async def test_a_call_is_sent_by_whom_the_step_says() -> None:
    step = await last(
        SIGN_IN, "- {id: on, title: On, call: {api: baz, request: GET /reports, token: bar_token, by: bar}}"
    )
    assert senders(*step.exchanges) == [("bar", "baz", False), ("baz", "issuer", True)]
