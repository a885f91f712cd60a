"""Build a release into ``dist/``: source distribution, wheel, bill of materials, and the checksum of each.

The same commit gives the same bytes, wherever and whenever it is built. With ``--packages``, the first two alone.
"""

import hashlib
import os
import shutil
import subprocess
import sys
from typing import Final

from tools.release.bill_of_materials import bill_of_materials
from tools.release.locked import ROOT

DIST: Final = ROOT / "dist"
_EPOCH: Final = "1580601600"
"""The time of every file in a package: the one that hatchling takes if nobody names another."""


def main(arguments: list[str]) -> None:
    """Build, and print the checksum of each file."""
    shutil.rmtree(DIST, ignore_errors=True)
    environment = {**os.environ, "SOURCE_DATE_EPOCH": _EPOCH}
    building = [sys.executable, "-m", "hatchling", "build"]
    subprocess.run(building, cwd=ROOT, env=environment, check=True, capture_output=True)
    if "--packages" not in arguments:
        (wheel,) = DIST.glob("*.whl")
        name = "-".join(wheel.name.split("-")[:2])
        (DIST / f"{name}.cdx.json").write_text(bill_of_materials(), "utf-8")
    digests = {path.name: hashlib.sha256(path.read_bytes()).hexdigest() for path in sorted(DIST.iterdir())}
    sums = "".join(f"{digest}  {name}\n" for name, digest in digests.items())
    if "--packages" not in arguments:
        (DIST / "SHA256SUMS").write_text(sums, "utf-8")
    print(sums, end="")


if __name__ == "__main__":
    main(sys.argv[1:])
