"""A replay: its what-ifs, its time, how far it goes, and that it disturbs nobody."""

import asyncio
import json
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sandbox.network import create_replayer
from sandbox.replay.player import ReplayRequest
from sandbox.replay.trace import Report, Trace
from sandbox.scenarios.loading.catalogue import shipped_catalogue
from tests.replay.inline_steps import SIGN_IN, WORLDS, play, replayer, scenario
from tests.running import ISSUER, KEYS, PUBLIC_URL, Clock, opened

CATALOGUE = shipped_catalogue()
STORY = (
    SIGN_IN,
    """
    - id: at-baz
      title: At baz's door
      call: {api: baz, request: GET /reports, token: bar_token, verify: {scope: off}}
      expect: {status: 401}
      what_if:
        - {title: Careless?, verify: {audience: off}, expect: {status: 200, decided_by: none}}
        - {title: Slow?, verify: {expiry: leeway-5m}, expect: {status: 200, checks: {audience: pass}}}
    """,
    "- {id: rotate, title: New keys, rotate_keys: {keep_old: false}}",
)


class TestWhatIfs:
    async def test_each_is_played_at_its_deployment_and_compared(self) -> None:
        step = (await play(*STORY)).steps[1]
        careless, slow = step.what_ifs
        assert (careless.status, careless.ok, careless.verify) == (200, True, {"scope": "off", "audience": "off"})
        assert (slow.status, slow.ok, slow.verify) == (401, False, {"scope": "off", "expiry": "leeway-5m"})
        assert [(p.what, p.expected, p.actual) for p in slow.problems] == [
            ("status", 200, 401),
            ("checks.audience", "pass", "fail"),
        ]

    async def test_a_step_is_not_ok_when_one_of_them_is_not(self) -> None:
        trace = await play(*STORY)
        step = trace.steps[1]
        assert (step.problems, step.ok, trace.ok) == ([], False, False)

    async def test_each_has_its_own_exchanges(self) -> None:
        step = (await play(*STORY)).steps[1]
        urls = [outcome.exchanges[0].request.url for outcome in (step, *step.what_ifs)]
        assert [url.partition("/apis/")[2] for url in urls] == [
            "baz;scope=off/reports",
            "baz;scope=off;audience=off/reports",
            "baz;scope=off;expiry=leeway-5m/reports",
        ]


class TestTime:
    async def test_it_is_a_parameter(self) -> None:
        trace = await replayer(lambda: 1_234_567_890.75).replay(ReplayRequest(scenario(*STORY)), WORLDS["foo"])
        (token, _) = trace.steps[0].tokens
        _, claims = opened(token.raw)
        assert (trace.now, claims["iat"], claims["exp"]) == (1_234_567_890.75, 1_234_567_890, 1_234_568_790)
        assert trace.steps[1].decided_by == "audience"

    async def test_a_token_expires_when_it_has_passed(self) -> None:
        clock = Clock()
        call = "- {{id: {id}, title: At bar, call: {{api: bar, request: GET /orders, token: bar_token}}}}"
        story = scenario(SIGN_IN, *(call.format(id=f"call-{n}") for n in range(4)))
        decided = []
        async for step in replayer(clock).play(ReplayRequest(story), WORLDS["foo"]):
            decided.append(step.decided_by)
            clock.now += 400
        assert decided == [None, "none", "none", "expiry", "expiry"]


class TestHowFar:
    @pytest.mark.parametrize(("until", "played"), [("sign-in", 1), ("at-baz", 2), ("rotate", 3), (None, 3)])
    async def test_it_ends_with_the_step_that_is_named(self, until: str | None, played: int) -> None:
        assert len((await play(*STORY, until=until)).steps) == played

    @pytest.mark.parametrize(("last", "most", "played"), [("at-baz", 0, 0), ("at-baz", 1, 1), ("rotate", 0, 2)])
    async def test_of_the_last_step_it_plays_as_many_what_ifs_as_asked(self, last: str, most: int, played: int) -> None:
        trace = await replayer().replay(ReplayRequest(scenario(*STORY), last, most), WORLDS["foo"])
        assert len(trace.steps[1].what_ifs) == played

    async def test_steps_come_one_at_a_time(self) -> None:
        seen = []
        async for step in replayer().play(ReplayRequest(scenario(*STORY)), WORLDS["foo"]):
            seen.append(step.id)
            if step.id == "at-baz":
                break
        assert seen == ["sign-in", "at-baz"]

    async def test_what_cannot_be_played_keeps_the_rest_from_nothing(self) -> None:
        trace = await play(
            """
            - id: refused
              title: For nobody
              get_token: {client: www, grant: authorization_code, user: alice, audience: "https://nobody", save: t}
              expect: {error: access_denied}
            - {id: call, title: With what did not come, call: {api: bar, request: GET /orders, token: t}}
            - {id: tell, title: And so on, narrate: {text: It goes on}}
            """
        )
        assert [step.ok for step in trace.steps] == [True, False, True]
        (problem,) = trace.steps[1].problems
        assert (problem.what, problem.expected, problem.actual) == ("token", "t", [])


class TestIsolation:
    async def test_a_rotation_is_over_with_its_replay(self) -> None:
        place, story = replayer(), scenario(*STORY)
        kids = []
        for _ in range(3):
            trace = await place.replay(ReplayRequest(story), WORLDS["foo"])
            kids.append((trace.steps[0].tokens[0].header or {})["kid"])
        assert kids == ["foo-1"] * 3

    async def test_replays_at_the_same_time_know_nothing_of_one_another(self) -> None:
        place = replayer()
        call = "- {id: at-bar, title: At bar's door, call: {api: bar, request: GET /orders, token: bar_token}}"
        rotating = scenario(SIGN_IN, "- {id: rotate, title: New keys, rotate_keys: {keep_old: false}}", call)
        staying = scenario(SIGN_IN, call)
        traces = await asyncio.gather(
            *(place.replay(ReplayRequest(story), WORLDS["foo"]) for _ in range(8) for story in (rotating, staying))
        )
        assert [trace.steps[-1].decided_by for trace in traces] == ["key", "none"] * 8
        codes = {trace.steps[0].exchanges[2].request.body for trace in traces}
        assert len(codes) == len(traces)
        for trace in traces:
            (sent, *_) = trace.steps[-1].exchanges
            assert dict(sent.request.headers)["Authorization"] == f"Bearer {trace.steps[0].tokens[0].raw}"
            assert len(trace.steps[0].exchanges) == 3

    async def test_a_code_of_one_replay_is_worth_nothing_in_another(self) -> None:
        first, second = await play(SIGN_IN), await play(SIGN_IN)
        assert first.steps[0].exchanges[2].request.body != second.steps[0].exchanges[2].request.body


class TestExchanges:
    async def test_they_are_what_was_sent(self) -> None:
        trace = await play(*STORY)
        authorize, chose, redeemed = trace.steps[0].exchanges
        assert dict(authorize.request.headers)["User-Agent"] == "audience-sandbox"
        assert dict(authorize.request.headers)["Host"] == "localhost:8000"
        assert "content-length" not in {name.lower() for name, _ in authorize.request.headers}
        headers = {name.lower(): value for name, value in redeemed.request.headers}
        assert headers["content-type"] == "application/x-www-form-urlencoded"
        assert headers["content-length"] == str(len(redeemed.request.body))
        assert dict(chose.response.headers)["location"].startswith("http://www.foo.localhost:8000/callback?")
        assert authorize.response.body.startswith("<!doctype html>")
        assert json.loads(redeemed.response.body)["token_type"] == "Bearer"

    async def test_an_api_s_challenge_is_among_them(self) -> None:
        (sent, _) = (await play(*STORY)).steps[1].exchanges
        challenge = dict(sent.response.headers)["www-authenticate"]
        assert challenge.startswith('Bearer realm="baz", error="invalid_token"')
        assert json.loads(sent.response.body)["sandbox"]["decided_by"] == "audience"


JSON: st.SearchStrategy[Any] = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
    max_leaves=6,
)
TEXT = st.text(max_size=20)
NAMES = st.sampled_from(["bar", "www", "issuer"])
HEADERS = st.lists(st.tuples(TEXT, TEXT), max_size=2)
REQUESTS = st.fixed_dictionaries({"method": TEXT, "url": TEXT, "headers": HEADERS, "body": TEXT})
RESPONSES = st.fixed_dictionaries({"status": st.integers(100, 599), "headers": HEADERS, "body": TEXT})
EXCHANGES = st.fixed_dictionaries({"sender": NAMES, "receiver": NAMES, "request": REQUESTS, "response": RESPONSES})
CHECKS = st.fixed_dictionaries(
    {
        "id": st.sampled_from(["signature", "audience"]),
        "verdict": st.sampled_from(["pass", "fail", "skipped"]),
        "made": TEXT,
        "refuses": st.booleans(),
        "expected": JSON,
        "actual": JSON,
        "reason": st.none() | TEXT,
        "spec": TEXT,
        "library": st.none() | st.fixed_dictionaries({"call": TEXT, "says": st.none() | TEXT}),
    }
)
MEMBERS = st.none() | st.dictionaries(TEXT, JSON, max_size=3)
TOKENS = st.fixed_dictionaries({"name": TEXT, "kind": TEXT, "raw": TEXT, "header": MEMBERS, "claims": MEMBERS})
OUTCOME = {
    "ok": st.booleans(),
    "problems": st.lists(st.fixed_dictionaries({"what": TEXT, "expected": JSON, "actual": JSON}), max_size=2),
    "exchanges": st.lists(EXCHANGES, max_size=2),
    "api": st.none() | TEXT,
    "verify": st.dictionaries(TEXT, TEXT, max_size=2),
    "token": st.none() | TEXT,
    "status": st.none() | st.integers(100, 599),
    "checks": st.lists(CHECKS, max_size=2),
    "decision": st.none() | TEXT,
    "decided_by": st.none() | TEXT,
}
STEPS = st.fixed_dictionaries(
    {
        **OUTCOME,
        "id": TEXT,
        "verb": TEXT,
        "tokens": st.lists(TOKENS, max_size=2),
        "what_ifs": st.lists(st.fixed_dictionaries(OUTCOME), max_size=1),
        "choices": st.lists(
            st.fixed_dictionaries({**OUTCOME, "id": TEXT, "tokens": st.lists(TOKENS, max_size=1)}), max_size=1
        ),
    }
)
TRACES = st.fixed_dictionaries(
    {
        "id": TEXT,
        "world": TEXT,
        "public_url": TEXT,
        "now": st.floats(allow_nan=False, allow_infinity=False),
        "ok": st.booleans(),
        "steps": st.lists(STEPS, max_size=2),
    }
)


class TestTrace:
    @pytest.mark.parametrize("id_", [found.scenario for found in CATALOGUE.scenarios()])
    async def test_a_real_one_comes_back_from_json_unchanged(self, id_: str) -> None:
        found = CATALOGUE.scenario(id_)
        trace = await create_replayer(CATALOGUE.worlds, KEYS, PUBLIC_URL).replay(
            ReplayRequest(found), CATALOGUE.worlds[found.world]
        )
        assert trace.ok
        report = Report(scenarios=[trace])
        assert Report.model_validate_json(report.model_dump_json()) == report
        assert Report.model_validate(json.loads(json.dumps(report.model_dump(mode="json")))) == report

    @settings(max_examples=100, deadline=None)
    @given(TRACES)
    def test_any_comes_back_from_json_unchanged(self, data: dict[str, Any]) -> None:
        trace = Trace.model_validate(data)
        again = Trace.model_validate_json(trace.model_dump_json())
        assert again == trace
        assert again.model_dump_json() == trace.model_dump_json()

    def test_the_strategies_are_of_the_whole_trace(self) -> None:
        wanted = set(Trace.model_json_schema()["$defs"]["StepTrace"]["properties"])
        assert wanted == {*OUTCOME, "id", "verb", "tokens", "what_ifs", "choices"}

    async def test_odd_claims_come_back_unchanged(self) -> None:
        claims = '{a: "\\0\\u2028", b: 1e300, c: -0.0, d: 123456789012345678901234567890, e: [[[[{}]]]], "": ""}'
        trace = await play(f"- {{id: forge, title: Odd, mint: {{save: t, claims: {claims}}}}}")
        assert Trace.model_validate_json(trace.model_dump_json()) == trace
        (token,) = trace.steps[0].tokens
        assert token.claims is not None
        assert token.claims["d"] == 123456789012345678901234567890
        assert token.claims["iss"] == ISSUER
