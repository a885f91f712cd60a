"""The rows as a text table, or as JSON."""

import json
import os
import platform
from collections.abc import Iterable, Iterator
from dataclasses import asdict

from benchmarks.measuring import NotMeasured, Row


def table(rows: Iterable[Row | NotMeasured]) -> Iterator[str]:
    """Two lines a row: what was measured and how it came out, and what it was measured against."""
    yield f"Python {platform.python_version()}, {os.cpu_count()} cores, load {os.getloadavg()[1]:.1f} meanwhile"
    yield f"{'':46}{'product':>11}{'floor':>10}  {'unit':<11}{'ratio':>6}  target"
    for row in rows:
        if isinstance(row, NotMeasured):
            yield f"{row.name:<46}NOT MEASURED: {row.why}"
            continue
        sign = "≥" if row.at_least else "≤"
        numbers = f"{_number(row.product):>11}{_number(row.floor):>10}  {row.unit:<11}{row.ratio:>6.2f}"
        yield f"{row.name:<46}{numbers}  {sign} {row.target:<5}{'OK' if row.ok else 'MISSED'}"
        yield f"    against {row.floor_is}"


def as_json(rows: Iterable[Row | NotMeasured]) -> str:
    """Everything, with what it was measured on."""
    found = [
        {**asdict(row), "ratio": row.ratio, "ok": row.ok} if isinstance(row, Row) else {**asdict(row), "ok": None}
        for row in rows
    ]
    where = {"python": platform.python_version(), "cores": os.cpu_count(), "load": os.getloadavg()[1]}
    return json.dumps({**where, "rows": found}, indent=2)


def _number(value: float) -> str:
    return f"{value:,.0f}" if value >= 100 else f"{value:.2f}"
