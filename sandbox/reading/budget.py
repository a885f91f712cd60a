"""What reading may take: each file a time, and nothing more once nobody wants what is read.

The loops that read call `go_on`, which ends them.
"""

import asyncio
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from threading import Event
from typing import Final, ParamSpec, TypeVar

from sandbox.reading.diagnostics import whole_file
from sandbox.settings import LIMITS

Given = ParamSpec("Given")
Read = TypeVar("Read")


class ReadingAbandoned(Exception):
    """Nobody wants what is read any more."""


class _OutOfTime(Exception):
    """A file took too long."""


@dataclass(slots=True)
class Allowance:
    """What reading one file may take in all.

    Args:
        path: The file, as its author named it.
        seconds: The time that is left.
        suggestions: How many times one may still look for what somebody meant.

    """

    path: str
    seconds: float = LIMITS.reading_seconds
    suggestions: int = LIMITS.suggestions


@dataclass(frozen=True, slots=True)
class _Reading:
    """What is being read, and when that ends."""

    allowance: Allowance
    ends: float


_READING: Final[ContextVar[_Reading | None]] = ContextVar("reading", default=None)
_STOP: Final[ContextVar[Event | None]] = ContextVar("stop", default=None)


def go_on() -> None:
    """Go on reading, if that is still wanted, and within its time.

    Raises:
        ReadingAbandoned: It is not wanted any more.

    """
    stop, reading = _STOP.get(), _READING.get()
    if stop is not None and stop.is_set():
        raise ReadingAbandoned
    if reading is not None and time.monotonic() > reading.ends:
        raise _OutOfTime


@contextmanager
def within(allowance: Allowance) -> Iterator[None]:
    """Read a file, or a part of what that takes, within its time.

    Raises:
        InvalidDocument: It took longer.

    """
    outer = _READING.get()
    if outer is not None and outer.allowance is allowance:
        yield
        return
    began = time.monotonic()
    token = _READING.set(_Reading(allowance, began + allowance.seconds))
    try:
        yield
    except _OutOfTime:
        message = f"reading stopped after {LIMITS.reading_seconds} seconds"
        raise whole_file("AS002", allowance.path, message, "make several files of it, or mend what repeats") from None
    finally:
        _READING.reset(token)
        allowance.seconds -= time.monotonic() - began


async def read_in_thread(read: Callable[Given, Read], *args: Given.args, **kwargs: Given.kwargs) -> Read:
    """Read on a thread. When the task that waits for it is cancelled, so is the reading: the task ends just after it.

    Args:
        read: What reads.
        *args: What it is given.
        **kwargs: What it is given by name.

    """
    stop = Event()

    def work() -> Read:
        _STOP.set(stop)
        return read(*args, **kwargs)

    reading = asyncio.ensure_future(asyncio.to_thread(work))
    try:
        await asyncio.wait((reading,))
    except asyncio.CancelledError:
        stop.set()
        await asyncio.gather(reading, return_exceptions=True)
        raise
    return reading.result()
