"""`aud run`: replays, and says how they ended."""

import json
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest

from sandbox.settings import shipped_pack
from tests.commands.calling import aud, called
from tests.scenarios import pack_files

SHIPPED = sum(path.name != "chapter.yaml" for path in shipped_pack().glob("[0-9]*/*.yaml"))


@pytest.fixture
def untrue(tmp_path: Path) -> Path:
    """A scenario that says something untrue."""
    return pack_files.scenario(tmp_path, "untrue", status=200)


def test_everything_that_is_shipped_is_as_expected() -> None:
    said = aud("run")
    assert said.exit == 0
    assert said.err == ""
    assert said.out.splitlines()[-1] == f"{SHIPPED} scenarios, all as expected"
    assert "\x1b" not in said.out


def test_one_scenario_step_by_step() -> None:
    assert called("run", "bar-token-to-baz").out.splitlines() == [
        "ok bar-token-to-baz  A bar token at baz's door",
        "  ok sign-in: Alice signs in; the app asks for a token for bar  → 200",
        "  ok at-bar: bar reads the address and lets it through  → 200  signature ✓  audience ✓",
        "  ok at-baz: The same letter at baz's door  → 401  signature ✓  audience ✗  decided by audience",
        "      ok What if baz did not look at the address?  → 200  signature ✓  audience ✗ (not enforced)",
        "",
        "1 scenario, all as expected",
    ]


def test_what_is_not_as_expected_is_told_and_ends_with_1(untrue: Path) -> None:
    said = called("run", untrue, "bar-token-to-bar")
    assert said.exit == 1
    assert said.out.splitlines()[:7] == [
        "NO untrue  The scenario untrue",
        "  NO at-the-door: At the door  → 401",
        f"      {untrue}:6:100",
        "      - status: 200  expected",
        "      + status: 401  came",
        "      www → bar: GET /worlds/foo/apis/bar/orders",
        "      www ← bar: 401",
    ]
    assert said.out.splitlines()[-1] == "2 scenarios, 1 not as expected"


def test_json_is_as_the_language_page_says() -> None:
    said = aud("run", "bar-token-to-baz", "bar-token-to-bar", "--format", "json")
    assert (said.exit, said.err) == (0, "")
    report = json.loads(said.out)
    assert list(report) == ["scenarios"]
    assert [(s["id"], s["ok"]) for s in report["scenarios"]] == [("bar-token-to-baz", True), ("bar-token-to-bar", True)]
    steps = report["scenarios"][0]["steps"]
    assert [step["id"] for step in steps] == ["sign-in", "at-bar", "at-baz"]
    for step in steps:
        assert step["ok"] is True
        assert step["problems"] == []
        for exchange in step["exchanges"]:
            assert exchange["request"].keys() >= {"method", "url", "headers", "body"}
            assert exchange["response"].keys() >= {"status", "headers", "body"}
    checks = {check["id"]: check for check in steps[2]["checks"]}
    assert list(checks)[:3] == ["format", "type", "algorithm"]
    assert checks["audience"] | {"library": None} == {
        "id": "audience",
        "verdict": "fail",
        "made": "on",
        "refuses": True,
        "expected": ["https://baz.foo.com"],
        "actual": "https://bar.foo.com",
        "reason": "mismatch",
        "spec": "RFC 7519 §4.1.3",
        "library": None,
    }
    assert checks["audience"]["library"]["says"] == "JWTClaimsError: Invalid audience"


def test_json_of_what_is_not_as_expected(untrue: Path) -> None:
    said = called("run", untrue, "--format", "json")
    (scenario,) = json.loads(said.out)["scenarios"]
    assert (said.exit, scenario["ok"], scenario["steps"][0]["ok"]) == (1, False, False)
    assert scenario["steps"][0]["problems"] == [{"what": "status", "expected": 200, "actual": 401}]


def test_junit(untrue: Path) -> None:
    said = called("run", untrue, "bar-token-to-baz", "--format", "junit")
    assert said.exit == 1
    root = ET.fromstring(said.out.encode())
    suites = {suite.get("name"): suite for suite in root.iter("testsuite")}
    assert {name: (s.get("tests"), s.get("failures")) for name, s in suites.items()} == {
        "untrue": ("1", "1"),
        "bar-token-to-baz": ("4", "0"),
    }
    failure = suites["untrue"].find("testcase/failure")
    assert failure is not None
    assert failure.get("message") == "status: expected 200, got 401"


@pytest.mark.parametrize(("step", "played"), [("1", 1), ("2", 2), ("99", 3)])
def test_the_first_steps_only(step: str, played: int) -> None:
    said = called("run", "bar-token-to-baz", "--step", step, "--format", "json")
    assert len(json.loads(said.out)["scenarios"][0]["steps"]) == played


def test_a_pack_of_one_s_own(tmp_path: Path) -> None:
    said = aud("run", ".", cwd=pack_files.pack(tmp_path))
    assert (said.exit, said.out.splitlines()[-1]) == (0, "3 scenarios, all as expected")


def test_what_cannot_be_read_ends_with_2_and_nothing_is_replayed(tmp_path: Path) -> None:
    pack = pack_files.pack(tmp_path)
    pack_files.write(pack / "01-one" / "broken.yaml", "scenario: broken\ntitle: [\n")
    said = aud("run", "01-one", cwd=pack)
    assert (said.exit, said.out) == (2, "")
    assert said.err.startswith("01-one/broken.yaml:2:8: this `[` is never closed [AS001]\n")


@pytest.mark.parametrize(
    ("targets", "message"),
    [
        (["bar-token-to-bax"], "there is no scenario `bar-token-to-bax`; did you mean `bar-token-to-baz`?"),
        (["no/such"], "`no/such` cannot be read: No such file or directory"),
        ([shipped_pack() / "worlds"], "there is no scenario to replay in"),
        ([shipped_pack() / "worlds" / "foo.yaml"], "there is no scenario to replay in"),
        (["--step", "0"], "Invalid value for '--step'"),
        (["--format", "xml"], "Invalid value for '--format'"),
        (["--fromat", "json"], "Did you mean '--format'?"),
    ],
)
def test_what_is_named_wrongly_ends_with_2(targets: list[str | Path], message: str) -> None:
    said = called("run", *targets)
    assert (said.exit, said.out) == (2, "")
    assert message in said.err


REFUSED = """\
scenario: lonely
title: Refused
world: foo
question: Which is the first?
steps:
  - {id: ask, title: Ask, get_token: {client: www, grant: client_credentials, audience: "https://bar.foo.com", save: t}}
  - {id: bar, title: Bar, call: {api: bar, request: GET /orders, token: t}, expect: {status: 200}}
  - {id: edit, title: Edit, tamper: {token: t, claims: {aud: x}, save: e}}
  - {id: baz, title: Baz, call: {api: baz, request: GET /reports, token: e}, expect: {status: 401}}
"""


def test_of_a_refusal_the_issuer_s_reason_is_told_and_what_follows_from_it_takes_a_line(tmp_path: Path) -> None:
    path = pack_files.write(tmp_path / "lonely.yaml", REFUSED)
    said = called("run", path)
    assert said.exit == 1
    assert [line.strip() for line in said.out.splitlines()[1:-2]] == [
        "NO ask: Ask  → 403",
        f"{path}:6:5",
        "the issuer refuses this: unauthorized_client: Grant type 'client_credentials' not allowed for the client",
        "NO bar: Bar",
        "not replayed, because step `ask` brought no token `t`",
        "NO edit: Edit",
        "not replayed, because step `ask` brought no token `t`",
        "NO baz: Baz",
        "not replayed, because step `ask` brought no token `e`",
    ]
    trace = json.loads(called("run", path, "--format", "json").out)["scenarios"][0]
    assert [problem for step in trace["steps"] for problem in step["problems"]][:2] == [
        {
            "what": "refused",
            "expected": None,
            "actual": "unauthorized_client: Grant type 'client_credentials' not allowed for the client.",
        },
        {"what": "token", "expected": "t", "actual": [], "because": "ask"},
    ]
    assert "not replayed, because step `ask`" in called("run", path, "--format", "junit").out
