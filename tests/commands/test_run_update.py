"""`aud run --update`: what came is written in place of what was expected, and nothing else is touched."""

import json
import re
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from sandbox.reading.source import read_text
from sandbox.settings import shipped_pack
from tests.commands.calling import aud, called
from tests.scenarios import pack_files

AS_WRITTEN = """\
# Kept: a comment at the top
scenario: kept
title:   'Quotes and   spaces are kept'   # as they are
world: foo
question: >-
  Is every other character
  still there?

steps:
- id: sign-in
  title: Alice signs in
  get_token: {client: www, grant: authorization_code, user: alice,
              audience: "https://bar.foo.com", save: bar_token}
  expect: {status: 201,   claims: {'aud': x, "azp": www}, opaque: false}   # all in one line

- id: at-baz
  title: At baz
  call: {api: baz, request: GET /reports, token: bar_token}
  expect:
    # why it is refused
    status: 403          # not a scope
    error: insufficient_scope
    error_description: scope

    checks:
      # the seal
      signature: fail

      audience: pass     # the address
    decided_by: scope
  what_if:
    - title: It did not look?
      verify: {audience: "off"}
      expect:
        error: invalid_token
"""
AS_UPDATED = (
    AS_WRITTEN.replace("status: 201", "status: 200")
    .replace("'aud': x", "'aud': \"https://bar.foo.com\"")
    .replace("status: 403", "status: 401")
    .replace("error: insufficient_scope", "error: invalid_token")
    .replace("error_description: scope", "error_description: Invalid audience")
    .replace("signature: fail", "signature: pass")
    .replace("audience: pass ", "audience: fail ")
    .replace("decided_by: scope", "decided_by: audience")
    .replace("      expect:\n        error: invalid_token\n", "")
)


def written(tmp_path: Path, text: str) -> Path:
    return pack_files.write(tmp_path / "kept.yaml", text)


def test_only_what_did_not_hold_is_rewritten_and_then_it_holds(tmp_path: Path) -> None:
    path = written(tmp_path, AS_WRITTEN)
    said = aud("run", path.name, "--update", cwd=tmp_path)
    assert said.exit == 0, said.out
    assert path.read_text("utf-8") == AS_UPDATED
    assert said.out.splitlines()[:6] == [
        "--- kept.yaml",
        "+++ kept.yaml",
        "@@ -13,3 +13,3 @@",
        '               audience: "https://bar.foo.com", save: bar_token}',
        "-" + AS_WRITTEN.splitlines()[13],
        "+" + AS_UPDATED.splitlines()[13],
    ]
    assert said.out.splitlines()[-1] == "1 scenario, all as expected"


def test_what_holds_is_not_touched(tmp_path: Path) -> None:
    path = pack_files.scenario(tmp_path, "lonely")
    before = path.stat().st_mtime_ns
    assert called("run", path, "--update").exit == 0
    assert path.stat().st_mtime_ns == before


@pytest.mark.parametrize("newline", ["\n", "\r\n"])
@pytest.mark.parametrize("mark", ["", "\ufeff"])
def test_line_ends_and_a_byte_order_mark_stay(tmp_path: Path, newline: str, mark: str) -> None:
    path = tmp_path / "kept.yaml"
    path.write_bytes((mark + AS_WRITTEN).replace("\n", newline).encode())
    path.chmod(0o640)
    assert called("run", path, "--update").exit == 0
    assert path.read_bytes() == (mark + AS_UPDATED).replace("\n", newline).encode()
    assert path.stat().st_mode & 0o777 == 0o640
    assert [entry.name for entry in tmp_path.iterdir()] == ["kept.yaml"]


HEAD = "scenario: kept\ntitle: Kept\nworld: foo\nquestion: Kept?\nsteps:\n"
SIGN_IN = "client: www, grant: authorization_code, user: alice"
GIVEN = f'- {{id: given, title: Given, get_token: {{{SIGN_IN}, audience: "https://bar.foo.com", save: given}}}}\n'
UNABLE = {
    "a grant that the client does not have": "get_token: {client: www, grant: client_credentials, save: t}",
    "an audience that it has no grant for": (
        'get_token: {client: nightly, grant: client_credentials, audience: "https://baz.foo.com", save: t}'
    ),
    "an exchange that is refused": (
        "get_token: {client: bar-backend, grant: token_exchange, subject_token: given, save: t}"
    ),
    "a refresh token that is none": "get_token: {client: www, grant: refresh_token, refresh_token: given, save: t}",
    "a sign-in that fails": "get_token: {client: www, grant: authorization_code, user: alice, prompt: none, save: t}",
    "a client that may not sign in": f"get_token: {{{SIGN_IN.replace('www', 'nightly')}, save: t}}",
    "a question that is not answered": "introspect: {client: www, token: given}",
}


@pytest.mark.parametrize("does", UNABLE.values(), ids=UNABLE.keys())
def test_a_step_that_could_not_do_its_work_is_not_made_the_truth(tmp_path: Path, does: str) -> None:
    step = f"- {{id: unable, title: Unable, {does}, expect: {{status: 200}}}}\n"
    if "prompt: none" in does:
        step, given = step.replace("user: alice", "user: bob"), GIVEN
    else:
        given = GIVEN
    after = "- {id: after, title: After, call: {api: bar, request: GET /orders, token: given}, expect: {status: 299}}\n"
    path = written(tmp_path, HEAD + given + step + after)
    before = path.read_text("utf-8")
    said = called("run", path, "--update")
    assert (said.exit, path.read_text("utf-8")) == (1, before)
    assert "is not updated: step `unable` could not do its work: the issuer refuses this: " in said.err
    assert re.search(r"the issuer refuses this: [a-z_]+: \w", said.out), said.out
    assert called("run", path, "--update", "--accept-refusals").exit == 0
    expected = [step.get("expect") for step in read_text(path.read_text("utf-8"), "kept").data["steps"]]
    assert (expected[1]["status"] >= 300, expected[2]) == (True, {"status": 200})


def test_a_step_whose_token_never_came_is_not_made_the_truth(tmp_path: Path) -> None:
    text = AS_WRITTEN.replace('"https://bar.foo.com"', "https://nobody.example").replace("status: 201,", "status: 403,")
    path = written(tmp_path, text.replace("claims: {'aud': x, \"azp\": www}, opaque: false", "error: access_denied"))
    before = path.read_text("utf-8")
    said = called("run", path, "--update")
    assert (said.exit, path.read_text("utf-8")) == (1, before)
    assert "not replayed, because step `sign-in` brought no token `bar_token`" in said.out


def test_json_stays_json(tmp_path: Path) -> None:
    said = called("run", written(tmp_path, AS_WRITTEN), "--update", "--format", "json")
    assert json.loads(said.out)["scenarios"][0]["ok"] is True
    assert "+++ " in said.err


def test_what_a_token_says_as_text_that_yaml_would_read_otherwise(tmp_path: Path) -> None:
    claims = {"a": "yes", "b": "a, b: {c}", "c": ["1", 1, None, {"x": "# no"}], "d": "", "e": "- x", "f": "é\n"}
    minted = json.dumps(claims, ensure_ascii=False)
    expected = json.dumps(dict.fromkeys(claims, "x"))
    text = (
        "scenario: kept\ntitle: Kept\nworld: foo\nquestion: Kept?\nsteps:\n"
        f"- {{id: forge, title: Forge, mint: {{claims: {minted}, save: forged}}, expect: {{claims: {expected}}}}}\n"
    )
    path = written(tmp_path, text)
    assert called("run", path, "--update").exit == 0
    assert read_text(path.read_text("utf-8"), "kept").data["steps"][0]["expect"]["claims"] == claims


DOORS = sorted(path for path in shipped_pack().glob("01-*/*.yaml") if path.name != "chapter.yaml")


WRONG = {
    "status": "299",
    "decided_by": "format",
    "error": "nonsense",
    "error_description": "nonsense",
    "opaque": "false",
}


def expectations(source: Path) -> list[tuple[Any, ...]]:
    """The places of the single values that a scenario expects."""
    places = [at for at in read_text(source.read_text("utf-8"), source.name).values if "expect" in at]
    return [at for at in places if not any(other[: len(at)] == at and other != at for other in places)]


def made_untrue(source: Path, places: list[tuple[Any, ...]]) -> str:
    """The text of a scenario, with another value at each place."""
    text = source.read_text("utf-8")
    for at in places:
        span = read_text(text, source.name).values[at]
        new = WRONG.get(str(at[-1])) or ("skipped" if at[-2] == "checks" else "nonsense")
        lines = text.split("\n")
        row = lines[span.line - 1]
        lines[span.line - 1] = row[: span.column - 1] + new + row[span.end_column - 1 :]
        text = "\n".join(lines)
    return text


EXPECTED = {source: expectations(source) for source in DOORS}
UNTRUE = st.fixed_dictionaries(
    {source: st.lists(st.sampled_from(EXPECTED[source]), min_size=1, max_size=3, unique=True) for source in DOORS}
)


@settings(max_examples=8, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(UNTRUE)
def test_whatever_is_made_untrue_is_made_true_again(tmp_path: Path, chosen: dict[Path, list[tuple[Any, ...]]]) -> None:
    """Every scenario of a chapter in each example: reading the shipped pack is most of what the command costs."""
    texts = {tmp_path / source.name: made_untrue(source, places) for source, places in chosen.items()}
    for path, text in texts.items():
        pack_files.write(path, text)
    said = called("run", *texts, "--update")
    assert said.exit == 0, said.out
    for path, text in texts.items():
        after = path.read_text("utf-8")
        assert after.count("\n") <= text.count("\n")
        kept = [line for line in text.split("\n") if line.strip().startswith("#")]
        assert [line for line in after.split("\n") if line.strip().startswith("#")] == kept


ASKED = """\
scenario: asked
title: Asked
world: opaque
question: What is said?
steps:
  - id: sign-in
    title: A token that nobody can read
    get_token: {client: www, grant: authorization_code, user: alice, resource: "https://orders.foo.com", save: t}
    expect: {status: 200, claims: {aud: "https://orders.foo.com"}}
  - id: ask
    title: The issuer is asked
    introspect: {client: orders-server, token: t}
    expect: {status: 200, body: {active: false, sub: bob, nothing: 1}}
  - id: knock
    title: Nobody has a letter
    call: {api: orders, request: GET /orders}
    expect: {status: 401, challenge: {realm: bar, error: invalid_token}}
"""


def test_what_was_asked_and_what_a_challenge_says_are_written_too(tmp_path: Path) -> None:
    path = tmp_path / "asked.yaml"
    path.write_text(ASKED, "utf-8")
    assert called("run", path, "--update").exit == 0
    expected = [step.get("expect") for step in read_text(path.read_text("utf-8"), "asked.yaml").data["steps"]]
    assert expected == [
        {"status": 200},
        {"status": 200, "body": {"active": True, "sub": "alice"}},
        {"status": 401, "challenge": {"realm": "orders"}},
    ]
    assert called("run", path).exit == 0
