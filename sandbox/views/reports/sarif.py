"""Diagnostics in SARIF 2.1.0 (OASIS), which code-scanning services read."""

import os
from collections.abc import Sequence
from importlib.metadata import version
from pathlib import PurePath
from typing import Any, Final
from urllib.parse import quote

from sandbox.reading.diagnostics import Diagnostic
from sandbox.views.reports.rules import rules

SARIF_SCHEMA: Final = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"


def as_sarif(diagnostics: Sequence[Diagnostic], command: str) -> dict[str, Any]:
    """One run of a command: its rules are the codes of what was found.

    Args:
        diagnostics: What was found.
        command: The command, such as ``aud check``.

    """
    codes = sorted({diagnostic.code for diagnostic in diagnostics})
    return {
        "$schema": SARIF_SCHEMA,
        "version": "2.1.0",
        "runs": [
            {
                "tool": {
                    "driver": {
                        "name": command,
                        "version": version("audience-sandbox"),
                        "rules": list(map(_rule, codes)),
                    }
                },
                "columnKind": "unicodeCodePoints",
                "results": [_result(diagnostic, codes) for diagnostic in diagnostics],
            }
        ],
    }


def _rule(code: str) -> dict[str, Any]:
    """A rule with its help (SARIF 2.1.0 §3.49)."""
    rule = rules()[code]
    return {
        "id": code,
        "shortDescription": {"text": rule.title},
        "fullDescription": {"text": rule.text},
        "help": {"text": f"{rule.title[:1].upper()}{rule.title[1:]}. {rule.text}", "markdown": rule.text},
        "helpUri": rule.url,
        "defaultConfiguration": {"level": "error"},
    }


def _result(diagnostic: Diagnostic, codes: Sequence[str]) -> dict[str, Any]:
    span = diagnostic.span
    region = {
        "startLine": span.line,
        "startColumn": span.column,
        "endLine": span.end_line,
        "endColumn": max(span.end_column, span.column if span.end_line == span.line else 1),
    }
    artifact = {"uri": quote(os.fsencode(PurePath(diagnostic.path).as_posix()))}
    return {
        "ruleId": diagnostic.code,
        "ruleIndex": codes.index(diagnostic.code),
        "level": "error",
        "message": {"text": diagnostic.summary},
        "locations": [{"physicalLocation": {"artifactLocation": artifact, "region": region}}],
    }
