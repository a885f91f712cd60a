"""What a probe found, in SARIF 2.1.0, which code-scanning services read."""

from importlib.metadata import version
from typing import Any

from sandbox.probe.findings import Result
from sandbox.views.reports.probe.report import Probed, flaw_words
from sandbox.views.reports.sarif import SARIF_SCHEMA

_LEVELS = {"error": "error", "warning": "warning", "note": "note"}


def as_sarif(probed: Probed) -> dict[str, Any]:
    """One run. Its rules are the rows; a result is a row that is not as expected, at the route that was probed.

    Args:
        probed: What was found.

    """
    wrong = probed.wrong
    rules = [_rule(result) for result in wrong]
    flaws = {row: flaw_words(flaw) for flaw in probed.concluded.flaws.flaws for row in flaw.rows}
    driver = {"name": "aud probe", "version": version("audience-sandbox"), "rules": rules}
    notes = [{"level": "warning", "message": {"text": probed.concluded.reason}}] if probed.concluded.reason else []
    return {
        "$schema": SARIF_SCHEMA,
        "version": "2.1.0",
        "runs": [
            {
                "tool": {"driver": driver},
                "invocations": [{"executionSuccessful": not notes, "toolExecutionNotifications": notes}],
                "results": [_result(result, index, probed, flaws) for index, result in enumerate(wrong)],
            }
        ],
    }


def _rule(result: Result) -> dict[str, Any]:
    says = f"{result.row.says}: a careful API does {result.row.expected} it"
    return {
        "id": result.row.id,
        "shortDescription": {"text": result.row.says},
        "help": {"text": f"{says} ({result.row.source})."},
        "defaultConfiguration": {"level": _LEVELS[result.row.severity]},
    }


def _result(result: Result, index: int, probed: Probed, flaws: dict[str, str]) -> dict[str, Any]:
    did = f"{result.row.says} was {result.answer} ({result.status})"
    flaw = flaws.get(result.row.id)
    return {
        "ruleId": result.row.id,
        "ruleIndex": index,
        "level": _LEVELS[result.row.severity],
        "message": {"text": f"{did}: this API {flaw}." if flaw else f"{did}."},
        "partialFingerprints": {"row/v1": f"{probed.target.method} {result.row.id}"},
        "locations": [
            {"logicalLocations": [{"name": f"{probed.target.method} {probed.target.url}", "kind": "resource"}]}
        ],
    }
