"""The lines that are given for a framework make a careful API; without the line that a fix names, its flaw is seen."""

import json
import shutil
from dataclasses import replace
from pathlib import Path
from typing import Any, Final

import httpx2
import pytest
from click.testing import CliRunner

from sandbox.cli import main
from sandbox.probe.setups import Setup, Trusted, filled, setups
from tests.interop.setups import GOPATH, running

AUDIENCE: Final = "https://orders.example.com"
RUN: Final = [id_ for id_, setup in setups().items() if setup.run]
WITHOUT: Final = {
    ("pyjwt", "audience"): ('"require": ["exp", "iss", "aud"]', '"require": ["exp", "iss"], "verify_aud": False'),
    ("python-jose", "audience"): ('"require_aud": True', '"require_aud": False, "verify_aud": False'),
    ("fastify", "audience"): ('"iss", "aud"', '"iss"'),
    ("express-oauth2-jwt-bearer", "audience"): (
        "tokenSigningAlg",
        'audience: "@", validators: { aud: () => true }, tokenSigningAlg',
    ),
}
"""What somebody writes who leaves the line out, where leaving it out is not enough."""
LETS_THROUGH: Final = {
    ("pyjwt", "audience"): "audience=off",
    ("python-jose", "audience"): "audience=off",
    ("python-jose", "audience=missing-passes"): "audience=missing-passes expiry=missing-passes",
    ("joserfc", "audience"): "audience=off",
    ("authlib", "audience"): "audience=off",
    ("jose", "audience"): "audience=off",
    ("express-oauth2-jwt-bearer", "audience"): "audience=off",
    ("fastify", "audience"): "audience=off",
    ("fastify", "audience=missing-passes"): "issuer=missing-passes audience=missing-passes expiry=missing-passes",
}
"""What is named without a line. One line may ask for several claims."""


def trusting(server: str, id_: str) -> Setup:
    issuer = f"{server}/worlds/foo/issuer/"
    return filled(id_, Trusted(issuer, f"{issuer}.well-known/jwks.json", AUDIENCE))


def probed(url: str, server: str, *options: str) -> dict[str, Any]:
    arguments = ["probe", url, "--audience", AUDIENCE, "--sandbox", server, "--format", "json", *options]
    data: dict[str, Any] = json.loads(CliRunner().invoke(main, arguments).stdout)
    return data


def named(found: dict[str, Any]) -> list[str]:
    """The flaws; most frameworks do not look at typ, which is noted and judged by nobody."""
    return [flaw["name"] for flaw in found["flaws"] if flaw["severity"] != "note"]


@pytest.mark.parametrize("id_", RUN)
def test_the_lines_of_a_setup_make_a_careful_api(server: str, tmp_path: Path, id_: str) -> None:
    with running(trusting(server, id_), tmp_path) as url:
        found = probed(url, server)
    assert (found["verdict"], found["reason"]) == ("pass", "")
    assert [row["id"] for row in found["rows"] if row["ok"] is False] == []
    assert named(found) == []


@pytest.mark.parametrize("id_", [id_ for id_ in RUN if setups()[id_].instead])
def test_the_keys_may_be_a_file(server: str, tmp_path: Path, id_: str) -> None:
    setup = trusting(server, id_)
    assert setup.instead in setup.lines
    offline = setup.lines.replace(setup.instead, setup.offline)
    assert ".well-known/jwks.json" not in offline
    (tmp_path / "jwks.json").write_bytes(httpx2.get(f"{server}/worlds/foo/issuer/.well-known/jwks.json").content)
    with running(replace(setup, lines=offline), tmp_path) as url:
        found = probed(url, server, "--quick")
    assert (found["verdict"], found["reason"]) == ("pass", "")
    assert found["fetched"]["issuer_keys"] == 0


@pytest.mark.parametrize(("id_", "of"), LETS_THROUGH)
def test_without_the_line_of_a_fix_its_flaw_is_named(server: str, tmp_path: Path, id_: str, of: str) -> None:
    setup = trusting(server, id_)
    line = setup.fixes[of]
    assert line in setup.lines
    old, new = WITHOUT.get((id_, of), ("", ""))
    with running(replace(setup, lines=setup.lines.replace(line, "").replace(old, new, 1)), tmp_path) as url:
        found = probed(url, server, "--setup", id_)
    assert found["verdict"] == "fail"
    assert named(found) == LETS_THROUGH[id_, of].split()
    assert line in [flaw["fix"] for flaw in found["flaws"]]


@pytest.mark.extended
@pytest.mark.skipif(
    shutil.which("go") is None or not (GOPATH / "src/github.com/coreos/go-oidc").is_dir(),
    reason="golang-go and golang-github-coreos-go-oidc-dev",
)
@pytest.mark.parametrize(
    ("instead", "flaws"),
    [
        ('ClientID: "https://orders.example.com",', []),
        ('ClientID: "https://orders.example.com", SkipClientIDCheck: true,', ["audience=off"]),
        ('ClientID: "https://orders.example.com", SkipExpiryCheck: true,', ["expiry=off", "not_before=off"]),
        ('ClientID: "https://orders.example.com", SkipIssuerCheck: true,', ["issuer=off"]),
    ],
    ids=["as it stands", "no audience", "no expiry", "no issuer"],
)
def test_the_lines_for_go_oidc_with_the_version_of_debian(
    server: str, tmp_path: Path, instead: str, flaws: list[str]
) -> None:
    setup = trusting(server, "go-oidc")
    lines = setup.lines.replace("go-oidc/v3/oidc", "go-oidc").replace(setup.fixes["audience"], instead)
    with running(replace(setup, lines=lines), tmp_path) as url:
        found = probed(url, server)
    assert found["reason"] == ""
    assert named(found) == flaws
