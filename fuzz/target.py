"""What a target of the fuzzing is, and running a share of its cases."""

import logging
import resource
import sys
from collections import Counter
from collections.abc import Sequence
from contextlib import closing
from dataclasses import dataclass, field
from importlib import import_module
from random import Random
from time import perf_counter, process_time
from typing import Any, ClassVar, Final, Protocol

MODULES: Final = {
    "tokens": "fuzz.tokens.target",
    "requests": "fuzz.requests.target",
    "sockets": "fuzz.requests.sockets",
    "files": "fuzz.files",
    "workshop": "fuzz.workshop",
    "interpreters": "fuzz.interpreters",
    "probe": "fuzz.probe",
}
"""The module of each target, which calls it `TARGET`."""
_FAILURES_KEPT: Final = 20
_SHOWN: Final = 2_000
"""Characters of an input that are kept to be shown."""


class Target(Protocol):
    """Something that is given hostile input, and says what came of it."""

    count: ClassVar[int]
    """How many cases a whole run has."""
    share: ClassVar[int]
    """How many cases are run by one instance, which may remember what came before."""
    slow: ClassVar[float]
    """Seconds of processor time that no case may take."""
    megabytes: ClassVar[int]
    """Memory that no process may need."""

    def invent(self, random: Random) -> Any:
        """An input; its ``repr`` is what is shown and saved of it."""

    def problem(self, given: Any, counts: Counter[str]) -> str | None:
        """Hand it over, count what came of it, and say what is wrong with that, if anything is."""

    def close(self) -> None:
        """Let go of what it holds."""


@dataclass(frozen=True, slots=True)
class Failure:
    """A case that went wrong: its number, what is wrong, and the whole input."""

    number: int
    problem: str
    given: str


@dataclass(slots=True)
class Tally:
    """What came of some cases of one target.

    Args:
        cases: How many there were.
        counts: What came of them, by name.
        failures: Those that went wrong, the smallest first.
        failed: How many went wrong.
        slowest: The processor time of the slowest, its number, and its input, cut.
        megabytes: The most memory that a process had, or who started it.

    """

    cases: int = 0
    counts: Counter[str] = field(default_factory=Counter)
    failures: list[Failure] = field(default_factory=list)
    failed: int = 0
    slowest: tuple[float, int, str] = (0.0, 0, "")
    megabytes: float = 0.0

    def add(self, other: "Tally") -> None:
        """Take in another share."""
        self.cases += other.cases
        self.counts += other.counts
        self.failed += other.failed
        self.failures = sorted([*self.failures, *other.failures], key=lambda one: len(one.given))[:_FAILURES_KEPT]
        self.slowest = max(self.slowest, other.slowest)
        self.megabytes = max(self.megabytes, other.megabytes)


class _Logged(logging.Handler):
    """Counts what is logged as an error: no input may cause one."""

    def __init__(self) -> None:
        super().__init__(logging.ERROR)
        self.said: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        self.said.append(record.getMessage())


def run_share(name: str, seed: int, numbers: Sequence[int]) -> Tally:
    """Run some cases of a target, one after the other, on one instance of it.

    Args:
        name: The target.
        seed: What everything that is invented depends on, besides the number of its case.
        numbers: The cases.

    """
    tally, logged, before = Tally(), _Logged(), _most_memory()
    logging.getLogger().addHandler(logged)
    with closing(import_module(MODULES[name]).TARGET()) as target:
        try:
            for number in numbers:
                _run(target, number, Random(f"{seed} {name} {number}"), tally, logged.said)
        finally:
            logging.getLogger().removeHandler(logged)
        tally.megabytes = _most_memory()
        if tally.megabytes - before > target.megabytes:
            _fail(tally, Failure(numbers[-1], f"{tally.megabytes - before:.0f} MB of memory", ""))
    return tally


def _most_memory() -> float:
    """The most megabytes that this process had, or who started it: Linux counts them on."""
    most = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return most / (1 << 20 if sys.platform == "darwin" else 1 << 10)


def _run(target: Target, number: int, random: Random, tally: Tally, logged: list[str]) -> None:
    given = target.invent(random)
    wall, begun = perf_counter(), process_time()
    try:
        problem = target.problem(given, tally.counts)
    except Exception as error:  # noqa: BLE001 - whatever comes out is what is looked for
        problem = f"{type(error).__name__}: {error}"[:_SHOWN]
    took = min(process_time() - begun, perf_counter() - wall)
    tally.cases += 1
    if took > tally.slowest[0]:
        tally.slowest = (took, number, repr(given)[:_SHOWN])
    if logged:
        problem = problem or f"logged: {logged[0][:_SHOWN]}"
        logged.clear()
    if took > target.slow:
        problem = problem or f"it took {took:.1f} s"
    if problem:
        _fail(tally, Failure(number, problem, repr(given)))


def _fail(tally: Tally, failure: Failure) -> None:
    tally.failed += 1
    tally.failures = sorted([*tally.failures, failure], key=lambda one: len(one.given))[:_FAILURES_KEPT]
