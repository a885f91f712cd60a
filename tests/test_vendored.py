"""What is vendored is what was fetched, and nothing else."""

import hashlib
import json
import re
from pathlib import Path

import pytest

from tests.export.exported_site import Exported

VENDOR = Path(__file__).parent.parent / "static" / "vendor"
NOTED = {noted["file"]: noted for noted in json.loads((VENDOR / "VENDORED.json").read_text())}


def test_every_vendored_file_is_noted() -> None:
    assert {path.name for path in VENDOR.iterdir()} - {"VENDORED.json"} == set(NOTED)


@pytest.mark.parametrize("file", NOTED)
def test_a_vendored_file_is_as_it_was_fetched(file: str) -> None:
    assert hashlib.sha256((VENDOR / file).read_bytes()).hexdigest() == NOTED[file]["sha256"]


@pytest.mark.parametrize("file", NOTED)
def test_a_vendored_file_says_its_version_and_comes_with_its_licence(file: str) -> None:
    noted = NOTED[file]
    assert noted["version"] in file
    assert any(other["package"] == noted["package"] and other["source"] == "LICENSE" for other in NOTED.values())


@pytest.mark.parametrize("file", NOTED)
def test_a_vendored_file_points_to_no_source_map(file: str) -> None:
    assert b"\n//# sourceMappingURL=" not in (VENDOR / file).read_bytes()


@pytest.mark.parametrize("library", ["codemirror-6.43.15", "auth0-spa-js-2.28.3"])
def test_a_file_that_holds_other_packages_comes_with_the_licence_of_each(library: str) -> None:
    bundled = NOTED[f"{library}.LICENSES.txt"]["bundled"]
    text = (VENDOR / f"{library}.LICENSES.txt").read_text()
    parts = re.split(r"^== (\S+) (\S+) \(\S+\) ==$", text, flags=re.MULTILINE)[1:]
    assert dict(zip(parts[::3], parts[1::3], strict=True)) == bundled
    for licence in parts[2::3]:
        assert re.search(r"Copyright|\(c\)|Licen[cs]e", licence)
        assert len(licence) > 800


def test_the_packages_of_the_editor_are_those_that_are_locked() -> None:
    """All that it needs, but for what builds it."""
    locked = json.loads((VENDOR.parents[1] / "tools" / "codemirror" / "package-lock.json").read_text())["packages"]
    wanted = set(locked[""]["dependencies"]) - {"esbuild"}
    for _ in locked:
        wanted |= {needed for name in wanted for needed in locked[f"node_modules/{name}"].get("dependencies", {})}
    versions = {name: locked[f"node_modules/{name}"]["version"] for name in wanted}
    assert NOTED["codemirror-6.43.15.LICENSES.txt"]["bundled"] == versions


def test_the_packages_of_the_sample_are_those_it_names_and_theirs() -> None:
    """Found by its source map: what it asks for, and the libraries that ``@auth0/auth0-auth-js`` asks for."""
    asked = {"@auth0/auth0-auth-js", "browser-tabs-lock", "dpop", "es-cookie"}
    assert set(NOTED["auth0-spa-js-2.28.3.LICENSES.txt"]["bundled"]) == asked | {
        "jose",
        "oauth4webapi",
        "openid-client",
    }


def test_an_export_holds_nothing_of_others(hurried: Exported) -> None:
    """So it needs none of their licences."""
    shipped = {(VENDOR / file).read_bytes() for file in NOTED}
    assert not [path for path in hurried.root.rglob("*") if path.is_file() and path.read_bytes() in shipped]
