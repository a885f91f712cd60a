"""What a probe found, as JUnit XML, which CI systems read."""

from xml.etree.ElementTree import Element, SubElement, indent, tostring

from sandbox.probe.findings import Result
from sandbox.reading.diagnostics import printable
from sandbox.views.reports.probe.report import Probed


def as_junit(probed: Probed) -> str:
    """One test suite a group of rows, one test case a row; what is only measured has passed.

    Args:
        probed: What was found.

    """
    root = Element("testsuites", name="aud probe")
    groups = dict.fromkeys(result.row.id.partition(".")[0] for result in probed.concluded.results)
    for group in groups:
        suite = SubElement(root, "testsuite", name=group)
        for result in probed.concluded.results:
            if result.row.id.startswith(f"{group}."):
                _case(suite, result, known=result.row.id in probed.baseline)
        counted = {"tests": "testcase", "failures": "testcase/failure", "errors": "testcase/error"}
        suite.attrib |= {name: str(len(suite.findall(path))) for name, path in counted.items()}
    indent(root)
    document: bytes = tostring(root, encoding="us-ascii", xml_declaration=True)
    return document.decode("ascii")


def _case(suite: Element, result: Result, *, known: bool) -> None:
    case = SubElement(suite, "testcase", classname="probe", name=f"{result.row.id}: {result.row.says}")
    did = f"expected {result.row.expected}, {result.answer} ({result.status})"
    if result.answer == "inconclusive":
        SubElement(case, "error", message=printable(result.why))
    elif result.ok is False and known:
        SubElement(case, "skipped", message=f"in the baseline: {did}")
    elif result.ok is False:
        SubElement(case, "failure", message=did, type=result.row.severity).text = result.row.source
