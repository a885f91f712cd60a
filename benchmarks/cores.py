"""Which cores a child process may use, where the system lets that be said (Linux)."""

import os
from collections.abc import Iterator
from contextlib import contextmanager

COUNT = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else (os.cpu_count() or 1)
SEPARABLE = hasattr(os, "sched_setaffinity") and COUNT > 1
"""Whether a server and what loads it can be kept to a core each."""


@contextmanager
def kept_to(place: int | None) -> Iterator[None]:
    """Keep the processes that are started meanwhile to one core of ours, counted from 0; None leaves them free."""
    if place is None or not SEPARABLE:
        yield
        return
    ours = os.sched_getaffinity(0)
    os.sched_setaffinity(0, {sorted(ours)[place]})
    try:
        yield
    finally:
        os.sched_setaffinity(0, ours)
