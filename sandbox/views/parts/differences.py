"""What did not come as it was expected, in one line."""

import json
from typing import Any

from sandbox.reading.diagnostics import printable
from sandbox.replay.expectations import REFUSED
from sandbox.replay.trace import Problem

_SHOWN = 120
_NEEDED = "token"


def difference(problem: Problem) -> str:
    """What was expected and what came, as JSON; or why a step could not do its work."""
    if problem.what == REFUSED:
        return printable(f"the issuer refuses this: {str(problem.actual).removesuffix('.')}")
    if problem.what == _NEEDED and problem.because is not None:
        return printable(f"not replayed, because step `{problem.because}` brought no token `{problem.expected}`")
    return printable(f"{problem.what}: expected {as_json(problem.expected)}, got {as_json(problem.actual)}")


def as_json(value: Any) -> str:
    """A value as JSON in one line, cut where it is long."""
    text = json.dumps(value, ensure_ascii=False)
    return f"{text[:_SHOWN]}…" if len(text) > _SHOWN else text
