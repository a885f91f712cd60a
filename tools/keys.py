"""Write ``docs/keys.md``, the schemas below ``static/schema`` and the data of the scripts of ``/check`` anew."""

import json
from pathlib import Path

from sandbox.scenarios.language.schema import MODELS, json_schema
from tools.incident_skeletons import incident_skeletons
from tools.key_reference import key_reference
from tools.later_data import later_script

ROOT = Path(__file__).resolve().parent.parent


def main() -> None:
    """Write them; the tests say when it is needed."""
    (ROOT / "docs" / "keys.md").write_text(key_reference(), "utf-8")
    (ROOT / "static" / "js" / "incident" / "skeletons.js").write_text(incident_skeletons(), "utf-8")
    (ROOT / "static" / "js" / "later" / "data.js").write_text(later_script(), "utf-8")
    for kind in MODELS:
        text = json.dumps(json_schema(kind), indent=2, ensure_ascii=False) + "\n"
        (ROOT / "static" / "schema" / f"{kind}.json").write_text(text, "utf-8")


if __name__ == "__main__":
    main()
