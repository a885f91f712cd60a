"""`aud pack check`: a pack is whole when everything in it is true, and could be false."""

from pathlib import Path

import pytest

from tests.commands.calling import aud, called
from tests.scenarios import pack_files
from tests.scenarios.loading.test_namespace import named

TOOTHLESS = """\
scenario: toothless
title: A scenario that proves nothing
world: foo
question: Does it notice?
steps:
  - id: sign-in
    title: Alice signs in
    get_token: {client: www, grant: authorization_code, user: alice, audience: "https://bar.foo.com", save: bar_token}
  - id: at-baz
    title: At baz
    call: {api: baz, request: GET /reports, token: bar_token%s}
%s"""


def pack(tmp_path: Path, verify: str = "", rest: str = "") -> Path:
    pack_files.chapter(tmp_path, "01-one")
    pack_files.write(tmp_path / "01-one" / "toothless.yaml", TOOTHLESS % (verify, rest))
    return tmp_path


def test_what_is_shipped_is_whole() -> None:
    said = aud("pack", "check")
    assert said.exit == 0, said.out
    assert said.out.splitlines()[-1].endswith("scenarios, all proven")


def test_a_pack_that_is_whole(tmp_path: Path) -> None:
    said = called("pack", "check", named(tmp_path, "ada"))
    assert (said.exit, said.out) == (0, "8 files, 3 scenarios, all proven\n")


@pytest.mark.parametrize(
    "rest",
    [
        "    expect: {status: 401}\n",
        "    expect: {decided_by: audience}\n",
        '    what_if: [{title: Off?, verify: {audience: "on"}, expect: {status: 401}}]\n',
    ],
)
def test_what_notices_that_the_deciding_check_is_off_is_proven(tmp_path: Path, rest: str) -> None:
    assert called("pack", "check", pack(tmp_path, rest=rest)).exit == 0


@pytest.mark.parametrize(
    ("rest", "check"),
    [
        ("", "audience"),
        ("    expect: {checks: {audience: fail}}\n", "audience"),
        ('    what_if: [{title: Off?, verify: {audience: "off"}, expect: {status: 200}}]\n', "audience"),
    ],
)
def test_what_does_not_is_told(tmp_path: Path, rest: str, check: str) -> None:
    said = called("pack", "check", pack(tmp_path, rest=rest))
    assert said.exit == 1
    assert f"toothless.yaml: it stays true when no api checks `{check}`" in said.out
    assert f"toothless.yaml: it stays true when `baz` does not check `{check}`" in said.out
    assert said.out.splitlines()[-1] == "2 files, 1 scenario, 1 not proven"


@pytest.mark.parametrize(("expect", "exit_code"), [("", 1), (", expect: {status: 401}", 0)])
def test_a_flaw_that_refuses_must_be_noticed_too(tmp_path: Path, expect: str, exit_code: int) -> None:
    flawed = f"    what_if: [{{title: Searched?, verify: {{audience: substring}}{expect}}}]\n"
    said = called("pack", "check", pack(tmp_path, rest=f"    expect: {{status: 401}}\n{flawed}"))
    told = "it stays true when `baz` does not check `audience` as `substring`" in said.out
    assert (said.exit, told) == (exit_code, bool(exit_code))


def test_where_nothing_refuses_the_calls_must_matter(tmp_path: Path) -> None:
    off = ', verify: {audience: "off"}'
    said = called("pack", "check", pack(tmp_path, off, "    expect: {status: 200}\n"))
    assert said.exit == 0, said.out
    said = called("pack", "check", pack(tmp_path, off))
    assert (said.exit, "it stays true when every api refuses everything" in said.out) == (1, True)


def test_what_is_untrue_is_told_as_by_run(tmp_path: Path) -> None:
    said = called("pack", "check", pack(tmp_path, rest="    expect: {status: 200}\n"))
    assert said.exit == 1
    assert "- status: 200  expected" in said.out


def test_dead_links_and_other_mistakes_come_first(tmp_path: Path) -> None:
    said = called("pack", "check", pack(tmp_path, rest='    explain: "[there](/nowhere)"\n'))
    assert said.exit == 2
    assert "[AS016]" in said.err
