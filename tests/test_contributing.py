"""What contributors read and run is true: changelog, citation, decisions, workflow, hooks, and the form of files."""

import re
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from fnmatch import fnmatch
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
import yaml

from sandbox.scenarios.lint.site import anchor

ROOT = Path(__file__).parent.parent
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
DECISIONS = ROOT / "docs" / "decisions"
RECORDS = sorted(path.name for path in DECISIONS.glob("*.md") if path.name != "README.md")
FORMS = sorted(path for path in (ROOT / ".github" / "ISSUE_TEMPLATE").iterdir() if path.name != "config.yml")
READ_BY_CONTRIBUTORS = sorted([*ROOT.glob("*.md"), *ROOT.glob("docs/**/*.md"), *(ROOT / ".github").glob("*.md")])
IN_OTHER_LANGUAGES = ("sandbox/probe/setups/*.toml",)
"""Files that hold lines of other languages, indented as is usual there."""
KEPT_AS_THEY_COME = ("static/vendor/*", "tests/scenarios/lint/mistakes/*", "tests/workshop/pages/golden/*")
"""Files that others wrote, mistakes on purpose, and what the product is to print to the byte."""


def parsed(path: Path) -> Any:
    return yaml.safe_load(path.read_text("utf-8"))


def versions_of_the_changelog() -> list[tuple[str, str]]:
    """The version and date of each heading, the newest first."""
    changelog = (ROOT / "CHANGELOG.md").read_text("utf-8")
    return re.findall(r"^## \[([^\]]+)\](?: - (\S+))?$", changelog, re.MULTILINE)


def test_the_changelog_begins_with_what_is_not_released_and_has_this_version_with_its_date() -> None:
    (first, date), *released = versions_of_the_changelog()
    assert (first, date) == ("Unreleased", "")
    assert released[0][0] == PROJECT["version"]
    assert all(re.fullmatch(r"\d{4}-\d\d-\d\d", date) for _, date in released)


def test_the_changelog_groups_changes_as_its_format_has_them() -> None:
    groups = re.findall(r"^### (.*)$", (ROOT / "CHANGELOG.md").read_text("utf-8"), re.MULTILINE)
    assert set(groups) <= {"Added", "Changed", "Deprecated", "Removed", "Fixed", "Security"}


def test_the_citation_is_of_this_version() -> None:
    citation = parsed(ROOT / "CITATION.cff")
    assert citation["version"] == PROJECT["version"]
    assert (PROJECT["version"], str(citation["date-released"])) in versions_of_the_changelog()
    assert citation["authors"] == PROJECT["authors"]
    assert citation["license"] == PROJECT["license"]
    assert citation["keywords"] == PROJECT["keywords"]


@pytest.mark.parametrize("name", RECORDS)
def test_a_decision_has_a_number_a_date_and_the_headings_of_all(name: str) -> None:
    text = (DECISIONS / name).read_text("utf-8")
    assert re.match(rf"# {name[:4]}: .+\n\nDecided \d{{4}}-\d\d-\d\d\.\n", text)
    assert re.findall(r"^##+ .*$", text, re.MULTILINE) == ["## Context", "## Decision", "## Consequences"]


def test_every_decision_stands_in_the_index_by_its_title_and_number() -> None:
    rows = re.findall(r"^\| \[(\d+)\]\((.+)\) \| (.+) \|$", (DECISIONS / "README.md").read_text("utf-8"), re.MULTILINE)
    titles = [(DECISIONS / name).read_text("utf-8").splitlines()[0].removeprefix("# ") for name in RECORDS]
    assert [name for _, name, _ in rows] == RECORDS
    assert [f"{number}: {title}" for number, _, title in rows] == titles
    assert [int(number) for number, _, _ in rows] == list(range(1, len(RECORDS) + 1))


@pytest.mark.parametrize("path", READ_BY_CONTRIBUTORS, ids=lambda path: path.name)
def test_links_lead_to_files_and_headings_that_are_there(path: Path) -> None:
    text = re.sub(r"^```.*?^```|`[^`\n]*`", "", path.read_text("utf-8"), flags=re.DOTALL | re.MULTILINE)
    for link in re.findall(r"\]\(([^)]+)\)", text):
        if "://" in link:
            continue
        name, _, fragment = link.partition("#")
        target = path.parent / name if name else path
        assert target.exists(), link
        if target.suffix != ".md":
            continue
        headings = re.findall(r"^#+ (.*)$", target.read_text("utf-8"), re.MULTILINE)
        assert not fragment or fragment in {anchor(re.sub(r"[`*]", "", heading)) for heading in headings}, link


def test_the_workflow_runs_what_has_to_pass_and_may_only_read() -> None:
    workflow = parsed(ROOT / ".github" / "workflows" / "test.yml")
    assert workflow["permissions"] == {"contents": "read"}
    commands = [line for step in workflow["jobs"]["test"]["steps"] for line in step.get("run", "").splitlines()]
    assert "make test" in commands
    assert "make test" in (ROOT / ".ci" / "run").read_text("utf-8")


def test_each_hook_before_a_commit_is_a_tool_of_the_tests_and_fetches_nothing() -> None:
    (repository,) = parsed(ROOT / ".pre-commit-config.yaml")["repos"]
    assert repository["repo"] == "local"
    installed = {path.name for path in Path(sys.executable).parent.iterdir()}
    for hook in repository["hooks"]:
        assert hook["language"] == "system", hook["id"]
        folder, _, program = hook["entry"].split()[0].rpartition("/")
        assert folder == ".venv/bin", hook["entry"]
        assert program in installed, hook["entry"]


@pytest.mark.parametrize("path", FORMS, ids=lambda path: path.name)
def test_a_form_for_issues_has_what_github_asks_for(path: Path) -> None:
    form = parsed(path)
    assert form["name"]
    assert form["description"]
    questions = [element for element in form["body"] if element["type"] != "markdown"]
    assert all(element["attributes"]["label"] and element["id"] for element in questions)
    assert len({element["id"] for element in questions}) == len(questions)
    assert any(element["validations"]["required"] for element in questions)


def texts() -> Iterator[tuple[str, bytes]]:
    """Each text file that is or may become part of the repository, as its bytes."""
    listed = subprocess.run(
        ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
        cwd=ROOT,
        check=True,
        capture_output=True,
        text=True,
    ).stdout
    for name in filter(None, listed.split("\0")):
        path = ROOT / name
        if path.is_file() and not any(fnmatch(name, pattern) for pattern in KEPT_AS_THEY_COME):
            content = path.read_bytes()
            if b"\0" not in content:
                yield name, content


def test_every_text_file_is_written_as_editorconfig_says() -> None:
    rules = (ROOT / ".editorconfig").read_text("utf-8")
    for rule in (
        "charset = utf-8",
        "end_of_line = lf",
        "insert_final_newline = true",
        "trim_trailing_whitespace = true",
    ):
        assert rule in rules
    wrong = [
        f"{name}: {what}"
        for name, content in texts()
        for what, is_so in {
            "no UTF-8": content.decode("utf-8", "replace").encode() != content or content.startswith(b"\xef\xbb\xbf"),
            "a carriage return": b"\r" in content,
            "no newline at its end": bool(content) and not content.endswith(b"\n"),
            "whitespace at the end of a line": re.search(rb"[ \t]$", content, re.MULTILINE) is not None,
        }.items()
        if is_so
    ]
    assert wrong == [], "\n".join(wrong)


def indentation_by_kind() -> dict[str, str]:
    """What `.editorconfig` says of each kind of file: ``tab``, ``unset``, or a number of spaces."""
    sections = re.split(r"^\[(.*)\]$", (ROOT / ".editorconfig").read_text("utf-8"), flags=re.MULTILINE)[1:]
    found: dict[str, str] = {}
    for pattern, rules in zip(sections[::2], sections[1::2], strict=True):
        kinds = re.fullmatch(r"\*\.\{(.*)\}|\*|Makefile", pattern)
        says = re.search(r"^(?:indent_style = (tab)|indent_size = (\w+))$", rules, re.MULTILINE)
        if kinds and says:
            names = [f".{kind}" for kind in kinds[1].split(",")] if kinds[1] else [pattern]
            found |= dict.fromkeys(names, says[1] or says[2])
    return found


def test_every_text_file_is_indented_as_editorconfig_says() -> None:
    """One line is indented by that much more than its neighbour. Ruff looks after Python and its strings."""
    kinds = indentation_by_kind() | {".py": "unset"}
    wrong = []
    for name, content in texts():
        expected = kinds.get(Path(name).suffix or Path(name).name, kinds["*"])
        if expected == "unset" or any(fnmatch(name, pattern) for pattern in IN_OTHER_LANGUAGES):
            continue
        indents = re.findall(r"^[ \t]*(?=[^ \t\n])", content.decode("utf-8", "replace"), re.MULTILINE)
        steps = {abs(len(one) - len(other)) for one, other in pairwise(indents)} - {0}
        by_tab = any("\t" in indent for indent in indents)
        if by_tab != (expected == "tab") or (steps and not by_tab and int(expected) not in steps):
            wrong.append(f"{name}: {sorted(steps)}")
    assert wrong == [], "\n".join(wrong)


def test_the_changelog_has_every_former_id_of_a_scenario() -> None:
    changelog = (ROOT / "CHANGELOG.md").read_text("utf-8")
    rows = re.findall(r"^\| `([\w-]+)` \| `([\w-]+)` \|$", changelog, re.MULTILINE)
    shipped = [parsed(path) for path in sorted((ROOT / "scenarios").glob("0*/*.yaml")) if path.name != "chapter.yaml"]
    assert rows == [(former, one["scenario"]) for one in shipped for former in one.get("formerly", ())]
