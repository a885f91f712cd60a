"""What the scripts of ``/check`` read, as scripts: the list of causes and all words."""

import json
from collections.abc import Mapping
from typing import Any

from sandbox.views.tools.check import check_data, later_data

_HEAD = "// Written by `python -m tools.keys` from `sandbox/causes/data` and the words of `sandbox/views/tools`."


def check_script() -> str:
    """The script that holds what is needed at once; the first of the page."""
    return f"{_HEAD}\n\nglobalThis.causes = {{ data: {_written(check_data())} }};\n"


def later_script() -> str:
    """The script that holds what is needed when somebody unfolds the further fields."""
    return f"{_HEAD}\n\nglobalThis.causes.learn({_written(later_data())});\n"


def _written(data: Mapping[str, Any]) -> str:
    return json.dumps(data, ensure_ascii=False, separators=(",", ":"))
