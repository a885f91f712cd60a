"""A report as JUnit XML."""

from typing import Any
from xml.etree import ElementTree as ET

from hypothesis import given
from hypothesis import strategies as st

from sandbox.replay.trace import Problem, Report
from sandbox.views.reports.junit import JUnit
from tests.views.reports.test_terminal import report


def junit(report: Report) -> str:
    document = JUnit()
    for trace in report.scenarios:
        document.add(trace)
    return document.text()


def parsed(problems: list[Problem], what_if: dict[str, Any] | None = None) -> ET.Element:
    text = junit(report({"ok": not problems, "problems": problems}, what_if))
    return ET.fromstring(text.encode("utf-8"))


def test_a_suite_a_scenario_and_a_case_a_step_and_a_what_if() -> None:
    (suite,) = parsed([])
    assert suite.attrib == {"name": "told", "tests": "3", "failures": "0"}
    assert [case.attrib for case in suite] == [
        {"classname": "told", "name": "tell"},
        {"classname": "told", "name": "at-baz"},
        {"classname": "told", "name": "at-baz what-if 1"},
    ]


def test_what_differs_is_a_failure() -> None:
    status, claim = Problem(what="status", expected=200, actual=401), Problem(what="claims.x", expected={}, actual="é")
    (suite,) = parsed([status, claim], {"ok": False, "problems": [status]})
    assert suite.get("failures") == "2"
    first, second = suite.iter("failure")
    assert first.get("message") == "status: expected 200, got 401"
    assert (first.text or "").splitlines()[1].startswith("claims.x: expected {}, got ")
    assert second.get("message") == "status: expected 200, got 401"


def test_a_step_whose_what_if_alone_differs_is_no_failure() -> None:
    (suite,) = parsed([], {"ok": False, "problems": [Problem(what="status", expected=200, actual=401)]})
    assert [case.get("name") for case in suite if case.find("failure") is not None] == ["at-baz what-if 1"]


def test_of_nothing() -> None:
    assert list(ET.fromstring(junit(Report(scenarios=[])).encode())) == []


@given(st.text(), st.text())
def test_whatever_a_token_holds_it_is_xml(name: str, value: str) -> None:
    (suite,) = parsed([Problem(what=f"claims.{name}", expected=value, actual=None)])
    assert suite.get("failures") == "1"
