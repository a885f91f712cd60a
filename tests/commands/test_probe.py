"""`aud probe` as a stranger uses it: against the apis of a running sandbox, and with none running."""

import json
import socket
from collections.abc import Iterator
from pathlib import Path
from xml.etree.ElementTree import fromstring

import httpx2
import pytest

from tests.commands.calling import Said, aud, started
from tests.interop.setups import free_port, running_file

BAR = ("--audience", "https://bar.foo.com", "--scope", "read:orders")


@pytest.fixture(scope="module")
def sandbox() -> Iterator[str]:
    with started() as (_, url):
        yield url


def probe(sandbox: str, deployment: str, *options: str) -> Said:
    return aud("probe", f"{sandbox}/worlds/foo/apis/bar{deployment}/orders", *BAR, "--sandbox", sandbox, *options)


def test_a_careful_api_ends_with_0(sandbox: str) -> None:
    said = probe(sandbox, "")
    assert (said.exit, said.err) == (0, "")
    assert " 0 wrong, 0 unclear" in said.out


def test_the_flaw_is_named_with_the_scenario_that_shows_it(sandbox: str) -> None:
    said = probe(sandbox, ";audience=prefix")
    assert said.exit == 1
    assert "audience=prefix: Is it meant for me? It compares the beginning and no more." in said.out
    assert "The line that mends it is printed with --setup NAME" in said.out
    assert f"shown by {sandbox}/scenarios/aud-prefix" in said.out
    assert httpx2.get(f"{sandbox}/scenarios/aud-prefix").status_code == 200


def test_what_weighs_most_is_first_and_what_many_rows_share_is_said_once(sandbox: str, tmp_path: Path) -> None:
    code = (
        "import jwt\nfrom fastapi import FastAPI, Header, HTTPException\n"
        f"issuer = '{sandbox}/worlds/foo/issuer/'\n"
        "keys = jwt.PyJWKClient(issuer + '.well-known/jwks.json')\napp = FastAPI()\n\n\n"
        "@app.get('/orders')\n"
        "def orders(authorization: str = Header('')):\n"
        "    try:\n"
        "        token = authorization.split(' ', 1)[1]\n"
        "        key = keys.get_signing_key_from_jwt(token).key\n"
        "        jwt.decode(token, key, algorithms=['RS256'], issuer=issuer, options={'verify_aud': False})\n"
        "    except Exception:\n"
        "        raise HTTPException(401, 'bad token')\n"
    )
    with running_file(tmp_path / "api.py", code, free_port()) as url:
        said = aud("probe", url, "--audience", "https://orders.example.com", "--sandbox", sandbox)
    assert said.exit == 1
    assert said.out.count("a 401 without WWW-Authenticate (RFC 9110 §11.6.1)") == 1
    assert "rows: a 401 without WWW-Authenticate" in said.out
    names = [line.split(":")[0] for line in said.out.splitlines() if "=" in line.split(":")[0]]
    assert names == ["audience=off", "expiry=missing-passes", "noted, type=off"]
    assert "seen in aud.other, aud.missing, aud.missing-other-client, aud.unregistered and " in said.out


def test_an_audience_with_line_breaks_stays_in_its_line(sandbox: str) -> None:
    words = ("--audience", "https://bar.foo.com\n0 wrong\x1b[32m", "--sandbox", sandbox, "--quick")
    said = aud("probe", f"{sandbox}/worlds/foo/apis/bar/orders", *words)
    assert "audience https://bar.foo.com\\u000a0 wrong\\u001b[32m · tokens of" in said.out


def test_each_row_can_be_sent_again_by_curl(sandbox: str) -> None:
    found = json.loads(probe(sandbox, ";audience=off", "--quick", "--format", "json").out)
    assert (found["verdict"], [flaw["name"] for flaw in found["flaws"]]) == ("fail", ["audience=off"])
    assert found["counts"]["sent"] == 8
    wrong = [row for row in found["rows"] if row["ok"] is False]
    assert {row["id"] for row in wrong} == {"aud.other", "aud.missing"}
    assert all(row["curl"].startswith("curl -i ") and row["token"] in row["curl"] for row in wrong)


@pytest.mark.parametrize("form", ["junit", "sarif", "markdown", "html"])
def test_a_report_says_what_was_wrong(sandbox: str, form: str) -> None:
    said = probe(sandbox, ";audience=off", "--quick", "--format", form)
    assert said.exit == 1
    assert "aud.other" in said.out
    if form == "junit":
        failures = fromstring(said.out).findall(".//failure")
        assert [one.get("message") for one in failures] == ["expected refuse, accepted (200)"] * 2
    if form == "sarif":
        assert {one["ruleId"] for one in json.loads(said.out)["runs"][0]["results"]} == {"aud.other", "aud.missing"}


def test_reports_are_written_beside_what_is_printed(sandbox: str, tmp_path: Path) -> None:
    files = [tmp_path / f"report{ending}" for ending in (".json", ".xml", ".sarif", ".md", ".html")]
    said = probe(sandbox, ";audience=off", "--quick", *(f"--report={file}" for file in files))
    assert (said.exit, "audience=off" in said.out) == (1, True)
    assert all("aud.other" in file.read_text("utf-8") for file in files)
    assert len(fromstring(files[1].read_text("utf-8")).findall(".//failure")) == 2
    for file, words in (("report.txt", "ends with none of .json, .xml"), ("nowhere/report.md", "cannot be written")):
        said = probe(sandbox, "", "--quick", f"--report={tmp_path / file}")
        assert (said.exit, words in said.err) == (2, True)


def test_a_baseline_covers_what_is_known_and_fails_when_it_is_stale(sandbox: str, tmp_path) -> None:  # type: ignore[no-untyped-def]
    baseline = tmp_path / "baseline.json"
    for rows, deployment, exit_code in (
        (["aud.other", "aud.missing"], ";audience=off", 0),
        (["aud.other"], ";audience=off", 1),
        (["aud.other", "aud.missing"], "", 1),
    ):
        baseline.write_text(json.dumps(rows))
        said = probe(sandbox, deployment, "--quick", "--baseline", str(baseline))
        assert said.exit == exit_code, said.out
    assert "In the baseline, and not wrong any more: aud.missing" in said.out


def test_what_says_nothing_ends_with_2(sandbox: str) -> None:
    open_route = aud("probe", f"{sandbox}/", *BAR, "--sandbox", sandbox)
    assert (open_route.exit, "this route asks for no token" in open_route.out) == (2, True)


@pytest.mark.parametrize(
    ("url", "words"),
    [
        ("http://example.com/", "--i-may-test example.com"),
        ("http://169.254.169.254/latest", "neither this machine nor in a private network"),
        ("ftp://localhost/", "has to begin with http://"),
        ("http://user:secret@localhost/", "holds a password"),
        ("http://[::1", "cannot be read"),
        ("localhost:3000", "has to begin with http://"),
    ],
)
def test_what_may_not_be_tested_is_not(url: str, words: str) -> None:
    said = aud("probe", url, *BAR)
    assert said.exit == 2
    assert words in said.err
    assert "secret" not in said.err.replace("a password", "")


@pytest.mark.parametrize(
    "options",
    [("--header", "no colon"), ("--header", "Authorization: Bearer x"), ("--accepted-body", "("), ("--rate", "-1")],
)
def test_wrong_options_are_said(options: tuple[str, str]) -> None:
    said = aud("probe", "http://localhost:1/", *BAR, *options)
    assert said.exit == 2
    assert options[0] in said.err


def test_a_sandbox_is_started_where_none_runs() -> None:
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    here = f"http://localhost:{port}"
    said = aud("probe", f"{here}/worlds/foo/apis/bar/orders", *BAR, "--quick", "--sandbox", here)
    assert (said.exit, said.err) == (0, "")
    with pytest.raises(httpx2.ConnectError):
        httpx2.get(here)


def test_what_is_no_sandbox_is_named(sandbox: str) -> None:
    said = aud("probe", f"{sandbox}/", *BAR, "--sandbox", sandbox, "--world", "fo")
    assert (said.exit, "did you mean `foo`" in said.err) == (2, True)
