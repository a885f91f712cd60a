"""Plain scalars by the core schema of YAML 1.2 (§10.3.2), where ``off`` and ``no`` are strings."""

import re
from typing import Any, Final

from sandbox.settings import LIMITS

_NULL: Final = frozenset({"", "~", "null", "Null", "NULL"})
_BOOL: Final = {"true": True, "True": True, "TRUE": True, "false": False, "False": False, "FALSE": False}
_SPECIAL: Final = frozenset("~nNtTfF+-.0123456789")
"""First characters of scalars that are no strings."""
_INT: Final = re.compile(r"[-+]?[0-9]+")
_HEX_OR_OCTAL: Final = re.compile(r"0x[0-9a-fA-F]+|0o[0-7]+")
_FLOAT: Final = re.compile(r"[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?")
_NOT_JSON: Final = re.compile(r"[-+]?\.(inf|Inf|INF)|\.(nan|NaN|NAN)")


def plain_value(text: str) -> Any:
    """The value of a scalar without quotes: a string, number, boolean or None.

    Raises:
        ValueError: It is a number that JSON does not have, or too long or too large; with the message for the author.

    """
    if text and text[0] not in _SPECIAL:
        return text
    if text in _NULL:
        return None
    if text in _BOOL:
        return _BOOL[text]
    if _NOT_JSON.fullmatch(text):
        raise ValueError(f"`{text}` is no number that a token can hold (JSON has none such)")
    if not (_INT.fullmatch(text) or _HEX_OR_OCTAL.fullmatch(text) or _FLOAT.fullmatch(text)):
        return text
    if len(text) > LIMITS.number_digits:
        raise ValueError(f"a number of {len(text)} digits; at most {LIMITS.number_digits}")
    if _INT.fullmatch(text):
        return int(text)
    if _HEX_OR_OCTAL.fullmatch(text):
        return int(text, 0)
    number = float(text)
    if number in (float("inf"), float("-inf")):
        raise ValueError(f"`{text}` is too large for a number")
    return number
