"""``python -m benchmarks [--json] [NAME …]``: measure all numbers, or those named."""

import argparse
import sys
from collections.abc import Callable, Sequence
from typing import Final

from benchmarks import (
    authors,
    check,
    click_to_trace,
    cold_start,
    export,
    probe,
    replay,
    scenario_page,
    stop,
    token_endpoint,
    visitors,
    workshop,
)
from benchmarks.measuring import NotMeasured, Row
from benchmarks.report import as_json, table

_MEASURES: Final[dict[str, Callable[[], Sequence[Row | NotMeasured]]]] = {
    "cold-start": cold_start.measure,
    "replay": replay.measure,
    "token-endpoint": token_endpoint.measure,
    "scenario-page": scenario_page.measure,
    "click-to-trace": click_to_trace.measure,
    "check": check.measure,
    "authors": authors.measure,
    "export": export.measure,
    "workshop": workshop.measure,
    "crowd": visitors.measure,
    "stop": stop.measure,
    "probe": probe.measure,
}


def main() -> int:
    """Measure, print, and say by the exit code whether every number could be taken and reached its target."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description="The numbers, beside their floors.")
    parser.add_argument("names", nargs="*", metavar="NAME", help=f"one of {', '.join(_MEASURES)}; all if absent")
    parser.add_argument("--json", action="store_true", help="print JSON")
    asked = parser.parse_args()
    if unknown := set(asked.names) - _MEASURES.keys():
        parser.error(f"no such number: {', '.join(sorted(unknown))}")
    rows: list[Row | NotMeasured] = []
    for name in asked.names or _MEASURES:
        print(f"Measuring {name} ...", file=sys.stderr)
        try:
            rows += _MEASURES[name]()
        except RuntimeError as error:
            rows.append(NotMeasured(name, str(error)))
    print(as_json(rows) if asked.json else "\n".join(table(rows)))
    return int(not all(isinstance(row, Row) and row.ok for row in rows))


sys.exit(main())
