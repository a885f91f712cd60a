"""Whatever is expected is compared: each kind holds where it is true, and is named where it is not."""

from typing import Any

import pytest

from sandbox.network import create_replayer
from sandbox.replay.player import ReplayRequest
from sandbox.scenarios.loading.catalogue import shipped_catalogue
from tests.replay.inline_steps import SIGN_IN, last
from tests.running import KEYS

AT_BAZ = """
- id: at-baz
  title: At baz's door
  call: {api: baz, request: GET /reports, token: bar_token}
  expect: {%s}
"""

AT_BAZ_HOLDS = [
    "status: 401",
    "error: invalid_token",
    "error_description: Invalid audience",
    "error_description: audience",
    "checks: {signature: pass, audience: fail, scope: fail}",
    "decided_by: audience",
]

AT_BAZ_FAILS: list[tuple[str, str, Any, Any]] = [
    ("status: 200", "status", 200, 401),
    ("error: insufficient_scope", "error", "insufficient_scope", "invalid_token"),
    ("error_description: Audience", "error_description", "Audience", "Invalid audience"),
    ("checks: {audience: pass}", "checks.audience", "pass", "fail"),
    ("checks: {signature: skipped}", "checks.signature", "skipped", "pass"),
    ("decided_by: signature", "decided_by", "signature", "audience"),
    ("decided_by: none", "decided_by", "none", "audience"),
    ("claims: {aud: https://bar.foo.com}", "claims.aud", "https://bar.foo.com", None),
    ("opaque: true", "opaque", True, False),
]

TOKEN_HOLDS = [
    "claims: {aud: https://bar.foo.com, azp: www, sub: alice}",
    "claims: {nonce: {absent: true}, act: {absent: true}}",
    "header: {alg: RS256, kid: foo-1, crit: {absent: true}}",
    "opaque: false",
    "status: 200",
]

BOTH = ["https://bar.foo.com", "http://localhost:8000/worlds/foo/issuer/userinfo"]
"""The ``aud`` of the sign-in, which asks for ``openid``: an audience that is expected may be one of several."""
TOKEN_FAILS: list[tuple[str, str, Any, Any]] = [
    ("claims: {aud: https://baz.foo.com}", "claims.aud", "https://baz.foo.com", BOTH),
    ("claims: {aud: [https://bar.foo.com]}", "claims.aud", ["https://bar.foo.com"], BOTH),
    ("claims: {aud: https://bar.foo.co}", "claims.aud", "https://bar.foo.co", BOTH),
    ("claims: {aud: null}", "claims.aud", None, BOTH),
    ("claims: {nonce: null}", "claims.nonce", None, None),
    ("claims: {sub: {absent: true}}", "claims.sub", {"absent": True}, "alice"),
    ("claims: {sub: {absent: false}}", "claims.sub", {"absent": False}, "alice"),
    ("header: {typ: at+jwt}", "header.typ", "at+jwt", "JWT"),
    ("header: {typ: {absent: true}}", "header.typ", {"absent": True}, "JWT"),
    ("opaque: true", "opaque", True, False),
    ("error: access_denied", "error", "access_denied", None),
    ("error_description: anything", "error_description", "anything", None),
    ("checks: {audience: pass}", "checks.audience", "pass", None),
    ("decided_by: none", "decided_by", "none", None),
]

OPAQUE = SIGN_IN.replace("    audience: https://bar.foo.com\n", "")
OPAQUE_FAILS: list[tuple[str, str, Any, Any]] = [
    ("claims: {aud: x}", "claims.aud", "x", None),
    ("claims: {aud: {absent: true}}", "claims.aud", {"absent": True}, None),
    ("header: {kid: {absent: true}}", "header.kid", {"absent": True}, None),
    ("opaque: false", "opaque", False, True),
]


def expecting(step: str, expect: str) -> str:
    return f"{step.rstrip()}\n  expect: {{{expect}}}\n"


async def problem(*steps: str) -> tuple[str, Any, Any]:
    step = await last(*steps)
    assert step.ok is False
    (found,) = step.problems
    return (found.what, found.expected, found.actual)


@pytest.mark.parametrize("expect", AT_BAZ_HOLDS)
async def test_what_an_api_answers_holds(expect: str) -> None:
    assert (await last(SIGN_IN, AT_BAZ % expect)).problems == []


@pytest.mark.parametrize("case", AT_BAZ_FAILS, ids=lambda case: case[0])
async def test_what_an_api_answers_is_told_where_it_differs(case: tuple[str, str, Any, Any]) -> None:
    expect, *found = case
    assert await problem(SIGN_IN, AT_BAZ % expect) == tuple(found)


@pytest.mark.parametrize("expect", TOKEN_HOLDS)
async def test_what_a_token_says_holds(expect: str) -> None:
    assert (await last(expecting(SIGN_IN, expect))).problems == []


@pytest.mark.parametrize("case", TOKEN_FAILS, ids=lambda case: case[0])
async def test_what_a_token_says_is_told_where_it_differs(case: tuple[str, str, Any, Any]) -> None:
    expect, *found = case
    assert await problem(expecting(SIGN_IN, expect)) == tuple(found)


async def test_an_opaque_token_holds() -> None:
    assert (await last(expecting(OPAQUE, "opaque: true"))).problems == []


@pytest.mark.parametrize("case", OPAQUE_FAILS, ids=lambda case: case[0])
async def test_an_opaque_token_says_nothing(case: tuple[str, str, Any, Any]) -> None:
    expect, *found = case
    assert await problem(expecting(OPAQUE, expect)) == tuple(found)


@pytest.mark.parametrize(
    ("claim", "expected", "same"),
    [
        ("1", "1", True),
        ("1", "1.0", True),
        ("1", "true", False),
        ("true", "true", True),
        ("0", "false", False),
        ("[1]", "[true]", False),
        ("[1, [0]]", "[1, [false]]", False),
        ("{a: 1}", "{a: true}", False),
        ("{a: [x, null]}", "{a: [x, null]}", True),
        ("[a, b]", "[b, a]", False),
        ("[a, b]", "ab", False),
        ("ab", "[a, b]", False),
        ("[a]", "[a, b]", False),
        ("{a: 1, b: 2}", "{b: 2, a: 1}", True),
        ("{a: 1}", "{a: 1, b: 2}", False),
        ("{absent: true}", "{absent: true}", False),
        ("'1'", "1", False),
        ("null", "null", True),
        ("''", "null", False),
    ],
)
async def test_values_are_compared_as_json_compares_them(claim: str, expected: str, same: bool) -> None:
    made = f"mint: {{save: t, claims: {{x: {claim}}}}}"
    step = await last(f"- {{id: forge, title: Made, {made}, expect: {{claims: {{x: {expected}}}}}}}")
    assert step.ok is same


async def test_everything_that_differs_is_told_in_the_order_of_the_language() -> None:
    everything = (
        "decided_by: none, error: x, status: 200, claims: {a: 1}, checks: {audience: pass}, error_description: y"
    )
    step = await last(SIGN_IN, AT_BAZ % everything)
    names = [found.what for found in step.problems]
    assert names == ["status", "error", "decided_by", "error_description", "checks.audience", "claims.a"]


async def test_a_call_without_a_token_is_decided_by_none() -> None:
    step = await last(AT_BAZ.replace(", token: bar_token", "") % "status: 401, decided_by: none")
    assert step.problems == []
    assert await problem(AT_BAZ.replace(", token: bar_token", "") % "error: invalid_token") == (
        "error",
        "invalid_token",
        None,
    )


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
    catalogue = shipped_catalogue()
    replayer = create_replayer(catalogue.worlds, KEYS, "https://sandbox.example")
    for id_ in ("protected-resource-metadata", "resource-metadata-mismatch", "client-assertion-aud"):
        scenario = catalogue.scenario(id_)
        trace = await replayer.replay(ReplayRequest(scenario), catalogue.worlds[scenario.world])
        assert [step.problems for step in trace.steps if step.problems] == []
        assert "localhost:8000" not in trace.model_dump_json()
