"""The shape of the repository: what no file may name."""

import re
import subprocess
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).parent.parent
INDEX = re.compile(r"--(?:index-url|extra-index-url|find-links|trusted-host)")
SOMEONES_MACHINE = re.compile(r"(?<![\w./*-])/(?:root|work|tmp|home|Users)/\w")


def texts() -> Iterator[tuple[str, str]]:
    """Each line of each file that is or may become part of the repository, with its place."""
    listed = subprocess.run(
        ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
        cwd=ROOT,
        check=True,
        capture_output=True,
        text=True,
    ).stdout
    for name in filter(None, listed.split("\0")):
        path = ROOT / name
        if path.is_file():
            for number, line in enumerate(path.read_text("utf-8", errors="replace").splitlines(), 1):
                yield f"{name}:{number}", line


def test_no_lock_names_where_packages_come_from() -> None:
    locks = [
        (place, line) for place, line in texts() if place.startswith("requirements/") or "/package-lock.json:" in place
    ]
    assert any("sha256:" in line for _, line in locks)
    assert [place for place, line in locks if '"resolved"' in line or ("://" in line and '"url"' not in line)] == []


def test_no_file_names_an_index() -> None:
    assert [place for place, line in texts() if INDEX.search(line)] == []


def test_no_file_names_a_path_of_someones_machine() -> None:
    assert [place for place, line in texts() if SOMEONES_MACHINE.search(line)] == []


def test_only_one_script_of_the_site_touches_storage() -> None:
    scripts = {path.name: path.read_text("utf-8") for path in ROOT.glob("static/js/*.js")}
    assert [name for name, text in scripts.items() if re.search("localStorage|sessionStorage", text)] == ["storage.js"]
