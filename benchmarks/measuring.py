"""Measuring in turns, and what was measured as a row of the table."""

import gc
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from statistics import median
from time import thread_time
from typing import Any


@dataclass(frozen=True, slots=True)
class Row:
    """One number beside its floor.

    Args:
        name: What was measured.
        unit: Of the product's number and the floor's.
        product: The product's number.
        floor: The number it is compared with.
        floor_is: What the floor does, in a few words.
        target: The bound of product / floor.
        at_least: Whether the target is the least that is wanted; else it is the most.
        details: Whatever else the run found out.

    """

    name: str
    unit: str
    product: float
    floor: float
    floor_is: str
    target: float
    at_least: bool = False
    details: Mapping[str, Any] = field(default_factory=dict)

    @property
    def ratio(self) -> float:
        """The product's number as a multiple of the floor's."""
        return self.product / self.floor

    @property
    def ok(self) -> bool:
        """Whether the target was reached."""
        return self.ratio >= self.target if self.at_least else self.ratio <= self.target


@dataclass(frozen=True, slots=True)
class NotMeasured:
    """A number that this machine cannot give, and why."""

    name: str
    why: str


def in_turns(measured: Mapping[str, Callable[[], float]], times: int) -> dict[str, float]:
    """The median of each of some measurements, taken in turns, so that a noisy minute is a noisy minute for all.

    Args:
        measured: What takes one measurement, by name.
        times: How many to take of each.

    """
    taken: dict[str, list[float]] = {name: [] for name in measured}
    for turn in range(times):
        names = list(measured)
        for name in names if turn % 2 else reversed(names):
            taken[name].append(measured[name]())
    return {name: median(values) for name, values in taken.items()}


async def milliseconds_in_turns(
    done: Mapping[str, Callable[[], Awaitable[object]]], times: int, warmed: int
) -> dict[str, float]:
    """The median time of each of some things to do, done in turns.

    It is the processor's time: nothing here waits for anything, and what else the machine does is not counted.

    Args:
        done: What to do, by name.
        times: How often to time each.
        warmed: How often to do each before.

    """
    taken: dict[str, list[float]] = {name: [] for name in done}
    for turn in range(warmed + times):
        if turn == warmed:
            gc.collect()
        for name, do in done.items():
            begun = thread_time()
            await do()
            if turn >= warmed:
                taken[name].append((thread_time() - begun) * 1e3)
    return {name: median(values) for name, values in taken.items()}
