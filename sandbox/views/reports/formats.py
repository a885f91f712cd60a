"""Diagnostics in the formats that other programs read."""

import json
from collections.abc import Sequence
from dataclasses import asdict
from typing import Final

from sandbox.reading.diagnostics import Diagnostic, printable
from sandbox.views.reports.annotations import annotation
from sandbox.views.reports.sarif import as_sarif

FOR_CODE_REVIEW: Final = ("github", "sarif")
"""Formats that mark lines of files: for pull requests, and for code scanning."""


def formatted(form: str, diagnostics: Sequence[Diagnostic], command: str) -> str:
    """All of them as a text; each format says that there is none, too, but ``github``, which then is empty.

    Args:
        form: ``json``, ``github`` or ``sarif``.
        diagnostics: What was found.
        command: The command that found it, such as ``aud check``.

    """
    if form == "json":
        return json.dumps({"diagnostics": list(map(_as_data, diagnostics))}, indent=2) + "\n"
    if form == "github":
        return "".join(f"{annotation(diagnostic)}\n" for diagnostic in diagnostics)
    return json.dumps(as_sarif(diagnostics, command), indent=2) + "\n"


def _as_data(diagnostic: Diagnostic) -> dict[str, object]:
    readable = {"path": printable(diagnostic.path), "message": printable(diagnostic.message)}
    return asdict(diagnostic) | readable
