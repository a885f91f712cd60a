"""``aud explain``, as it is called from a shell."""

import json
import subprocess
import sys
from pathlib import Path
from typing import Any, Final

import jwt
import pytest
from cryptography.hazmat.primitives.asymmetric import rsa

from tests.causes.cases import AT, Case, cases
from tests.commands.calling import ROOT, aud

ORDERS: Final = "https://orders.example.com"
CASES: Final = {case.name: case for case in cases()}
GOOD: Final = CASES["good: RFC 9068"]
SLASH: Final = CASES["generated_near_misses: address, slash in the token"]


def given(case: Case, *arguments: str, cwd: Path = ROOT) -> tuple[int, str, str]:
    """What it says of a token on standard input."""
    done = subprocess.run(
        [sys.executable, "-m", "sandbox", "explain", "--at", str(AT), *arguments],
        input=case.given.encode(),
        capture_output=True,
        timeout=60,
        check=False,
        cwd=cwd,
    )
    assert b"Traceback" not in done.stderr
    return done.returncode, done.stdout.decode(), done.stderr.decode()


def test_a_cause_is_named_with_both_strings_and_the_first_difference_marked() -> None:
    ended, out, _ = given(SLASH, "--audience", ORDERS)
    lines = out.splitlines()
    assert ended == 1
    assert lines[0] == "The audience of the token ends in a slash, and that of your API does not. (certain)"
    at = lines.index(f'  the token says   "{ORDERS}/"')
    assert lines[at + 1] == f'  the API expects  "{ORDERS}"'
    assert lines[at + 2].index("^") == lines[at].index("/", lines[at].index(ORDERS) + len(ORDERS))


def test_the_setting_is_named_for_the_library() -> None:
    _, out, _ = given(SLASH, "--audience", ORDERS, "--library", "aspnet")
    assert f'options.Audience = "{ORDERS}/";' in out


def test_a_good_token_ends_with_0() -> None:
    ended, out, _ = given(GOOD, "--audience", "https://mail.example.com", "--audience", ORDERS)
    assert (ended, out.splitlines()[0]) == (0, "This token fits what your API expects.")


def test_what_was_not_asked_is_said_and_ends_with_0() -> None:
    ended, out, _ = given(GOOD)
    assert ended == 0
    assert out.startswith("Nothing is wrong with this token, as far as was asked.")
    assert (
        "- audience   The token is for https://orders.example.com. Which audience your API expects was not said." in out
    )


@pytest.mark.parametrize("text", ["hello world", '{"error":"invalid_grant"}'])
def test_what_cannot_be_read_ends_with_2(text: str) -> None:
    ended, out, _ = given(Case("", text, GOOD.expectation, "", certain=True))
    assert ended == 2
    assert out.startswith("This cannot be read as a token: ")


def test_nothing_ends_with_2() -> None:
    ended, out, _ = given(CASES["shape: nothing"])
    assert (ended, out.splitlines()[0]) == (2, "Nothing was given: a token, or the message that you got (--error).")


def test_a_message_without_a_token_is_a_way_in() -> None:
    ended, out, _ = given(CASES["shape: nothing"], "--error", "jwt.exceptions.InvalidAudienceError: Invalid audience")
    assert ended == 1
    assert out.startswith("Your API most likely passes no audience to its library")


def test_it_takes_a_file_and_a_token_as_an_argument(tmp_path: Path) -> None:
    (tmp_path / "token.txt").write_text(f"Authorization: Bearer {SLASH.given}\n", "utf-8")
    for argument in (str(tmp_path / "token.txt"), SLASH.given):
        said = aud("explain", argument, "--audience", ORDERS, "--at", str(AT))
        assert (said.exit, said.err) == (1, "")
        assert "ends in a slash" in said.out


@pytest.mark.parametrize(
    "time", ["1700000100", "2023-11-14T22:15:00Z", "2023-11-14T23:15:00+01:00", "2023-11-14T22:15"]
)
def test_the_time_is_seconds_or_a_date(time: str) -> None:
    said = aud("explain", GOOD.given, "--audience", ORDERS, "--at", time)
    assert "✓ time       It expires in 58 min 20 s." in said.out


@pytest.mark.parametrize("time", ["yesterday", "nan", "inf", "1e400", "9" * 5000, "2023-99-99", ""])
def test_a_time_that_is_none_says_what_would_be_one(time: str) -> None:
    said = aud("explain", "x", "--at", time)
    assert said.exit == 2
    assert f"`{time[:40]}` is neither seconds since 1970 nor like 2026-11-28T14:00Z" in said.err


def test_a_file_that_is_not_there_is_no_token() -> None:
    said = aud("explain", "no-such-token.txt")
    assert (said.exit, said.out) == (2, "")
    assert "there is no file `no-such-token.txt`" in said.err


@pytest.mark.parametrize("changed", [False, True])
def test_with_the_issuers_keys_the_signature_is_checked(tmp_path: Path, changed: bool) -> None:
    key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
    token = jwt.encode(dict(GOOD.token.claims), key, algorithm="RS256", headers={"kid": "k1"})
    public = jwt.get_algorithm_by_name("RS256").to_jwk(key.public_key(), as_dict=True)
    (tmp_path / "jwks.json").write_text(json.dumps({"keys": [{**public, "kid": "k1"}]}), "utf-8")
    header, claims, signature = token.split(".")
    token = f"{header}.{claims}.{signature[:-8]}AAAAAAAA" if changed else token
    said = aud("explain", token, "--audience", ORDERS, "--at", str(AT), "--jwks", str(tmp_path / "jwks.json"))
    first = "The signature does not fit: the token was changed, or another key signed it. (certain)"
    assert said.exit == int(changed)
    assert said.out.splitlines()[0] == (first if changed else "This token fits what your API expects.")


def test_keys_that_are_none_end_with_2(tmp_path: Path) -> None:
    (tmp_path / "jwks.json").write_text("{}", "utf-8")
    said = aud("explain", GOOD.given, "--jwks", str(tmp_path / "jwks.json"))
    assert said.exit == 2
    assert "it is no JWK Set" in said.err


def test_as_json_it_has_all_that_is_documented() -> None:
    ended, out, _ = given(SLASH, "--audience", ORDERS, "--format", "json")
    said: dict[str, Any] = json.loads(out)
    assert ended == 1
    assert {*said} == {"verdict", "form", "issuer", "cause", "others", "answers", "shareable"}
    assert said["issuer"] == {"id": "", "name": ""}
    cause = said["cause"]
    assert cause["compared"] == {"id": "slash", "token": f"{ORDERS}/", "expected": ORDERS, "at": len(ORDERS)}
    assert {change["side"] for change in cause["changes"]} == {"app", "api"}
    documented = (ROOT / "docs" / "explain.md").read_text("utf-8")
    named = (*said, *cause, *cause["compared"], *cause["changes"][0])
    assert [name for name in named if f"`{name}`" not in documented] == []


@pytest.mark.parametrize("form", ["text", "json"])
@pytest.mark.parametrize(
    "name",
    ["bad_input: a terminal's escape", "bad_input: from right to left", "bad_input: HTML", "bad_input: null bytes"],
)
def test_nothing_of_a_token_reaches_the_terminal_that_could_control_it(form: str, name: str) -> None:
    _, out, err = given(CASES[name], "--audience", f"{ORDERS}\x1b[31m", "--format", form)
    assert [one for one in out + err if not one.isprintable() and one != "\n"] == []


def test_it_starts_without_what_it_does_not_need() -> None:
    """A start of 1.3 times a bare Python with cryptography leaves no room for frameworks."""
    code = (
        "import sys; from sandbox.cli import main\n"
        f"try: main(['explain', {GOOD.given!r}])\n"
        "except SystemExit: pass\n"
        "print(sorted({'pydantic', 'fastapi', 'yaml', 'jose', 'jinja2', 'cryptography'} & {*sys.modules}))"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, cwd=ROOT, timeout=60, check=True
    )
    assert done.stdout.splitlines()[-1] == "[]"
