"""A scenario as curl commands: pasted into a shell, it does what the replay did."""

import asyncio
import json
import re
import shutil
import subprocess
from collections.abc import Iterator

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from sandbox.network import create_replayer
from sandbox.replay.player import ReplayRequest
from sandbox.replay.trace import Trace
from sandbox.scenarios.loading.catalogue import shipped_catalogue
from sandbox.scenarios.model import Scenario
from sandbox.views.scenario.curl_script import curl_script
from tests.browser.windows import serving
from tests.replay.inline_steps import SIGN_IN, play, scenario
from tests.running import KEYS, PUBLIC_URL

CATALOGUE = shipped_catalogue()
SCENARIOS = [found.scenario for found in CATALOGUE.scenarios()]
needs_curl = pytest.mark.skipif(shutil.which("curl") is None, reason="curl is not installed")


@pytest.fixture(scope="module")
def server() -> Iterator[str]:
    yield from serving()


def replayed_at(server: str, id_: str) -> dict[str, object]:
    """The replay of the running server, whose keys sign its tokens."""
    done = subprocess.run(
        ["curl", "-s", "-X", "POST", f"{server}/api/scenarios/{id_}/replay"], capture_output=True, check=True
    )
    report: dict[str, object] = json.loads(done.stdout)
    return report


def pasted(script: str) -> str:
    done = subprocess.run(["sh", "-eu"], input=script, capture_output=True, text=True, timeout=60, check=False)
    assert (done.returncode, done.stderr) == (0, ""), script
    return done.stdout


@needs_curl
@pytest.mark.parametrize("id_", SCENARIOS)
def test_every_call_of_a_shipped_scenario_comes_out_the_same(server: str, id_: str) -> None:
    report = replayed_at(server, id_)
    trace = Trace.model_validate(report["scenarios"][0] if "scenarios" in report else report)  # type: ignore[index]
    printed = pasted(curl_script(CATALOGUE.scenario(id_), trace))
    statuses = [int(status) for status in re.findall(r"^HTTP/1\.1 (\d+)", printed, re.MULTILINE)]
    deciders = re.findall(r'"decided_by":"(\w+)"', printed)
    proven = {step.id for step in CATALOGUE.scenario(id_).steps if step.call and step.call.send_as == "dpop"}
    calls = [step for step in trace.steps if step.api and step.id not in proven]
    assert statuses == [step.status for step in calls]
    assert deciders == [step.decided_by for step in calls]


@needs_curl
async def test_who_a_token_is_about_a_revocation_and_a_sign_out_come_out_the_same(server: str) -> None:
    steps = (
        SIGN_IN,
        "- {id: who, title: Who, userinfo: {token: bar_token}}",
        "- {id: no-more, title: No more, revoke: {client: www, token: bar_token}}",
        "- {id: again, title: Again, userinfo: {token: bar_token}, expect: {status: 401}}",
        "- {id: out, title: Out, sign_out: {client: www, user: alice, id_token: id_token}}",
    )
    script, port = await made(*steps), server.rpartition(":")[2]
    printed = await asyncio.to_thread(pasted, re.sub(r"localhost(:|%3A)8000", rf"localhost\g<1>{port}", script))
    assert printed.count('{"sub": "alice"}') == 1
    assert printed.count('"error": "invalid_token", "error_description": "The token is revoked."') == 1
    assert printed.splitlines()[-1] == f"302 {server.replace('localhost', 'www.foo.localhost')}/"


async def made(*steps: str) -> str:
    return curl_script(scenario(*steps), await play(*steps))


REFRESH = """
- id: renew
  title: A token for baz by the refresh token
  get_token:
    {client: www, grant: refresh_token, refresh_token: renewal, audience: "https://baz.foo.com", save: baz_token}
"""


async def test_a_token_stands_as_its_variable_wherever_it_goes() -> None:
    signing_in = SIGN_IN.replace("openid read:orders", "offline_access read:orders").replace("save_id_token", "#")
    script = await made(signing_in + "    save_refresh_token: renewal\n", REFRESH)
    assert '--data-urlencode "refresh_token=$renewal_token"' in script
    assert 'export renewal_token="$(printf \'%s\' "$_answer" | sed -n' in script


async def test_a_silent_sign_in_uses_the_jar_of_the_first() -> None:
    silent = SIGN_IN.replace("id: sign-in", "id: again").replace("user: alice", "user: alice\n    prompt: none")
    script = await made(
        SIGN_IN, silent.replace("_token: id_token", "_token: other").replace("save: bar", "save: second")
    )
    assert script.count('export _jar_alice="$(mktemp)"') == 1
    assert script.count('-b "$_jar_alice" -c "$_jar_alice"') == 2
    assert script.count("--data-raw user=alice") == 1


async def test_what_no_request_brings_stands_there_and_says_so() -> None:
    script = await made(
        SIGN_IN,
        "- {id: t, title: Rewritten, tamper: {token: bar_token, claims: {aud: x}, save: forged}}",
        "- {id: c, title: Sent, call: {api: bar, request: GET /orders, token: forged}}",
    )
    assert "It was made by hand" in script
    assert re.search(r"^export forged_token=ey[\w.-]+$", script, re.MULTILINE)
    assert "'Authorization: Bearer '\"$forged_token\"" in script
    assert "→ 401, decided by signature" in script


async def test_a_rotation_is_a_remark() -> None:
    assert "happens inside a replay only" in await made(SIGN_IN, "- {id: r, title: New key, rotate_keys: {}}")


async def test_a_what_if_is_a_call_at_the_other_address() -> None:
    found = CATALOGUE.scenario("bar-token-to-baz")
    replayer = create_replayer(CATALOGUE.worlds, KEYS, PUBLIC_URL)
    trace = await replayer.replay(ReplayRequest(found, "at-baz"), CATALOGUE.worlds["foo"])
    assert "baz;audience=off/reports" not in curl_script(found, trace)
    assert "'http://localhost:8000/worlds/foo/apis/baz;audience=off/reports'" in curl_script(found, trace, 1)


PLAYED = asyncio.run(play(SIGN_IN))
SCENARIO = scenario(SIGN_IN)


def titled(title: str) -> Scenario:
    step = SCENARIO.steps[0].model_copy(update={"title": title})
    return SCENARIO.model_copy(update={"steps": [step]})


@given(st.text(max_size=80))
@example("one\u2028two")
@example("one\x85two\r\nrm -rf x")
def test_no_title_breaks_out_of_its_comment(title: str) -> None:
    plain, nasty = curl_script(titled("x"), PLAYED), curl_script(titled(title), PLAYED)
    assert nasty.splitlines()[1:] == plain.splitlines()[1:]
    assert nasty.splitlines()[0].startswith(": '1.")
    assert nasty.count("\n") == plain.count("\n")


async def test_headers_of_a_request_are_in_the_script_and_quoted() -> None:
    script = await made(
        SIGN_IN,
        "- {id: c, title: Sent, call: {api: bar, request: GET /orders, token: bar_token, "
        'headers: {X-Note: "it\'s $HOME"}}}',
        "- {id: f, title: Keys, fetch: {document: jwks, of: issuer, headers: {Origin: https://a.example}}}",
    )
    assert r"-H 'X-Note: it'\''s $HOME'" in script
    assert "-H 'Origin: https://a.example'" in script
