"""``aud probe --setup``: the settings of a framework, without a server."""

import json

import pytest
from click.testing import CliRunner, Result

from sandbox.cli import main

NOBODY = "http://localhost:1"


def run(*words: str) -> Result:
    return CliRunner().invoke(main, ["probe", *words, "--sandbox", NOBODY])


def test_the_settings_are_printed_with_both_variants_and_what_was_run() -> None:
    printed = run("--setup", "spring", "--audience", "urn:orders").output
    assert "spring.security.oauth2.resourceserver.jwt.audiences=urn:orders" in printed
    assert f"issuer-uri={NOBODY}/worlds/foo/issuer/" in printed
    assert "Not run by the tests" in printed
    for words in ("host.docker.internal:host-gateway", "--public-url http://host.docker.internal:1", "jwks.json"):
        assert words in printed


def test_as_json_it_has_the_line_of_each_check() -> None:
    data = json.loads(run("--setup", "jose", "--format", "json").output)
    assert data["run"] is True
    assert data["fixes"]["audience"] == 'audience: "https://orders.example.com",'
    assert data["fixes"]["audience"] in data["lines"]


@pytest.mark.parametrize(
    ("words", "code", "says"),
    [
        (("--setup", "list"), 0, "express-oauth2-jwt-bearer"),
        (("--setup", "pyjtw"), 2, "did you mean `pyjwt`?"),
        (("--setup", "flask"), 2, "there are: pyjwt, python-jose"),
        (("--setup", "pyjwt", "--audience", 'a"b'), 2, "cannot be written into settings"),
        ((), 2, "--setup NAME, or --write DIR"),
        (("http://localhost:1/",), 2, "--audience"),
    ],
)
def test_it_says_what_there_is(words: tuple[str, ...], code: int, says: str) -> None:
    result = run(*words)
    assert (result.exit_code, says in result.output) == (code, True), result.output
