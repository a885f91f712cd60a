"""`aud run` and `aud pack check` mark lines for pull requests and code scanning, as `aud check` does."""

import json
import re
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest

from sandbox.scenarios.loading.catalogue import Catalogue, shipped_catalogue
from sandbox.views.reports.rules import rules
from tests.commands.calling import called
from tests.commands.test_pack import TOOTHLESS
from tests.commands.test_run import REFUSED
from tests.scenarios import pack_files
from tests.web.conftest import client_of

PLACE = re.compile(r"::error file=[^,]*/(\w+\.yaml),line=(\d+),endLine=\d+,col=(\d+),title=([\w-]+)::(.+)")


@pytest.fixture(scope="module")
def catalogue() -> Catalogue:
    return shipped_catalogue()


def marks(out: str) -> list[tuple[str, ...]]:
    found = [PLACE.fullmatch(line) for line in out.splitlines()]
    assert all(found), out
    return [mark.groups() for mark in found if mark]


def run_of(out: str) -> dict[str, Any]:
    report = json.loads(out)
    assert (report["version"], len(report["runs"])) == ("2.1.0", 1)
    run: dict[str, Any] = report["runs"][0]
    return run


def test_a_replay_that_came_otherwise_marks_the_line_of_what_was_expected(tmp_path: Path) -> None:
    path = pack_files.scenario(tmp_path, "lonely", status=299)
    said = called("run", path, "--format", "github")
    assert said.exit == 1
    ((file, line, _, code, message),) = marks(said.out)
    assert (file, line, code, message) == ("lonely.yaml", "6", "not-as-expected", "status: expected 299, got 401")
    said = called("run", path, "--format", "sarif")
    (result,) = run_of(said.out)["results"]
    assert (said.exit, result["ruleId"]) == (1, "not-as-expected")
    assert result["locations"][0]["physicalLocation"]["region"]["startLine"] == 6


def test_a_refusal_marks_its_step_and_what_follows_from_it(tmp_path: Path) -> None:
    path = pack_files.write(tmp_path / "lonely.yaml", REFUSED)
    found = marks(called("run", path, "--format", "github").out)
    assert [(line, code) for _, line, _, code, _ in found] == [
        ("6", "refused"),
        ("7", "not-replayed"),
        ("8", "not-replayed"),
        ("9", "not-replayed"),
    ]


@pytest.mark.parametrize("form", ["github", "sarif"])
@pytest.mark.parametrize("command", [["run"], ["pack", "check"]])
def test_mistakes_in_files_are_marked_alike(tmp_path: Path, command: list[str], form: str) -> None:
    path = pack_files.scenario(tmp_path, "lonely", head="levle: expert\n")
    said = called(*command, path, "--format", form)
    assert (said.exit, said.err) == (2, "")
    assert said.out.replace(" ".join(["aud", *command]), "aud check") == called("check", path, "--format", form).out


def test_a_scenario_that_proves_nothing_is_marked(tmp_path: Path) -> None:
    pack_files.chapter(tmp_path, "01-one")
    pack_files.write(tmp_path / "01-one" / "toothless.yaml", TOOTHLESS % ("", ""))
    said = called("pack", "check", tmp_path, "--format", "github")
    assert (said.exit, {mark[3] for mark in marks(said.out)}) == (1, {"unnoticed"})
    (rule,) = run_of(called("pack", "check", tmp_path, "--format", "sarif").out)["tool"]["driver"]["rules"]
    assert rule["id"] == "unnoticed"
    assert json.loads(called("pack", "check", tmp_path, "--format", "json").out)["diagnostics"]


def test_what_is_right_marks_nothing() -> None:
    right = "bar-token-to-baz"
    assert (called("run", right, "--format", "github").exit, called("run", right, "--format", "github").out) == (0, "")
    assert run_of(called("run", right, "--format", "sarif").out)["results"] == []
    assert run_of(called("pack", "check", right, "--format", "sarif").out)["results"] == []


@pytest.mark.parametrize("code", rules())
async def test_every_rule_has_a_help_text_and_a_page_that_is_there(code: str, catalogue: Catalogue) -> None:
    rule = rules()[code]
    assert rule.title
    assert rule.text.endswith(".")
    assert "```" not in rule.text
    page = urlsplit(rule.url)
    assert (page.scheme, page.netloc) == ("http", "localhost:8000")
    async with client_of(catalogue) as http:
        assert f'id="{page.fragment}"' in (await http.get(page.path)).text


def test_every_code_has_a_rule() -> None:
    root = Path(__file__).parents[2]
    codes = {code for path in root.glob("sandbox/**/*.py") for code in re.findall(r"AS\d{3}", path.read_text("utf-8"))}
    assert codes <= set(rules())


def test_the_report_says_what_code_scanning_needs(tmp_path: Path) -> None:
    """The members that SARIF 2.1.0 asks for (§3.13, §3.18, §3.49, §3.27, §3.30), and those that services show."""
    path = pack_files.scenario(tmp_path, "mistaken", head="levle: expert\n", file="other")
    run = run_of(called("check", path, "--format", "sarif").out)
    driver = run["tool"]["driver"]
    assert driver["name"] == "aud check"
    for rule in driver["rules"]:
        assert set(rule) == {"id", "shortDescription", "fullDescription", "help", "helpUri", "defaultConfiguration"}
        assert set(rule["help"]) == {"text", "markdown"}
        assert all(rule[name]["text"] for name in ("shortDescription", "fullDescription", "help"))
        assert rule["helpUri"].endswith(f"/docs/mistakes#{rule['id']}")
    for result in run["results"]:
        assert driver["rules"][result["ruleIndex"]]["id"] == result["ruleId"]
