"""Durations as authors write them: ``90s``, ``15m``, ``2h``."""

import re
from typing import Final

_DURATION: Final = re.compile(r"(\d{1,6})([smh])")
_SECONDS: Final = {"s": 1, "m": 60, "h": 3600}


def seconds_in(text: str) -> int:
    """The seconds in a duration.

    Raises:
        ValueError: It is not a number followed by ``s``, ``m`` or ``h``.

    """
    match = _DURATION.fullmatch(text)
    if match is None:
        raise ValueError(text)
    return int(match[1]) * _SECONDS[match[2]]
