"""Characters that nobody sees, made visible: an identifier with one of them is another one, and looks the same."""

import re
from typing import Final

_UNSEEN: Final = re.compile(
    "[\0-\x1f\x7f-\xa0\xad\u1680\u2000-\u200f\u2028-\u202f\u205f-\u2064\u2066-\u2069\u3000\ud800-\udfff\ufe00-\ufe0f\ufeff]"
)


def visible(text: str) -> str:
    """A text with ``⟨U+200B⟩`` in place of each character that has no picture, but for a plain space."""
    return _UNSEEN.sub(lambda found: f"⟨U+{ord(found[0]):04X}⟩", text)
