"""``make audit``: what Lighthouse says of the pages, as a phone and as a desktop; each score has to be 100."""

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Final

from benchmarks.servers import PRODUCT, started

PAGES: Final = {
    "home": "/",
    "scenario": "/scenarios/bar-token-to-baz/at-baz",
    "check": "/check",
    "workbench": "/workbench?world=foo",
    "glossary": "/glossary",
}
ATTEMPTS: Final = 3
"""Chromium now and then loses the trace of a page, which Lighthouse cannot do without."""
SCORES: Final = ("performance", "accessibility", "best-practices", "seo")
LIGHTHOUSE: Final = Path(__file__).parent / "audit" / "node_modules" / "lighthouse" / "cli" / "index.js"
FLAGS: Final = (
    "--headless=new --no-sandbox --disable-quic --disable-background-networking --disable-component-update "
    "--disable-sync"
)


def main() -> int:
    """Audit every page in both forms, print a table, and say by the exit code whether all is well."""
    forms = {"phone": [], "desktop": ["--preset=desktop"]}
    well = True
    print(f"{'':24}" + "".join(f"{score:>16}" for score in SCORES) + f"{'layout shift':>16}")
    with started(*PRODUCT) as port:
        for name, path in PAGES.items():
            for form, options in forms.items():
                scores, shift, failed = audited(f"http://localhost:{port}{path}", options)
                print(f"{name:14}{form:10}" + "".join(f"{score:>16}" for score in scores) + f"{shift:>16.3f}")
                for audit in failed:
                    print(f"    {audit}")
                well = well and all(score == 100 for score in scores) and shift == 0
    return int(not well)


def audited(url: str, options: list[str]) -> tuple[list[int], float, list[str]]:
    """The scores of a page, its cumulative layout shift, and the audits that it did not pass in full."""
    command = ["node", str(LIGHTHOUSE), url, "--output=json", "--quiet", f"--chrome-flags={FLAGS}", *options]
    environment = {**os.environ, "CHROME_PATH": os.environ.get("CHROMIUM", "/usr/bin/chromium")}
    for _ in range(ATTEMPTS):
        done = subprocess.run(command, check=False, capture_output=True, text=True, env=environment, timeout=180)
        if not done.returncode:
            break
    if done.returncode:
        sys.exit(f"Lighthouse gave up on {url}:\n{done.stderr[-2000:]}")
    report = json.loads(done.stdout)
    categories = report["categories"]
    weighed = {ref["id"] for name in SCORES for ref in categories[name]["auditRefs"] if ref["weight"]}
    failed = [
        f"{audit['score']:.2f} {id_}: {audit['title']} {audit.get('displayValue', '')}".rstrip()
        for id_, audit in report["audits"].items()
        if id_ in weighed and audit["score"] is not None and audit["score"] < 1
    ]
    shifts = report["audits"].get("layout-shifts", {}).get("details", {}).get("items", [])
    failed += [
        f"{shift['score']:.4f} moved: {shift['node'].get('selector', '')}" for shift in shifts if "node" in shift
    ]
    scores = [round(100 * (categories[name]["score"] or 0)) for name in SCORES]
    return scores, float(report["audits"]["cumulative-layout-shift"]["numericValue"]), failed


if __name__ == "__main__":
    sys.exit(main())
