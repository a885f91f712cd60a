"""A report as JUnit XML, which CI systems read."""

from xml.etree.ElementTree import Element, SubElement, indent, tostring

from sandbox.replay.trace import Outcome, Trace
from sandbox.views.parts.differences import difference


class JUnit:
    """One test suite a scenario, one test case a step and a what-if."""

    def __init__(self) -> None:
        self._root = Element("testsuites", name="audience-sandbox")

    def add(self, trace: Trace) -> None:
        """Take in what came of a scenario."""
        suite = SubElement(self._root, "testsuite", name=trace.id)
        for step in trace.steps:
            cases = [(step.id, step), *((f"{step.id} what-if {n}", w) for n, w in enumerate(step.what_ifs, 1))]
            cases += [(f"{step.id} {choice.id}", choice) for choice in step.choices]
            for name, outcome in cases:
                _case(suite, trace.id, name, outcome)
        failures = len(suite.findall("testcase/failure"))
        suite.attrib |= {"tests": str(len(suite.findall("testcase"))), "failures": str(failures)}

    def text(self) -> str:
        """The whole report."""
        indent(self._root)
        document: bytes = tostring(self._root, encoding="us-ascii", xml_declaration=True)
        return document.decode("ascii")


def _case(suite: Element, scenario: str, name: str, outcome: Outcome) -> None:
    case = SubElement(suite, "testcase", classname=scenario, name=name)
    if outcome.problems:
        lines = [difference(problem) for problem in outcome.problems]
        SubElement(case, "failure", message=lines[0]).text = "\n".join(lines)
