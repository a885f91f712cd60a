"""A test kit, used as docs/testkit.md says: by the tests of right and careless implementations in other languages."""

import json
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path
from xml.etree.ElementTree import parse

import pytest

from tests.commands.calling import called

ROOT = Path(__file__).parents[2]
TEXT = (ROOT / "docs" / "testkit.md").read_text("utf-8")
NODE_MODULES = ROOT / "tests" / "interop" / "node" / "node_modules"
GOLANG_JWT = Path("/usr/share/gocode/src/github.com/golang-jwt/jwt")
NO_AUDIENCE = re.compile(r"aud\..*|kind\.(id|logout|refresh)-token|kind\.azp-me")
"""The rows that nothing but the audience refuses."""
PYTHON = [
    ("", "", None),
    ('["exp", "aud", "iss"]}', '["exp"], "verify_aud": False}', NO_AUDIENCE),
    (
        'audience="https://orders.example.com"',
        'audience=["https://orders.example.com", "https://orders.example.com/"]',
        re.compile(r"aud\.slash"),
    ),
    ("issuer=ISSUER", "issuer=None", re.compile(r"iss\.(renamed|slash|prefix|shorter|case|inside|list)")),
]


@pytest.fixture(scope="module")
def kit(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("kit")
    options = ("--audience", "https://orders.example.com", "--at", "2030-01-01T12:00:00Z", "--all")
    assert called("probe", "--write", folder, *options).exit == 0
    return folder


@pytest.fixture
def project(kit: Path, tmp_path: Path) -> Path:
    """A project with the files of the page, and the kit beside them."""
    for name, content in re.findall(r"^`([\w.]+)`[^\n]*:\n\n```\w+\n(.*?)^```", TEXT, re.DOTALL | re.MULTILINE):
        (tmp_path / name).write_text(content, "utf-8")
    shutil.copytree(kit, tmp_path / "kit")
    return tmp_path


def change(file: Path, old: str, new: str) -> None:
    content = file.read_text("utf-8")
    assert old in content
    file.write_text(content.replace(old, new), "utf-8")


def refused(project: Path, by: re.Pattern[str] | None) -> set[str]:
    """The rows that a careful API refuses, and whose names are such."""
    rows = json.loads((project / "kit" / "kit.json").read_text("utf-8"))["rows"]
    return {row["id"] for row in rows if row["expected"] == "refuse" and by and by.fullmatch(row["id"])}


def by_pytest(project: Path, file: str) -> dict[str, bool]:
    command = [sys.executable, "-m", "pytest", "-p", "no:cacheprovider", "--junitxml", "report.xml", file]
    env = {**os.environ, "PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1"}
    subprocess.run(command, cwd=project, env=env, capture_output=True, timeout=60, check=False)
    cases = parse(project / "report.xml").findall(".//testcase")
    return {re.sub(r"test_row\[(.*)\]", r"\1", case.get("name", "")): case.find("failure") is None for case in cases}


def by_node(project: Path) -> dict[str, bool]:
    (project / "node_modules").symlink_to(NODE_MODULES)
    command = ["node", "--experimental-global-webcrypto", "--test", "--test-reporter=tap"]
    done = subprocess.run(command, cwd=project, capture_output=True, text=True, timeout=60, check=False)
    return {
        name: word == "ok" for word, name in re.findall(r"^ *(ok|not ok) \d+ - (\w+\.\S+)$", done.stdout, re.MULTILINE)
    }


def by_go(project: Path) -> dict[str, bool]:
    (project / "go.mod").write_text(
        f"module orders\ngo 1.19\nrequire github.com/golang-jwt/jwt/v4 v4.4.3\n"
        f"replace github.com/golang-jwt/jwt/v4 => {GOLANG_JWT}\n"
    )
    command = ["env", "GOPROXY=off", "GOFLAGS=-mod=mod", "go", "test", "-v", "./..."]
    done = subprocess.run(command, cwd=project, capture_output=True, text=True, timeout=300, check=False)
    return {name: word == "PASS" for word, name in re.findall(r"--- (PASS|FAIL): TestKit/(\S+)", done.stdout)}


def failing(ran: dict[str, bool]) -> set[str]:
    assert len(ran) > 55, ran
    return {name for name, passed in ran.items() if not passed}


@pytest.mark.parametrize(("old", "new", "fails"), PYTHON, ids=["right", "no audience", "two audiences", "no issuer"])
def test_the_recipe_for_pytest_fails_for_what_an_api_overlooks(
    project: Path, old: str, new: str, fails: re.Pattern[str] | None
) -> None:
    change(project / "orders.py", old, new)
    assert failing(by_pytest(project, "test_orders.py")) == refused(project, fails)


def test_the_canary_turns_a_suite_red_that_overrides_what_verifies(project: Path) -> None:
    assert by_pytest(project, "test_overridden.py") == {
        "test_orders_are_served": True,
        "test_the_canary_is_refused": False,
    }


NODE = [
    ("", "", None),
    ('    audience: "https://orders.example.com",\n', "", NO_AUDIENCE),
    ('    requiredClaims: ["exp"],\n', "", re.compile(r"time\.exp-missing")),
]


@pytest.mark.parametrize(("old", "new", "fails"), NODE, ids=["right", "no audience", "no exp"])
def test_the_recipe_for_node_fails_for_what_an_api_overlooks(
    project: Path, old: str, new: str, fails: re.Pattern[str] | None
) -> None:
    change(project / "orders.mjs", old, new)
    assert failing(by_node(project)) == refused(project, fails)


GO = [
    ("", "", None),
    (" || !claims.VerifyAudience(audience, true)", "", NO_AUDIENCE),
    (
        "VerifyAudience(audience, true)",
        "VerifyAudience(audience, false)",
        re.compile(r"aud\.(missing.*|empty-.*|null|number|object)"),
    ),
]


@pytest.mark.extended
@pytest.mark.skipif(
    shutil.which("go") is None or not GOLANG_JWT.is_dir(), reason="golang-go and golang-github-golang-jwt-jwt-dev"
)
@pytest.mark.parametrize(("old", "new", "fails"), GO, ids=["right", "no audience", "missing passes"])
def test_the_recipe_for_go_fails_for_what_an_api_overlooks(
    project: Path, old: str, new: str, fails: re.Pattern[str] | None
) -> None:
    change(project / "orders.go", old, new)
    assert failing(by_go(project)) == refused(project, fails)
