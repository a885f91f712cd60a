"""Lines and columns of a text, counted from 1, with the line breaks that YAML knows."""

import re
from bisect import bisect_right
from typing import Final

_BREAK: Final = re.compile("\r\n|[\r\n\x85\u2028\u2029]")


class Lines:
    """The lines of a text, which is split once."""

    def __init__(self, text: str) -> None:
        self._text = text
        breaks = [found.span() for found in _BREAK.finditer(text)]
        self._starts = [0, *(end for _, end in breaks)]
        self._ends = [*(start for start, _ in breaks), len(text)]

    def line(self, number: int) -> str:
        """The line of this number, or an empty string past the end."""
        return self._text[self._starts[number - 1] : self._ends[number - 1]] if number <= len(self._starts) else ""

    def end_of(self, number: int) -> int:
        """Where the line of this number ends, or the text."""
        return self._ends[min(number, len(self._ends)) - 1]

    def place_of(self, offset: int) -> tuple[int, int]:
        """The line and column of a character."""
        line = bisect_right(self._starts, offset)
        return line, offset - self._starts[line - 1] + 1

    def offset_of(self, line: int, column: int) -> int:
        """The offset of a line and column."""
        return self._starts[min(line, len(self._starts)) - 1] + column - 1
