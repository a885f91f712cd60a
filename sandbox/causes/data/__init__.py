"""The list of causes as data, the same for Python and for the browser."""

import json
from pathlib import Path
from typing import Any, Final


def _read(name: str) -> Any:
    return json.loads((Path(__file__).parent / f"{name}.json").read_text("utf-8"))


ISSUERS: Final[list[dict[str, Any]]] = _read("issuers")
"""The issuers that are recognised, the first whose conditions hold."""
KINDS: Final[list[dict[str, Any]]] = _read("kinds")
"""The kinds of token, the first whose conditions hold."""
MESSAGES: Final[list[dict[str, Any]]] = _read("messages")
"""Messages of libraries, by pattern; the first that fits is meant."""
QUESTIONS: Final[list[dict[str, Any]]] = _read("questions")
"""What a reader of a token asks, in order, and the answers."""
CAUSES: Final[list[dict[str, Any]]] = _read("causes")
"""Why a token is refused, in the order of the questions."""
SETTINGS: Final[dict[str, dict[str, str]]] = _read("settings")
"""What to set, by purpose and then by issuer or library."""
LOOK_ALIKES: Final[dict[str, str]] = _read("look_alikes")
"""Characters of other scripts that look like ASCII ones."""
LIBRARIES: Final[list[dict[str, str]]] = _read("libraries")
"""What an API can read tokens with: an id, by which settings are found, and a name."""
WITHOUT_AUD: Final = {one["id"]: one["without_aud"] for one in LIBRARIES if "without_aud" in one}
"""Libraries that compare another claim where ``aud`` is absent, and that claim."""
