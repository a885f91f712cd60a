"""What the documentation says of serving is so."""

import re
from dataclasses import asdict
from pathlib import Path

from sandbox.settings import LIMITS

SERVING = (Path(__file__).parents[2] / "docs" / "serving.md").read_text("utf-8")


def test_the_limits_are_those_that_are_kept() -> None:
    told = dict(re.findall(r"^\| `(\w+)` \| ([\d,]+) \|", SERVING, re.MULTILINE))
    kept = asdict(LIMITS)
    assert {name: int(number.replace(",", "")) for name, number in told.items()} == {name: kept[name] for name in told}
    assert set(told) >= {name for name in kept if name.startswith(("connections", "stop", "silent", "request_"))}
