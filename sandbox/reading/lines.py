"""Lines and columns of a text, counted from 1, with the line breaks that YAML knows."""

import re
from typing import Final

_BREAK: Final = re.compile("\r\n|[\r\n\x85\u2028\u2029]")


def line_of(text: str, number: int) -> str:
    """The line of this number, or an empty string past the end."""
    lines = _BREAK.split(text)
    return lines[number - 1] if number <= len(lines) else ""


def place_of(text: str, offset: int) -> tuple[int, int]:
    """The line and column of a character."""
    breaks = [found.end() for found in _BREAK.finditer(text, 0, offset)]
    return len(breaks) + 1, offset - (breaks[-1] if breaks else 0) + 1


def offset_of(text: str, line: int, column: int) -> int:
    """The offset of a line and column, counted from 1.

    Args:
        text: The whole text.
        line: The line, from 1.
        column: The column, from 1.

    """
    start = 0
    for number, found in enumerate(_BREAK.finditer(text), 2):
        if number > line:
            break
        start = found.end()
    return start + column - 1
