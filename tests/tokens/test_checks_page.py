"""docs/checks.md has every check and every flaw that there is, as the code declares them."""

import re
from pathlib import Path

from sandbox.tokens.check_facts import FLAWS, SECTIONS, STATUSES

TEXT = (Path(__file__).parents[2] / "docs" / "checks.md").read_text("utf-8")


def test_the_checks_are_those_that_are_made_in_their_order_with_section_and_status() -> None:
    rows = re.findall(r"^\| `(\w+)` \| .* \| (.+) \| (\d+) \|$", TEXT, re.MULTILINE)
    assert rows == [(id_, SECTIONS[id_], str(STATUSES[id_])) for id_ in SECTIONS]


def test_the_flaws_are_those_that_can_be_chosen() -> None:
    rows = re.findall(r"^\| `(\w+=[\w-]+)` \|", TEXT, re.MULTILINE)
    assert sorted(rows) == sorted(f"{check}={flaw}" for check, flaws in FLAWS.items() for flaw in flaws)
