"""Licences: of each locked package, as it says itself, and all of them such as this project may be shipped with."""

import re
from importlib.metadata import PackageNotFoundError, metadata

import pytest

from tools.release.locked import REQUIREMENTS, ROOT, licences, locked

TO_RUN = {"0BSD", "Apache-2.0", "BSD-2-Clause", "BSD-3-Clause", "MIT", "MIT-0", "PSF-2.0"}
"""Those that ask for nothing but that their text is kept."""
TO_TEST = TO_RUN | {"MPL-2.0", "GPL-3.0-only"}
"""What is used and not shipped may ask that changes to itself are published; a program that is only started, more."""
KINDS = {"run": TO_RUN, "redis": TO_RUN, "build": TO_TEST, "test": TO_TEST}
SAID = {
    "Apache 2.0": {"Apache-2.0"},
    "Apache Software License": {"Apache-2.0"},
    "BSD": {"BSD-2-Clause", "BSD-3-Clause"},
    "BSD 2-Clause License": {"BSD-2-Clause"},
    "BSD License": {"BSD-2-Clause", "BSD-3-Clause"},
    "GPL-3.0": {"GPL-3.0-only"},
    "MIT License": {"MIT"},
    "Mozilla Public License 2.0 (MPL 2.0)": {"MPL-2.0"},
    "PSFL": {"PSF-2.0"},
}
"""What packages write that is no SPDX expression, and what it can mean."""
SAYS_NOTHING = {"axe-playwright-python"}
"""Its file of licence is MIT's; the axe-core in it is under MPL-2.0."""


def says(name: str) -> set[str]:
    """What the metadata of an installed package say: any of these expressions."""
    found = metadata(name)
    expressions = [*(found.get_all("License-Expression") or []), *(found.get_all("License") or [])]
    short = [text for text in expressions if 0 < len(text) < 40]  # others are the text of the licence
    if short:
        return SAID.get(short[0], {short[0]})
    classified = [line.rpartition(" :: ")[2] for line in found.get_all("Classifier") or [] if "License ::" in line]
    return SAID.get(classified[0], set()) if classified else set()


@pytest.mark.parametrize("kind", KINDS)
def test_every_locked_package_is_under_a_licence_that_is_allowed(kind: str) -> None:
    used = {one.name: set(re.split(r" (?:AND|OR) ", one.licence)) for one in locked(kind)}
    assert used
    assert {name: found - KINDS[kind] for name, found in used.items() if found - KINDS[kind]} == {}


def test_every_licence_is_the_one_that_the_package_itself_names() -> None:
    asked = 0
    for name, licence in licences().items():
        try:
            said = says(name)
        except PackageNotFoundError:  # for other systems
            continue
        asked += 1
        assert licence in said or (not said and name in SAYS_NOTHING), f"{name}: {said}"
    assert asked > 80


def test_no_licence_is_left_of_a_package_that_is_locked_no_more() -> None:
    names = {one.name for path in REQUIREMENTS.glob("*.txt") for one in locked(path.stem)}
    assert set(licences()) == names


def test_the_page_of_dependencies_has_the_licence_of_each_package_that_runs() -> None:
    text = (ROOT / "docs" / "dependencies.md").read_text("utf-8")
    rows = re.findall(r"^\| `([\w.-]+)` \| ([^|]+) \|$", text, re.MULTILINE)
    shipped = {one.name: one.licence for kind in ("run", "redis") for one in locked(kind)}
    assert dict(rows) == shipped
