"""Write anew what is made from the code: pages of ``docs/``, notices, ``static/schema``, the data of ``/check``."""

import json
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Final

from sandbox.scenarios.language.schema import MODELS, json_schema
from tools.check_data import check_script, later_script
from tools.incident_skeletons import incident_skeletons
from tools.reference.cli import cli_reference
from tools.reference.http import http_reference
from tools.reference.keys import key_reference
from tools.release.notices import NOTICES, notices

ROOT = Path(__file__).resolve().parent.parent


PAGES: Final[Mapping[str, Callable[[], str]]] = {
    "cli.md": cli_reference,
    "http.md": http_reference,
    "keys.md": key_reference,
}
"""Pages of the documentation that are written, below ``docs``."""
SCRIPTS: Final[Mapping[str, Callable[[], str]]] = {
    "check/data.js": check_script,
    "later/data.js": later_script,
    "incident/skeletons.js": incident_skeletons,
}
"""Scripts of ``/check`` that are written, below ``static/js``."""


def main() -> None:
    """Write them; the tests say when it is needed."""
    for name, page in PAGES.items():
        (ROOT / "docs" / name).write_text(page(), "utf-8")
    NOTICES.write_text(notices(), "utf-8")
    for name, script in SCRIPTS.items():
        (ROOT / "static" / "js" / name).write_text(script(), "utf-8")
    for kind in MODELS:
        text = json.dumps(json_schema(kind), indent=2, ensure_ascii=False) + "\n"
        (ROOT / "static" / "schema" / f"{kind}.json").write_text(text, "utf-8")


if __name__ == "__main__":
    main()
