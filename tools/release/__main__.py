"""Build a release into ``dist/``: source distribution, wheel, bill of materials, and the checksum of each.

The same commit gives the same bytes, wherever and whenever it is built. With ``--packages``, the first two alone.
"""

import hashlib
import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Final

from tools.release.bill_of_materials import bill_of_materials
from tools.release.locked import ROOT

DIST: Final = ROOT / "dist"
_EPOCH: Final = "1580601600"
"""The time of every file in a package: the one that hatchling takes if nobody names another."""


def main(arguments: list[str]) -> None:
    """Build, and print the checksum of each file."""
    shutil.rmtree(DIST, ignore_errors=True)
    if "--packages" in arguments:
        build_packages(DIST)
        print(checksums(DIST), end="")
    else:
        build(DIST)
        print((DIST / "SHA256SUMS").read_text("utf-8"), end="")


def build(into: Path) -> None:
    """Build all that a release consists of."""
    build_packages(into)
    (wheel,) = into.glob("*.whl")
    release = "-".join(wheel.name.split("-")[:2])
    (into / f"{release}.cdx.json").write_text(bill_of_materials(), "utf-8")
    (into / "SHA256SUMS").write_text(checksums(into), "utf-8")


def build_packages(into: Path) -> None:
    """Build source distribution and wheel, with nothing fetched."""
    environment = {**os.environ, "SOURCE_DATE_EPOCH": _EPOCH}
    building = [sys.executable, "-m", "hatchling", "build", "--directory", str(into)]
    subprocess.run(building, cwd=ROOT, env=environment, check=True, capture_output=True)


def checksums(folder: Path) -> str:
    """The SHA-256 of each file of a folder, as ``sha256sum --check`` reads it."""
    digests = {path.name: hashlib.sha256(path.read_bytes()).hexdigest() for path in sorted(folder.iterdir())}
    return "".join(f"{digest}  {name}\n" for name, digest in digests.items())


if __name__ == "__main__":
    main(sys.argv[1:])
