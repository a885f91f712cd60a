"""The notices of third parties name every vendored file, and have the text of its licence."""

from pathlib import Path

from tools.release.notices import NOTICES, notices
from tools.release.vendored import vendored

VENDOR = Path(__file__).parents[2] / "static" / "vendor"
TEXT = NOTICES.read_text("utf-8")


def test_the_notices_are_of_what_is_vendored_today() -> None:
    assert notices() == TEXT, "python -m tools.keys"


def test_every_vendored_script_is_named_with_its_package() -> None:
    scripts = {path.name for path in VENDOR.glob("*.js")}
    assert {file for package in vendored() for file in package.files} == scripts
    assert all(f"`{script}`" in TEXT for script in scripts)


def test_every_package_is_there_with_the_text_of_its_licence() -> None:
    for package in vendored():
        assert f"| {package.name} | {package.version} | {package.licence} |" in TEXT
        for line in package.text.splitlines():
            assert line.strip() in TEXT
