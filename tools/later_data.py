"""What the scripts of ``/check`` load when somebody unfolds the further fields."""

import json

from sandbox.views.tools.check import later_data


def later_script() -> str:
    """The script that holds it."""
    text = json.dumps(later_data(), ensure_ascii=False, separators=(",", ":"))
    head = "// Written by `python -m tools.keys` from `sandbox/causes/data`."
    return f"{head}\n\nglobalThis.causes.learn({text});\n"
