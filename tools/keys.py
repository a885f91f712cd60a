"""Write ``docs/keys.md`` and the schemas below ``static/schema`` anew, from the models of the language."""

import json
from pathlib import Path

from sandbox.scenarios.language.schema import MODELS, json_schema
from tools.key_reference import key_reference

ROOT = Path(__file__).resolve().parent.parent


def main() -> None:
    """Write them; the tests say when it is needed."""
    (ROOT / "docs" / "keys.md").write_text(key_reference(), "utf-8")
    for kind in MODELS:
        text = json.dumps(json_schema(kind), indent=2, ensure_ascii=False) + "\n"
        (ROOT / "static" / "schema" / f"{kind}.json").write_text(text, "utf-8")


if __name__ == "__main__":
    main()
